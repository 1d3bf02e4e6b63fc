import { ValueAxisLines } from './axes.tsx'
import { barsPlot } from './bars-layout.ts'
import { dayMonth } from './dates.ts'
import { type DayGain, midnightOf } from './days.ts'
import { Frame } from './frame.tsx'
import { type Size, timeTickCount } from './layout.ts'
import { daysSummary } from './summary.ts'
import { axisSize, type ChartTheme, textWidth } from './theme.ts'

interface Props extends Size {
  id: string
  title: string
  /** In their order, without holes. */
  days: readonly DayGain[]
  theme: ChartTheme
  /** The date that somebody looks at. */
  mark?: string | undefined
}

const least = 1.5

/** A bar for what each day brought; a dot where nothing is known. */
export const DayBars = ({ id, title, days, theme, width, height, mark }: Props) => {
  const { plot, axis } = barsPlot(days, { width, height })
  const each = (plot.right - plot.left) / Math.max(1, days.length)
  const gap = each > 6 ? Math.min(4, each * 0.25) : each > 3 ? 1 : 0
  const zero = plot.y(0)
  const every = Math.max(1, Math.ceil(days.length / timeTickCount((plot.right - plot.left) * 0.7)))
  return (
    <Frame id={id} title={title} summary={daysSummary(days)} width={width} height={height}>
      <ValueAxisLines plot={plot} axis={axis} theme={theme} />
      {days.map(({ date, gained }, place) => {
        const x = plot.x(place) + gap / 2
        if (gained === null) {
          return (
            <circle key={date} cx={x + (each - gap) / 2} cy={zero - 3} r={Math.min(1.5, each / 3)} fill={theme.muted} />
          )
        }
        const y = gained < 0 ? zero : Math.min(plot.y(gained), gained > 0 ? zero - least : zero)
        const tall = Math.abs(plot.y(gained) - zero)
        return (
          <rect
            key={date}
            x={x}
            y={y}
            width={Math.max(0.5, each - gap)}
            height={gained === 0 ? 0 : Math.max(least, tall)}
            rx={each > 8 ? 2 : 0}
            fill={gained < 0 ? theme.seam : date === mark ? theme.ink : theme.accent}
          />
        )
      })}
      <line x1={plot.left} x2={plot.right} y1={zero} y2={zero} stroke={theme.muted} />
      {days.map(({ date }, place) => {
        // From the last day backwards: that is today.
        if ((days.length - 1 - place) % every !== 0) return null
        const x = plot.x(place + 0.5)
        const label = dayMonth(midnightOf(date), 'UTC')
        if (x - textWidth(label, axisSize) / 2 < 0) return null
        const anchor = x + textWidth(label, axisSize) / 2 > width ? 'end' : 'middle'
        return (
          <text
            key={date}
            x={anchor === 'end' ? plot.right : x}
            y={plot.bottom + 17}
            text-anchor={anchor}
            font-size={axisSize}
            fill={theme.muted}
          >
            {label}
          </text>
        )
      })}
    </Frame>
  )
}
