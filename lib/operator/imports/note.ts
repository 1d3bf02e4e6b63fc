import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { itemsBetween, type Table } from '../../../shared/dynamodb.ts'
import { decodeRecords, recordsSK } from '../../../shared/records/items.ts'
import type { Records } from '../../../shared/records/kept.ts'
import { playerPK } from '../../../shared/snapshots/key.ts'

/*
 * Imports: what one has changed about a player besides its states, which say themselves where they come from; so that it can be
 * taken out again.
 *
 * | access pattern          | key                                     |
 * | an import of a player   | PK PLAYER#<key>, SK IMPORT#<source>     |
 * | all of them             | PK PLAYER#<key>, SK begins with IMPORT# |
 */

const noteSchema = z.object({
  /** Since when this tracker has known the player itself. */
  addedAt: z.number(),
  /** The moments of the seams and of the rises under review that the import has brought. */
  seams: z.array(z.number()),
  review: z.array(z.number()),
  /** Everything that follows from it is done. */
  settled: z.boolean(),
  /** Up to which state the records were kept before it; nothing where none were. */
  recordsTo: z.optional(z.number()),
  /** The kept records as they were without it. */
  records: z.optional(z.record(z.string(), z.unknown())),
})

export type Note = z.output<typeof noteSchema>

const prefix = 'IMPORT#'

const keyFor = (player: string, source: string) => ({ PK: playerPK(player), SK: `${prefix}${source}` })

/** What is noted of the imports of a player, by the sources. */
export const findNotes = async (table: Table, player: string): Promise<Map<string, Note>> => {
  const items = await itemsBetween(table, playerPK(player), prefix, `${prefix}~`)
  return new Map(items.map((item) => [String(item.SK).slice(prefix.length), noteSchema.parse(item)]))
}

/** Notes an import, in the place of what was noted of it. */
export const putNote = async (table: Table, player: string, source: string, note: Note): Promise<void> => {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keyFor(player, source), ...note } }))
}

/** Forgets an import. */
export const deleteNote = async (table: Table, player: string, source: string): Promise<void> => {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyFor(player, source) }))
}

/** The kept records of a player as an import notes them; undefined when there are none. */
export const recordsToNote = async (table: Table, player: string): Promise<Note['records']> => {
  const { Item } = await table.client.send(
    new GetCommand({
      TableName: table.name,
      Key: { PK: playerPK(player), SK: recordsSK },
      ConsistentRead: true,
    }),
  )
  if (!Item) return undefined
  const { PK: _, SK: __, ...records } = Item
  return records
}

/** The records that were noted; none where there were none. */
export const notedRecords = ({ records }: Note): Records => (records ? decodeRecords(records).records : new Map())
