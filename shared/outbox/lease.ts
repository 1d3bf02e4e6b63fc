import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { type Table, unlessRefused } from '../dynamodb.ts'

/*
 * One delivers at a time, so that nothing is told twice and all in its order.
 *
 * | access pattern | key                 |
 * | who delivers   | PK OUTBOX, SK LEASE |
 */

const Key = { PK: 'OUTBOX', SK: 'LEASE' }

const put = (table: Table, until: number, expression: string, value: number): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...Key, until },
        ConditionExpression: expression,
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':value': value },
      }),
    ),
  )

/**
 * Does something while nobody else does, until a moment at the latest; undefined when somebody does. Two write units. Whoever
 * dies meanwhile is waited for until that moment.
 */
export const alone = async <T>(
  table: Table,
  { now, until }: { now: number; until: number },
  work: () => Promise<T>,
): Promise<T | undefined> => {
  if (!(await put(table, until, 'attribute_not_exists(PK) OR #until <= :value', now))) return undefined
  try {
    return await work()
  } finally {
    await put(table, 0, '#until = :value', until)
  }
}
