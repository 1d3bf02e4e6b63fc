import { DeleteCommand, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchGet, batchPut, type Table, unlessRefused } from '../dynamodb.ts'
import { type Outcome, outcomes } from '../players/players.ts'
import { type Pointer, pointerTo } from '../players/task-pointers.ts'
import { playerPK } from '../snapshots/key.ts'

/*
 * Tasks: the record of one requested fetch. The player names the task that its next fetch fulfils; the task tells whoever
 * asked for it how far it is; once it is over it stays as it is. Expires after seven days.
 *
 * | access pattern              | key                                              |
 * | one task                    | PK PLAYER#<key>, SK TASK#<id>                    |
 * | a player's tasks, newest first | PK PLAYER#<key>, SK begins with TASK#, backwards |
 */

export const taskStatuses = ['queued', 'running', 'succeeded', 'failed'] as const

export type TaskStatus = (typeof taskStatuses)[number]

const taskSchema = z.object({
  taskId: z.string(),
  status: z.enum(taskStatuses),
  /** Times are in milliseconds since 1970. */
  requestedAt: z.number(),
  startedAt: z.optional(z.number()),
  completedAt: z.optional(z.number()),
  estimatedCompletionAt: z.number(),
  /** How many fetches were tried for it. */
  attempts: z.number(),
  outcome: z.optional(z.enum(outcomes)),
  error: z.optional(z.string()),
  expiresAt: z.number(),
})

export type Task = z.output<typeof taskSchema>

/** True for a task that is not over yet. */
export const isOpen = ({ status }: Task): boolean => status === 'queued' || status === 'running'

// That a task is not over yet; one that was removed with its player has no status.
const stillOpen = {
  ConditionExpression: '#status = :queued OR #status = :running',
  values: { ':queued': 'queued', ':running': 'running' },
}

const keyFor = (player: string, taskId: string) => ({ PK: playerPK(player), SK: `TASK#${taskId}` })

const sevenDays = 7 * 86_400

const alive = (task: Task, now: number): boolean => task.expiresAt * 1000 > now

/** Records a request for a fetch. Nobody fulfils it until the player names it. */
export const createTask = async (
  table: Table,
  player: string,
  { taskId, requestedAt, estimatedCompletionAt }: Pick<Task, 'taskId' | 'requestedAt' | 'estimatedCompletionAt'>,
): Promise<Task> => {
  const expiresAt = Math.ceil(requestedAt / 1000) + sevenDays
  const task: Task = { taskId, status: 'queued', requestedAt, estimatedCompletionAt, attempts: 0, expiresAt }
  // The pointer comes first: one to nothing harms nobody.
  await batchPut(table, [pointerTo(player, taskId, expiresAt), { ...keyFor(player, taskId), ...task }])
  return task
}

/** Takes back a request that another one came before. */
export const dropTask = async (table: Table, player: string, taskId: string): Promise<void> => {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyFor(player, taskId) }))
}

/**
 * Marks a task as running and counts the attempt; how many there were with it. Infinity when it is over or gone, so that nothing
 * is to be repeated for it.
 */
export const startTask = async (table: Table, player: string, taskId: string, now: number): Promise<number> => {
  let attempts = Infinity
  await unlessRefused(
    table.client
      .send(
        new UpdateCommand({
          TableName: table.name,
          Key: keyFor(player, taskId),
          UpdateExpression: 'SET #status = :running, startedAt = :now ADD attempts :one',
          ConditionExpression: stillOpen.ConditionExpression,
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ...stillOpen.values, ':now': now, ':one': 1 },
          ReturnValues: 'ALL_NEW',
        }),
      )
      .then(({ Attributes }) => {
        attempts = taskSchema.parse(Attributes).attempts
      }),
  )
  return attempts
}

interface Ending {
  status: TaskStatus
  /** What the fetch found; none when there was no fetch. */
  outcome?: Outcome | undefined
  error: string | undefined
  now: number
}

/** Records how a task's fetch went: finished, or `queued` again when it will be repeated. What is over stays as it is. */
export const settleTask = async (
  table: Table,
  player: string,
  taskId: string,
  { status, outcome, error, now }: Ending,
): Promise<void> => {
  const done = status !== 'queued'
  const sets = ['#status = :status']
  if (outcome) sets.push('outcome = :outcome')
  if (error) sets.push('#error = :error')
  if (done) sets.push('completedAt = :now')
  await unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keyFor(player, taskId),
        UpdateExpression: `SET ${sets.join(', ')}${error ? '' : ' REMOVE #error'}`,
        ConditionExpression: stillOpen.ConditionExpression,
        ExpressionAttributeNames: { '#status': 'status', '#error': 'error' },
        ExpressionAttributeValues: {
          ...stillOpen.values,
          ':status': status,
          ...(outcome && { ':outcome': outcome }),
          ...(error && { ':error': error }),
          ...(done && { ':now': now }),
        },
      }),
    ),
  )
}

/** Ends a task that no fetch will fulfil any more, unless it has ended already. */
export const endTask = async (
  table: Table,
  player: string,
  taskId: string,
  { error, now }: { error: string; now: number },
): Promise<void> => {
  await unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keyFor(player, taskId),
        UpdateExpression: 'SET #status = :failed, #error = :error, completedAt = :now',
        ConditionExpression: '#status = :queued OR #status = :running',
        ExpressionAttributeNames: { '#status': 'status', '#error': 'error' },
        ExpressionAttributeValues: {
          ':failed': 'failed',
          ':queued': 'queued',
          ':running': 'running',
          ':error': error,
          ':now': now,
        },
      }),
    ),
  )
}

/** A task by its id; undefined when there is none, or none any more. */
export const findTask = async (
  table: Table,
  player: string,
  taskId: string,
  now: number,
): Promise<Task | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyFor(player, taskId), ConsistentRead: true }),
  )
  const task = Item && taskSchema.parse(Item)
  return task && alive(task, now) ? task : undefined
}

/** Tasks by their ids and players, without those that do not exist any more. */
export const findTasks = async (
  table: Table,
  pointers: readonly Pointer[],
  now: number,
): Promise<Map<string, Task>> => {
  const items = await batchGet(
    table,
    pointers.map(({ player, taskId }) => keyFor(player, taskId)),
  )
  const tasks = items.map((item) => taskSchema.parse(item)).filter((task) => alive(task, now))
  return new Map(tasks.map((task) => [task.taskId, task]))
}

/** Up to `count` tasks of a player, the newest first, older than the task `before`; the last of them where there are more. */
export const tasksBefore = async (
  table: Table,
  player: string,
  before: string | undefined,
  count: number,
  now: number,
): Promise<{ tasks: Task[]; next: string | undefined }> => {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': playerPK(player),
        ':from': 'TASK#',
        ':to': before ? `TASK#${before}` : 'TASK#~',
      },
      ScanIndexForward: false,
      // BETWEEN includes its end, which the last page showed already.
      Limit: count + (before ? 1 : 0),
    }),
  )
  const older = Items.map((item) => taskSchema.parse(item)).filter((task) => task.taskId !== before)
  return { tasks: older.filter((task) => alive(task, now)), next: LastEvaluatedKey && older.at(-1)?.taskId }
}
