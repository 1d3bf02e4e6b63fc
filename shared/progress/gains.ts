import type { Rows } from '../hiscores/answer.ts'
import { type Group, type Reading, readings } from '../snapshots/readings.ts'

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
 * day. Whole from 100 on and to three significant digits below, which is always within half a percent of the exact one,
 * has its sign, and is 0 only where nothing was gained.
 */
const rateOf = (gained: number, elapsedMs: number): number | null => {
  if (elapsedMs < hourMs) return null
  const rate = (gained * dayMs) / elapsedMs
  return Number(Math.abs(rate) < 100 ? rate.toPrecision(3) : rate.toFixed(0))
}

const gainOf = (before: Reading | undefined, after: Reading | undefined, elapsedMs: number): Gain => {
  const { group, rating } = (after ?? before) as Reading
  const start = before?.value ?? null
  const end = after?.value ?? null
  const moved = difference(start, end)
  const gained = rating ? null : moved
  const rank = { start: before?.rank ?? null, end: after?.rank ?? null }
  const levels = { start: before?.level ?? null, end: after?.level ?? null }
  return {
    start,
    end,
    gained,
    perDay: gained === null ? null : rateOf(gained, elapsedMs),
    ...((group === 'skills' || group === 'overall') && {
      levels: { ...levels, gained: difference(levels.start, levels.end) },
    }),
    ...((rank.start !== null || rank.end !== null) && { rank }),
    ...(rating && { change: moved }),
    ...(start === null && end !== null && { newlyRanked: true as const }),
    ...(gained !== null && gained < 0 && { rollback: true as const }),
  }
}

// A row that a later answer lacks is not a loss, so it is no change worth telling.
const changed = ({ start, end }: Gain): boolean => end !== null && start !== end

/**
 * What was gained between two snapshots `elapsedMs` apart. Metrics are matched by name, wherever their rows stand.
 * Without `metrics` only those that changed are told, and overall always; with it exactly the named ones.
 */
export const gains = (start: Rows, end: Rows, elapsedMs: number, metrics?: ReadonlySet<string>): Gains => {
  const before = readings(start)
  const after = readings(end)
  const result: Gains = { overall: null, skills: {}, bosses: {}, activities: {} }
  for (const metric of new Set([...after.keys(), ...before.keys()])) {
    const gain = gainOf(before.get(metric), after.get(metric), elapsedMs)
    const group: Group = (after.get(metric) ?? before.get(metric))!.group
    if (group === 'overall') result.overall = gain
    else if (metrics ? metrics.has(metric) : changed(gain)) result[group][metric] = gain
  }
  return result
}
