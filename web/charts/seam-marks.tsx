import { date } from './dates.ts'
import type { SeamMark } from './points.ts'
import type { Plot } from './scales.ts'
import { seamMeaning, seamName } from './seams.ts'
import { type ChartTheme, textWidth } from './theme.ts'

interface Props {
  plot: Plot
  seams: readonly SeamMark[]
  tz: string
  theme: ChartTheme
}

const size = 10

/** A broken line through a plot at each seam, with its name where there is room for it. */
export const SeamMarks = ({ plot, seams, tz, theme }: Props) => {
  let taken = Number.NEGATIVE_INFINITY
  return (
    <g>
      {seams.map(({ at, kind }) => {
        const x = plot.x(at)
        const width = textWidth(seamName(kind), size)
        const left = Math.min(x + 4, plot.right - width)
        const hasRoom = left > taken + 4
        if (hasRoom) taken = left + width
        return (
          <g key={at}>
            <title>{`${date(at, tz)}: ${seamName(kind)}, ${seamMeaning(kind)}`}</title>
            <line x1={x} x2={x} y1={plot.top - 12} y2={plot.bottom} stroke={theme.seam} stroke-dasharray="3 3" />
            {hasRoom && (
              <text x={left} y={plot.top - 5} font-size={size} fill={theme.seam}>
                {seamName(kind)}
              </text>
            )}
          </g>
        )
      })}
    </g>
  )
}
