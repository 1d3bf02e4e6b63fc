import { dayMs, startOfDay } from '../snapshots/items.ts'

/** A gain and the two moments between which it was made, in milliseconds since 1970. */
export interface Best {
  gained: number
  start: number
  end: number
}

/** The lengths of the windows that have records, in days. */
export const spans = { day: 1, week: 7, month: 30, year: 365 } as const

export type Span = keyof typeof spans

/** The largest gain in a window of each length; null where nothing was gained. */
export type Bests = Record<Span, Best | null>

/** What parts states, in milliseconds since 1970: see `barriersOf`, and when the first state of all was stored. */
export interface Life {
  barriers: readonly number[]
  addedAt: number
}

/** The moments of a player's states, and which of them the windows that end at each may start with. */
export interface Timeline {
  times: readonly number[]
  /** The index of the first state that a window may end at. */
  first: number
  /** By length, for each state as an end: the index of the earliest one that its window may start with. */
  lefts: Record<Span, readonly number[]>
  /** Whether a window longer than a month may start with a state. */
  anchors: readonly boolean[]
}

/** For each state the index of the last one that is a length of time or more before it, of those that count; 0 without one. */
const edges = (times: readonly number[], length: number, counts: (index: number) => boolean): number[] => {
  let edge = 0
  let next = 0
  return times.map((at) => {
    for (; times[next]! <= at - length; next++) if (counts(next)) edge = next
    return edge
  })
}

/** For each state the index of the first one of its life. */
const lifeStarts = (times: readonly number[], barriers: readonly number[]): number[] => {
  let start = 0
  let passed = 0
  return times.map((at, index) => {
    for (; barriers[passed]! <= at; passed++) start = index
    return start
  })
}

/** Whether a state is the last one of its day (UTC). */
export const endsDay = (times: readonly number[], index: number): boolean => {
  const next = times[index + 1]
  return next === undefined || startOfDay(next) !== startOfDay(times[index]!)
}

/**
 * The windows that have records, of states at `times`, upwards: each ends at a state after `from`, and starts with one of
 * the same life, namely the last one that is at least as old as the window is long, as a gain over that window does, or one
 * since. A year reads days: what lies more than a month back counts as it stood at the end of a day, or as a life began.
 */
export const timelineOf = (times: readonly number[], { barriers, addedAt }: Life, from: number): Timeline => {
  const starts = lifeStarts(times, barriers)
  const begins = new Set([...barriers, addedAt])
  const anchors = times.map((at, index) => begins.has(at) || endsDay(times, index))
  const lefts = Object.entries(spans).map(([span, days]) => {
    const counts = span === 'year' ? (index: number) => anchors[index]! : () => true
    return [span, edges(times, days * dayMs, counts).map((edge, index) => Math.max(edge, starts[index]!))]
  })
  const first = times.findIndex((at) => at > from)
  return { times, first: first < 0 ? times.length : first, lefts: Object.fromEntries(lefts), anchors }
}

/** The lowest of the latest values, of those equal the last one; constant time each, on average. */
class Lowest {
  // Of the values that may still become the lowest: none that came before a lower or an equal one. So they ascend.
  readonly #indexes: number[] = []
  readonly #values: number[] = []
  #first = 0

  add(index: number, value: number): void {
    while (this.#values.length > this.#first && this.#values.at(-1)! >= value) {
      this.#indexes.pop()
      this.#values.pop()
    }
    this.#indexes.push(index)
    this.#values.push(value)
  }

  /** The index of the lowest value since an index, which never gets less; undefined without one. */
  since(left: number): number | undefined {
    while (this.#first < this.#indexes.length && this.#indexes[this.#first]! < left) this.#first++
    return this.#indexes[this.#first]
  }
}

/**
 * The largest gain in the windows of a timeline, of a metric with these values at its states; null is unknown. Of equal gains the
 * one that was complete first counts, and of those the one in the shortest time. Values may fall; a gain is counted from the low.
 */
export const bestOf = ({ times, first, lefts, anchors }: Timeline, values: readonly (number | null)[]): Bests => {
  const lowest = { day: new Lowest(), week: new Lowest(), month: new Lowest(), year: new Lowest() }
  const best: Bests = { day: null, week: null, month: null, year: null }
  const offer = (span: Span, start: number | undefined, end: number): void => {
    if (start === undefined) return
    const gained = values[end]! - values[start]!
    if (gained > (best[span]?.gained ?? 0)) best[span] = { gained, start: times[start]!, end: times[end]! }
  }
  const startOfYear = (month: number, anchor: number | undefined): number => {
    if (anchor === undefined || values[month]! < values[anchor]!) return month
    return values[anchor]! < values[month]! ? anchor : Math.max(anchor, month)
  }
  for (const [index, value] of values.entries()) {
    if (value === null) continue
    for (const span of ['day', 'week', 'month'] as const) lowest[span].add(index, value)
    if (anchors[index]) lowest.year.add(index, value)
    if (index < first) continue
    const month = lowest.month.since(lefts.month[index]!)!
    offer('day', lowest.day.since(lefts.day[index]!), index)
    offer('week', lowest.week.since(lefts.week[index]!), index)
    offer('month', month, index)
    offer('year', startOfYear(month, lowest.year.since(lefts.year[index]!)), index)
  }
  return best
}
