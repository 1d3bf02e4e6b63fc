import type { LineLayout } from './layout.ts'
import { isKnown } from './points.ts'

const size = 12
const apart = size + 3

/** Heights moved downwards as little as keeps them apart, and up again where they leave the bottom; in their order. */
export const keptApart = (heights: readonly number[], bottom: number): number[] => {
  const order = heights.map((height, place) => ({ height, place })).sort((a, b) => a.height - b.height)
  const moved: number[] = []
  let least = Number.NEGATIVE_INFINITY
  for (const { height, place } of order) {
    least = Math.max(height, least + apart)
    moved[place] = least
  }
  let most = bottom
  for (const { place } of order.reverse()) {
    most = Math.min(moved[place]!, most)
    moved[place] = most
    most -= apart
  }
  return moved
}

interface Props {
  layout: LineLayout
  colours: readonly string[]
}

/** The names of compared lines, each where its line ends. */
export const LineEnds = ({ layout: { plot, lines }, colours }: Props) => {
  const ends = lines.flatMap(({ name, points }, place) => {
    const last = points.filter(isKnown).at(-1)
    return last ? [{ name, y: plot.y(last.value), colour: colours[place] }] : []
  })
  const heights = keptApart(
    ends.map(({ y }) => y + size * 0.35),
    plot.bottom,
  )
  return (
    <g>
      {ends.map(({ name, colour }, place) => (
        <text key={name} x={plot.right + 8} y={heights[place]} font-size={size} font-weight="600" fill={colour}>
          {name}
        </text>
      ))}
    </g>
  )
}
