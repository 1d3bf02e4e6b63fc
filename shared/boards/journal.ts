import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchDelete, gathered, pagesBetween, type Table } from '../dynamodb.ts'
import { bytesSchema } from '../snapshots/varint.ts'
import { type Change, type Changes, decodeChanges, encodeChanges } from './codec.ts'
import { type Logged, logSK, putLogs, type readLog } from './items.ts'

/*
 * The journal: what came last, of all metrics together, until there is so much of it that it is worth writing to the log of each. A
 * change is of some five metrics, which took a write and a deletion each.
 *
 * | access pattern              | key                      |
 * | all of it, or up to a moment | PK BOARDLOG, SK LOG#<at> |
 * | how long the logs are       | PK BOARDLOG, SK PENDING  |
 */

const PK = 'BOARDLOG'
const pendingKey = { PK, SK: 'PENDING' }

const schema = z.object({ SK: z.string(), begun: z.number(), changes: bytesSchema })
const pendingSchema = z.object({ begun: z.number(), bytes: z.record(z.string(), z.number()) })

/** What came at one time, of all metrics. */
interface Told {
  SK: string
  changes: Changes
}

const itemsUpTo = (table: Table, upTo: string, consistent: boolean): Promise<Record<string, unknown>[]> =>
  gathered(pagesBetween(table, PK, { from: 'LOG#', to: upTo, consistent }))

/** All of the journal, in its order: half a read unit for 4 KB, of which there are some four. */
export const readJournal = async (
  table: Table,
  begun: number,
  { upTo = 'LOG#~', consistent = false }: { upTo?: string; consistent?: boolean } = {},
): Promise<Told[]> => {
  const items = await itemsUpTo(table, upTo, consistent)
  return items
    .filter((item) => item.begun === begun)
    .map((item) => {
      const { SK, changes } = schema.parse(item)
      return { SK, changes: decodeChanges(changes) }
    })
}

/** Adds to the journal what came at one time; how many bytes it has got. One write unit, or some. */
export const putJournal = async (
  table: Table,
  changes: Changes,
  { begun, at }: { begun: number; at: number },
): Promise<number> => {
  if (changes.size === 0) return 0
  const Item = { PK, SK: logSK(at), begun, changes: encodeChanges(changes) }
  await table.client.send(new PutCommand({ TableName: table.name, Item }))
  return Item.changes.length
}

type Log = Awaited<ReturnType<typeof readLog>>

/** The log of a metric with what the journal says that is in neither the log nor the lists. */
export const withJournal = ({ head, log }: Log, journal: readonly Told[], metric: string): Log => {
  const upTo = log.at(-1)?.SK ?? head.upTo
  const later = journal.flatMap(({ SK, changes }): Logged[] => {
    const own = changes.get(metric)
    return own && SK > upTo ? [{ SK, changes: [...own] }] : []
  })
  return { head, log: [...log, ...later] }
}

/**
 * Writes the journal up to a moment to the logs of its metrics, at that moment; how many bytes each has got. Done again after a
 * crash it writes the same.
 */
export const flushJournal = async (
  table: Table,
  { begun, at }: { begun: number; at: number },
): Promise<Map<string, number>> => {
  const changes = new Map<string, Change[]>()
  for (const told of await readJournal(table, begun, { upTo: logSK(at), consistent: true })) {
    for (const [metric, own] of told.changes) changes.set(metric, [...(changes.get(metric) ?? []), ...own])
  }
  return putLogs(table, changes, { begun, at })
}

/** Deletes of the journal what is in the logs, and what means nothing any more. */
export const cleanJournal = async (table: Table, begun: number, flushed: number): Promise<void> => {
  const items = await itemsUpTo(table, 'LOG#~', true)
  await batchDelete(
    table,
    items.filter((item) => item.begun !== begun || (item.SK as string) <= logSK(flushed)),
  )
}

/** How many bytes the logs have got since the lists were made, by metric. */
export const readPending = async (table: Table, begun: number): Promise<Record<string, number>> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: pendingKey, ConsistentRead: true }),
  )
  const found = Item && pendingSchema.parse(Item)
  return found?.begun === begun ? found.bytes : {}
}

export const putPending = async (table: Table, begun: number, bytes: Record<string, number>): Promise<void> => {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...pendingKey, begun, bytes } }))
}
