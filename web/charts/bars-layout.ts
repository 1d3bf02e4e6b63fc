import type { DayGain } from './days.ts'
import { type Size, valueTickCount } from './layout.ts'
import { type Plot, plotOf, type ValueAxis, valueAxis, valueLabelRoom } from './scales.ts'

/** Where the bars of some days stand: the x of a plot counts days. */
export const barsPlot = (days: readonly DayGain[], { width, height }: Size): { plot: Plot; axis: ValueAxis } => {
  const gains = days.map(({ gained }) => gained ?? 0)
  const axis = valueAxis([Math.min(0, ...gains), Math.max(1, ...gains)], valueTickCount(height))
  const box = { left: valueLabelRoom(axis), top: 8, right: width - 8, bottom: height - 24 }
  return { plot: plotOf(box, { start: 0, end: Math.max(1, days.length) }, axis), axis }
}
