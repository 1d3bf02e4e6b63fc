import { TimeAxisLabels, ValueAxisLines } from './axes.tsx'
import { linesAndDots } from './columns.ts'
import { Frame } from './frame.tsx'
import { type Line, type LineLayout, lineLayout, type PlottedLine, type Size } from './layout.ts'
import { LineEnds } from './line-ends.tsx'
import { areaPath, linePath } from './paths.ts'
import { nearestTo, runsOf, type Span } from './points.ts'
import type { Plot } from './scales.ts'
import { SeamMarks } from './seam-marks.tsx'
import { lineSummary } from './summary.ts'
import { type ChartTheme, textWidth } from './theme.ts'
import { UnknownSpans } from './unknown-spans.tsx'

/** How the lines of a chart differ for whoever does not tell their colours apart. */
export const dashes = [undefined, '7 3', '2 3', '9 3 2 3', '4 6'] as const

interface LineProps {
  line: PlottedLine
  plot: Plot
  colour: string
  dash?: string | undefined
  /** What the area below is filled with; none where lines are compared. */
  area?: string | undefined
}

/** One line, broken where it is unknown and at its seams. */
export const LinePath = ({ line, plot, colour, dash, area }: LineProps) => {
  const { lines, dots } = linesAndDots(runsOf(line.points, line.seams), plot.x)
  return (
    <g>
      {area && lines.map((run) => <path key={run[0]!.at} d={areaPath(run, plot)} fill={area} />)}
      {lines.map((run) => (
        <path
          key={run[0]!.at}
          d={linePath(run, plot)}
          fill="none"
          stroke={colour}
          stroke-width="2"
          stroke-linejoin="round"
          stroke-linecap="round"
          stroke-dasharray={dash}
        />
      ))}
      {dots.map(({ at, value }) => (
        <circle key={at} cx={plot.x(at)} cy={plot.y(value)} r="2.5" fill={colour} />
      ))}
    </g>
  )
}

interface MarkProps {
  layout: LineLayout
  at: number
  colours: readonly string[]
  theme: ChartTheme
}

/** A line at the moment that somebody looks at, and a ring around what is known nearest to it. */
const Mark = ({ layout: { plot, lines }, at, colours, theme }: MarkProps) => (
  <g>
    <line x1={plot.x(at)} x2={plot.x(at)} y1={plot.top} y2={plot.bottom} stroke={theme.muted} />
    {lines.map(({ name, points }, place) => {
      const near = nearestTo(points, at)
      if (!near) return null
      return (
        <circle
          key={name}
          cx={plot.x(near.at)}
          cy={plot.y(near.value)}
          r="4.5"
          fill={theme.ground}
          stroke={colours[place]}
          stroke-width="2"
        />
      )
    })}
  </g>
)

export interface LineChartProps extends Size {
  /** Names this drawing among those of its page. */
  id: string
  title: string
  /** One line, or up to five that are compared. */
  lines: readonly Line[]
  /** The time that the chart shows. */
  span: Span
  /** The zone of its times. */
  tz: string
  theme: ChartTheme
  /** The moment that somebody looks at. */
  mark?: number | undefined
}

/** A chart of one value over time, or of up to five; with its axes, its seams, and gaps where nothing is known. */
export const LineChart = ({ id, title, lines, span, tz, theme, width, height, mark }: LineChartProps) => {
  const compared = lines.length > 1
  const named = compared && width >= 560
  const room = named ? Math.max(...lines.map(({ name }) => textWidth(name, 12))) + 16 : 12
  const layout = lineLayout({ width, height, lines, span, tz, right: room })
  const { plot, axis, ticks, seams } = layout
  const colours = compared ? theme.series : [theme.accent]
  return (
    <Frame
      id={id}
      title={title}
      summary={lines.map((line) => lineSummary(line, span, tz)).join(' ')}
      width={width}
      height={height}
    >
      <ValueAxisLines plot={plot} axis={axis} theme={theme} />
      <TimeAxisLabels plot={plot} ticks={ticks} theme={theme} />
      {!compared && <UnknownSpans points={layout.lines[0]?.points ?? []} plot={plot} theme={theme} />}
      {layout.lines.map((line, place) => (
        <LinePath
          key={line.name}
          line={line}
          plot={plot}
          colour={colours[place] ?? theme.accent}
          dash={compared ? dashes[place] : undefined}
          area={compared ? undefined : theme.accentSoft}
        />
      ))}
      <SeamMarks plot={plot} seams={seams} tz={tz} theme={theme} />
      {named && <LineEnds layout={layout} colours={colours} />}
      {mark !== undefined && <Mark layout={layout} at={mark} colours={colours} theme={theme} />}
    </Frame>
  )
}
