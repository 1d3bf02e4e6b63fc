import { PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { gathered, pagesBetween, type Table } from '../dynamodb.ts'
import { dayMs } from '../snapshots/items.ts'
import { bytesSchema } from '../snapshots/varint.ts'
import { type Changes, decodeChanges, encodeChanges } from './codec.ts'
import type { Log, Logged } from './items.ts'

/*
 * The journal: what came last, of all metrics together, until there is so much of it that it is worth writing to the log of each. A
 * change is of some five metrics, which took a write each. What is in the logs nobody reads any more, and it expires.
 *
 * | access pattern                | key                                       |
 * | what came between two moments | PK BOARDLOG, SK from LOG#<at> to LOG#<at> |
 */

const PK = 'BOARDLOG'

const schema = z.object({ at: z.number(), changes: bytesSchema })

/** What came at one time, of all metrics. */
interface Told {
  at: number
  changes: Changes
}

/** How long the journal is there, which is long after it is in the logs. */
export const journalMs = 35 * dayMs

const skOf = (at: number): string => `LOG#${new Date(at).toISOString()}`

/** What the journal has that came after a moment, in its order: half a read unit for 4 KB, of which there are some four. */
export const readJournal = async (
  table: Table,
  { begun, after, upTo }: { begun: number; after: number; upTo?: number },
  { consistent = false }: { consistent?: boolean } = {},
): Promise<Told[]> => {
  const span = { from: skOf(after + 1), to: upTo === undefined ? 'LOG#~' : skOf(upTo) }
  const items = await gathered(pagesBetween(table, PK, { ...span, consistent }))
  return items
    .filter((item) => item.begun === begun)
    .map((item) => {
      const { at, changes } = schema.parse(item)
      return { at, changes: decodeChanges(changes) }
    })
}

/** Adds to the journal what came at one time; how many bytes it has got. One write unit, or some. */
export const putJournal = async (
  table: Table,
  changes: Changes,
  { begun, at }: { begun: number; at: number },
): Promise<number> => {
  if (changes.size === 0) return 0
  const expiresAt = Math.ceil((at + journalMs) / 1_000)
  const Item = { PK, SK: skOf(at), begun, at, changes: encodeChanges(changes), expiresAt }
  await table.client.send(new PutCommand({ TableName: table.name, Item }))
  return Item.changes.length
}

/** The log of a metric with what the journal says that is in neither the log nor the lists. */
export const withJournal = ({ head, log }: Log, journal: readonly Told[], metric: string): Log => {
  const upTo = log.at(-1)?.at ?? head.upTo
  const later = journal.flatMap(({ at, changes }): Logged[] => {
    const own = changes.get(metric)
    return own && at > upTo ? [{ at, changes: own }] : []
  })
  return { head, log: [...log, ...later] }
}
