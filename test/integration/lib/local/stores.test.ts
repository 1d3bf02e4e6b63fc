import { createRequire } from 'node:module'
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { expect, it, vi } from 'vitest'
import { startDynamoDB } from '../../../dynamodb.ts'

/** What all iterators have in common of the LevelDBs that dynalite keeps its tables in, in memory and on disk. */
const iteratorPrototypes = (): { close: () => Promise<void> }[] => {
  const requireOf = (from: string, ...names: string[]): NodeJS.Require =>
    names.reduce((each, name) => createRequire(each.resolve(name)), createRequire(from))
  const stores = [
    ['dynalite', 'memory-level'],
    ['dynalite', 'level', 'classic-level'],
  ]
  const prototypes = stores.map((names) => {
    const { AbstractValueIterator } = requireOf(import.meta.url, ...names)('abstract-level')
    return Object.getPrototypeOf(AbstractValueIterator.prototype)
  })
  return [...new Set(prototypes)]
}

it('leaves nothing open of a query in the local DynamoDB, whether it was read to its end or not', async () => {
  const dynamodb = await startDynamoDB(undefined)
  try {
    const { client, name: TableName } = dynamodb.tracker
    for (const SK of ['a', 'b', 'c']) await client.send(new PutCommand({ TableName, Item: { PK: 'x', SK } }))
    const closed = iteratorPrototypes().map((prototype) => vi.spyOn(prototype, 'close'))
    const query = (Limit?: number) =>
      client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'PK = :pk',
          ExpressionAttributeValues: { ':pk': 'x' },
          Limit,
        }),
      )
    expect((await query()).Items).toHaveLength(3)
    expect((await query(1)).Items).toHaveLength(1)
    expect((await query(2)).Items).toHaveLength(2)
    await vi.waitFor(() => expect(closed.reduce((sum, { mock }) => sum + mock.calls.length, 0)).toBe(3))
  } finally {
    await dynamodb.close()
  }
})
