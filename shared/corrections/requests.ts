import * as z from 'zod/mini'
import { cursor, limit, type Pages } from '../http/cursor.ts'
import { dateOrTime } from '../http/time.ts'
import { playerPath } from '../players/requests.ts'

/** The list of what is stored of a player. */
export const statePages: Pages = { name: 'snapshots', key: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ }

/** The query of what is stored of a player. */
export const statesQuery = z.strictObject({
  start: z.optional(dateOrTime),
  end: z.optional(dateOrTime),
  limit: limit(500),
  // What looks like a moment may be none, as on the 99th.
  cursor: z.optional(
    cursor(statePages).check(z.refine((text) => !Number.isNaN(Date.parse(text)), 'is no cursor of this list')),
  ),
})

/** A moment to the millisecond: a date-time with its offset, or a date, which is its midnight in UTC. */
const moment = z.pipe(
  dateOrTime,
  z.transform((text: string) => Date.parse(text)),
)

const at = moment.check(
  z.meta({ description: 'The moment of a stored state, as a list tells it.', examples: ['2026-08-20T18:30:00.000Z'] }),
)

/** The path of one state, or of one seam. */
export const momentPath = z.extend(playerPath, { at })

export const newSeam = z.strictObject({
  at: moment.check(
    z.meta({
      description: 'The seam is before the first state at or after this moment.',
      examples: ['2026-08-20T18:30:00.000Z'],
    }),
  ),
})

export const reviewDecision = z.strictObject({
  accept: z
    .boolean()
    .check(z.meta({ description: 'True: the rise counts. False: it becomes a seam `taken_over`.', examples: [true] })),
})
