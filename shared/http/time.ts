import * as z from 'zod/mini'
import { wants } from '../faults.ts'

/** A moment as the API writes it: ISO 8601 in UTC. Null stays null. */
export const isoTime = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : new Date(at).toISOString()

const iso = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 }), z.iso.date()], {
  error: wants('an ISO 8601 date, or a date-time with its offset,'),
})

/** A date-time with its offset or a date, as it was given: what moment a date means is for its reader to say. */
export const dateOrTime = z
  .pipe(
    // In an address a plus sign stands for a space; whoever did not write it as %2B meant an offset all the same.
    z.string().check(z.overwrite((text) => text.replace(/ (?=\d\d:\d\d$)/, '+'))),
    iso,
  )
  .check(
    z.meta({
      description: 'An ISO 8601 date-time with its offset; or a date, which means the whole day in `tz`.',
      examples: ['2026-08-20', '2026-08-20T18:30:00Z'],
    }),
  )
