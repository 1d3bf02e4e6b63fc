import { linesAndDots } from './columns.ts'
import type { Size } from './layout.ts'
import { linePath } from './paths.ts'
import { extentOf, isKnown, type Point, runsOf, type SeamMark, spanOf } from './points.ts'
import { plotOf } from './scales.ts'
import type { ChartTheme } from './theme.ts'

interface Props extends Size {
  /** What it shows, for whoever does not see it: `Experience of 30 days, +1,034,431`. */
  label: string
  points: readonly Point[]
  seams?: readonly SeamMark[]
  theme: ChartTheme
}

const margin = 3

/** A line the height of a word, without axes, with a dot at its end. Empty where nothing is known. */
export const Sparkline = ({ label, points, seams = [], theme, width, height }: Props) => {
  const [least, greatest] = extentOf(points) ?? [0, 1]
  const box = { left: margin, top: margin, right: width - margin, bottom: height - margin }
  // A value that stands still lies at the bottom: nothing was gained.
  const range = { least, greatest: Math.max(greatest, least + 1) }
  const plot = plotOf(box, spanOf(points) ?? { start: 0, end: 1 }, range)
  const { lines, dots } = linesAndDots(runsOf(points, seams), plot.x)
  const last = points.filter(isKnown).at(-1)
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    >
      {lines.map((run) => (
        <path
          key={run[0]!.at}
          d={linePath(run, plot)}
          fill="none"
          stroke={theme.accent}
          stroke-width="1.5"
          stroke-linejoin="round"
          stroke-linecap="round"
        />
      ))}
      {dots.map(({ at, value }) => (
        <circle key={at} cx={plot.x(at)} cy={plot.y(value)} r="1" fill={theme.accent} />
      ))}
      {last && <circle cx={plot.x(last.at)} cy={plot.y(last.value)} r="2.5" fill={theme.accent} />}
    </svg>
  )
}
