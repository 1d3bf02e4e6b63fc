import * as z from 'zod/mini'
import { cursor, limit } from '../http/cursor.ts'
import { auditPages } from './entries.ts'

/** The query of the audit. */
export const auditQuery = z.strictObject({
  limit: limit(100),
  cursor: z.optional(cursor(auditPages)),
})
