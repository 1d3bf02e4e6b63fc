import { full } from '../../../charts/numbers.ts'
import { nameOf } from '../../names.ts'
import { hrefWith } from './views.tsx'

/** A boss or another activity as it stands. */
interface Count {
  metric: string
  value: number | null
  rank: number | null
}

interface Props {
  id: string
  title: string
  /** What the values count. */
  unit: string
  counts: readonly Count[]
}

/** One that is known; leads to its course. */
const Row = ({ count: { metric, value, rank }, unit }: { count: Count; unit: string }) => (
  <li>
    <a href={hrefWith({ view: undefined, metric })}>{nameOf(metric)}</a>
    <span class="count-rank small muted number">{rank === null ? 'unranked' : `rank ${full(rank)}`}</span>
    <span class="count number">
      {full(value)}
      <span class="aside"> {unit}</span>
    </span>
  </li>
)

/** Bosses or activities in the game's order; those that are unknown stand apart. */
export const Counts = ({ id, title, unit, counts }: Props) => {
  const known = counts.filter(({ value }) => value !== null)
  const unknown = counts.filter(({ value }) => value === null)
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="counts">
        {known.map((count) => (
          <Row key={count.metric} count={count} unit={unit} />
        ))}
      </ul>
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
