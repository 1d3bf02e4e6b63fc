import { useComputed } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Mark } from '../parts/mark.tsx'
import { hrefOf, placeAhead, slug } from '../router.ts'
import { isAdmin, standing, user } from '../session.ts'
import { UserMenu } from './user-menu.tsx'

/** A way to a screen. Its mark goes with the touch that leads there, and nothing else is drawn for that. */
const NavLink = ({ to, children }: { to: 'today' | 'board' | 'manage'; children: ComponentChildren }) => {
  const here = useComputed(() => (placeAhead.value.screen === to ? 'page' : undefined))
  return (
    <li>
      <a href={hrefOf(to === 'manage' ? { screen: to, section: undefined } : { screen: to })} aria-current={here}>
        {children}
      </a>
    </li>
  )
}

/** The ways to the screens, for who may see them. */
const Nav = () => (
  <nav class="nav" aria-label="Screens">
    <ul>
      <NavLink to="today">Today</NavLink>
      <NavLink to="board">Board</NavLink>
      {slug.value === undefined && <NavLink to="manage">{isAdmin.value ? 'Manage' : 'Account'}</NavLink>}
    </ul>
  </nav>
)

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
