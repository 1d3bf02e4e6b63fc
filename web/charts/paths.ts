import type { KnownPoint } from './points.ts'
import type { Plot } from './scales.ts'

/** A tenth of a pixel is finer than anybody sees. */
const round = (pixels: number): number => Math.round(pixels * 10) / 10

const corner = ({ at, value }: KnownPoint, { x, y }: Plot): string => `${round(x(at))},${round(y(value))}`

/** The path of straight lines through points. */
export const linePath = (points: readonly KnownPoint[], plot: Plot): string =>
  points.length === 0 ? '' : `M${points.map((point) => corner(point, plot)).join('L')}`

/** The path around the area between such lines and the plot's bottom. */
export const areaPath = (points: readonly KnownPoint[], plot: Plot): string => {
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last) return ''
  return `${linePath(points, plot)}L${round(plot.x(last.at))},${plot.bottom}L${round(plot.x(first.at))},${plot.bottom}Z`
}
