import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf } from '../http/timestamp.ts'
import { actions } from './actions.ts'
import { auditQuery } from './requests.ts'

const entry = z
  .strictObject({
    at: timeOf('When it was done.'),
    who: z.string().meta({
      description: 'A user, a key of a user as in `key:sheet of alice`, or `ledger`, the command of the operator.',
      examples: ['admin'],
    }),
    action: z.enum(actions).meta({ description: 'What was done.', examples: ['player.add'] }),
    subject: z.string().meta({ description: 'To whom or what.', examples: ['zezima'] }),
  })
  .meta({ id: 'AuditEntry' })

/** The contract of the route about the audit. */
export const auditRoutes = {
  'GET /audit': {
    summary: 'Lists who has changed users, keys and players',
    description: 'Entries are kept for two years.',
    query: auditQuery,
    response: z
      .strictObject({
        entries: z.array(entry).meta({ description: 'Newest first.' }),
        nextCursor: z
          .string()
          .nullable()
          .meta({ description: 'For the next page; null on the last one.', examples: [null] }),
      })
      .meta({ id: 'Audit' }),
    errors: [],
  },
} as const satisfies Record<string, RouteDoc>
