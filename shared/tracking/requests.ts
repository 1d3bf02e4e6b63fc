import * as z from 'zod/mini'
import { cursor, limit, type Pages } from '../http/cursor.ts'
import { playerPath } from '../players/requests.ts'

/** The path of one task. */
export const taskPath = z.extend(playerPath, {
  taskId: z.string().check(z.maxLength(64), z.meta({ examples: ['01K37Z1Q7ME3T3V3C9B4S6D8F0'] })),
})

/** The list of a player's tasks. */
export const taskPages: Pages = { name: 'tasks', key: /^[0-9A-HJKMNP-TV-Z]{26}$/ }

/** The query of a player's list of tasks. */
export const tasksQuery = z.strictObject({ limit: limit(100), cursor: z.optional(cursor(taskPages)) })
