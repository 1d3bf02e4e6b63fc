import * as z from 'zod/mini'

/** On how many days in a row the hiscores did not know a player. */
export const missingSchema = z.object({
  days: z.number(),
  /** When they last said so, in milliseconds since 1970. */
  at: z.number(),
})

export type Missing = z.output<typeof missingSchema>

const dayMs = 86_400_000

/** One bad answer may be a slip of the upstream; this many days of them are not. */
const daysUntilNotFound = 3

// A week of daily tries, then weekly ones: whoever comes back after so long does not mind some days.
const dailyTries = 7

/** Counts another answer that there is no such player; several on one day count once. */
export const missAgain = (missing: Missing | undefined, now: number): Missing => {
  const sameDay = missing !== undefined && Math.floor(missing.at / dayMs) === Math.floor(now / dayMs)
  return { days: (missing?.days ?? 0) + (sameDay ? 0 : 1), at: now }
}

/** True when a player counts as not found: its data stays, and it is tried ever more rarely until the name returns. */
export const isNotFound = (missing: Missing | undefined): boolean => (missing?.days ?? 0) >= daysUntilNotFound

/** The wait until a player that the hiscores did not know is tried again, in milliseconds. */
export const retryMissingMs = ({ days }: Missing): number => (days < daysUntilNotFound + dailyTries ? dayMs : 7 * dayMs)
