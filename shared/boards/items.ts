import { PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { gathered, pagesBetween, type Table } from '../dynamodb.ts'
import { bytesSchema } from '../snapshots/varint.ts'
import { type Change, decodeChanges } from './codec.ts'

/*
 * What is kept of the boards of a metric besides its lists: the log of what came since they were made, whose items are used again
 * once they are in the lists. Everything bears the number of the time that boards were begun anew, and means nothing with another one.
 *
 * | access pattern                       | key                                              |
 * | how far the lists are, and the log   | PK BOARD#<metric>, SK from HEAD to LOG#~         |
 */

/** The name under which it is counted how many players there are; no metric has it. */
export const everybody = '*'

export const pkOf = (metric: string): string => `BOARD#${metric}`

const countSchema = z.object({ players: z.number(), value: z.number(), all: z.number(), base: z.number() })

const headSchema = z.object({
  begun: z.number(),
  /** When the last of the log came that is in the lists. */
  upTo: z.number(),
  counts: z.record(z.string(), countSchema),
  /** The kinds whose list of all is cut, so that each mode has one. */
  cut: z.array(z.string()),
  /** How many lists were written with it. */
  parts: z.number(),
})

/** How far the lists of a metric are. */
export type Head = z.output<typeof headSchema>

const logSchema = z.object({ at: z.number(), changes: bytesSchema })

/** What came at one time. */
export interface Logged {
  at: number
  changes: readonly Change[]
}

/** How far the lists of a metric are, and what came since. */
export interface Log {
  head: Head
  log: readonly Logged[]
}

/** What came at one time with the item that it is stored as. */
interface Stored extends Logged {
  key: Record<string, unknown>
  bytes: number
}

/** The items of a metric from one sort key to another. */
export const ranged = (
  table: Table,
  metric: string,
  [from, to]: readonly [string, string],
  consistent: boolean,
): Promise<Record<string, unknown>[]> => gathered(pagesBetween(table, pkOf(metric), { from, to, consistent }))

/**
 * The head of a metric, its log of what is not in the lists, and the items that mean nothing. Half a read unit for 4 KB, of which
 * there are some ten at most.
 */
export const readLog = async (
  table: Table,
  metric: string,
  begun: number,
  { consistent = false }: { consistent?: boolean } = {},
): Promise<{ head: Head; log: Stored[]; old: Record<string, unknown>[] }> => {
  const items = await ranged(table, metric, ['HEAD', 'LOG#~'], consistent)
  const found = items.find((item) => item.SK === 'HEAD' && item.begun === begun)
  const head = found ? headSchema.parse(found) : { begun, upTo: 0, counts: {}, cut: [], parts: 0 }
  const isNew = (item: Record<string, unknown>): boolean => item.begun === begun && (item.at as number) > head.upTo
  const logs = items.filter(({ SK }) => SK !== 'HEAD')
  const log = logs.filter(isNew).map((item) => {
    const { at, changes } = logSchema.parse(item)
    return { at, changes: decodeChanges(changes).get('') ?? [], key: item, bytes: changes.length }
  })
  return { head, log, old: logs.filter((item) => !isNew(item)) }
}

// Of everybody's log, which every question reads as well: it is of who came and went, and has no lists that would have to be written.
const mostOfEverybody = 3_500

/** How long the log of a metric may get where that of others may get so long. */
export const longestOf = (metric: string, logged: number): number =>
  metric === everybody ? Math.min(mostOfEverybody, logged) : logged

/** The items of a log that come behind so many bytes of it, in the order in which they are written over. */
export const beyond = (log: readonly Stored[], most: number): Record<string, unknown>[] => {
  let bytes = 0
  return log.flatMap((each) => {
    bytes += each.bytes
    return bytes > most ? [each.key] : []
  })
}

export const putHead = async (table: Table, metric: string, head: Head): Promise<void> => {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { PK: pkOf(metric), SK: 'HEAD', ...head } }))
}
