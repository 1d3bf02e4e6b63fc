import { full } from '../../../charts/numbers.ts'
import { nameOf } from '../../names.ts'
import { hrefWith } from './views.tsx'

/** A boss or another activity as it stands. */
export interface Count {
  metric: string
  value: number | null
  rank: number | null
}

interface Props {
  id: string
  title: string
  /** What the values are, as the head of their column. */
  head: string
  counts: readonly Count[]
}

const Rows = ({ counts }: { counts: readonly Count[] }) => (
  <>
    {counts.map(({ metric, value, rank }) => (
      <tr key={metric}>
        <th scope="row">
          <a href={hrefWith({ view: undefined, metric })}>{nameOf(metric)}</a>
        </th>
        <td class={value === null ? 'number unknown' : 'number'}>{full(value)}</td>
        <td class="number muted">{rank === null ? '–' : full(rank)}</td>
      </tr>
    ))}
  </>
)

/** Bosses or activities in the game's order; those that are unknown stand apart. */
export const Counts = ({ id, title, head, counts }: Props) => {
  const known = counts.filter(({ value }) => value !== null)
  const unknown = counts.filter(({ value }) => value === null)
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {known.length > 0 && (
        <table class="table counts">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" class="number">
                {head}
              </th>
              <th scope="col" class="number">
                Rank
              </th>
            </tr>
          </thead>
          <tbody>
            <Rows counts={known} />
          </tbody>
        </table>
      )}
      {known.length === 0 && <p class="muted">None is on the hiscores.</p>}
      {unknown.length > 0 && (
        <details class="unknowns">
          <summary>{`${unknown.length} unknown: the hiscores do not show low counts`}</summary>
          <ul class="small">
            {unknown.map(({ metric }) => (
              <li key={metric}>{nameOf(metric)}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
