const minute = 60_000

/** How often players are fetched, in minutes: the base while they make progress, up to the maximum while they rest. */
export interface IntervalRules {
  baseMinutes: number
  maxMinutes: number
}

/** What the next fetch of a player depends on; times in milliseconds since 1970. */
export interface Rhythm {
  /** A fixed interval, or undefined to follow the player's progress. */
  fetchIntervalMinutes?: number | undefined
  lastChangedAt: number
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high)

// Of the time since the last change. A sixth keeps the base for six hours and reaches a day after six days. With a half, four
// in ten changes of somebody who plays every day are seen too late; an eighth costs a seventh more fetches and gains little.
const restShare = 1 / 6

/**
 * The wait until the next fetch after a successful one, in milliseconds. Without a fixed interval it is a share of the time
 * since the last change: the longer a player rests, the less it costs, and a change snaps it back to the base.
 */
export const intervalMs = (
  { fetchIntervalMinutes, lastChangedAt }: Rhythm,
  now: number,
  rules: IntervalRules,
): number =>
  fetchIntervalMinutes === undefined
    ? clamp((now - lastChangedAt) * restShare, rules.baseMinutes * minute, rules.maxMinutes * minute)
    : fetchIntervalMinutes * minute

// What fails for one name alone is tried four times a day, like a name that is missing: whatever is wrong with it may end at
// any time, and nobody should be told a day later.
const longestBackoffMs = 360 * minute

/**
 * The wait after the given number of failures in a row, in milliseconds: a minute, doubled each time, up to six hours or the
 * longest interval, and up to half of it taken off by `random` (0 to 1) so that nobody's tries stay together.
 */
export const backoffMs = (failures: number, random: number, rules: IntervalRules): number =>
  Math.min(minute * 2 ** (failures - 1), longestBackoffMs, rules.maxMinutes * minute) * (1 - random / 2)
