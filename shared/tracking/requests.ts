import * as z from 'zod'
import { cursor, limit } from '../http/cursor.ts'
import { playerPath } from '../players/requests.ts'

/** The path of one task. */
export const taskPath = playerPath.extend({
  taskId: z
    .string()
    .max(64)
    .meta({ examples: ['01K37Z1Q7ME3T3V3C9B4S6D8F0'] }),
})

/** The query of a player's list of tasks. */
export const tasksQuery = z.strictObject({ limit: limit(100), cursor: cursor.optional() })
