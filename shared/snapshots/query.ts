import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Table } from '../dynamodb.ts'
import { type Item, itemOf } from './items.ts'
import { playerPK } from './key.ts'

/** Some items of a player in the order of their sort keys. */
interface Range {
  /** The first and the last sort key, both included. */
  from: string
  to: string
  /** Items per request; as many as DynamoDB gives otherwise (1 MB, some 1,700). */
  limit?: number | undefined
  /** The last one first. */
  backwards?: boolean
  consistent?: boolean
}

/** The items of a range, page by page as they are asked for. Half a read unit per 4 KB of a page, a whole one if consistent. */
export async function* pages(table: Table, player: string, range: Range): AsyncGenerator<Item[]> {
  const { from, to, limit, backwards = false, consistent = false } = range
  // DynamoDB refuses a range that is upside down, where it might as well find nothing.
  if (from > to) return
  let next: Record<string, unknown> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': playerPK(player), ':from': from, ':to': to },
        ScanIndexForward: !backwards,
        Limit: limit,
        ExclusiveStartKey: next,
        ConsistentRead: consistent,
      }),
    )
    yield Items.map(itemOf)
    next = LastEvaluatedKey
  } while (next)
}

/** The items at one end of a range, `limit` of them, in one request. */
export const edge = async (table: Table, player: string, range: Range & { limit: number }): Promise<Item[]> => {
  for await (const items of pages(table, player, range)) return items
  return []
}
