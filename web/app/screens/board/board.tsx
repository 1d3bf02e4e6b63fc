import { useCallback, useEffect, useMemo } from 'preact/hooks'
import { full } from '../../../charts/numbers.ts'
import { announce } from '../../announce.ts'
import { useAnswer } from '../../answers.ts'
import { loadMetrics, nameOf } from '../../names.ts'
import { Empty, Waiting } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Heading } from '../../parts/heading.tsx'
import { Moment } from '../../parts/moment.tsx'
import { query, setQuery, slug } from '../../router.ts'
import { sinceOf } from '../../window.ts'
import { zone, zoneName } from '../../zone.ts'
import { type BoardQuery, boardAddressOf, boardQueryOf } from './board-query.ts'
import { Compare } from './compare.tsx'
import { Filters } from './filters.tsx'
import { mostCompared, standings, tickedIn, toggled } from './standings.ts'
import { Table } from './table.tsx'

const mostPlaces = 500

/** Who is paused, where the board has such. */
const usePaused = (isAll: boolean): ReadonlySet<string> => {
  const asked = isAll && slug.value === undefined ? { query: { active: false, limit: 100 } } : undefined
  const { known } = useAnswer('GET /players', asked)
  return new Set(known.value.answer?.players.map(({ username }) => username))
}

const Nobody = ({ asked }: { asked: BoardQuery }) => (
  <Empty title="Nobody has a place yet">
    <p>
      {asked.period === undefined
        ? `Of nobody ${nameOf(asked.metric)} is known.`
        : `A place takes two states: one from before the time began and a newer one. Choose a longer time, or come back later.`}
    </p>
  </Empty>
)

/** Who gained the most, or has the most. */
export const Board = () => {
  const asked = boardQueryOf(query.value)
  const { metric, period, mode, isAll } = asked
  const isShared = slug.value !== undefined
  const of = isShared ? {} : { mode, active: isAll ? 'all' : undefined, limit: mostPlaces }
  const { known, reload } = useAnswer(
    'GET /leaderboard',
    { query: { metric, period, tz: zone.value, ...of } },
    { keep: true },
  )
  useEffect(() => {
    // Without their names keys stand in for them.
    loadMetrics().catch(() => undefined)
  }, [])
  const paused = usePaused(isAll)
  const { answer, failure } = known.value
  // While another board is on its way, the places of the one before do not stand under its name.
  const fits = answer && answer.metric === metric && answer.period === (period ?? null)
  // Rows that are the same are not drawn again.
  const places = useMemo(() => (fits ? standings(answer) : []), [fits, answer])
  const ticked = tickedIn(query.value).filter((name) => places.some(({ username }) => username === name))
  const compared = ticked.flatMap((name) => places.find(({ username }) => username === name) ?? [])
  const tick = useCallback(
    (username: string): void => {
      const before = tickedIn(query.peek()).filter((name) => places.some((place) => place.username === name))
      const next = toggled(before, username)
      setQuery({ compare: next.length === 0 ? undefined : next.join() })
      announce(`${next.length} of ${mostCompared} compared`)
    },
    [places],
  )
  return (
    <div class="stack" aria-busy={known.value.isLoading}>
      <div class="title">
        <Heading title="Board" />
        <p class="muted">
          {nameOf(metric)}
          {period === undefined ? ', by value' : `, gained ${sinceOf(period)} (${zoneName(zone.value)})`}
        </p>
      </div>
      <Filters asked={asked} onChange={(change) => setQuery(boardAddressOf({ ...asked, ...change }))} />
      {failure && <Failed failure={failure} retry={reload} />}
      {!fits && !failure && <Waiting what="the board" />}
      {fits && (
        <>
          <p class="small muted">
            {answer.asOf === null ? (
              'Nobody was fetched yet.'
            ) : (
              <>
                As of <Moment at={answer.asOf} />, when one of them was last fetched.
              </>
            )}
            {answer.unknown > 0 &&
              ` ${full(answer.unknown)} of ${full(answer.players)} have no place: unknown, or under review.`}
          </p>
          {ticked.length > 0 ? (
            <Compare key={`${metric} ${period}`} asked={asked} places={compared} window={answer.window} />
          ) : (
            places.length > 1 && <p class="small muted">Tick up to {mostCompared} to compare their curves.</p>
          )}
          {places.length === 0 ? (
            <Nobody asked={asked} />
          ) : (
            <Table asked={asked} places={places} paused={paused} ticked={ticked} onTick={tick} />
          )}
        </>
      )}
    </div>
  )
}
