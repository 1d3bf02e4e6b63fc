import { type Plot, type ValueAxis, valueLabels } from './scales.ts'
import { axisSize, type ChartTheme } from './theme.ts'
import type { TimeTick } from './time-ticks.ts'

interface ValuesProps {
  plot: Plot
  axis: ValueAxis
  theme: ChartTheme
}

/** Lines across a plot at round values, each with its value to the left of it. */
export const ValueAxisLines = ({ plot, axis, theme }: ValuesProps) => {
  const labels = valueLabels(axis)
  return (
    <g>
      {axis.ticks.map((value, index) => (
        <g key={value}>
          <line x1={plot.left} x2={plot.right} y1={plot.y(value)} y2={plot.y(value)} stroke={theme.grid} />
          <text
            x={plot.left - 8}
            y={plot.y(value) + axisSize * 0.35}
            text-anchor="end"
            font-size={axisSize}
            fill={theme.muted}
          >
            {labels[index]}
          </text>
        </g>
      ))}
    </g>
  )
}

interface TimesProps {
  plot: Plot
  ticks: readonly TimeTick[]
  theme: ChartTheme
}

/** Below a plot its moments; one whose words would leave the drawing is moved to its edge. */
export const TimeAxisLabels = ({ plot, ticks, theme }: TimesProps) => (
  <g>
    {ticks.map(({ at, label }) => {
      const x = plot.x(at)
      const anchor = x > plot.right - 14 ? 'end' : x < plot.left + 6 ? 'start' : 'middle'
      return (
        <g key={at}>
          <line x1={x} x2={x} y1={plot.bottom} y2={plot.bottom + 4} stroke={theme.muted} />
          <text x={x} y={plot.bottom + 17} text-anchor={anchor} font-size={axisSize} fill={theme.muted}>
            {label}
          </text>
        </g>
      )
    })}
  </g>
)
