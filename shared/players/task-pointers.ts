import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import type { Table } from '../dynamodb.ts'

/*
 * Task pointers: which player has which task, so that the tasks of all players can be listed. A pointer may be left by a task
 * that is gone. Expires with its task.
 *
 * | access pattern                    | key                               |
 * | the tasks of all, newest first    | PK TASKS, SK upwards by moment, read backwards |
 */

const PK = 'TASKS'

const pointerSchema = z.object({ SK: z.string(), player: z.string() })

/** The item that points to a task; `expiresAt` in seconds since 1970. */
export const pointerTo = (player: string, taskId: string, expiresAt: number) => ({ PK, SK: taskId, player, expiresAt })

/** Which player has a task. */
export interface Pointer {
  taskId: string
  player: string
}

/** Up to `count` pointers, the newest first, older than the task `before`; the last of them where there are more. */
export const pointersBefore = async (
  table: Table,
  before: string | undefined,
  count: number,
): Promise<{ pointers: Pointer[]; next: string | undefined }> => {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk AND SK <= :before',
      // Ids are in Crockford's letters and digits, all of them below `~`.
      ExpressionAttributeValues: { ':pk': PK, ':before': before ?? '~' },
      ScanIndexForward: false,
      // The end is included, which the last page showed already.
      Limit: count + (before === undefined ? 0 : 1),
    }),
  )
  const pointers = Items.map((item) => pointerSchema.parse(item))
    .map(({ SK, player }) => ({ taskId: SK, player }))
    .filter(({ taskId }) => taskId !== before)
  return { pointers, next: LastEvaluatedKey && pointers.at(-1)?.taskId }
}
