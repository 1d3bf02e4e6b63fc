import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timestamp } from '../http/timestamp.ts'
import { outcomes } from '../players/players.ts'
import { playerPath } from '../players/requests.ts'
import { taskPath, tasksQuery } from './requests.ts'

const taskId = z.string().meta({ examples: ['01K37Z1Q7ME3T3V3C9B4S6D8F0'] })
const status = z.enum(['queued', 'running', 'succeeded', 'failed']).meta({ examples: ['succeeded'] })

const queuedTask = z
  .strictObject({
    taskId,
    status,
    estimatedCompletionAt: timestamp.nullable(),
  })
  .meta({ id: 'QueuedTask' })

/** A task as the API shows it. */
const task = z
  .strictObject({
    taskId,
    status,
    requestedAt: timestamp,
    startedAt: timestamp.nullable(),
    completedAt: timestamp.nullable(),
    estimatedCompletionAt: timestamp.nullable(),
    outcome: z
      .enum(outcomes)
      .nullable()
      .meta({ description: 'What the last attempt found.', examples: ['changed'] }),
    error: z
      .string()
      .nullable()
      .meta({ description: 'What went wrong, in a sentence.', examples: [null] }),
  })
  .meta({ id: 'Task' })

const taskList = z
  .strictObject({
    tasks: z.array(task),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Names the next page; null on the last one.', examples: [null] }),
  })
  .meta({ id: 'TaskList' })

const count = z
  .int()
  .min(0)
  .meta({ examples: [0] })

/** The state of the tracker as the API shows it. */
export const statusSchema = z
  .strictObject({
    at: timestamp,
    lastTickAt: timestamp.nullable().meta({ description: 'When the schedule last ran; null before the first time.' }),
    players: z
      .strictObject({ total: count, active: count, paused: count, notFound: count })
      .meta({ description: '`notFound`: active, but unknown to the hiscores for at least three days.' }),
    latenessSeconds: z
      .strictObject({ due: count, p50: z.number(), p95: z.number(), max: z.number() })
      .meta({ description: 'By how much the players that are due are late.' }),
    queues: z
      .strictObject({ fetch: count, deadLetters: count })
      .meta({ description: 'How many messages wait, approximately.' }),
    pace: z.strictObject({
      intervalSeconds: z.number().meta({ examples: [2] }),
      nextSlotAt: timestamp,
      usedShare: z.number().meta({ description: 'Of the current hour, from 0 to 1.', examples: [0.25] }),
    }),
    circuit: z.strictObject({
      state: z.enum(['closed', 'open', 'half_open']).meta({ examples: ['closed'] }),
      failuresInARow: count,
      pausedUntil: timestamp.nullable().meta({ examples: [null] }),
    }),
    fetchesLastDay: z
      .strictObject(Object.fromEntries(outcomes.map((outcome) => [outcome, count])))
      .meta({ description: 'By outcome. What a function has not yet reported is missing.' }),
    renamedMetrics: z
      .array(z.strictObject({ metric: z.string(), formerly: z.string(), since: timestamp }))
      .meta({ description: 'Rows of the hiscores that go on under another name.', examples: [[]] }),
  })
  .meta({ id: 'SystemStatus' })

/** The contract of the routes about fetches on demand. */
export const taskRoutes = {
  'POST /players/{username}/fetch': {
    summary: 'Asks for a fetch now',
    description:
      'It waits in the same queue and keeps the same pace as every other fetch. While one is queued, asking again returns that one.',
    params: playerPath,
    status: 202,
    response: queuedTask,
    headers: ['location'],
    errors: ['player_not_tracked', 'player_inactive'],
  },
  'GET /players/{username}/tasks': {
    summary: 'Lists the fetches that were asked for in the last seven days, the newest first',
    params: playerPath,
    query: tasksQuery,
    response: taskList,
    errors: ['player_not_tracked'],
  },
  'GET /players/{username}/tasks/{taskId}': {
    summary: 'Shows how far a fetch is',
    params: taskPath,
    response: task,
    errors: ['player_not_tracked', 'task_not_found'],
  },
} as const satisfies Record<string, RouteDoc>
