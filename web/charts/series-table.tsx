import { thin } from '../../shared/progress/thin.ts'
import { dateTime } from './dates.ts'
import { full } from './numbers.ts'
import { livesOf, type Point, type SeamMark } from './points.ts'
import { seamName } from './seams.ts'

interface Props {
  /** What the table says, and what its values are: `Experience`. */
  caption: string
  value: string
  points: readonly Point[]
  seams: readonly SeamMark[]
  tz: string
  /** How many rows it has at most. */
  rows?: number
}

/** What a chart shows as a table, the newest first; a seam stands in the row of the first value behind it. */
export const SeriesTable = ({ caption, value, points, seams, tz, rows = 30 }: Props) => {
  const begins = new Map(
    livesOf(points, seams)
      .slice(1)
      .map((life) => [life[0]!.at, seams.findLast(({ at }) => at <= life[0]!.at)!]),
  )
  const kept = thin(points, rows)
  // Thinning must not lose where a life begins.
  const shown = points.filter((point) => kept.includes(point) || begins.has(point.at))
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">{value}</th>
        </tr>
      </thead>
      <tbody>
        {[...shown].reverse().map(({ at, value: known }) => {
          const seam = begins.get(at)
          return (
            <tr key={at}>
              <th scope="row">
                {dateTime(at, tz)}
                {seam && <em> {seamName(seam.kind)}</em>}
              </th>
              <td>{full(known)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
