import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchDelete, batchGet, batchPut, pagesBetween, type Table } from '../dynamodb.ts'
import type { Mode } from '../hiscores/boards.ts'
import { bytesSchema } from '../snapshots/varint.ts'
import { type Change, decodeChanges, decodeEntries, encodeChanges, encodeEntries } from './codec.ts'
import type { Kind, List } from './lists.ts'

/*
 * What is kept of the boards of a metric: lists, which are made seldom, and a log of what came since. Everything bears the
 * number of the time that boards were begun anew, and means nothing with another one.
 *
 * | access pattern                       | key                                              |
 * | how far the lists are, and the log   | PK BOARD#<metric>, SK from HEAD to LOG#~         |
 * | a list of all, or of one mode        | PK BOARD#<metric>, SK PART#<kind>#<mode or none> |
 */

/** The name under which it is counted how many players there are; no metric has it. */
export const everybody = '*'

const pkOf = (metric: string): string => `BOARD#${metric}`

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

const partSchema = z.object({
  SK: z.string(),
  begun: z.number(),
  entries: bytesSchema,
  /** Null where nobody was left out. */
  bounds: z.optional(z.array(z.nullable(z.object({ score: z.number(), key: z.string() })))),
})

/** What came at one time. */
interface Logged {
  SK: string
  changes: Change[]
}

/** The items of a metric from one sort key to another. */
const ranged = async (
  table: Table,
  metric: string,
  [from, to]: readonly [string, string],
  consistent: boolean,
): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = []
  for await (const page of pagesBetween(table, pkOf(metric), { from, to, consistent })) items.push(...page)
  return items
}

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
        return { SK, changes: decodeChanges(changes) }
      }),
  }
}

/** Adds to the logs of metrics what came at one time; how many bytes each has got. */
export const putLogs = async (
  table: Table,
  changes: ReadonlyMap<string, readonly Change[]>,
  { begun, at }: { begun: number; at: number },
): Promise<Map<string, number>> => {
  const SK = `LOG#${new Date(at).toISOString()}`
  const items = [...changes].map(([metric, each]) => ({
    PK: pkOf(metric),
    SK,
    begun,
    changes: encodeChanges(each),
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

/** A list: of which kind, and of which mode where it is not of all. */
export interface Part {
  kind: Kind
  mode?: Mode | undefined
}

const partSK = ({ kind, mode = '' as Mode }: Part): string => `PART#${kind}#${mode}`

const listOf = (item: Record<string, unknown> | undefined, begun: number): List | undefined => {
  if (item?.begun !== begun) return undefined
  const { entries, bounds } = partSchema.parse(item)
  return { entries: decodeEntries(inflateRawSync(entries)), bounds: bounds?.map((bound) => bound ?? undefined) }
}

/** Some lists of a metric, in their order; empty ones where there are none. Half a read unit for 4 KB, some six for a long one. */
export const readParts = async (
  table: Table,
  metric: string,
  begun: number,
  parts: readonly Part[],
): Promise<List[]> => {
  const items = await batchGet(
    table,
    parts.map((part) => ({ PK: pkOf(metric), SK: partSK(part) })),
  )
  const found = new Map(items.map((item) => [item.SK, item]))
  return parts.map((part) => listOf(found.get(partSK(part)), begun) ?? { entries: [] })
}

/** All lists of a metric, by their parts, and those that mean nothing any more. */
export const allParts = async (table: Table, metric: string, begun: number, kinds: readonly Kind[]) => {
  const items = await ranged(table, metric, ['PART#', 'PART#~'], true)
  const lists = new Map(
    items.flatMap((item) => {
      const list = listOf(item, begun)
      return list ? [[item.SK as string, list]] : []
    }),
  )
  return {
    get: (part: Part): List | undefined => lists.get(partSK(part)),
    old: items.filter(({ SK }) => !kinds.includes((SK as string).split('#')[1]!)),
  }
}

/** Stores lists of a metric, one after another. */
export const putParts = async (
  table: Table,
  metric: string,
  begun: number,
  parts: readonly (Part & { list: List })[],
): Promise<void> => {
  for (const { list, ...part } of parts) {
    const Item = {
      ...{ PK: pkOf(metric), SK: partSK(part), begun },
      entries: deflateRawSync(encodeEntries(list.entries)),
      ...(list.bounds && { bounds: list.bounds.map((bound) => bound ?? null) }),
    }
    await table.client.send(new PutCommand({ TableName: table.name, Item }))
  }
}

/** Deletes items as they were read. */
export const deleteParts = (table: Table, items: readonly Record<string, unknown>[]): Promise<void> =>
  batchDelete(table, items)
