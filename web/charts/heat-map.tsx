import { month } from './dates.ts'
import { type DayGain, everyDay, midnightOf, quartersOf, stepOf } from './days.ts'
import { Frame } from './frame.tsx'
import { cellOf, firstsOf, type HeatLayout, heatLayout } from './heat-layout.ts'
import { daysSummary } from './summary.ts'
import type { ChartTheme } from './theme.ts'

interface Props {
  id: string
  title: string
  year: number
  days: readonly DayGain[]
  /** The last date of which anything can be known: later ones are only outlined. */
  today: string
  theme: ChartTheme
  /** In pixels; the height follows from it: {@link heatLayout}. */
  width: number
  /** The date that somebody looks at. */
  mark?: string | undefined
}

const size = 10.5
const weekdays = ['Mon', '', 'Wed', '', 'Fri', '', 'Sun']

/** The words beside the cells: weekdays to the left of each block, months above their first week. */
const Words = ({ year, layout, theme }: { year: number; layout: HeatLayout; theme: ChartTheme }) => (
  <g font-size={size} fill={theme.muted}>
    {layout.blocks.flatMap(({ top }) =>
      weekdays.map((name, row) => (
        <text key={`${top} ${row}`} x={0} y={top + row * layout.pitch + layout.pitch / 2 + size * 0.3}>
          {name}
        </text>
      )),
    )}
    {firstsOf(year).map((first) => {
      const { x } = cellOf(layout, first)!
      const { top } = layout.blocks.find((block) => first >= block.first && first <= block.last)!
      return (
        <text key={first} x={x} y={top - 6}>
          {month(first, 'UTC')}
        </text>
      )
    })}
  </g>
)

/** A square with round corners, and a ring, as parts of a path. */
const square = (x: number, y: number, side: number): string => {
  const r = 2
  const edge = side - 2 * r
  return `M${x + r} ${y}h${edge}a${r} ${r} 0 0 1 ${r} ${r}v${edge}a${r} ${r} 0 0 1-${r} ${r}h${-edge}a${r} ${r} 0 0 1-${r}-${r}v${-edge}a${r} ${r} 0 0 1 ${r}-${r}z`
}
const ring = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`

/** A year at one glance: a cell for each day, in four steps of what it brought; a ring where nothing is known. */
export const HeatMap = ({ id, title, year, days, today, theme, width, mark }: Props) => {
  const layout = heatLayout(year, width)
  const { pitch, gap, height } = layout
  const quarters = quartersOf(days)
  const side = pitch - gap
  const all = everyDay(days, Date.UTC(year, 0, 1), Date.UTC(year, 11, 31))
  const past = all.filter(({ date }) => date <= today)
  // All cells of one look are one path: a path for each day takes a phone ten times as long.
  const cells = { filled: theme.steps.map(() => ''), unknown: '', ahead: '' }
  for (const { date, midnight, gained } of all) {
    const { x, y } = cellOf(layout, midnight)!
    if (date > today) cells.ahead += ring(x + side / 2, y + side / 2, 0.75)
    else if (gained === null) cells.unknown += ring(x + side / 2, y + side / 2, side / 4)
    else cells.filled[stepOf(gained, quarters)] += square(x, y, side)
  }
  return (
    <Frame id={id} title={title} summary={daysSummary(past)} width={width} height={height}>
      <Words year={year} layout={layout} theme={theme} />
      {cells.filled.map((d, step) => d !== '' && <path key={theme.steps[step]} d={d} fill={theme.steps[step]} />)}
      <path d={cells.unknown} fill="none" stroke={theme.muted} />
      <path d={cells.ahead} fill="none" stroke={theme.grid} />
      {mark !== undefined && <CellMark layout={layout} date={mark} theme={theme} />}
    </Frame>
  )
}

const CellMark = ({ layout, date, theme }: { layout: HeatLayout; date: string; theme: ChartTheme }) => {
  const cell = cellOf(layout, midnightOf(date))
  if (!cell) return null
  const side = layout.pitch - layout.gap + 2
  return (
    <rect
      x={cell.x - 1}
      y={cell.y - 1}
      width={side}
      height={side}
      rx="3"
      fill="none"
      stroke={theme.ink}
      stroke-width="2"
    />
  )
}
