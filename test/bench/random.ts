/** Numbers that look like chance and are the same for the same seed (mulberry32). */
export interface Random {
  /** From 0 up to but not including 1. */
  (): number
  /** A whole number from `low` to `high`, both included. */
  between: (low: number, high: number) => number
  /** True in the given share of cases. */
  oneIn: (count: number) => boolean
}

export const seeded = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return Object.assign(next, {
    between: (low: number, high: number) => low + Math.floor(next() * (high - low + 1)),
    oneIn: (count: number) => next() * count < 1,
  })
}
