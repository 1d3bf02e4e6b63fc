import { Heading } from '../../parts/heading.tsx'
import { hrefOf } from '../../router.ts'
import { isAdmin } from '../../session.ts'
import { type Section, sections } from './sections.tsx'

/** What is tracked, for admins, and what is one's own. */
export const Manage = ({ section }: { section: string | undefined }) => {
  const open: Section[] = sections.filter(({ forAdmins }) => isAdmin.value || !forAdmins)
  const current = section === undefined ? open[0] : open.find(({ name }) => name === section)
  const title = isAdmin.value ? 'Manage' : 'Account'
  return (
    <>
      <div class="title">
        <Heading title={current ? `${current.title} · ${title}` : title}>{title}</Heading>
      </div>
      <nav class="tabs" aria-label={title}>
        {open.map(({ name, title: text }) => (
          <a
            key={name}
            href={hrefOf({ screen: 'manage', section: name })}
            aria-current={name === current?.name ? 'page' : undefined}
          >
            {text}
          </a>
        ))}
      </nav>
      {current ? <current.Content /> : <p>There is nothing here, or it is for admins only.</p>}
    </>
  )
}
