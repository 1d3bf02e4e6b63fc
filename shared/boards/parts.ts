import { PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchGet, type Table } from '../dynamodb.ts'
import type { Mode } from '../hiscores/boards.ts'
import { bytesSchema } from '../snapshots/varint.ts'
import { decodeEntries, encodeEntries } from './codec.ts'
import { type Head, pkOf, ranged } from './items.ts'
import type { Kind, List } from './lists.ts'
import { isPatch, patched, patchOf } from './patches.ts'

/*
 * The lists of a metric. What has changed in one is stored beside it until it is much: a list has some 50 KB, of which little
 * changes each time.
 *
 * | access pattern                     | key                                                    |
 * | a list of all, or of one mode      | PK BOARD#<metric>, SK PART#<kind>#<mode or none>       |
 * | what has changed in it             | PK BOARD#<metric>, SK PART#<kind>#<mode or none>#LATER |
 */

const boundSchema = z.nullable(z.object({ score: z.number(), key: z.string() }))

const partSchema = z.object({
  /** When the last of the log came that is in the list. */
  upTo: z.number(),
  entries: bytesSchema,
  /** Null where nobody was left out. */
  bounds: z.optional(z.array(boundSchema)),
})

// Besides, it says `of` what `upTo` the list is in which it belongs, and its own `upTo`; in another list it means nothing.
const laterSchema = z.object({ entries: bytesSchema })

/** What is stored beside a list at most, in bytes: every question reads it, too. */
const mostLater = 11_000

/** A list: of which kind, and of which mode where it is not of all. */
export interface Part {
  kind: Kind
  mode?: Mode | undefined
}

const partSK = ({ kind, mode = '' as Mode }: Part): string => `PART#${kind}#${mode}`
const laterOf = (SK: string): string => `${SK}#LATER`

type Items = ReadonlyMap<unknown, Record<string, unknown>>

/** A list as it is stored, and with what has changed in it. */
interface Stored {
  upTo: number
  bytes: number
  base: List
  list: List
}

/** What is stored beside a list, unless it belongs to an older one: no two logs end at one moment. */
const besideOf = (items: Items, { SK, upTo }: Record<string, unknown>): Record<string, unknown> | undefined => {
  const item = items.get(laterOf(SK as string))
  return item?.of === upTo ? item : undefined
}

const storedOf = (items: Items, part: Part, begun: number): Stored | undefined => {
  const item = items.get(partSK(part))
  if (item?.begun !== begun) return undefined
  const { upTo, entries, bounds } = partSchema.parse(item)
  const base = { entries: decodeEntries(entries), bounds: bounds?.map((bound) => bound ?? undefined) }
  const beside = besideOf(items, item)
  const list = beside ? patched(base, decodeEntries(laterSchema.parse(beside).entries)) : base
  return { upTo, bytes: entries.length, base, list }
}

const bySK = (items: readonly Record<string, unknown>[]): Items => new Map(items.map((item) => [item.SK, item]))

/** Some lists of a metric, in their order; empty ones where there are none. Half a read unit for 4 KB, some six for a long one. */
export const readParts = async (
  table: Table,
  metric: string,
  begun: number,
  parts: readonly Part[],
): Promise<List[]> => {
  const PK = pkOf(metric)
  const keys = parts.map(partSK).flatMap((SK) => [SK, laterOf(SK)])
  const items = bySK(
    await batchGet(
      table,
      keys.map((SK) => ({ PK, SK })),
    ),
  )
  return parts.map((part) => storedOf(items, part, begun)?.list ?? { entries: [] })
}

/** The items of all lists of a metric: consistently where a replica has not the last that was written of each. */
const partItems = async (table: Table, metric: string, { begun, upTo, parts }: Head) => {
  const items = await ranged(table, metric, ['PART#', 'PART#~'], false)
  const known = bySK(items)
  const lists = items.filter((item) => item.begun === begun && item.of === undefined)
  const written = lists.filter((item) => (besideOf(known, item) ?? item).upTo === upTo)
  return written.length === parts ? items : ranged(table, metric, ['PART#', 'PART#~'], true)
}

/** All lists of a metric, and those that mean nothing any more. */
export const allParts = async (table: Table, metric: string, head: Head, kinds: readonly Kind[]) => {
  const { begun } = head
  const found = await partItems(table, metric, head)
  const items = bySK(found)
  const known = new Map<string, Stored | undefined>()
  const stored = (part: Part): Stored | undefined => {
    const SK = partSK(part)
    if (!known.has(SK)) known.set(SK, storedOf(items, part, begun))
    return known.get(SK)
  }
  return {
    stored,
    get: (part: Part): List | undefined => stored(part)?.list,
    old: found.filter(({ SK }) => !kinds.includes((SK as string).split('#')[1]!)),
  }
}

/** A list that is to be stored, whole and as the first that are kept of it. */
export interface Made extends Part {
  whole: List
  list: List
}

/** Stores lists of a metric, one after another: what has changed in them, or all of them where that is much. */
export const putParts = async (
  table: Table,
  metric: string,
  { begun, upTo }: { begun: number; upTo: number },
  parts: readonly Made[],
  stored: (part: Part) => Stored | undefined,
): Promise<void> => {
  const put = (Item: Record<string, unknown>) => table.client.send(new PutCommand({ TableName: table.name, Item }))
  for (const { whole, list, ...part } of parts) {
    const PK = pkOf(metric)
    const before = stored(part)
    if (before && isPatch(before.base, list)) {
      const entries = encodeEntries(patchOf(part.kind, before.base, whole))
      if (entries.length <= Math.min(mostLater, before.bytes / 2)) {
        await put({ PK, SK: laterOf(partSK(part)), begun, of: before.upTo, upTo, entries })
        continue
      }
    }
    await put({
      ...{ PK, SK: partSK(part), begun, upTo },
      entries: encodeEntries(list.entries),
      ...(list.bounds && { bounds: list.bounds.map((bound) => bound ?? null) }),
    })
  }
}
