import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  BatchWriteCommand,
  type BatchWriteCommandInput,
  DeleteCommand,
  type DeleteCommandInput,
  type DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb'
import type { Table } from '../../shared/dynamodb.ts'
import {
  conditionOf,
  givenValue,
  type Item,
  keyConditionOf,
  nameOf,
  type Placeholders,
  updated,
} from './expressions.ts'
import { SortedList } from './sorted-list.ts'

/*
 * The tracker table in memory, behind the commands of the document client: some microseconds a call where an emulator takes
 * milliseconds. It knows what this project asks of DynamoDB and throws on everything else. Reads are always consistent, a
 * page is never cut at 1 MB, and nothing is throttled.
 */

const indexes: Record<string, { partition: string; sort: string }> = {
  due: { partition: 'due', sort: 'nextFetchAt' },
  names: { partition: 'list', sort: 'PK' },
}

type Key = { PK: string; SK: string }

const allow = (input: object, known: readonly string[]): void => {
  const stranger = Object.keys(input).find((field) => !known.includes(field))
  if (stranger !== undefined) throw new Error(`the table in memory does not know ${stranger}`)
}

const isMap = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** A value as it is stored: a copy without what is undefined. Bytes are shared, for nobody changes them in place. */
const stored = (value: unknown): unknown => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} cannot be stored`)
  return isMap(value) ? storedItem(value) : value
}

const storedItem = (item: Item): Item => {
  const copy: Item = {}
  for (const name in item) if (item[name] !== undefined) copy[name] = stored(item[name])
  return copy
}

const placeholdersOf = (input: {
  ExpressionAttributeNames?: Record<string, string> | undefined
  ExpressionAttributeValues?: Record<string, unknown> | undefined
}): Placeholders => ({ names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues })

/** A copy of an item, of the attributes that are asked for. */
const shownBy = (input: Pick<QueryCommandInput, 'ProjectionExpression' | 'ExpressionAttributeNames'>) => {
  const fields = input.ProjectionExpression?.split(/, ?/).map((field) => nameOf(field, placeholdersOf(input)))
  return (item: Item): Item =>
    fields
      ? Object.fromEntries(fields.flatMap((field) => (item[field] === undefined ? [] : [[field, item[field]]])))
      : { ...item }
}

const conditional = ['ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues']

/** Called after each change of an item. */
export type Listener = (before: Item | undefined, after: Item | undefined) => void

export class MemoryTable {
  readonly #partitions = new Map<string, SortedList<Item>>()
  readonly #indexes = new Map<string, SortedList<Item>>()
  readonly #listener: Listener | undefined

  constructor(listener?: Listener) {
    this.#listener = listener
  }

  /** Carries out a command, at once and as a whole. */
  execute(command: unknown): object {
    if (command instanceof GetCommand) return this.#get(command.input)
    if (command instanceof BatchGetCommand) return this.#batchGet(command.input)
    if (command instanceof QueryCommand) return this.#query(command.input)
    if (command instanceof PutCommand) return this.#put(command.input)
    if (command instanceof UpdateCommand) return this.#update(command.input)
    if (command instanceof DeleteCommand) return this.#delete(command.input)
    if (command instanceof BatchWriteCommand) return this.#batchWrite(command.input)
    throw new Error(`the table in memory does not know ${(command as object).constructor.name}`)
  }

  /** An item as it is stored, not to be changed. */
  peek(PK: string, SK: string): Item | undefined {
    return this.#partitions.get(PK)?.get(SK)
  }

  /** The keys of the partitions that hold anything. */
  partitions(): string[] {
    return [...this.#partitions].filter(([, { entries }]) => entries.length > 0).map(([key]) => key)
  }

  /** All items of a partition as they are stored, in the order of their sort keys. */
  items(PK: string): Item[] {
    return this.#partitions.get(PK)?.entries.map(({ value }) => value) ?? []
  }

  #get(input: GetCommandInput) {
    allow(input, ['TableName', 'Key', 'ConsistentRead'])
    const { PK, SK } = input.Key as Key
    const item = this.peek(PK, SK)
    return item ? { Item: { ...item } } : {}
  }

  #batchGet(input: BatchGetCommandInput) {
    allow(input, ['RequestItems'])
    const found = Object.entries(input.RequestItems ?? {}).map(([table, { Keys = [], ...rest }]) => {
      allow(rest, ['ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames'])
      if (Keys.length > 100) throw new Error('more than 100 keys at once')
      if (new Set(Keys.map(({ PK, SK }) => `${PK}\n${SK}`)).size < Keys.length) throw new Error('a key came twice')
      const items = Keys.map(({ PK, SK }) => this.peek(PK as string, SK as string)).filter((item) => item !== undefined)
      return [table, items.map(shownBy(rest))] as const
    })
    return { Responses: Object.fromEntries(found), UnprocessedKeys: {} }
  }

  #query(input: QueryCommandInput) {
    allow(input, [
      ...['TableName', 'IndexName', 'KeyConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'],
      ...['ScanIndexForward', 'Limit', 'ConsistentRead', 'ProjectionExpression', 'ExclusiveStartKey', 'Select'],
    ])
    const placeholders = placeholdersOf(input)
    const { partition, value, sort } = keyConditionOf(input.KeyConditionExpression ?? '')
    const index = input.IndexName === undefined ? { partition: 'PK', sort: 'SK' } : indexes[input.IndexName]
    if (index?.partition !== nameOf(partition, placeholders)) throw new Error('no such index')
    if (sort && nameOf(sort.name, placeholders) !== index.sort) throw new Error('no such sort key')
    const lists = input.IndexName === undefined ? this.#partitions : this.#indexes
    const name = givenValue(value, placeholders) as string
    const list = lists.get(input.IndexName === undefined ? name : `${input.IndexName} ${name}`)
    if (!list) return { Items: [], Count: 0 }

    const bounds = (sort?.bounds ?? []).map((bound) => givenValue(bound, placeholders) as string | number)
    const [first, last] = bounds as [string | number, string | number]
    // Sorts behind every key that tells entries apart.
    const end = '\uffff'
    let from = sort === undefined || sort.operator === '<=' ? 0 : list.place(first, sort.operator === '>' ? end : '')
    let to = sort === undefined || sort.operator === '>' ? list.entries.length : list.place(last ?? first, end)
    const forward = input.ScanIndexForward ?? true
    if (input.ExclusiveStartKey) {
      const start = input.ExclusiveStartKey as Item
      const sortValue = start[index.sort] as string | number
      const id = input.IndexName === undefined ? '' : this.#idOf(start as Key)
      if (forward) from = Math.max(from, list.place(sortValue, id, true))
      else to = Math.min(to, list.place(sortValue, id))
    }
    const limit = input.Limit ?? Infinity
    const count = Math.min(Math.max(0, to - from), limit)
    const page = forward
      ? list.entries.slice(from, from + count)
      : list.entries.slice(Math.max(from, to - count), to).reverse()
    const shown = shownBy(input)
    const lastEntry = page.at(-1)
    const more = count === limit && lastEntry !== undefined
    return {
      Items: page.map(({ value }) => shown(value)),
      Count: page.length,
      ...(more && { LastEvaluatedKey: this.#keyOf(lastEntry.value, index) }),
    }
  }

  #put(input: PutCommandInput) {
    allow(input, ['TableName', 'Item', ...conditional])
    const item = storedItem(input.Item as Item)
    const { PK, SK } = item as Key
    const before = this.peek(PK, SK)
    this.#check(before, input)
    this.#store(before, item)
    return {}
  }

  #update(input: UpdateCommandInput) {
    allow(input, ['TableName', 'Key', 'UpdateExpression', 'ReturnValues', ...conditional])
    const { PK, SK } = input.Key as Key
    const before = this.peek(PK, SK)
    this.#check(before, input)
    const after = storedItem(updated(before ?? { PK, SK }, input.UpdateExpression ?? '', placeholdersOf(input)))
    this.#store(before, after)
    return input.ReturnValues === 'ALL_NEW' ? { Attributes: { ...after } } : {}
  }

  #delete(input: DeleteCommandInput) {
    allow(input, ['TableName', 'Key', ...conditional])
    const { PK, SK } = input.Key as Key
    const before = this.peek(PK, SK)
    this.#check(before, input)
    if (before) this.#store(before, undefined)
    return {}
  }

  #batchWrite(input: BatchWriteCommandInput) {
    allow(input, ['RequestItems'])
    for (const requests of Object.values(input.RequestItems ?? {})) {
      if (requests.length > 25) throw new Error('more than 25 writes at once')
      for (const { PutRequest, DeleteRequest } of requests) {
        if (PutRequest) this.#put({ TableName: '', Item: PutRequest.Item })
        else this.#delete({ TableName: '', Key: DeleteRequest?.Key })
      }
    }
    return { UnprocessedItems: {} }
  }

  #check(item: Item | undefined, input: PutCommandInput | UpdateCommandInput | DeleteCommandInput): void {
    if (input.ConditionExpression === undefined) return
    if (conditionOf(input.ConditionExpression)(item ?? {}, placeholdersOf(input))) return
    throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} })
  }

  #store(before: Item | undefined, after: Item | undefined): void {
    const { PK, SK } = (after ?? before) as Key
    const partition = this.#partitions.get(PK) ?? new SortedList<Item>()
    this.#partitions.set(PK, partition)
    if (after) partition.set(SK, '', after)
    else partition.delete(SK)
    for (const [name, index] of Object.entries(indexes)) {
      this.#reindex(name, index, before, after)
    }
    this.#listener?.(before, after)
  }

  #reindex(name: string, index: { partition: string; sort: string }, before?: Item, after?: Item): void {
    const inIndex = (item: Item | undefined): item is Item =>
      item?.[index.partition] !== undefined && item[index.sort] !== undefined
    const listOf = (item: Item): SortedList<Item> => {
      const id = `${name} ${item[index.partition]}`
      const list = this.#indexes.get(id) ?? new SortedList<Item>()
      this.#indexes.set(id, list)
      return list
    }
    // An index holds keys alone.
    const same = [index.partition, index.sort].every((key) => before?.[key] === after?.[key])
    if (same && inIndex(before) && inIndex(after)) return
    if (inIndex(before)) listOf(before).delete(before[index.sort] as string | number, this.#idOf(before as Key))
    if (inIndex(after)) {
      listOf(after).set(after[index.sort] as string | number, this.#idOf(after as Key), this.#keyOf(after, index))
    }
  }

  #idOf({ PK, SK }: Key): string {
    return `${PK} ${SK}`
  }

  /** The keys of an item, in the table and in an index: all that an index holds. */
  #keyOf(item: Item, index: { partition: string; sort: string }): Item {
    const { PK, SK } = item as Key
    return { [index.partition]: item[index.partition], [index.sort]: item[index.sort], PK, SK }
  }
}

/** The table as the item files take it, with a client of its own and no delay. */
export const tableOf = (memory: MemoryTable): Table => ({
  name: 'tracker',
  client: { send: async (command: unknown) => memory.execute(command) } as unknown as DynamoDBDocumentClient,
})
