import { extentOf, type Point, type SeamMark, type Span, within } from './points.ts'
import { type Plot, plotOf, type ValueAxis, valueAxis, valueLabelRoom } from './scales.ts'
import { type TimeTick, timeTicks } from './time-ticks.ts'

/** The size of a drawing, in pixels. */
export interface Size {
  width: number
  height: number
}

/** One line of a chart. */
export interface Line {
  name: string
  points: readonly Point[]
  seams?: readonly SeamMark[] | undefined
}

/** A line of which all that is outside of the plot is left out. */
export interface PlottedLine {
  name: string
  points: readonly Point[]
  seams: readonly SeamMark[]
}

/** Where everything of a line chart stands. */
export interface LineLayout {
  plot: Plot
  axis: ValueAxis
  ticks: TimeTick[]
  /** The lines, of what is within the span. */
  lines: PlottedLine[]
  /** All their seams, in time order. */
  seams: SeamMark[]
}

/** How many marks of values look well beside a plot. */
export const valueTickCount = (pixels: number): number => Math.max(2, Math.min(4, Math.floor(pixels / 50)))

/** How many marks of time fit below a plot. */
export const timeTickCount = (pixels: number): number => Math.max(2, Math.floor(pixels / 48))

interface Asked extends Size {
  lines: readonly Line[]
  span: Span
  tz: string
  /** Room beside the plot: before its labels, to its right for words at the ends of lines, above it for words of seams. */
  left?: number
  right?: number
  top?: number
}

/** Where everything of a line chart stands. The room to the left of the plot is as wide as its labels. */
export const lineLayout = ({ width, height, lines, span, tz, left = 0, right = 12, top = 18 }: Asked): LineLayout => {
  const seen = lines.map(({ name, points, seams = [] }) => ({
    name,
    points: within(points, span),
    seams: within(seams, span),
  }))
  const extent = extentOf(seen.flatMap(({ points }) => points))
  const axis = extent ? valueAxis(extent, valueTickCount(height - top)) : { least: 0, greatest: 1, ticks: [] }
  const from = left + valueLabelRoom(axis)
  const box = { left: from, top, right: Math.max(from + 1, width - right), bottom: Math.max(top + 1, height - 24) }
  const plot = plotOf(box, span, axis)
  return {
    plot,
    axis,
    ticks: timeTicks(span, timeTickCount(box.right - box.left), tz),
    lines: seen,
    seams: seen.flatMap(({ seams }) => seams).sort((a, b) => a.at - b.at),
  }
}
