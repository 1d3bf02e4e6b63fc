import { createHash } from 'node:crypto'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchGet, itemsOf, type Table } from '../dynamodb.ts'
import type { Rows } from '../hiscores/answer.ts'

/*
 * Layouts: the names of the hiscores' rows in one order that the upstream has used. Snapshots hold numbers only and name
 * their layout by its hash, so the names are stored once for all players and a new boss is just one more layout.
 *
 * | access pattern          | key                       |
 * | names behind a snapshot | PK LAYOUT, SK the hash    |
 * | all of them             | PK LAYOUT                 |
 */

export interface Layout {
  hash: string
  skills: readonly string[]
  activities: readonly string[]
}

/** A layout and the moment of the first state that had it (milliseconds since 1970), 0 where that was not noted. */
export interface DatedLayout extends Layout {
  at: number
}

const itemSchema = z.object({
  SK: z.string(),
  skills: z.array(z.string()),
  activities: z.array(z.string()),
  at: z._default(z.number(), 0),
})

const decode = (item: unknown): DatedLayout => {
  const { SK: hash, ...names } = itemSchema.parse(item)
  return { hash, ...names }
}

const keyOf = (hash: string) => ({ PK: 'LAYOUT', SK: hash })

const hashOf = (skills: readonly string[], activities: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([skills, activities]))
    .digest('base64url')
    .slice(0, 12)

/** The layout of an answer's rows. */
export const layoutOf = ({ skills, activities }: Rows): Layout => {
  const names = { skills: skills.map((row) => row.name), activities: activities.map((row) => row.name) }
  return { hash: hashOf(names.skills, names.activities), ...names }
}

// A layout never changes, so what was once read or written stays good for the life of the process.
const known = new WeakMap<Table['client'], Map<string, Layout>>()

const knownTo = (table: Table): Map<string, Layout> => {
  const layouts = known.get(table.client) ?? new Map<string, Layout>()
  known.set(table.client, layouts)
  return layouts
}

// Reads that are under way, by the hashes that they are of: a hundred players who are decoded side by side have one layout.
const underWay = new WeakMap<Map<string, Layout>, Map<string, Promise<void>>>()

const read = async (table: Table, hashes: readonly string[], into: Map<string, Layout>): Promise<void> => {
  for (const item of await batchGet(table, hashes.map(keyOf), { consistent: true })) {
    const layout = decode(item)
    into.set(layout.hash, layout)
  }
}

/**
 * The layouts of some hashes, of which all that are not known yet are read in one round trip. Throws when there is none
 * of a hash, which no order of writes can bring about.
 */
export const getLayouts = async (table: Table, hashes: Iterable<string>): Promise<ReadonlyMap<string, Layout>> => {
  const layouts = knownTo(table)
  const wanted = [...new Set(hashes)].filter((hash) => !layouts.has(hash))
  if (wanted.length === 0) return layouts
  const reads = underWay.get(layouts) ?? new Map<string, Promise<void>>()
  underWay.set(layouts, reads)
  const unread = wanted.filter((hash) => !reads.has(hash))
  if (unread.length > 0) {
    const own = read(table, unread, layouts).finally(() => {
      for (const hash of unread) reads.delete(hash)
    })
    for (const hash of unread) reads.set(hash, own)
  }
  await Promise.all(wanted.map((hash) => reads.get(hash)))
  const missing = wanted.find((hash) => !layouts.has(hash))
  if (missing !== undefined) throw new Error(`layout ${missing} is missing`)
  return layouts
}

/** Whether a layout is stored; costs nothing once it was found to be. */
export const isStored = async (table: Table, layout: Layout): Promise<boolean> => {
  const layouts = knownTo(table)
  if (layouts.has(layout.hash)) return true
  const [stored] = await batchGet(table, [keyOf(layout.hash)], { consistent: true })
  if (stored) layouts.set(layout.hash, layout)
  return stored !== undefined
}

/** Stores a layout. */
export const putLayout = async (table: Table, { hash, skills, activities, at }: DatedLayout): Promise<void> => {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keyOf(hash), skills, activities, at } }))
  knownTo(table).set(hash, { hash, skills, activities })
}

/** All layouts, those that were seen first before the others. Half a read unit per 4 KB, of which each has some 2. */
export const allLayouts = async (table: Table): Promise<DatedLayout[]> => {
  const items = await itemsOf(table, 'LAYOUT')
  // Where nobody noted when, the hiscores have only ever got more rows.
  const rows = ({ skills, activities }: Layout): number => skills.length + activities.length
  return items.map(decode).sort((a, b) => a.at - b.at || rows(a) - rows(b))
}
