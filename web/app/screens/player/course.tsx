import { full, signed } from '../../../charts/numbers.ts'
import { within } from '../../../charts/points.ts'
import type { Answer } from '../../contract.ts'
import { useFresh } from '../../fresh.ts'
import { metrics, nameOf } from '../../names.ts'
import { Waiting } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Glyph } from '../../parts/glyph.tsx'
import type { Window } from '../../window.ts'
import { zone } from '../../zone.ts'
import { coursePoints, seamMarks, spanOfPeriod, toEdges, valueBefore } from './course-points.ts'
import { Download } from './download.tsx'
import { type GainRow, gainOf, gainRow, groupIn, unitOf } from './gains.ts'
import { MetricChart } from './metric-chart.tsx'

interface Props {
  username: string
  metric: string
  window: Window
  history: Answer<'GET /players/{username}/history'>
  /** When the character was last fetched. */
  fetchedAt: string | undefined
  version: number
}

/** What a metric counts: by its group, in the history or in the list of all. */
export const unitFor = (metric: string, history?: Props['history']): string =>
  unitOf(
    (history && groupIn(history, metric)) ?? metrics.value?.find((each) => each.metric === metric)?.group ?? 'overall',
  )

/** How many places a character has gone up or down; empty where that is unknown or none. */
const placesSaid = ({ places }: GainRow): string => {
  if (places === null || places === 0) return ''
  const count = Math.abs(places)
  return `${full(count)} ${count === 1 ? 'place' : 'places'} ${places > 0 ? 'up' : 'down'}`
}

/** The course of one metric in the window: its name, its gain, its chart, and the way to take it along. */
export const Course = ({ username, metric, window, history, fetchedAt, version }: Props) => {
  const asked = { ...window, tz: zone.value, points: 400 }
  const path = { username, metric }
  const route = 'GET /players/{username}/history/{metric}'
  const { known, reload } = useFresh(route, { path, query: asked }, version)
  const { answer, failure } = known.value
  const gain = gainOf(history, metric)
  const row = gain ? gainRow(metric, gain) : undefined
  const unit = unitFor(metric, history)
  // What came for another metric or another time is not shown under this one's name.
  const fits = answer?.metric === metric && answer.period.start === history.period.start
  const span = spanOfPeriod(history.period)
  const points = fits ? coursePoints(answer) : []
  return (
    <>
      <div class="course-head">
        <h2 id="course-heading">
          <Glyph metric={metric} size={22} /> {nameOf(metric)}
        </h2>
        <p class="course-gain number">
          {signed(row ? row.gained : 0)} <span class="muted small">{unit}</span>
        </p>
      </div>
      {row && <p class="small muted number">{placesSaid(row)}</p>}
      {failure && <Failed failure={failure} retry={reload} />}
      {fits ? (
        <MetricChart
          metric={metric}
          unit={unit}
          span={span}
          seams={within(seamMarks(answer.seams), span)}
          points={toEdges(points, {
            span,
            before: valueBefore(history, metric, points),
            fetchedAt: fetchedAt === undefined ? undefined : Date.parse(fetchedAt),
          })}
        />
      ) : (
        !failure && <Waiting what={nameOf(metric)} of="course" />
      )}
      <Download
        what="this course"
        route={route}
        asked={{ path, query: { ...asked, points: 1_000 } }}
        types={['csv', 'json']}
        name={`${username} ${metric}`}
      />
    </>
  )
}
