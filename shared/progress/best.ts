/** A gain and the two moments between which it was made, in milliseconds since 1970. */
export interface Best {
  gained: number
  start: number
  end: number
}

const dayMs = 86_400_000

/** The lengths of the windows that have records, in days. */
export const spans = { day: 1, week: 7, month: 30, year: 365 } as const

export type Span = keyof typeof spans

/**
 * Finds, while values come in in time order, the largest gain between two of them that are at most a day, a week, a month
 * or a year apart. Of equal gains the one that was complete first counts, and of those the one in the shortest time. Values
 * may fall; a gain is then counted from the low. Null where nothing was gained. Constant time a value, on average.
 */
export const bestGains = () => {
  // The values that may still be the lowest of a window: one that came before a lower one, or an equal one, cannot. So
  // they ascend, and the lowest value of each window is the first one in it.
  const times: number[] = []
  const lows: number[] = []
  const windows = Object.entries(spans).map(([span, days]) => ({
    span: span as Span,
    length: days * dayMs,
    first: 0,
    best: null as Best | null,
  }))
  return {
    add: (at: number, value: number): void => {
      while (lows.length > 0 && lows.at(-1)! >= value) {
        lows.pop()
        times.pop()
      }
      lows.push(value)
      times.push(at)
      for (const window of windows) {
        window.first = Math.min(window.first, lows.length - 1)
        while (times[window.first]! < at - window.length) window.first++
        const gained = value - lows[window.first]!
        if (gained > (window.best?.gained ?? 0)) window.best = { gained, start: times[window.first]!, end: at }
      }
    },
    best: (): Record<Span, Best | null> =>
      Object.fromEntries(windows.map(({ span, best }) => [span, best])) as Record<Span, Best | null>,
  }
}
