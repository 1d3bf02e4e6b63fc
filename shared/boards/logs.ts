import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchPut, type Table } from '../dynamodb.ts'
import { type Change, type Changes, encodeChanges } from './codec.ts'
import { pkOf } from './items.ts'
import { readJournal } from './journal.ts'

/*
 * Writing the logs of metrics: over what they had that is in the lists, since a deletion costs as much as a write.
 *
 * | access pattern        | key                      |
 * | how long the logs are | PK BOARDLOG, SK PENDING  |
 */

const pendingKey = { PK: 'BOARDLOG', SK: 'PENDING' }

const pendingSchema = z.object({ begun: z.number(), logs: z.record(z.string(), z.array(z.number())) })

/** How many bytes, and then how many items, logs have got since their lists were made, by metric. */
export type Pending = Record<string, readonly number[]>

export const readPending = async (table: Table, begun: number): Promise<Pending> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: pendingKey, ConsistentRead: true }),
  )
  const found = Item?.begun === begun ? pendingSchema.parse(Item) : undefined
  return found?.logs ?? {}
}

export const putPending = async (table: Table, begun: number, logs: Pending): Promise<void> => {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...pendingKey, begun, logs } }))
}

/**
 * Adds to the logs of metrics what came at one time, in the place of what is in the lists; how long they are then. A write unit for
 * each, or some, and one for how long they are. Done again after a crash it does no harm: told twice, nothing changes.
 */
export const putLogs = async (
  table: Table,
  changes: Changes,
  { begun, at }: { begun: number; at: number },
): Promise<Pending> => {
  const pending = { ...(await readPending(table, begun)) }
  const items = [...changes].map(([metric, each]) => {
    const [bytes = 0, count = 0] = pending[metric] ?? []
    const encoded = encodeChanges(new Map([['', each]]))
    pending[metric] = [bytes + encoded.length, count + 1]
    return { PK: pkOf(metric), SK: `LOG#${String(count).padStart(5, '0')}`, begun, at, changes: encoded }
  })
  await batchPut(table, items)
  await putPending(table, begun, pending)
  return pending
}

/**
 * Writes what came between two moments to the logs of its metrics, at the later one; how long these are then. Done again after a
 * crash it writes the same.
 */
export const flushJournal = async (
  table: Table,
  { begun, after, at }: { begun: number; after: number; at: number },
): Promise<Pending> => {
  const changes = new Map<string, Change[]>()
  for (const told of await readJournal(table, { begun, after, upTo: at }, { consistent: true })) {
    for (const [metric, own] of told.changes) changes.set(metric, [...(changes.get(metric) ?? []), ...own])
  }
  return putLogs(table, changes, { begun, at })
}
