const spareMs = 10_000
const atLeastMs = 60_000

interface Seen {
  cards: readonly { nextFetchAt: string | null }[]
  /** When the cards came, in milliseconds since 1970. */
  at: number
}

/**
 * When the cards may have become others, in milliseconds since 1970: when the next of the characters has been fetched, but no
 * sooner than a minute after they came.
 */
export const staleAt = ({ cards, at }: Seen): number => {
  const dues = cards.flatMap(({ nextFetchAt }) => (nextFetchAt === null ? [] : Date.parse(nextFetchAt)))
  return Math.max(at + atLeastMs, Math.min(...dues) + spareMs)
}
