import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf, timestamp } from '../http/timestamp.ts'
import { type Outcome, outcomes } from '../players/players.ts'
import { playerPath } from '../players/requests.ts'
import { taskPath, tasksQuery } from '../tasks/requests.ts'
import { taskStatuses } from '../tasks/tasks.ts'

const taskId = z.string().meta({ description: 'The id of the task.', examples: ['01K37Z1Q7ME3T3V3C9B4S6D8F0'] })
const status = z.enum(taskStatuses)
const estimatedCompletionAt = timeOf(
  'When it should be over, by the pace and what waits; null when nothing can be said.',
  '2026-08-20T18:30:06.000Z',
).nullable()

const queuedTask = z
  .strictObject({
    taskId,
    status: status.meta({
      description: 'How far it is: queued, or what became of the one that was.',
      examples: ['queued'],
    }),
    estimatedCompletionAt,
  })
  .meta({ id: 'QueuedTask' })

/** A task as the API shows it. */
const task = z
  .strictObject({
    taskId,
    status: status.meta({ description: 'How far it is.', examples: ['succeeded'] }),
    requestedAt: timeOf('When it was asked for.'),
    startedAt: timeOf('When a worker took it up; null before.', '2026-08-20T18:30:03.000Z').nullable(),
    completedAt: timeOf('When it was over; null before.', '2026-08-20T18:30:04.000Z').nullable(),
    estimatedCompletionAt,
    outcome: z
      .enum(outcomes)
      .nullable()
      .meta({ description: 'What the last attempt found; null before the first one.', examples: ['changed'] }),
    error: z
      .string()
      .nullable()
      .meta({ description: 'What went wrong, in a sentence; null when nothing did.', examples: [null] }),
  })
  .meta({ id: 'Task' })

const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Names the next page; null on the last one.', examples: [null] })

const page = { description: 'One page of them, the newest first.' }

const taskList = z.strictObject({ tasks: z.array(task).meta(page), nextCursor }).meta({ id: 'TaskList' })

const taskOfPlayer = z
  .strictObject({
    username: z.string().meta({ description: 'Of the player whose fetch it is.', examples: ['Zezima'] }),
    ...task.shape,
  })
  .meta({ id: 'TaskOfPlayer' })

const taskOfPlayerList = z
  .strictObject({ tasks: z.array(taskOfPlayer).meta(page), nextCursor })
  .meta({ id: 'TaskOfPlayerList' })

const count = (description: string, example = 0) =>
  z
    .int()
    .min(0)
    .meta({ description, examples: [example] })

const seconds = (description: string, example: number) => z.number().meta({ description, examples: [example] })

const outcomeMeanings: Record<Outcome, string> = {
  changed: 'Experience or a score was another one.',
  unchanged: 'Neither was.',
  doubtful: 'The answer could not follow from what is stored; it was kept aside.',
  not_found: 'The hiscores did not know the name.',
  rate_limited: 'The hiscores asked for a pause.',
  unavailable: 'The hiscores did not answer.',
  malformed: 'The answer could not be read.',
}

const outcomeExamples: Partial<Record<Outcome, number>> = { changed: 160, unchanged: 78, unavailable: 2 }

/** The state of the tracker as the API shows it. */
export const statusSchema = z
  .strictObject({
    at: timeOf('The moment of which all this is told.'),
    lastTickAt: timeOf(
      'When the schedule last ran; null before the first time.',
      '2026-08-20T18:29:30.000Z',
    ).nullable(),
    players: z
      .strictObject({
        total: count('All of them.', 12),
        active: count('Those that the schedule fetches.', 10),
        paused: count('Those that it leaves alone.', 1),
        notFound: count('Active, but unknown to the hiscores on at least three days.', 1),
        failing: count(
          'Of the active ones those that have brought no good answer for more than a day, although they are asked for.',
        ),
        countedAt: timeOf(
          'Of more than 300 players: when it was last counted who is not found or failing. Of no more than that this is missing, and everything is of now; how many there are, and are paused, is some minutes old at most where boards are kept.',
        ).optional(),
      })
      .meta({ description: 'How many players are tracked.' }),
    latenessSeconds: z
      .strictObject({
        due: count('How many players are due.', 3),
        p50: seconds('Half of them are late by no more than this.', 1.5),
        p95: seconds('95 of 100 are late by no more than this.', 4.2),
        max: seconds('The latest is late by this.', 4.2),
      })
      .meta({ description: 'By how much the players that are due are late.' }),
    queues: z
      .strictObject({
        fetch: count('Fetches that are to be made.', 3),
        deadLetters: count('What crashed again and again; see `docs/operations.md`.'),
      })
      .meta({ description: 'How many messages wait, approximately.' }),
    pace: z
      .strictObject({
        intervalSeconds: seconds('The least time between two requests.', 2),
        nextSlotAt: timeOf('When the next request may go.', '2026-08-20T18:30:02.000Z'),
        usedShare: z
          .number()
          .meta({ description: 'How much of the current hour was used so far, from 0 to 1.', examples: [0.25] }),
      })
      .meta({ description: 'The one pace that all requests to the hiscores keep to.' }),
    circuit: z
      .strictObject({
        state: z.enum(['closed', 'open', 'half_open']).meta({
          description: 'Closed: all is well. Open: nothing is asked for a while. Half open: one request tries.',
          examples: ['closed'],
        }),
        failuresInARow: count('How many requests failed one after another.'),
        missingInARow: count(
          'Players that were there a moment ago and went missing one after another, up to five, which open the circuit.',
        ),
        pausedUntil: timestamp
          .nullable()
          .meta({ description: 'Until when nothing is asked; null when nothing is paused.', examples: [null] }),
      })
      .meta({ description: 'Whether the hiscores are asked at all.' }),
    fetchesLastDay: z
      .strictObject(
        Object.fromEntries(
          outcomes.map((outcome) => [outcome, count(outcomeMeanings[outcome], outcomeExamples[outcome])]),
        ),
      )
      .meta({
        description:
          'Every request to the hiscores of the last 24 hours, by outcome; a character that was looked up and found counts as `changed`.',
      }),
    renamedMetrics: z
      .array(
        z.strictObject({
          metric: z.string().meta({ description: 'The key that it has now.', examples: ['runecrafting'] }),
          formerly: z.string().meta({ description: 'The key that it had before.', examples: ['runecraft'] }),
          since: timeOf('When that was noticed.'),
        }),
      )
      .meta({ description: 'Rows of the hiscores that go on under another name.', examples: [[]] }),
  })
  .meta({ id: 'SystemStatus' })

/** The contract of the routes about fetches on demand. */
export const taskRoutes = {
  'POST /players/{username}/fetch': {
    summary: 'Asks for a fetch now',
    description:
      'It waits in the same queue and keeps the same pace as every other fetch. While one is queued, asking again returns that one. ' +
      'A player is fetched on request thirty times within ten minutes at most.',
    params: playerPath,
    status: 202,
    response: queuedTask,
    headers: ['location'],
    errors: ['player_not_tracked', 'player_inactive', 'too_many_requests'],
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
