import { query, slug } from '../../router.ts'

const views = [
  { view: 'progress', text: 'Progress' },
  { view: 'statistics', text: 'Statistics' },
  { view: 'records', text: 'Records' },
  { view: 'milestones', text: 'Milestones' },
  { view: 'goals', text: 'Goals' },
] as const

export type View = (typeof views)[number]['view']

/** Those that there are: a link shows neither milestones nor goals. */
const shown = () => views.filter(({ view }) => !['milestones', 'goals'].includes(view) || slug.value === undefined)

/** The view that an address names; the progress unless it names another. */
export const viewOf = (asked: URLSearchParams): View =>
  shown().find(({ view }) => view === asked.get('view'))?.view ?? 'progress'

/** An address of this screen with other parts in its query; undefined takes one away. */
export const hrefWith = (parts: Record<string, string | undefined>): string => {
  const next = new URLSearchParams(query.value)
  for (const [name, value] of Object.entries(parts)) {
    if (value === undefined) next.delete(name)
    else next.set(name, value)
  }
  const search = next.toString()
  return `${location.pathname}${search === '' ? '' : `?${search}`}`
}

/** The ways to what there is to see of a character. */
export const Views = ({ view }: { view: View }) => (
  <nav class="views" aria-label="Of this character">
    <ul>
      {shown().map((each) => (
        <li key={each.view}>
          <a
            href={hrefWith({ view: each.view === 'progress' ? undefined : each.view })}
            aria-current={each.view === view ? 'page' : undefined}
          >
            {each.text}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)
