import * as z from 'zod/mini'
import { isSeasonal, type Mode } from '../hiscores/boards.ts'

/** On how many days the hiscores did not know a player, and how often. */
export const missingSchema = z.object({
  days: z.number(),
  /** When they last said so, in milliseconds since 1970. */
  at: z.number(),
  /** How often they said so; not known of players that went missing before this was counted. */
  misses: z.optional(z.number()),
})

export type Missing = z.output<typeof missingSchema>

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** One bad answer may be a slip of the upstream; this many days of them are not. */
const daysUntilNotFound = 3

// A week of daily tries, then weekly ones: whoever comes back after so long does not mind some days.
const dailyTries = 7

/** The wait after the first answer that there is no such player, in milliseconds. */
export const firstRetryMs = 5 * minuteMs

// Somebody who is there is mostly found at the second try, so the first ones come soon.
const earlyMs = [firstRetryMs, 15 * minuteMs, hourMs]
const laterMs = 6 * hourMs

// Whoever is not on a board that begins anew may be on the first day of its next season.
const seasonalMs = 12 * hourMs

/** Counts another answer that there is no such player; several on one day count as one day. */
export const missAgain = (missing: Missing | undefined, now: number): Missing => {
  const sameDay = missing !== undefined && Math.floor(missing.at / dayMs) === Math.floor(now / dayMs)
  const misses = missing ? (missing.misses ?? earlyMs.length) + 1 : 1
  return { days: (missing?.days ?? 0) + (sameDay ? 0 : 1), at: now, misses }
}

/** True when a player counts as not found: its data stays, and it is tried ever more rarely until the name returns. */
export const isNotFound = (missing: Missing | undefined): boolean => (missing?.days ?? 0) >= daysUntilNotFound

/**
 * The wait until a player that the hiscores did not know is tried again, in milliseconds: minutes at first, then hours, and
 * once it is not found a day, and a week in the end. On a board with seasons it is never longer than half a day.
 */
export const retryMissingMs = (missing: Missing, mode: Mode): number => {
  const { days, misses = earlyMs.length + 1 } = missing
  const notFoundMs = days < daysUntilNotFound + dailyTries ? dayMs : 7 * dayMs
  const wait = isNotFound(missing) ? notFoundMs : (earlyMs[misses - 1] ?? laterMs)
  return isSeasonal(mode) ? Math.min(wait, seasonalMs) : wait
}
