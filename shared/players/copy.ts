import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { batchPut, type Table } from '../dynamodb.ts'
import { playerPK } from '../snapshots/key.ts'
import { pointerTo } from './task-pointers.ts'

/** An item that is stored under a player's key. */
export type StoredItem = Record<string, unknown>

/**
 * Copies what is stored under a player's key to another one, but the player itself, and has the list of all tasks follow. `change` says how an item is there, undefined
 * that it is not. One read unit per 4 KB, and what the items take to write.
 */
export const copyItems = async (
  table: Table,
  from: string,
  to: string,
  change: (item: StoredItem & { SK: string }) => StoredItem | undefined = (item) => item,
): Promise<void> => {
  let start: StoredItem | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': playerPK(from) },
        ExclusiveStartKey: start,
        ConsistentRead: true,
        Limit: 500,
      }),
    )
    const stored = Items.filter((item) => item.SK !== 'PLAYER')
    const changed = stored
      .map((item) => change(item as StoredItem & { SK: string }))
      .filter((item) => item !== undefined)
    const tasks = changed.filter((item) => String(item.SK).startsWith('TASK#'))
    await batchPut(table, [
      ...changed.map((item) => ({ ...item, PK: playerPK(to) })),
      ...tasks.map((item) => pointerTo(to, item.taskId as string, item.expiresAt as number)),
    ])
    start = LastEvaluatedKey
  } while (start)
}
