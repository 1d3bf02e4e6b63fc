import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MemoryTable } from '../../bench/memory-table.ts'
import { startDynamoDB, type TestDynamoDB } from '../../dynamodb.ts'

let dynamodb: TestDynamoDB
beforeAll(async () => {
  dynamodb = await startDynamoDB()
})
afterAll(() => dynamodb.close())

const TableName = 'tracker'
const ReturnValues = 'ALL_NEW'

// Few keys and few values, so that commands meet each other's items.
const players = ['PLAYER#a', 'PLAYER#b', 'PLAYER#c']
const kinds = ['PLAYER', 'SNAP#1', 'SNAP#2', 'SNAP#20', 'DAY#1', 'DAY#2']
const pk = fc.constantFrom(...players)
const sk = fc.constantFrom(...kinds)
const key = fc.record({ PK: pk, SK: sk })
const small = fc.integer({ min: 0, max: 3 })
const bytes = fc.uint8Array({ maxLength: 4 })

const attributes = fc.record(
  {
    at: small,
    version: small,
    addedAt: small,
    deletedAt: small,
    active: fc.boolean(),
    taskId: fc.constantFrom('t1', 't2'),
    missing: fc.record({ days: small, at: small }),
    values: bytes,
    nothing: fc.constant(undefined),
    due: fc.constant('DUE'),
    list: fc.constant('PLAYERS'),
    attempts: small,
  },
  { requiredKeys: [] },
)

// Two items of one place in an index are in no order that DynamoDB promises, so there are none here.
const moments = new Map<string, number>()
const momentOf = ({ PK, SK }: { PK: string; SK: string }): number => {
  const id = `${PK} ${SK}`
  if (!moments.has(id)) moments.set(id, moments.size)
  return moments.get(id)!
}
const item = fc.tuple(key, attributes).map(([where, { list, ...rest }]) => ({
  ...where,
  ...rest,
  ...(where.SK === 'PLAYER' && { list }),
  ...(rest.due && { nextFetchAt: momentOf(where) }),
}))

// The conditions as the item files write them.
const condition = fc.oneof(
  fc.constant({}),
  fc.constant({ ConditionExpression: 'attribute_exists(PK)' }),
  fc.constant({ ConditionExpression: 'attribute_not_exists(PK) OR attribute_exists(deletedAt)' }),
  small.map((seen) => ({
    ConditionExpression: 'attribute_not_exists(PK) OR version = :seen',
    ExpressionAttributeValues: { ':seen': seen },
  })),
  fc.constantFrom('#at = :at', 'attribute_not_exists(PK) OR #at < :at', '#at > :at', '#at <= :at').chain((text) =>
    small.map((at) => ({
      ConditionExpression: text,
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':at': at },
    })),
  ),
  fc
    .tuple(small, fc.constantFrom('attribute_not_exists(taskId) AND active = :true', 'active = :true'))
    .map(([generation, more]) => ({
      ConditionExpression: `addedAt = :generation AND attribute_not_exists(deletedAt) AND (${more})`,
      ExpressionAttributeValues: { ':generation': generation, ':true': true },
    })),
)

type Condition = {
  ConditionExpression?: string
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Record<string, unknown>
}

const put = fc.tuple(item, condition).map(([Item, given]) => new PutCommand({ TableName, Item, ...given }))

const update = fc.tuple(key, condition, small, fc.boolean(), bytes).map(([Key, given, number, more, values]) => {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: known, ...rest }: Condition = given
  return new UpdateCommand({
    TableName,
    Key,
    UpdateExpression: `SET #a = :a, #values = :values${more ? ', due = :due, nextFetchAt = :next' : ' REMOVE #due, #task'} ADD attempts :one`,
    ...rest,
    ExpressionAttributeNames: {
      ...names,
      '#a': 'addedAt',
      '#values': 'values',
      ...(!more && { '#due': 'due', '#task': 'taskId' }),
    },
    ExpressionAttributeValues: {
      ...known,
      ':a': number,
      ':values': values,
      ':one': 1,
      ...(more && { ':due': 'DUE', ':next': momentOf(Key) }),
    },
    ReturnValues,
  })
})

const remove = fc.tuple(key, condition).map(([Key, given]) => new DeleteCommand({ TableName, Key, ...given }))
const get = key.map((Key) => new GetCommand({ TableName, Key, ConsistentRead: true }))
const byKey = { selector: ({ PK, SK }: { PK: string; SK: string }) => `${PK} ${SK}` }
const batchGet = fc
  .uniqueArray(key, { ...byKey, minLength: 1 })
  .map((Keys) => new BatchGetCommand({ RequestItems: { [TableName]: { Keys } } }))
const batchWrite = fc
  .uniqueArray(item, { ...byKey, minLength: 1, maxLength: 5 })
  .chain((items) => fc.tuple(...items.map((each) => fc.tuple(fc.constant(each), fc.boolean()))))
  .map((writes) => {
    const requests = writes.map(([Item, kept]) =>
      kept ? { PutRequest: { Item } } : { DeleteRequest: { Key: { PK: Item.PK, SK: Item.SK } } },
    )
    return new BatchWriteCommand({ RequestItems: { [TableName]: requests } })
  })

const page = fc.record({ Limit: fc.integer({ min: 1, max: 4 }), ScanIndexForward: fc.boolean() }, { requiredKeys: [] })
const query = fc.oneof(
  fc.tuple(pk, page).map(([PK, rest]) => ({
    KeyConditionExpression: 'PK = :pk',
    ExpressionAttributeValues: { ':pk': PK },
    ProjectionExpression: 'PK, SK',
    ...rest,
  })),
  fc.tuple(pk, sk, sk, page).map(([PK, a, b, rest]) => ({
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': PK, ':from': a < b ? a : b, ':to': a < b ? b : a },
    ConsistentRead: true,
    ...rest,
  })),
  fc.tuple(fc.nat(18), page).map(([now, rest]) => ({
    IndexName: 'due',
    KeyConditionExpression: 'due = :due AND nextFetchAt <= :now',
    ExpressionAttributeValues: { ':due': 'DUE', ':now': now },
    ...rest,
  })),
)

const command = fc.oneof(
  { weight: 4, arbitrary: put },
  { weight: 3, arbitrary: update },
  { weight: 1, arbitrary: remove },
  { weight: 1, arbitrary: get },
  { weight: 1, arbitrary: batchGet },
  { weight: 1, arbitrary: batchWrite },
)

type Send = (command: unknown) => Promise<object>

const byItemKey = (a: Record<string, unknown>, b: Record<string, unknown>): number =>
  `${a.PK} ${a.SK}` < `${b.PK} ${b.SK}` ? -1 : 1

/** What a command comes to: its answer as far as callers look at it, or that its condition did not hold. */
const outcomeOf = async (send: Send, sent: unknown): Promise<unknown> => {
  try {
    const answer = (await send(sent)) as Record<string, never>
    const { Item, Attributes, Responses } = answer
    const found = Responses?.[TableName] as Record<string, unknown>[] | undefined
    return { Item, Attributes, found: found && [...found].sort(byItemKey) }
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'refused'
    throw error
  }
}

/** All pages of a query, each as it came. */
const pagesOf = async (send: Send, input: Record<string, unknown>): Promise<unknown[]> => {
  const pages: unknown[] = []
  let ExclusiveStartKey: Record<string, unknown> | undefined
  do {
    const answer = (await send(new QueryCommand({ TableName, ...input, ExclusiveStartKey }))) as {
      Items?: unknown[]
      LastEvaluatedKey?: Record<string, unknown>
    }
    pages.push({ items: answer.Items, last: answer.LastEvaluatedKey })
    ExclusiveStartKey = answer.LastEvaluatedKey
  } while (ExclusiveStartKey)
  return pages
}

/** Takes away what an earlier round has left. */
const empty = (send: Send): Promise<object> => {
  const keys = players.flatMap((PK) => kinds.map((SK) => ({ PK, SK })))
  return send(new BatchWriteCommand({ RequestItems: { [TableName]: keys.map((Key) => ({ DeleteRequest: { Key } })) } }))
}

describe('the table in memory', () => {
  it('answers every command of this project as the emulator does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: 5, maxLength: 30 }),
        fc.array(query, { minLength: 3, maxLength: 6 }),
        async (commands, queries) => {
          const memory = new MemoryTable()
          const inMemory: Send = async (sent) => memory.execute(sent)
          const emulated: Send = (sent) => dynamodb.tracker.client.send(sent as GetCommand)
          await empty(emulated)
          for (const sent of commands) {
            const expected = await outcomeOf(emulated, sent)
            expect(await outcomeOf(inMemory, sent)).toEqual(expected)
          }
          for (const input of queries) expect(await pagesOf(inMemory, input)).toEqual(await pagesOf(emulated, input))
          const names = {
            IndexName: 'names',
            KeyConditionExpression: '#list = :list AND PK > :after',
            ExpressionAttributeNames: { '#list': 'list' },
            ExpressionAttributeValues: { ':list': 'PLAYERS', ':after': 'PLAYER#a' },
          }
          const [inOrder, expected] = await Promise.all([pagesOf(inMemory, names), pagesOf(emulated, names)])
          expect(inOrder).toEqual(expected)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('refuses what it does not know instead of answering it wrongly', () => {
    const memory = new MemoryTable()
    const strange = [
      new QueryCommand({ TableName, KeyConditionExpression: 'begins_with(PK, :pk)' }),
      new PutCommand({ TableName, Item: { PK: 'a', SK: 'b' }, ConditionExpression: 'contains(x, :y)' }),
      new UpdateCommand({ TableName, Key: { PK: 'a', SK: 'b' }, UpdateExpression: 'SET a = a + :b' }),
      new GetCommand({ TableName, Key: { PK: 'a', SK: 'b' }, ProjectionExpression: 'PK' }),
    ]
    for (const command of strange) expect(() => memory.execute(command)).toThrow()
  })
})
