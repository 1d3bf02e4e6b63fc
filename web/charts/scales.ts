import { nice, ticks } from 'd3-array'
import { full, shortTicks } from './numbers.ts'
import type { Span } from './points.ts'
import { axisSize, textWidth } from './theme.ts'

/** A rectangle of a drawing, in its pixels; y grows downwards. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** Where values and moments lie in a drawing. */
export interface Plot extends Box {
  span: Span
  /** The pixel of a moment. */
  x: (at: number) => number
  /** The pixel of a value. */
  y: (value: number) => number
  /** The moment of a pixel, within the span. */
  momentAt: (x: number) => number
}

/** The range of a value axis and its marks. */
export interface ValueAxis {
  least: number
  greatest: number
  ticks: number[]
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/**
 * An axis of whole numbers that holds two values: from a round one at or below the least to one at or above the greatest, with
 * at most some five marks. Values that are all the same lie in its middle.
 */
export const valueAxis = ([least, greatest]: [number, number], count = 4): ValueAxis => {
  if (least === greatest) return { least: least - 1, greatest: greatest + 1, ticks: [least] }
  const [low, high] = nice(least, greatest, count)
  const marks = ticks(low!, high!, count).filter(Number.isInteger)
  return { least: Math.min(low!, least), greatest: Math.max(high!, greatest), ticks: marks }
}

/** What stands beside an axis, mark by mark. */
export const valueLabels = ({ ticks }: Pick<ValueAxis, 'ticks'>): string[] =>
  // One mark alone has to tell the value.
  ticks.length === 1 ? ticks.map(full) : shortTicks(ticks)

/** How wide the room for that is, with what keeps it from the plot, in pixels. */
export const valueLabelRoom = (axis: Pick<ValueAxis, 'ticks'>): number =>
  Math.ceil(Math.max(...valueLabels(axis).map((label) => textWidth(label, axisSize)), 12)) + 10

/** Where moments of a span and values of an axis lie in a box. Whatever is outside of them lies on its edge. */
export const plotOf = (box: Box, span: Span, { least, greatest }: { least: number; greatest: number }): Plot => {
  const duration = Math.max(1, span.end - span.start)
  const share = (at: number): number => clamp((at - span.start) / duration, 0, 1)
  const height = (value: number): number => clamp((value - least) / (greatest - least), 0, 1)
  return {
    ...box,
    span,
    x: (at) => box.left + share(at) * (box.right - box.left),
    y: (value) => box.bottom - height(value) * (box.bottom - box.top),
    momentAt: (x) => {
      const part = clamp((x - box.left) / Math.max(1, box.right - box.left), 0, 1)
      return Math.round(span.start + part * duration)
    },
  }
}
