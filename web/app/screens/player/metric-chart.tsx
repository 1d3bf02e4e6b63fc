import { useSignal } from '@preact/signals'
import { dateTime } from '../../../charts/dates.ts'
import { lineLayout } from '../../../charts/layout.ts'
import { LineChart } from '../../../charts/line-chart.tsx'
import { full } from '../../../charts/numbers.ts'
import { indexNearest, isKnown, type SeamMark, type Span } from '../../../charts/points.ts'
import { SeriesTable } from '../../../charts/series-table.tsx'
import { page } from '../../../charts/theme.ts'
import { nameOf } from '../../names.ts'
import { Reader } from '../../parts/reader.tsx'
import { Sized } from '../../parts/sized.tsx'
import { zone } from '../../zone.ts'
import type { CoursePoint } from './course-points.ts'
import { SeamList } from './seam-list.tsx'

interface Props {
  metric: string
  /** What the values count. */
  unit: string
  points: readonly CoursePoint[]
  seams: readonly SeamMark[]
  span: Span
}

const height = 220

/** What is known at one moment, in words. */
const said = ({ at, value, level, rank }: CoursePoint, unit: string, tz: string): string =>
  [
    `${full(value)} ${unit}`,
    level !== null && `level ${full(level)}`,
    rank !== null && `rank ${full(rank)}`,
    dateTime(at, tz),
  ]
    .filter(Boolean)
    .join(' · ')

/** The course of a metric, which can be read moment by moment. */
export const MetricChart = ({ metric, unit, points, seams, span }: Props) => {
  const index = useSignal<number | undefined>(undefined)
  const isTable = useSignal(false)
  const tz = zone.value
  const known = points.filter(isKnown)
  const chosen = index.value === undefined ? undefined : known[Math.min(index.value, known.length - 1)]
  const shown = chosen ?? known.at(-1)
  const title = `${nameOf(metric)}, ${unit}`
  const lines = [{ name: nameOf(metric), points, seams }]
  return (
    <>
      <p class="readout number">{shown ? said(shown, unit, tz) : 'Nothing is known in this time.'}</p>
      <Sized height={height}>
        {(width) => {
          const { plot } = lineLayout({ width, height, lines, span, tz })
          return (
            <Reader
              label={title}
              count={known.length}
              looked={index}
              textOf={(place) => (known[place] ? said(known[place], unit, tz) : '')}
              indexAt={(x) =>
                indexNearest(
                  known.map(({ at }) => at),
                  plot.momentAt(x),
                )
              }
            >
              <LineChart
                id="course"
                title={title}
                lines={lines}
                span={span}
                tz={tz}
                theme={page}
                width={width}
                height={height}
                mark={chosen?.at}
              />
            </Reader>
          )
        }}
      </Sized>
      <SeamList seams={seams} />
      <details
        class="as-table"
        onToggle={({ currentTarget }) => {
          isTable.value = currentTarget.open
        }}
      >
        <summary>The same as a table</summary>
        {isTable.value && <SeriesTable caption={title} value={unit} points={points} seams={seams} tz={tz} />}
      </details>
    </>
  )
}
