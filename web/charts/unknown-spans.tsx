import { isKnown, type Point, type Span } from './points.ts'
import type { Plot } from './scales.ts'
import { type ChartTheme, textWidth } from './theme.ts'

const size = 10
const word = 'unknown'
const leastPixels = 6

/** The spans in which a value is not known: between the known points around an unknown one, and before the first known one. */
export const unknownSpans = (points: readonly Point[], { start, end }: Span): Span[] => {
  const spans: Span[] = []
  let from: number | undefined = start
  for (const point of points) {
    if (isKnown(point)) {
      if (from !== undefined) spans.push({ start: from, end: point.at })
      from = undefined
    } else {
      from ??= point.at
    }
  }
  if (from !== undefined) spans.push({ start: from, end })
  return spans
}

interface Props {
  points: readonly Point[]
  plot: Plot
  theme: ChartTheme
}

/** A broken line along the bottom where nothing is known, with the word where there is room; slivers are left out. */
export const UnknownSpans = ({ points, plot, theme }: Props) => (
  <g>
    {unknownSpans(points, plot.span)
      .map(({ start, end }) => ({ left: plot.x(start), right: plot.x(end) }))
      .filter(({ left, right }) => right - left >= leastPixels)
      .map(({ left, right }) => (
        <g key={left}>
          <line
            x1={left}
            x2={right}
            y1={plot.bottom}
            y2={plot.bottom}
            stroke={theme.muted}
            stroke-width="2"
            stroke-dasharray="2 4"
          />
          {right - left > textWidth(word, size) + 8 && (
            <text x={(left + right) / 2} y={plot.bottom - 6} text-anchor="middle" font-size={size} fill={theme.muted}>
              {word}
            </text>
          )}
        </g>
      ))}
  </g>
)
