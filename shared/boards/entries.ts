import type { Mode } from '../hiscores/boards.ts'
import type { SeamKind } from '../lives/seams.ts'
import { gainedWithin } from '../progress/gains.ts'
import { dayMs } from '../snapshots/items.ts'

/** A value at the moment of a state (milliseconds since 1970); null is unknown. */
export interface Step {
  at: number
  value: number | null
}

/** A seam with the values on both sides of it. */
export interface Parted {
  at: number
  kind: SeamKind
  before: number | null
  after: number | null
}

/** What the boards of one metric know of one player. */
export interface Entry {
  key: string
  username: string
  mode: Mode
  active: boolean
  /** The metric has no gains. */
  rating: boolean
  level: number | null
  /** The moments of its rises under review. */
  review: readonly number[]
  seams: readonly Parted[]
  /** The first state of all; undefined where a list has no use for it. */
  first: Step | undefined
  last: Step
  /**
   * The states around the dates (their midnights in UTC) at which current periods begin, of those since which something has
   * happened: the last one before the day before, and all until the last time zone has begun the date.
   */
  edges: ReadonlyMap<number, readonly Step[]>
}

// No time zone's midnight is farther from UTC's; a midnight that is skipped is an hour later.
const mostAheadMs = 15 * 3_600_000

/** From when on, and until when, a date begins somewhere. From its day before on, whose end before it is found by a key. */
export const edgeOf = (date: number) => ({ start: date - dayMs, end: date + mostAheadMs })

/** From when until now a gain counts, and what parts it. */
export interface Gained {
  from: Step
  seams: readonly Parted[]
  /** Null is unknown. */
  gained: number | null
}

const gainFrom = ({ seams, last }: Entry, from: Step): Gained => {
  if (from.value === null || last.value === null) return { from, seams: [], gained: null }
  if (seams.length === 0) return { from, seams, gained: last.value - from.value }
  const parted = seams.filter(({ at }) => at > from.at && at <= last.at)
  const gained = gainedWithin(
    [from.value, ...parted.map(({ after }) => after)],
    [...parted.map(({ before }) => before), last.value],
  )
  return { from, seams: parted, gained }
}

/** The gain since ever. */
export const gainOfAll = (entry: Entry): Gained => gainFrom(entry, entry.first ?? entry.last)

/** The gain since a moment, at which a date begins somewhere; undefined where nothing has happened since. */
export const gainSince = (entry: Entry, date: number, start: number): Gained | undefined => {
  const steps = entry.edges.get(date)
  const from = steps?.findLast(({ at }) => at <= start) ?? steps?.[0]
  return from && gainFrom(entry, from)
}

/** Whether a rise since a state waits for an admin to say that it counts. */
export const isReviewed = ({ review, last }: Entry, from: Step): boolean =>
  review.some((at) => at > from.at && at <= last.at)

/** Whether something has happened since an edge, so that a gain may be other than nothing in one time zone at least. */
export const hasMoved = ({ review, seams, last }: Entry, steps: readonly Step[]): boolean => {
  const [first] = steps
  if (!first) return false
  const since = (at: number): boolean => at > first.at && at <= last.at
  return steps.some(({ value }) => value !== last.value) || review.some(since) || seams.some(({ at }) => since(at))
}

/** What a player counts as on the boards of a metric. */
export interface Counted {
  mode: Mode
  active: boolean
  /** Whether it has a place by value, and by the gain since ever, and a value from which there are gains. */
  value: boolean
  all: boolean
  base: boolean
}

/** What a player counts as whose entry is this; undefined where that is nothing. */
export const countedAs = (entry: Entry): Counted | undefined => {
  const { mode, active, last, rating, review } = entry
  if (last.value === null) return undefined
  const all = gainOfAll(entry)
  return {
    mode,
    active,
    value: review.length === 0,
    all: !rating && all.gained !== null && !isReviewed(entry, all.from),
    base: !rating,
  }
}
