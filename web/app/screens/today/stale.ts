import type { Overview } from './overview.ts'

const spareMs = 10_000
const atLeastMs = 60_000

/**
 * When the cards may have become others, in milliseconds since 1970: when the next of the characters has been fetched, but no
 * sooner than a minute after they came; and when another day has begun.
 */
export const staleAt = ({ cards, at }: Pick<Overview, 'cards' | 'at'>): number => {
  const dues = cards.flatMap(({ nextFetchAt }) => (nextFetchAt === null ? [] : Date.parse(nextFetchAt)))
  return Math.max(at + atLeastMs, Math.min(...dues) + spareMs)
}
