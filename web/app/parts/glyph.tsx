import { shapes } from './glyph-shapes.ts'

/** The letters of a name that has no shape: of `Theatre of Blood` `TB`. */
const lettersOf = (metric: string): string => {
  const words = metric.split('_').filter((word) => !['of', 'the', 'and', 'in', 'to'].includes(word))
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
}

/** A sign for a metric, the size of a word: a shape of its own for each skill, letters for all else. */
export const Glyph = ({ metric, size = 18 }: { metric: string; size?: number }) => {
  const shape = shapes.get(metric)
  return (
    <svg class="glyph" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {shape ? (
        <path
          d={shape}
          fill="none"
          stroke="currentColor"
          stroke-width="1.4"
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      ) : (
        <>
          <circle cx="8" cy="8" r="7.2" fill="none" stroke="currentColor" />
          <text x="8" y="10.6" text-anchor="middle" font-size="7" font-weight="700" fill="currentColor">
            {lettersOf(metric)}
          </text>
        </>
      )}
    </svg>
  )
}
