import { TimeAxisLabels, ValueAxisLines } from './axes.tsx'
import { dateRange, dateTime } from './dates.ts'
import { Frame } from './frame.tsx'
import { lineLayout } from './layout.ts'
import { LinePath } from './line-chart.tsx'
import { full, signed, unknown } from './numbers.ts'
import { gainedIn, isKnown, type Point, type SeamMark, spanOf, within } from './points.ts'
import { SeamMarks } from './seam-marks.tsx'
import { lineSummary } from './summary.ts'
import { dark, light, textWidth } from './theme.ts'
import { UnknownSpans } from './unknown-spans.tsx'

const width = 600
const height = 200
const dayMs = 86_400_000
/** How much wider thick letters are. */
const bold = 1.15
// Nobody who looks at the image has said where they are.
const tz = 'UTC'

interface Props {
  username: string
  /** What the metric is called, as in `Runecraft`. */
  metric: string
  /** In time order. */
  points: readonly Point[]
  seams: readonly SeamMark[]
  theme: 'light' | 'dark'
  /** How many days the image shows; without it all that there is. */
  days?: number | undefined
  /** The moment at which it is drawn: the image ends there. Without it, it ends with the last point. */
  now?: number | undefined
}

/** As many letters as there is room for, with dots for the rest. */
const fitted = (text: string, room: number, size: number): string => {
  const letters = [...text]
  const most = Math.floor(room / textWidth('x', size * bold))
  return letters.length <= most ? text : `${letters.slice(0, Math.max(1, most - 1)).join('')}…`
}

/**
 * An image of one metric of a player that explains itself wherever it is shown: whose it is, its last value and when that was,
 * what was gained, and over which days (UTC), above the line of its values. 600 by 200 pixels, in the letters of the reader's
 * machine; it needs no style sheet.
 */
export const chartImage = ({ username, metric, points, seams, theme, days, now }: Props) => {
  const colours = theme === 'dark' ? dark : light
  const all = spanOf(points)
  const end = now ?? all?.end ?? 0
  const start = days === undefined ? (all?.start ?? end) : end - days * dayMs
  const span = { start, end }
  const seen = within(points, span)
  const parted = within(seams, span)
  const last = seen.filter(isKnown).at(-1)
  const value = full(last?.value ?? null)
  const gained = last ? signed(gainedIn(seen, parted)) : unknown
  const range = all ? dateRange(start, end, tz) : 'nothing is known yet'
  const line = { name: metric, points: seen, seams: parted }
  const { plot, axis, ticks } = lineLayout({ width, height, lines: [line], span, tz, left: 10, right: 20, top: 76 })
  const title = `${username}: ${metric}`
  const room = width - 40 - textWidth(value, 22 * bold) - 24
  return (
    <Frame title={`${title}, ${value}`} summary={lineSummary(line, span, tz)} width={width} height={height}>
      <rect x="0.5" y="0.5" width={width - 1} height={height - 1} rx="10" fill={colours.ground} stroke={colours.grid} />
      <text x="20" y="32" font-size="17" font-weight="600" fill={colours.ink}>
        {fitted(title, room, 17)}
      </text>
      <text x="20" y="51" font-size="12" fill={colours.muted}>
        {last ? `${range}, as of ${dateTime(last.at, tz)} UTC` : range}
      </text>
      <text x={width - 20} y="34" text-anchor="end" font-size="22" font-weight="600" fill={colours.ink}>
        {value}
      </text>
      <text x={width - 20} y="52" text-anchor="end" font-size="12.5" font-weight="600" fill={colours.accent}>
        {gained === unknown ? `gain ${unknown}` : `${gained} gained`}
      </text>
      <ValueAxisLines plot={plot} axis={axis} theme={colours} />
      <TimeAxisLabels plot={plot} ticks={ticks} theme={colours} />
      <UnknownSpans points={seen} plot={plot} theme={colours} />
      <LinePath line={line} plot={plot} colour={colours.accent} area={colours.accentSoft} />
      <SeamMarks plot={plot} seams={parted} tz={tz} theme={colours} />
    </Frame>
  )
}
