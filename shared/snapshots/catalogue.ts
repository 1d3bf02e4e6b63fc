import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import type { Rows } from '../hiscores/answer.ts'
import { slugOf } from '../hiscores/metrics.ts'
import { type Alias, renamed } from './aliases.ts'
import { allLayouts, type DatedLayout, isStored, type Layout, layoutOf, putLayout } from './layout.ts'

/*
 * The catalogue: the names of all rows that any layout has, in the game's order, and which of them are former names of
 * others. One item of some 3 KB, from which everybody reads names, so each process keeps it for minutes.
 *
 * | access pattern | key                      |
 * | the catalogue  | PK METRICS, SK CATALOGUE |
 */

const pairSchema = z.object({ old: z.string(), metric: z.string() })

const catalogueSchema = z.object({
  skills: z.array(z.string()),
  activities: z.array(z.string()),
  /** The layout of the newest answers, and the moment of the first of them. */
  newest: z.object({ hash: z.string(), at: z.number() }),
  /** The metrics that the newest layout has no row of. */
  gone: z.array(z.string()),
  aliases: z.array(z.extend(pairSchema, { since: z.number() })),
  /** Names that may be former ones, with the players whose values went on under the new name, and how many fell. */
  candidates: z.array(z.extend(pairSchema, { players: z.array(z.string()), against: z.number() })),
  /** Pairs that an admin has said to be two metrics. */
  refused: z.array(pairSchema),
  /** How often it was written. */
  version: z.number(),
})

export type Catalogue = z.output<typeof catalogueSchema>

const key = { PK: 'METRICS', SK: 'CATALOGUE' }

/** Before anything was stored. */
export const emptyCatalogue: Catalogue = {
  skills: [],
  activities: [],
  newest: { hash: '', at: -1 },
  gone: [],
  aliases: [],
  candidates: [],
  refused: [],
  version: 0,
}

/** Names in the order of the first list; those that only the second one has stand behind what they stand behind there. */
const merged = (first: readonly string[], second: readonly string[]): string[] => {
  const names = [...first]
  const slugs = first.map(slugOf)
  second.forEach((name, index) => {
    const slug = slugOf(name)
    if (slugs.includes(slug)) return
    const place = index === 0 ? 0 : slugs.indexOf(slugOf(second[index - 1]!)) + 1
    names.splice(place, 0, name)
    slugs.splice(place, 0, slug)
  })
  return names
}

/** The catalogue with the names of a layout, whose order counts when its first state is the newest one. */
export const withLayout = (catalogue: Catalogue, { at, hash, ...layout }: DatedLayout): Catalogue => {
  const newer = at >= catalogue.newest.at
  const [first, second] = newer ? [layout, catalogue] : [catalogue, layout]
  const skills = merged(first.skills, second.skills)
  const activities = merged(first.activities, second.activities)
  const gone = new Set(catalogue.gone)
  const standing = new Set(
    [...first.skills, ...first.activities].map(slugOf).filter((slug) => newer || !gone.has(slug)),
  )
  return {
    ...catalogue,
    skills,
    activities,
    newest: newer ? { hash, at } : catalogue.newest,
    gone: [...new Set([...skills, ...activities].map(slugOf))].filter((slug) => !standing.has(slug)),
  }
}

/** The catalogue as it is stored; undefined before the first layout that was stored with one. Half a read unit, or one. */
export const readCatalogue = async (table: Table, { consistent = false } = {}): Promise<Catalogue | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: key, ConsistentRead: consistent }),
  )
  return Item && catalogueSchema.parse(Item)
}

const rebuilt = async (table: Table): Promise<Catalogue> => (await allLayouts(table)).reduce(withLayout, emptyCatalogue)

interface Kept {
  readAt: number
  catalogue: Promise<Catalogue>
}

const kept = new WeakMap<Table['client'], Kept>()

// An alias that was found or undone is heeded everywhere after so long.
const freshMs = 5 * 60_000

const readAnew = async (table: Table, before: Promise<Catalogue> | undefined): Promise<Catalogue> => {
  const found = (await readCatalogue(table)) ?? (await rebuilt(table))
  const known = await before?.catch(() => undefined)
  // One and the same stays one object, by which what was made of it is known; and what this process wrote may be newer.
  return known && known.version >= found.version && known.version > 0 ? known : found
}

/**
 * The catalogue as it was some minutes ago, or now when it is wanted `anew`. Half a read unit a process and five minutes;
 * made from the layouts where it was never stored.
 */
export const catalogueOf = async (table: Table, { anew = false } = {}): Promise<Catalogue> => {
  const { client } = table
  const before = kept.get(client)
  if (before && !anew && Date.now() - before.readAt < freshMs) return before.catalogue
  const catalogue = readAnew(table, before?.catalogue)
  kept.set(client, { readAt: Date.now(), catalogue })
  catalogue.catch(() => {
    if (kept.get(client)?.catalogue === catalogue) kept.delete(client)
  })
  return catalogue
}

// Whoever loses against so many others at once has to be called again.
const mostTries = 10

/**
 * Changes the catalogue, whoever else does at the same time: `edit` is called with what is stored, maybe repeatedly, and
 * returns the same one to leave it. Returns what is stored then, and what was before. A read unit, and a write unit per KB.
 */
export const changeCatalogue = async (
  table: Table,
  edit: (catalogue: Catalogue) => Catalogue,
): Promise<{ before: Catalogue; after: Catalogue }> => {
  for (let tries = 0; tries < mostTries; tries++) {
    const before = (await readCatalogue(table, { consistent: true })) ?? (await rebuilt(table))
    const edited = edit(before)
    if (edited === before) return { before, after: before }
    const after = { ...edited, version: before.version + 1 }
    const written = await unlessRefused(
      table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...key, ...after },
          ConditionExpression: before.version === 0 ? 'attribute_not_exists(PK)' : '#version = :version',
          ...(before.version > 0 && {
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': before.version },
          }),
        }),
      ),
    )
    if (!written) continue
    kept.set(table.client, { readAt: Date.now(), catalogue: Promise.resolve(after) })
    return { before, after }
  }
  throw new Error('the catalogue of metrics was changed by others all the time')
}

/**
 * Sees to it that a layout is stored, and before that its names in the catalogue; to be called before a snapshot of a moment
 * that names it is written.
 */
export const ensureLayout = async (table: Table, layout: Layout, at: number): Promise<void> => {
  if (await isStored(table, layout)) return
  await changeCatalogue(table, (catalogue) => withLayout(catalogue, { ...layout, at }))
  await putLayout(table, { ...layout, at })
}

// What is read by its names is read thousands of times.
const readable = new WeakMap<Catalogue, Map<string, Layout>>()

const namesOf = ({ skills, activities }: Catalogue): Map<string, string> =>
  new Map([...skills, ...activities].map((name) => [slugOf(name), name]))

/** A stored layout with the names that its rows have now. */
export const currentLayout = (catalogue: Catalogue, layout: Layout): Layout => {
  const { aliases }: { aliases: readonly Alias[] } = catalogue
  if (aliases.length === 0) return layout
  const layouts = readable.get(catalogue) ?? new Map<string, Layout>()
  readable.set(catalogue, layouts)
  const names = namesOf(catalogue)
  const current = layouts.get(layout.hash) ?? renamed(layout, aliases, (metric) => names.get(metric))
  layouts.set(layout.hash, current)
  return current
}

/** An answer's rows with the names that they have now: the hiscores' caches may show former ones again. */
export const currentRows = async (table: Table, rows: Rows): Promise<Rows> => {
  const catalogue = await catalogueOf(table)
  if (catalogue.aliases.length === 0) return rows
  const { skills, activities } = currentLayout(catalogue, layoutOf(rows))
  return {
    skills: rows.skills.map((row, index) => ({ ...row, name: skills[index]! })),
    activities: rows.activities.map((row, index) => ({ ...row, name: activities[index]! })),
  }
}
