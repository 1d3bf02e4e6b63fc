import type { Rows } from '../hiscores/answer.ts'
import { type Group, isNews, type Reading, readings } from '../snapshots/readings.ts'
import { rounded } from './rates.ts'

/** What happened to one metric between two moments; null where something is not known. */
export interface Gain {
  start: number | null
  end: number | null
  gained: number | null
  /** What {@link rateOf} makes of it. */
  perDay: number | null
  levels?: { start: number | null; end: number | null; gained: number | null }
  rank?: { start: number | null; end: number | null }
  /** Of a rating, which has no gain: how far it moved. */
  change?: number | null
  /** The start is not known, so what was gained is not known either. */
  newlyRanked?: true
  /** The value fell. */
  rollback?: true
}

export interface Gains {
  overall: Gain | null
  skills: Record<string, Gain>
  bosses: Record<string, Gain>
  activities: Record<string, Gain>
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

const difference = (start: number | null, end: number | null): number | null =>
  start === null || end === null ? null : end - start

/**
 * A gain per day of the time between the two snapshots, which is in milliseconds; null for less than an hour. The hiscores
 * show what was gained when a character logs out, so over a shorter time a rate tells when that was, and little about a
 * day.
 */
const rateOf = (gained: number, elapsedMs: number): number | null =>
  elapsedMs < hourMs ? null : rounded((gained * dayMs) / elapsedMs)

/** The last state before a seam, and the first one behind it. */
export interface Sides {
  before: { rows: Rows }
  after: { rows: Rows }
}

/**
 * What was gained in a window that seams part, from the values at the starts and the ends of its lives: the sum of the gains
 * within those in which both are known; null where there is none.
 */
export const gainedWithin = (starts: readonly (number | null)[], ends: readonly (number | null)[]): number | null => {
  const known = starts.map((start, index) => difference(start, ends[index] ?? null)).filter((gain) => gain !== null)
  return known.length === 0 ? null : known.reduce((sum, gain) => sum + gain, 0)
}

type Readings = ReadonlyMap<string, Reading>

const gainOf = (metric: string, lives: readonly { from: Readings; to: Readings }[], elapsedMs: number): Gain => {
  const pairs = lives.map(({ from, to }) => ({ before: from.get(metric), after: to.get(metric) }))
  const [first, last] = [pairs[0]!, pairs.at(-1)!]
  const { group, rating } = (last.after ?? pairs.flatMap(({ before, after }) => after ?? before ?? [])[0]) as Reading
  const within = (of: 'value' | 'level'): number | null =>
    gainedWithin(
      pairs.map(({ before }) => before?.[of] ?? null),
      pairs.map(({ after }) => after?.[of] ?? null),
    )
  const moved = within('value')
  const gained = rating ? null : moved
  const [start, end] = [first.before?.value ?? null, last.after?.value ?? null]
  // Ranks of two boards, or of two characters, have nothing to do with each other.
  const rank = { start: last.before?.rank ?? null, end: last.after?.rank ?? null }
  return {
    start,
    end,
    gained,
    perDay: gained === null ? null : rateOf(gained, elapsedMs),
    ...((group === 'skills' || group === 'overall') && {
      levels: { start: first.before?.level ?? null, end: last.after?.level ?? null, gained: within('level') },
    }),
    ...((rank.start !== null || rank.end !== null) && { rank }),
    ...(rating && { change: moved }),
    ...(moved === null && start === null && isNews(first.before, last.after) && { newlyRanked: true as const }),
    ...(gained !== null && gained < 0 && { rollback: true as const }),
  }
}

/** Whether there is anything to tell of a metric: within one of the lives, or between the ends of them all. */
const hasNews = (metric: string, lives: readonly { from: Readings; to: Readings }[]): boolean =>
  [...lives, { from: lives[0]!.from, to: lives.at(-1)!.to }].some(({ from, to }) =>
    isNews(from.get(metric), to.get(metric)),
  )

/**
 * What was gained between two snapshots `elapsedMs` apart: the sum of what was gained within each life, where seams part them.
 * Metrics are matched by name, wherever their rows stand. Without `metrics` only those that changed are told, and overall
 * always; with it exactly the named ones.
 */
export const gains = (
  start: Rows,
  end: Rows,
  elapsedMs: number,
  metrics?: ReadonlySet<string>,
  seams: readonly Sides[] = [],
): Gains => {
  const starts = [start, ...seams.map(({ after }) => after.rows)]
  const ends = [...seams.map(({ before }) => before.rows), end]
  const read = starts.map((from, index) => ({ from: readings(from), to: readings(ends[index]!) }))
  const all = read.toReversed().flatMap(({ from, to }) => [...to, ...from])
  const groups = new Map<string, Group>(all.toReversed().map(([metric, { group }]) => [metric, group]))
  const result: Gains = { overall: null, skills: {}, bosses: {}, activities: {} }
  for (const metric of new Set(all.map(([name]) => name))) {
    const gain = gainOf(metric, read, elapsedMs)
    const group = groups.get(metric)!
    if (group === 'overall') result.overall = gain
    else if (metrics ? metrics.has(metric) : hasNews(metric, read)) result[group][metric] = gain
  }
  return result
}
