import * as z from 'zod/mini'
import { cursor, limit, type Pages } from '../http/cursor.ts'
import { playerPath } from '../players/requests.ts'
import { taskStatuses } from './tasks.ts'

/** The path of one task. */
export const taskPath = z.extend(playerPath, {
  taskId: z.string().check(
    z.maxLength(64),
    z.meta({
      description: 'The id of a task, as the request for it was answered.',
      examples: ['01K37Z1Q7ME3T3V3C9B4S6D8F0'],
    }),
  ),
})

/** The lists of tasks. */
export const taskPages: Pages = { name: 'tasks', key: /^[0-9A-HJKMNP-TV-Z]{26}$/ }

/** The query of a list of tasks. */
export const tasksQuery = z.strictObject({
  status: z
    .optional(z.enum(taskStatuses))
    .check(z.meta({ description: 'Only the tasks of this status.', examples: ['failed'] })),
  limit: limit(100),
  cursor: z.optional(cursor(taskPages)),
})
