/**
 * Entries from the highest value to the lowest, each with its place. Equal ones share a place, and the next place is left out for each
 * of them but one; they keep the order in which they came.
 */
export const ranked = <E>(entries: readonly E[], scoreOf: (entry: E) => number): (E & { rank: number })[] => {
  const sorted = entries.toSorted((a, b) => scoreOf(b) - scoreOf(a))
  let rank = 0
  return sorted.map((entry, index) => {
    const previous = sorted[index - 1]
    if (previous === undefined || scoreOf(previous) !== scoreOf(entry)) rank = index + 1
    return { rank, ...entry }
  })
}
