import { decodeStarts, likelyFrom } from './starts.ts'

const minute = 60_000

/** How often players are fetched: the base while they make progress, up to the maximum while they rest. */
export interface IntervalRules {
  baseMinutes: number
  maxMinutes: number
  /** Nobody's interval stretches beyond what this share of the pace has room for, from 0 to 1. */
  paceShare: number
}

/** What the next fetch of a player depends on; times in milliseconds since 1970. */
export interface Rhythm {
  /** A fixed interval, or undefined to follow the player's progress. */
  fetchIntervalMinutes?: number | undefined
  lastChangedAt: number
  /** How long the last rest was that has ended, in milliseconds, where one is known. */
  restedMs?: number | undefined
  /** When it began to play after rests, as `withStart` has put it together. */
  starts?: Uint8Array | undefined
}

/** A time without a change that is a rest and not a pause within a session. */
export const shortestRestMs = 360 * minute

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high)

// Of the time since the last change. A sixth keeps the base for six hours and reaches a day after six days. With a half, four
// in ten changes of somebody who plays every day are seen too late; an eighth costs a seventh more fetches and gains little.
const restShare = 1 / 6

/**
 * The interval at which everybody can be fetched within the share of the pace that `rules` allow, in milliseconds; without end
 * where it is not known how many there are, and where there is no share.
 */
export const affordableMs = (
  players: number | undefined,
  slotMs: number,
  { paceShare }: Pick<IntervalRules, 'paceShare'>,
): number => (players === undefined || paceShare === 0 ? Infinity : (players * slotMs) / paceShare)

// Of the last rest: before, hardly anybody plays again who plays by the week, nor by the day.
const likelyShare = 0.69

// What those leave who hardly play, and are not asked in their turn, is for the others: an interval shorter by so much.
const leftShare = 0.01

/**
 * The wait until the next fetch after a successful one, in milliseconds. Without a fixed interval it is a share of the time
 * since the last change: the longer a player rests, the less it costs, and a change snaps it back to the base. It stretches no
 * further than to what is affordable, so that a small tracker hears of everything soon; but where somebody has rested for less
 * than most of what it last rested, others are likelier to play. When somebody is likely to begin by its habits it is asked
 * at the base, unless there is nothing to spare. No habit ever makes an interval longer.
 */
export const intervalMs = (
  { fetchIntervalMinutes, lastChangedAt, restedMs = 0, starts }: Rhythm,
  now: number,
  { baseMinutes, maxMinutes }: Omit<IntervalRules, 'paceShare'>,
  affordable = Infinity,
): number => {
  if (fetchIntervalMinutes !== undefined) return fetchIntervalMinutes * minute
  const restMs = now - lastChangedAt
  const scarce = affordable > baseMinutes * minute
  const longest = scarce && restMs < restedMs * likelyShare ? Infinity : affordable * (1 - leftShare)
  const untilLikely =
    scarce && affordable < maxMinutes * minute ? likelyFrom(decodeStarts(starts), now) - now : Infinity
  return clamp(Math.min(restMs * restShare, longest, untilLikely), baseMinutes * minute, maxMinutes * minute)
}

// What fails for one name alone is tried four times a day, like a name that is missing: whatever is wrong with it may end at
// any time, and nobody should be told a day later.
const longestBackoffMs = 360 * minute

/**
 * The wait after the given number of failures in a row, in milliseconds: a minute, doubled each time, up to six hours or the
 * longest interval, and up to half of it taken off by `random` (0 to 1) so that nobody's tries stay together.
 */
export const backoffMs = (failures: number, random: number, rules: Omit<IntervalRules, 'paceShare'>): number =>
  Math.min(minute * 2 ** (failures - 1), longestBackoffMs, rules.maxMinutes * minute) * (1 - random / 2)
