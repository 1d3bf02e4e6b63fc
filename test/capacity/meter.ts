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
import { itemSize } from '../../lib/memory-table/item-size.ts'
import type { Table } from '../../shared/dynamodb.ts'

/*
 * A table that counts what DynamoDB would charge for each request, by its documentation ("Read and write operations" and
 * "Global secondary indexes: provisioned throughput considerations"). It looks at items before and after each write, which
 * is not counted.
 */

/** Request units, requests and the items that were read. */
export interface Spent {
  reads: number
  writes: number
  requests: number
  items: number
}

/** A request for which DynamoDB reported other units than were counted. */
interface Difference {
  command: string
  counted: number
  reported: number
}

export interface Meter {
  table: Table
  /** What was spent since the last time that somebody asked. */
  read: () => Spent
  differences: Difference[]
}

type Item = Record<string, unknown>
type Input = Record<string, unknown>

const indexes = [
  ['due', 'nextFetchAt'],
  ['list', 'PK'],
] as const

const readUnits = (bytes: number, consistent: unknown): number =>
  Math.max(1, Math.ceil(bytes / 4096)) * (consistent === true ? 1 : 0.5)

const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024))

const size = (item: Item | undefined): number => (item ? itemSize(item) : 0)

/** An item as an index that holds keys only shows it; undefined when it is not in there. */
const entryOf = (item: Item | undefined, keys: readonly [string, string]): Item | undefined => {
  if (!item || keys.some((key) => item[key] === undefined)) return undefined
  return Object.fromEntries([...new Set([...keys, 'PK', 'SK'])].map((name) => [name, item[name]]))
}

/** What changing an item costs in the indexes: nothing, one entry written or deleted, or both. */
const indexUnits = (before: Item | undefined, after: Item | undefined): number =>
  indexes.reduce((sum, keys) => {
    const old = entryOf(before, keys)
    const now = entryOf(after, keys)
    if (old && now && keys.every((key) => old[key] === now[key])) return sum
    return sum + (old ? writeUnits(itemSize(old)) : 0) + (now ? writeUnits(itemSize(now)) : 0)
  }, 0)

const changeUnits = (before: Item | undefined, after: Item | undefined): number =>
  writeUnits(Math.max(size(before), size(after))) + indexUnits(before, after)

const keyOf = ({ PK, SK }: Item) => ({ PK, SK })

/** What reading costs; and the part of it that DynamoDB Local leaves out, which takes nothing for what it does not find. */
interface ReadCost {
  units: number
  unreported: number
}

/**
 * Puts a meter in front of a table. With `compare` each count is compared with what DynamoDB Local behind it reports, but for
 * what that leaves out.
 */
export const meter = (table: Table, { compare = false } = {}): Meter => {
  let spent: Spent = { reads: 0, writes: 0, requests: 0, items: 0 }
  const differences: Difference[] = []

  const stored = async (key: Item): Promise<Item | undefined> => {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keyOf(key), ConsistentRead: true }),
    )
    return Item
  }
  const storedAll = (keys: readonly Item[]): Promise<(Item | undefined)[]> => Promise.all(keys.map(stored))

  /** The items that a read has found, as they are stored. */
  const found = async (command: unknown, output: Input): Promise<Item[]> => {
    if (command instanceof GetCommand) return output.Item ? [output.Item as Item] : []
    if (command instanceof BatchGetCommand) return Object.values(output.Responses as Record<string, Item[]>).flat()
    const { input } = command as QueryCommand
    // What is only counted costs what reading it does.
    const counted = input.Select === 'COUNT' && new QueryCommand({ ...input, Select: undefined })
    const items = ((counted ? await table.client.send(counted) : output).Items as Item[] | undefined) ?? []
    if ((command as QueryCommand).input.ProjectionExpression === undefined) return items
    return (await storedAll(items)).filter((item) => item !== undefined)
  }

  const countRead = (command: unknown, items: readonly Item[]): ReadCost => {
    if (command instanceof GetCommand) {
      return { units: readUnits(size(items[0]), command.input.ConsistentRead), unreported: 0 }
    }
    if (command instanceof QueryCommand) {
      const bytes = items.reduce((sum, item) => sum + itemSize(item), 0)
      const units = readUnits(bytes, command.input.ConsistentRead)
      return { units, unreported: items.length === 0 ? units : 0 }
    }
    const [request] = Object.values((command as BatchGetCommand).input.RequestItems ?? {})
    const missing = (request?.Keys?.length ?? 0) - items.length
    const unreported = missing * readUnits(0, request?.ConsistentRead)
    const found = items.map((item) => readUnits(itemSize(item), request?.ConsistentRead))
    return { units: found.reduce((sum, each) => sum + each, unreported), unreported }
  }

  const check = (command: object, output: Input, counted: number): void => {
    const capacity = [output.ConsumedCapacity ?? []].flat() as { CapacityUnits?: number }[]
    const reported = capacity.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0)
    // Where a page ends at 1 MB, the item that did not fit is in the report.
    const tolerance = command instanceof QueryCommand && !command.input.Limit && output.LastEvaluatedKey ? 0.5 : 0
    if (compare && Math.abs(reported - counted) > tolerance) {
      differences.push({ command: command.constructor.name, counted, reported })
    }
  }

  const sendRead = async (command: unknown): Promise<Input> => {
    const output = (await table.client.send(command as never)) as Input
    const items = await found(command, output)
    spent.items += items.length
    const { units, unreported } = countRead(command, items)
    spent.reads += units
    check(command as object, output, units - unreported)
    return output
  }

  const sendBatch = async (command: BatchWriteCommand): Promise<Input> => {
    const writes = Object.values(command.input.RequestItems ?? {}).flat()
    const before = await storedAll(
      writes.map(({ PutRequest, DeleteRequest }) => (PutRequest?.Item ?? DeleteRequest?.Key) as Item),
    )
    const output = (await table.client.send(command)) as Input
    const units = writes.map(({ PutRequest }, index) => changeUnits(before[index], PutRequest?.Item))
    const counted = units.reduce((sum, each) => sum + each, 0)
    spent.writes += counted
    check(command, output, counted)
    return output
  }

  const sendWrite = async (command: PutCommand | UpdateCommand | DeleteCommand): Promise<Input> => {
    const key = keyOf(command instanceof PutCommand ? command.input.Item! : command.input.Key!)
    const before = await stored(key)
    try {
      const output = (await table.client.send(command as PutCommand)) as Input
      const counted = changeUnits(before, await stored(key))
      spent.writes += counted
      check(command, output, counted)
      return output
    } catch (error) {
      // A write that is refused is charged for what it looked at; no report comes with an error.
      if (error instanceof ConditionalCheckFailedException) spent.writes += writeUnits(size(before))
      throw error
    }
  }

  const send = (command: { input: Input }): Promise<Input> => {
    spent.requests += 1
    if (compare) command.input.ReturnConsumedCapacity = 'INDEXES'
    if (command instanceof BatchWriteCommand) return sendBatch(command)
    if (command instanceof PutCommand || command instanceof UpdateCommand || command instanceof DeleteCommand) {
      return sendWrite(command)
    }
    return sendRead(command)
  }

  return {
    table: { name: table.name, client: { send } as unknown as Table['client'] },
    read: () => {
      const sofar = spent
      spent = { reads: 0, writes: 0, requests: 0, items: 0 }
      return sofar
    },
    differences,
  }
}
