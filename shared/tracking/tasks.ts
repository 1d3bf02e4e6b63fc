import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import { type Outcome, outcomes } from '../players/players.ts'
import { playerPK } from '../snapshots/key.ts'

/*
 * Tasks: the record of one requested fetch. The player names the task that its next fetch fulfils; the task tells whoever
 * asked for it how far it is. Expires after seven days.
 *
 * | access pattern              | key                                              |
 * | one task                    | PK PLAYER#<key>, SK TASK#<id>                    |
 * | a player's tasks, newest first | PK PLAYER#<key>, SK begins with TASK#, backwards |
 */

const taskSchema = z.object({
  taskId: z.string(),
  status: z.enum(['queued', 'running', 'succeeded', 'failed']),
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
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keyFor(player, taskId), ...task } }))
  return task
}

/** Takes back a request that another one came before. */
export const dropTask = async (table: Table, player: string, taskId: string): Promise<void> => {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyFor(player, taskId) }))
}

/** Marks a task as running and counts the attempt; how many there were with it. */
export const startTask = async (table: Table, player: string, taskId: string, now: number): Promise<number> => {
  let attempts = 1
  await unlessRefused(
    table.client
      .send(
        new UpdateCommand({
          TableName: table.name,
          Key: keyFor(player, taskId),
          UpdateExpression: 'SET #status = :running, startedAt = :now ADD attempts :one',
          ConditionExpression: 'attribute_exists(PK)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':running': 'running', ':now': now, ':one': 1 },
          ReturnValues: 'ALL_NEW',
        }),
      )
      .then(({ Attributes }) => {
        attempts = taskSchema.parse(Attributes).attempts
      }),
  )
  return attempts
}

/** Records how a task's fetch went: finished, or `queued` again when it will be repeated. */
export const settleTask = async (
  table: Table,
  player: string,
  taskId: string,
  { status, outcome, error, now }: { status: Task['status']; outcome: Outcome; error: string | undefined; now: number },
): Promise<void> => {
  const done = status !== 'queued'
  const sets = ['#status = :status', 'outcome = :outcome']
  if (error) sets.push('#error = :error')
  if (done) sets.push('completedAt = :now')
  await unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keyFor(player, taskId),
        UpdateExpression: `SET ${sets.join(', ')}${error ? '' : ' REMOVE #error'}`,
        // A player that was removed meanwhile took its tasks along.
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeNames: { '#status': 'status', '#error': 'error' },
        ExpressionAttributeValues: {
          ':status': status,
          ':outcome': outcome,
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

/** A player's tasks, the newest first, `limit` of them, older than the task `before`. */
export const tasksOf = async (
  table: Table,
  player: string,
  { limit, before, now }: { limit: number; before: string | undefined; now: number },
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
      // BETWEEN includes its end, which the last page showed already; and one more shows whether there is another page.
      Limit: limit + (before ? 2 : 1),
    }),
  )
  const older = Items.map((item) => taskSchema.parse(item)).filter((task) => task.taskId !== before)
  const tasks = older.slice(0, limit)
  return { tasks: tasks.filter((task) => alive(task, now)), next: LastEvaluatedKey && tasks.at(-1)?.taskId }
}
