import { PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchDelete, batchPut, gathered, pagesBetween, type Table } from '../dynamodb.ts'
import { bytesSchema } from '../snapshots/varint.ts'
import { type Change, type Changes, decodeChanges, encodeChanges } from './codec.ts'

/*
 * What is kept of the boards of a metric besides its lists: the log of what came since they were made. Everything bears the
 * number of the time that boards were begun anew, and means nothing with another one.
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
  /** The sort key of the last of the log that is in the lists. */
  upTo: z.string(),
  counts: z.record(z.string(), countSchema),
  /** The kinds whose list of all is cut, so that each mode has one. */
  cut: z.array(z.string()),
})

/** How far the lists of a metric are. */
export type Head = z.output<typeof headSchema>

const logSchema = z.object({ SK: z.string(), begun: z.number(), changes: bytesSchema })

/** What came at one time. */
export interface Logged {
  SK: string
  changes: Change[]
}

/** The items of a metric from one sort key to another. */
export const ranged = (
  table: Table,
  metric: string,
  [from, to]: readonly [string, string],
  consistent: boolean,
): Promise<Record<string, unknown>[]> => gathered(pagesBetween(table, pkOf(metric), { from, to, consistent }))

/** The head and the log of a metric: half a read unit for 4 KB, of which there are some ten at most. */
export const readLog = async (
  table: Table,
  metric: string,
  begun: number,
  { consistent = false }: { consistent?: boolean } = {},
): Promise<{ head: Head; log: Logged[] }> => {
  const items = await ranged(table, metric, ['HEAD', 'LOG#~'], consistent)
  const of = items.filter((item) => item.begun === begun)
  const found = of.find(({ SK }) => SK === 'HEAD')
  return {
    head: found ? headSchema.parse(found) : { begun, upTo: '', counts: {}, cut: [] },
    log: of
      .filter(({ SK }) => SK !== 'HEAD')
      .map((item) => {
        const { SK, changes } = logSchema.parse(item)
        return { SK, changes: [...(decodeChanges(changes).get('') ?? [])] }
      }),
  }
}

/** The key of what came at one time, by which it is in order. */
export const logSK = (at: number): string => `LOG#${new Date(at).toISOString()}`

/** Adds to the logs of metrics what came at one time; how many bytes each has got. */
export const putLogs = async (
  table: Table,
  changes: Changes,
  { begun, at }: { begun: number; at: number },
): Promise<Map<string, number>> => {
  const items = [...changes].map(([metric, each]) => ({
    PK: pkOf(metric),
    SK: logSK(at),
    begun,
    changes: encodeChanges(new Map([['', each]])),
  }))
  await batchPut(table, items)
  return new Map([...changes.keys()].map((metric, index) => [metric, items[index]!.changes.length]))
}

/** Deletes what is in the lists from the log of a metric. */
export const cleanLog = async (table: Table, metric: string, begun: number): Promise<void> => {
  const items = await ranged(table, metric, ['HEAD', 'LOG#~'], true)
  const head = items.find(({ SK, begun: own }) => SK === 'HEAD' && own === begun)
  const upTo = head ? headSchema.parse(head).upTo : ''
  const old = items.filter(({ SK, begun: own }) => SK !== 'HEAD' && (own !== begun || (SK as string) <= upTo))
  await batchDelete(table, old)
}

export const putHead = async (table: Table, metric: string, head: Head): Promise<void> => {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { PK: pkOf(metric), SK: 'HEAD', ...head } }))
}
