import { ConditionalCheckFailedException, DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, BatchWriteCommand, DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'

/** A table and the client that reaches it; what every item file takes as its first argument. */
export interface Table {
  readonly client: DynamoDBDocumentClient
  readonly name: string
  /** Whether it is read consistently where nothing else is said. */
  readonly consistent?: boolean
}

/** A table that is read as it is by now, for twice the units: for whoever changes what was, and goes by what is left. */
export const consistently = ({ client, name }: Table): Table => ({ client, name, consistent: true })

const unneeded = [
  // It makes a copy of each answer, without what is secret, for a log that nobody keeps: a tenth of the time of reading many items.
  'loggerMiddleware',
  // They write down what calls, and which invocation, each time anew: a tenth of the time of a small call. DynamoDB calls nobody.
  'getUserAgentMiddleware',
  'recursionDetectionMiddleware',
]

let client: DynamoDBDocumentClient | undefined

const connect = (): DynamoDBDocumentClient => {
  const plain = new DynamoDBClient({
    maxAttempts: 5,
    // A call takes some 5 ms; one that takes seconds is lost, and a retry is faster than the wait.
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    // The SDK's own looks at each character first. What DynamoDB sends is base64.
    base64Decoder: (text) => Buffer.from(text, 'base64'),
  })
  for (const middleware of unneeded) plain.middlewareStack.remove(middleware)
  return DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } })
}

/** Opens a table by name with the process-wide client, whose endpoint and credentials come from the environment. */
export const openTable = (name: string): Table => {
  client ??= connect()
  return { client, name }
}

/** True when a write was refused by its own condition, that is, when somebody else got there first. */
const isConditionFailed = (error: unknown): boolean => error instanceof ConditionalCheckFailedException

/** Runs a conditional write; false when its condition did not hold. */
export const unlessRefused = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write
    return true
  } catch (error) {
    if (isConditionFailed(error)) return false
    throw error
  }
}

/** True when DynamoDB could not be reached or asked for less, retries included: the same command may do well later. */
export const isUnavailable = (error: unknown): boolean => {
  if (error instanceof DynamoDBServiceException) {
    return error.$fault === 'server' || /Throttl|Throughput|LimitExceeded/.test(error.name)
  }
  const { name, code } = error as { name?: unknown; code?: unknown }
  // Node's own faults of the network are called ECONNRESET and the like, those of its use ERR_INVALID_ARG_TYPE.
  return name === 'TimeoutError' || (typeof code === 'string' && /^E(?!RR_)/.test(code))
}

// What DynamoDB takes in one request, and how many requests are under way at once: an answer of a hundred players is 100 KB.
const keysAtOnce = 100
const requestsAtOnce = 10

/** How to ask for some attributes only, whatever they are called. */
const only = (fields: readonly string[]) => ({
  ProjectionExpression: fields.map((field) => `#${field}`).join(),
  ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
})

/**
 * Items by their keys, in no order, without those that do not exist; a hundred in a request, ten requests at a time. No key may
 * come twice. Half a read unit per 4 KB of each item, found or not; a whole one when `consistent`. With `fields` they have no other
 * attributes, which costs the same and spares the reading of them.
 */
export const batchGet = async (
  table: Table,
  keys: readonly Record<string, unknown>[],
  {
    consistent = table.consistent ?? false,
    fields,
  }: { consistent?: boolean; fields?: readonly string[] | undefined } = {},
): Promise<Record<string, unknown>[]> => {
  const how = { ConsistentRead: consistent, ...(fields && only(fields)) }
  const items: Record<string, unknown>[] = []
  const starts = Array.from({ length: Math.ceil(keys.length / keysAtOnce) }, (_, index) => index * keysAtOnce)
  const readNext = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      let wanted: Record<string, unknown>[] = keys.slice(start, start + keysAtOnce)
      // DynamoDB fails, and the SDK waits and repeats, when it can process none of them; so this comes to an end.
      while (wanted.length > 0) {
        const { Responses = {}, UnprocessedKeys = {} } = await table.client.send(
          new BatchGetCommand({ RequestItems: { [table.name]: { Keys: wanted, ...how } } }),
        )
        items.push(...(Responses[table.name] ?? []))
        wanted = UnprocessedKeys[table.name]?.Keys ?? []
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(requestsAtOnce, starts.length) }, readNext))
  return items
}

/** The items of a partition that is known to be small: of its first page, which takes a megabyte, in the order of their sort keys. */
export const itemsOf = async (
  table: Table,
  PK: string,
  { consistent = true }: { consistent?: boolean } = {},
): Promise<Record<string, unknown>[]> => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': PK },
      ConsistentRead: consistent,
    }),
  )
  return Items
}

/** Some items of a partition in the order of their sort keys. */
export interface Range {
  /** The first and the last sort key, both included. */
  from: string
  to: string
  /** Items per request; as many as DynamoDB gives otherwise (1 MB, some 1,700 states). */
  limit?: number | undefined
  /** The last one first. */
  backwards?: boolean
  consistent?: boolean
}

const between = (table: Table, PK: string, from: string, to: string) => ({
  TableName: table.name,
  KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
  ExpressionAttributeValues: { ':pk': PK, ':from': from, ':to': to },
})

/** The items of a range, page by page as they are asked for. Half a read unit per 4 KB of a page, a whole one if consistent. */
export async function* pagesBetween(
  table: Table,
  PK: string,
  { from, to, limit, backwards = false, consistent = table.consistent ?? false }: Range,
): AsyncGenerator<Record<string, unknown>[]> {
  // DynamoDB refuses a range that is upside down, where it might as well find nothing.
  if (from > to) return
  let next: Record<string, unknown> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        ...between(table, PK, from, to),
        ScanIndexForward: !backwards,
        Limit: limit,
        ExclusiveStartKey: next,
        ConsistentRead: consistent,
      }),
    )
    yield Items
    next = LastEvaluatedKey
  } while (next)
}

/** All that some pages hold, in their order. */
export const gathered = async <T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> => {
  const all: T[] = []
  for await (const page of pages) all.push(...page)
  return all
}

/** Items of a partition between two sort keys, both included, of which there are few, in their order; read consistently. */
export const itemsBetween = async (
  table: Table,
  PK: string,
  from: string,
  to: string,
): Promise<Record<string, unknown>[]> => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({ ...between(table, PK, from, to), ConsistentRead: true }),
  )
  return Items
}

/** Carries out writes, 25 in one round trip, until DynamoDB has done them all. */
const batchWrite = async (table: Table, requests: readonly object[]): Promise<void> => {
  for (let start = 0; start < requests.length; start += 25) {
    let wanted: readonly object[] = requests.slice(start, start + 25)
    while (wanted.length > 0) {
      const { UnprocessedItems } = await table.client.send(
        new BatchWriteCommand({ RequestItems: { [table.name]: wanted as never } }),
      )
      wanted = UnprocessedItems?.[table.name] ?? []
    }
  }
}

/** Writes items, whatever is stored under their keys; one round trip per 25. No key may come twice. */
export const batchPut = (table: Table, items: readonly Record<string, unknown>[]): Promise<void> =>
  batchWrite(
    table,
    items.map((Item) => ({ PutRequest: { Item } })),
  )

/** Deletes the items of some keys, whether there are any; one round trip per 25. No key may come twice. */
export const batchDelete = (table: Table, keys: readonly Record<string, unknown>[]): Promise<void> =>
  batchWrite(
    table,
    keys.map(({ PK, SK }) => ({ DeleteRequest: { Key: { PK, SK } } })),
  )
