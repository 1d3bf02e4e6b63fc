import { useSignal } from '@preact/signals'
import { dateTime } from '../../../charts/dates.ts'
import { type Line, lineLayout } from '../../../charts/layout.ts'
import { LineChart } from '../../../charts/line-chart.tsx'
import { full, signed } from '../../../charts/numbers.ts'
import { accumulated, indexNearest, isKnown, nearestTo, type Span } from '../../../charts/points.ts'
import { page } from '../../../charts/theme.ts'
import { nameOf } from '../../names.ts'
import { Waiting } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Reader } from '../../parts/reader.tsx'
import { Sized } from '../../parts/sized.tsx'
import { sinceOf } from '../../window.ts'
import { zone } from '../../zone.ts'
import { coursePoints, seamMarks } from '../player/course-points.ts'
import type { BoardQuery } from './board-query.ts'
import { type Series, useCurves } from './curves.ts'
import type { Standing } from './standings.ts'

interface Props {
  asked: BoardQuery
  places: readonly Standing[]
  /** The window of the board; undefined by value. */
  window: { start: string | null; end: string } | undefined
}

const height = 260

/**
 * A course as it is compared: by its values; or by what was gained since the window began, which counts from the last state
 * before it where there is one.
 */
const lineOf = ({ username, start, from }: Standing, series: Series, windowStart: number | undefined): Line => {
  const points = coursePoints(series)
  const seams = seamMarks(series.seams)
  if (start === undefined) return { name: username, points, seams }
  const isFromBefore = windowStart !== undefined && from !== undefined && Date.parse(from) <= windowStart
  const whole = isFromBefore ? [{ at: windowStart, value: start }, ...points] : points
  // A gain goes on behind a seam, and so does its line.
  return { name: username, points: accumulated(whole, seams) }
}

/** The curves of those that are ticked. */
export const Compare = ({ asked, places, window }: Props) => {
  const tz = zone.value
  const mark = useSignal<number | undefined>(undefined)
  const names = places.map(({ username }) => username)
  const { series, failure } = useCurves(names, asked, tz).value
  const isGain = asked.period !== undefined
  const start = window?.start ? Date.parse(window.start) : undefined
  const lines = places.flatMap((each) => {
    const its = series.get(each.username)
    return its ? [lineOf(each, its, start)] : []
  })
  const moments = [...new Set(lines.flatMap(({ points }) => points.filter(isKnown).map(({ at }) => at)))].sort(
    (a, b) => a - b,
  )
  const span: Span = {
    start: start ?? moments[0] ?? 0,
    end: window ? Date.parse(window.end) : (moments.at(-1) ?? 1),
  }
  const place = mark.value === undefined ? undefined : Math.min(mark.value, moments.length - 1)
  const at = place === undefined ? undefined : moments[place]
  const said = (moment: number): string =>
    `${dateTime(moment, tz)} · ${lines
      .map(({ name, points }) => {
        const value = nearestTo(points, moment)?.value ?? null
        return `${name} ${isGain ? signed(value) : full(value)}`
      })
      .join(' · ')}`
  const title = `${nameOf(asked.metric)}, ${isGain ? 'gained' : 'value'}: ${names.join(', ')}`
  return (
    <section class="card board-compare" aria-labelledby="compare-heading">
      <h2 id="compare-heading">
        {nameOf(asked.metric)}, {asked.period === undefined ? 'over time' : `gained ${sinceOf(asked.period)}`}
      </h2>
      {failure && <Failed failure={failure} />}
      {lines.length < names.length && !failure && <Waiting what="the curves" of="compare" />}
      {lines.length === names.length && (
        <>
          <p class="readout number">{said(at ?? span.end)}</p>
          <Sized height={height}>
            {(width) => {
              const { plot } = lineLayout({ width, height, lines, span, tz })
              return (
                <Reader
                  label={title}
                  count={moments.length}
                  looked={mark}
                  textOf={(index) => (moments[index] === undefined ? '' : said(moments[index]))}
                  indexAt={(x) => indexNearest(moments, plot.momentAt(x))}
                >
                  <LineChart
                    id="compare"
                    title={title}
                    lines={lines}
                    span={span}
                    tz={tz}
                    theme={page}
                    width={width}
                    height={height}
                    mark={at}
                  />
                </Reader>
              )
            }}
          </Sized>
        </>
      )}
    </section>
  )
}
