import type { ComponentChildren } from 'preact'
import { Mark } from '../parts/mark.tsx'
import { hrefOf, placeAhead, slug } from '../router.ts'
import { isAdmin, standing, user } from '../session.ts'
import { UserMenu } from './user-menu.tsx'

const NavLink = ({ href, here, children }: { href: string; here: boolean; children: ComponentChildren }) => (
  <li>
    <a href={href} aria-current={here ? 'page' : undefined}>
      {children}
    </a>
  </li>
)

/** The ways to the screens, for who may see them. */
const Nav = () => {
  const { screen } = placeAhead.value
  return (
    <nav class="nav" aria-label="Screens">
      <ul>
        <NavLink href={hrefOf({ screen: 'today' })} here={screen === 'today'}>
          Today
        </NavLink>
        <NavLink href={hrefOf({ screen: 'board' })} here={screen === 'board'}>
          Board
        </NavLink>
        {slug.value === undefined && (
          <NavLink href={hrefOf({ screen: 'manage', section: undefined })} here={screen === 'manage'}>
            {isAdmin.value ? 'Manage' : 'Account'}
          </NavLink>
        )}
      </ul>
    </nav>
  )
}

/** What stands above every screen. */
export const Top = () => (
  <header class="top">
    <a class="brand" href={hrefOf({ screen: 'today' })}>
      <Mark />
      Hiscore Ledger
    </a>
    {(slug.value !== undefined || standing.value === 'in') && <Nav />}
    <div class="top-end">
      {slug.value !== undefined && <span class="badge">Read only</span>}
      {slug.value === undefined && user.value && <UserMenu username={user.value.username} />}
    </div>
  </header>
)
