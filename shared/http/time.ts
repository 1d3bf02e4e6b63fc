import * as z from 'zod/mini'
import { wants } from '../faults.ts'

/** A moment as the API writes it: ISO 8601 in UTC. Null stays null. */
export const isoTime = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : new Date(at).toISOString()

// Of the calendar, so that the contract refuses what no month has: 31, 30 and 28 days, and the 29th of a leap year.
const month =
  '(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8])'
const leapYear = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)'
const hours = '(?:[01]\\d|2[0-3]):[0-5]\\d'
const iso = new RegExp(
  `^(?:\\d{4}-(?:${month})|${leapYear}-02-29)(?:T${hours}(?::[0-5]\\d(?:\\.\\d+)?)?(?:Z|[+-]${hours}))?$`,
)

/** A date-time with its offset or a date, as it was given: what moment a date means is for its reader to say. */
export const dateOrTime = z.string().check(
  // In an address a plus sign stands for a space; whoever did not write it as %2B meant an offset all the same.
  z.overwrite((text) => text.replace(/ (?=\d\d:\d\d$)/, '+')),
  z.regex(iso, { error: wants('an ISO 8601 date, or a date-time with its offset,') }),
  z.meta({
    description: 'An ISO 8601 date-time with its offset; or a date, which means the whole day in `tz`.',
    examples: ['2026-08-20', '2026-08-20T18:30:00Z'],
  }),
)
