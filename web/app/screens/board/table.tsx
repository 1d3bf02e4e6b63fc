import { dashes } from '../../../charts/line-chart.tsx'
import { full, signed } from '../../../charts/numbers.ts'
import { page } from '../../../charts/theme.ts'
import { useGrowing } from '../../parts/growing.ts'
import { Moment } from '../../parts/moment.tsx'
import { hrefOf } from '../../router.ts'
import { boardName } from '../../words/titles.ts'
import type { BoardQuery } from './board-query.ts'
import { mostCompared, type Standing } from './standings.ts'

interface Props {
  asked: BoardQuery
  places: readonly Standing[]
  /** The names of those that are paused. */
  paused: ReadonlySet<string>
  ticked: readonly string[]
  onTick: (username: string) => void
}

/** The look of a compared curve. */
const Curve = ({ place }: { place: number }) => (
  <svg class="curve" viewBox="0 0 24 8" width="24" height="8" aria-hidden="true">
    <line
      x1="1"
      x2="23"
      y1="4"
      y2="4"
      stroke={page.series[place]}
      stroke-width="2.5"
      stroke-dasharray={dashes[place]}
    />
  </svg>
)

const Row = ({
  search,
  standing,
  isPaused,
  place,
  isFull,
  onTick,
}: {
  /** What an address says of the metric and the period. */
  search: string
  standing: Standing
  isPaused: boolean
  /** Its place among those that are compared; -1: it is not. */
  place: number
  isFull: boolean
  onTick: (username: string) => void
}) => {
  const { rank, username, mode, gained, value, level, from, to } = standing
  return (
    <tr>
      <td class="number board-rank">{rank}</td>
      <td class="board-tick">
        <label>
          <input
            type="checkbox"
            checked={place >= 0}
            aria-disabled={place < 0 && isFull}
            aria-label={`Compare ${username}`}
            onClick={(event) => {
              if (place < 0 && isFull) event.preventDefault()
              else onTick(username)
            }}
          />
        </label>
      </td>
      <th scope="row">
        <span class="board-name">
          <a href={`${hrefOf({ screen: 'player', username })}${search === '' ? '' : `?${search}`}`}>{username}</a>
          {place >= 0 && <Curve place={place} />}
          {mode !== 'regular' && <span class="badge">{boardName(mode)}</span>}
          {isPaused && <span class="badge warn">paused</span>}
        </span>
        <span class="gain-aside">
          {from === undefined ? (
            <>
              As of <Moment at={to} />
            </>
          ) : (
            <>
              <Moment at={from} /> to <Moment at={to} />
            </>
          )}
        </span>
      </th>
      {gained !== undefined && <td class="number board-gain">{signed(gained)}</td>}
      <td class={gained === undefined ? 'number' : 'number board-now'}>
        {full(value)}
        {level !== undefined && <span class="gain-aside">level {full(level)}</span>}
      </td>
    </tr>
  )
}

/** The places of a board; up to five can be ticked, whose curves are compared. */
export const Table = ({ asked, places, paused, ticked, onTick }: Props) => {
  const drawn = useGrowing(places.length, 8)
  const search = new URLSearchParams({
    ...(asked.metric !== 'overall' && { metric: asked.metric }),
    ...(asked.period !== undefined && asked.period !== 'day' && { period: asked.period }),
  }).toString()
  return (
    <div class="card board-table">
      <table class="table">
        <thead>
          <tr>
            <th scope="col" class="number">
              <span aria-hidden="true">#</span>
              <span class="aside">Place</span>
            </th>
            <th scope="col">
              <span class="aside">Compare</span>
            </th>
            <th scope="col">Character</th>
            {asked.period !== undefined && (
              <th scope="col" class="number">
                Gained
              </th>
            )}
            <th scope="col" class={asked.period === undefined ? 'number' : 'number board-now'}>
              {asked.period === undefined ? 'Value' : 'Now'}
            </th>
          </tr>
        </thead>
        <tbody>
          {places.slice(0, drawn).map((standing) => (
            <Row
              key={standing.username}
              search={search}
              standing={standing}
              isPaused={paused.has(standing.username)}
              place={ticked.indexOf(standing.username)}
              isFull={ticked.length >= mostCompared}
              onTick={onTick}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}
