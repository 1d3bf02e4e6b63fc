import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { batchDelete, type Table } from '../dynamodb.ts'
import { playerPK } from '../snapshots/key.ts'

/** Deletes everything that is stored under a player's key but the player item itself. */
export const purge = async (table: Table, key: string): Promise<void> => {
  for (;;) {
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': playerPK(key) },
        ProjectionExpression: 'PK, SK',
        Limit: 26,
        ConsistentRead: true,
      }),
    )
    const doomed = Items.filter((item) => item.SK !== 'PLAYER').slice(0, 25)
    if (doomed.length === 0) return
    await batchDelete(table, doomed)
  }
}
