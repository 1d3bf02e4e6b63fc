import { useCallback, useMemo, useRef } from 'preact/hooks'
import { announce } from '../../announce.ts'
import { useFresh } from '../../fresh.ts'
import { nameOf } from '../../names.ts'
import { Empty, Waiting } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { useGrowing } from '../../parts/growing.ts'
import { RangeBar } from '../../parts/range-bar.tsx'
import { query, setQuery } from '../../router.ts'
import { addressOf, type Window, windowOf } from '../../window.ts'
import { zone } from '../../zone.ts'
import { Caption } from './caption.tsx'
import { Course } from './course.tsx'
import { Days } from './days.tsx'
import { gainGroups, gainRow } from './gains.ts'
import { GainsList } from './gains-list.tsx'
import type { KnownPlayer } from './known-player.ts'

interface Props {
  username: string
  player: KnownPlayer | undefined
  version: number
}

/** What helps on where a window has nothing. */
const NothingKnown = ({ window }: { window: Window }) =>
  'period' in window ? (
    <Empty title="The first answer of the hiscores is on its way">
      <p>What is gained counts from then on.</p>
    </Empty>
  ) : (
    <Empty title="Nothing is known of this time">
      <p>It ended before the character was first seen.</p>
    </Empty>
  )

const NothingGained = ({ window }: { window: Window }) => (
  <div class="empty slim">
    <p>
      {'period' in window && window.period === 'day' ? 'Nothing gained yet today.' : 'Nothing was gained in this time.'}{' '}
      The hiscores show what a character did once it has logged out.
    </p>
  </div>
)

const rowsAtOnce = 8

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0)

/** What was gained in a window, and the course of what was touched. */
export const Progress = ({ username, player, version }: Props) => {
  const chart = useRef<HTMLElement>(null)
  const parameters = query.value
  // What is the same is not drawn again when the next part is there.
  const window = useMemo(() => windowOf(parameters), [parameters])
  const metric = parameters.get('metric') ?? 'overall'
  const asked = { ...window, tz: zone.value }
  const { known, reload } = useFresh('GET /players/{username}/history', { path: { username }, query: asked }, version)
  const { answer: history, failure } = known.value
  const groups = useMemo(() => (history ? gainGroups(history) : []), [history])
  const overall = useMemo(() => (history?.overall ? gainRow('overall', history.overall) : undefined), [history])
  // One part after the other: each takes a phone some time to draw. First the chart, then the rows, at last the days.
  const rowParts = Math.max(1, Math.ceil(sum(groups.map(({ rows }) => rows.length)) / rowsAtOnce))
  const parts = useGrowing(history ? rowParts + 2 : 0, 1)
  const choose = useCallback((next: string): void => {
    setQuery({ metric: next === 'overall' ? undefined : next })
    announce(`The chart shows ${nameOf(next)}`)
    chart.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div class="stack" aria-busy={known.value.isLoading}>
      <RangeBar window={window} shown={history?.period} onChoose={(next) => setQuery(addressOf(next))} />
      {failure && failure.code !== 'no_data' && <Failed failure={failure} retry={reload} />}
      {failure?.code === 'no_data' && <NothingKnown window={window} />}
      {!history && !failure && <Waiting what="the progress" />}
      {history && failure?.code !== 'no_data' && (
        <>
          <Caption window={window} history={history} />
          <div class="progress">
            <section class="card progress-chart" ref={chart} aria-labelledby="course-heading">
              <Course
                username={username}
                metric={metric}
                window={window}
                history={history}
                fetchedAt={player?.lastFetchedAt ?? undefined}
                version={version}
              />
            </section>
            {parts > 1 && (
              <section class="card progress-gains" aria-labelledby="gains-heading">
                <h2 id="gains-heading">Gained</h2>
                <GainsList
                  overall={overall}
                  groups={groups}
                  most={(parts - 1) * rowsAtOnce}
                  chosen={metric}
                  onChoose={choose}
                />
                {groups.length === 0 && <NothingGained window={window} />}
              </section>
            )}
            {parts > rowParts + 1 && (
              <Days username={username} metric={metric} end={history.period.end} version={version} />
            )}
          </div>
        </>
      )}
    </div>
  )
}
