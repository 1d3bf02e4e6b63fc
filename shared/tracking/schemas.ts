import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timestamp } from '../http/timestamp.ts'
import { outcomes } from '../players/players.ts'
import { playerPath } from '../players/requests.ts'
import { taskPath, tasksQuery } from './requests.ts'
import { taskStatuses } from './tasks.ts'

const taskId = z.string().meta({ examples: ['01K37Z1Q7ME3T3V3C9B4S6D8F0'] })
const status = z.enum(taskStatuses).meta({ examples: ['succeeded'] })

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

const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Names the next page; null on the last one.', examples: [null] })

const taskList = z.strictObject({ tasks: z.array(task), nextCursor }).meta({ id: 'TaskList' })

const taskOfPlayer = z
  .strictObject({ username: z.string().meta({ examples: ['Zezima'] }), ...task.shape })
  .meta({ id: 'TaskOfPlayer' })

const taskOfPlayerList = z.strictObject({ tasks: z.array(taskOfPlayer), nextCursor }).meta({ id: 'TaskOfPlayerList' })

const count = z
  .int()
  .min(0)
  .meta({ examples: [0] })

/** The state of the tracker as the API shows it. */
export const statusSchema = z
  .strictObject({
    at: timestamp,
    lastTickAt: timestamp.nullable().meta({ description: 'When the schedule last ran; null before the first time.' }),
    players: z.strictObject({ total: count, active: count, paused: count, notFound: count, failing: count }).meta({
      description:
        '`notFound`: unknown to the hiscores on at least three days. `failing`: of the active ones, those that have brought no good answer for more than a day, although they are tried.',
    }),
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
      missingInARow: count.meta({
        description:
          'Players that were there a moment ago and went missing one after another, up to five, which open the circuit.',
        examples: [0],
      }),
      pausedUntil: timestamp.nullable().meta({ examples: [null] }),
    }),
    fetchesLastDay: z.strictObject(Object.fromEntries(outcomes.map((outcome) => [outcome, count]))).meta({
      description:
        'Every request to the hiscores of the last 24 hours, by outcome; a character that was looked up and found counts as `changed`.',
    }),
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
  'GET /tasks': {
    summary: 'Lists the fetches of all players that were asked for in the last seven days, the newest first',
    description:
      'Where tasks of a status are rare, a page may have fewer than were asked for; there are more as long as there is a `nextCursor`.',
    query: tasksQuery,
    response: taskOfPlayerList,
    errors: [],
  },
  'GET /players/{username}/tasks/{taskId}': {
    summary: 'Shows how far a fetch is',
    params: taskPath,
    response: task,
    errors: ['player_not_tracked', 'task_not_found'],
  },
} as const satisfies Record<string, RouteDoc>
