import { createHash } from 'node:crypto'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchGet, type Table } from '../dynamodb.ts'
import type { Rows } from '../hiscores/answer.ts'

/*
 * Layouts: the names of the hiscores' rows in one order that the upstream has used. Snapshots hold numbers only and name
 * their layout by its hash, so the names are stored once for all players and a new boss is just one more layout.
 *
 * | access pattern          | key                       |
 * | names behind a snapshot | PK LAYOUT, SK the hash    |
 */

export interface Layout {
  hash: string
  skills: readonly string[]
  activities: readonly string[]
}

const itemSchema = z.object({ SK: z.string(), skills: z.array(z.string()), activities: z.array(z.string()) })

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

/**
 * The layouts of some hashes, of which all that are not known yet are read in one round trip. Throws when there is none
 * of a hash, which no order of writes can bring about.
 */
export const getLayouts = async (table: Table, hashes: Iterable<string>): Promise<ReadonlyMap<string, Layout>> => {
  const layouts = knownTo(table)
  const wanted = [...new Set(hashes)].filter((hash) => !layouts.has(hash))
  for (const item of await batchGet(table, wanted.map(keyOf), { consistent: true })) {
    const { SK: hash, skills, activities } = itemSchema.parse(item)
    layouts.set(hash, { hash, skills, activities })
  }
  const missing = wanted.find((hash) => !layouts.has(hash))
  if (missing !== undefined) throw new Error(`layout ${missing} is missing`)
  return layouts
}

/** Sees to it that a layout is stored; to be called before a snapshot that names it is written. */
export const ensureLayout = async (table: Table, layout: Layout): Promise<void> => {
  const layouts = knownTo(table)
  if (layouts.has(layout.hash)) return
  const { hash, skills, activities } = layout
  const [stored] = await batchGet(table, [keyOf(hash)], { consistent: true })
  if (!stored) {
    await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keyOf(hash), skills, activities } }))
  }
  layouts.set(hash, layout)
}
