import * as z from 'zod/mini'
import { cursor } from '../http/cursor.ts'
import { playerPages } from '../players/requests.ts'
import { metric, tz } from '../progress/requests.ts'

/** The query of a calendar. */
export const calendarQuery = z.strictObject({
  metric: z._default(metric, 'overall'),
  year: z
    .optional(z.coerce.number().check(z.int(), z.gte(1970), z.lte(9_999)))
    .check(z.meta({ description: 'The current one, unless it is given.', examples: [2026] })),
  tz,
})

/** The query of an overview. */
export const overviewQuery = z.strictObject({
  tz,
  limit: z
    ._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 50)
    .check(z.meta({ description: 'How many players a page has at most.' })),
  cursor: z.optional(cursor(playerPages)),
})
