import * as z from 'zod'
import { cursor, limit } from '../http/cursor.ts'

/** The query of a player's list of tasks. */
export const tasksQuery = z.strictObject({ limit: limit(100), cursor: cursor.optional() })
