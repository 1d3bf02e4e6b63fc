import * as z from 'zod/mini'
import type { Table } from '../dynamodb.ts'
import type { Rows } from '../hiscores/answer.ts'
import { catalogueOf, currentLayout, ensureLayout } from './catalogue.ts'
import { decodeNumbers, encodeRows, rowsOf } from './codec.ts'
import { getLayouts, type Layout, layoutOf } from './layout.ts'
import { bytesSchema, decodeVarints, encodeVarints } from './varint.ts'

/*
 * The items that hold a player's states, all encoded alike: SNAP, one per change, with the moments of the earlier ones of its
 * day, and QUARTER, the last change of a quarter of a day that is over, which expire after the retention; DAY, the last state
 * known on a day (UTC), and WEEK and MONTH, the last day of a week or month that is over, which never do. A day has been seen by
 * this tracker, or by one that its states were imported from.
 */

/** All rows of a player at one moment (milliseconds since 1970). */
export interface Snapshot {
  at: number
  rows: Rows
}

/** A snapshot as it is stored: numbers without names. Its rows are made when they are asked for. */
export interface State extends Snapshot {
  /** With the names that its rows have now; its hash is that of the names that they had then. */
  layout: Layout
  numbers: readonly number[]
  /** Of a change: the moments of the earlier ones of its day. */
  earlier: readonly number[]
  /** Of a day: the moments of its changes that never expire. */
  kept: readonly number[]
  /** Of a day: of which of its quarters there are items, as `quarterBit` has them; undefined where its changes are to be read. */
  quarters: number | undefined
}

export const encodedSchema = z.object({
  at: z.number(),
  /** The hash of the layout. */
  layout: z.string(),
  values: bytesSchema,
})

/** The attributes that hold a state. */
export type Encoded = z.output<typeof encodedSchema>

const itemSchema = z.extend(encodedSchema, {
  PK: z.string(),
  expiresAt: z.optional(z.number()),
  earlier: z.optional(bytesSchema),
  kept: z.optional(bytesSchema),
  /** Of which of its quarters there are items. One letter, because it stays with each day, of which a chart reads hundreds. */
  q: z.optional(z.number()),
  /** Who has seen it, where this tracker has not: the name of what it was imported from. */
  source: z.optional(z.string()),
})

export type Item = z.output<typeof itemSchema>

export const dayMs = 86_400_000

/** The midnight (UTC) that the day of a moment began with. */
export const startOfDay = (at: number): number => at - (at % dayMs)

/**
 * The moment that a state of this moment is stored under: at midnight (UTC), to the millisecond, the next one. So what is before a
 * midnight is found in the days before it, without a look at the day that begins.
 */
export const stateMoment = (at: number): number => (at === startOfDay(at) ? at + 1 : at)

const iso = (at: number): string => new Date(at).toISOString()

/** The UTC date of a moment, as in `2026-08-20`. */
export const dateOf = (at: number): string => iso(at).slice(0, 10)

export const snapSK = (at: number): string => `SNAP#${iso(at)}`
export const daySK = (at: number): string => `DAY#${dateOf(at)}`

/** Weeks or months: periods (UTC) whose last state gets an item of its own once they are over. */
export interface Tier {
  /** Of the longest one. */
  days: number
  /** When the period of a moment began. */
  startOf: (at: number) => number
  /** The sort key for the period of a moment. They are in time order. */
  key: (at: number) => string
}

const weeks: Tier = {
  days: 7,
  // They begin on Mondays, and 1970 began on a Thursday.
  startOf: (at) => startOfDay(at) - (Math.floor(at / dayMs + 3) % 7) * dayMs,
  key: (at) => `WEEK#${dateOf(weeks.startOf(at))}`,
}

const months: Tier = {
  days: 31,
  startOf: (at) => Date.parse(iso(at).slice(0, 7)),
  key: (at) => `MONTH#${iso(at).slice(0, 7)}`,
}

/** The finer one first. */
export const tiers: readonly Tier[] = [weeks, months]

/** The moments of the changes of a day before a moment of it, by the last change of all before that. */
export const earlierThan = (at: number, before: Pick<State, 'at' | 'earlier'> | undefined): readonly number[] =>
  before && dateOf(before.at) === dateOf(at) ? [...before.earlier, before.at] : []

/** Moments of a day, in their order, as an item holds them: the first one since midnight, each other one since that before it. */
export const encodeMoments = (moments: readonly number[]): Uint8Array =>
  encodeVarints(moments.map((at, index) => at - (moments[index - 1] ?? startOfDay(at))))

/** What `encodeMoments` encoded, of the day that a moment is in. */
export const decodeMoments = (day: number, bytes: Uint8Array): number[] => {
  let at = startOfDay(day)
  return decodeVarints(bytes).map((wait) => {
    at += wait
    return at
  })
}

/** The attributes that hold a snapshot; its layout is stored by then. What was read is written as it was. */
export const encode = async (table: Table, snapshot: Snapshot | State): Promise<Encoded> => {
  const { at } = snapshot
  if ('numbers' in snapshot) return { at, layout: snapshot.layout.hash, values: encodeVarints(snapshot.numbers) }
  const layout = layoutOf(snapshot.rows)
  await ensureLayout(table, layout, at)
  return { at, layout: layout.hash, values: encodeRows(snapshot.rows) }
}

const isBytes = (value: unknown): boolean => value === undefined || value instanceof Uint8Array
const isNumber = (value: unknown): boolean => value === undefined || Number.isFinite(value)

/** What `itemSchema` makes of a usual item, in a twentieth of its time: a chart reads some hundreds. */
const usualItem = (item: Record<keyof Item, unknown>): Item | undefined => {
  const { PK, at, layout, values, expiresAt, earlier, kept, q, source } = item
  const fits =
    typeof PK === 'string' &&
    Number.isFinite(at) &&
    typeof layout === 'string' &&
    values instanceof Uint8Array &&
    isNumber(expiresAt) &&
    isBytes(earlier) &&
    isBytes(kept) &&
    isNumber(q) &&
    (source === undefined || typeof source === 'string')
  if (!fits) return undefined
  const found = { PK, at, layout, values } as Item
  if (expiresAt !== undefined) found.expiresAt = expiresAt as number
  if (earlier !== undefined) found.earlier = earlier as Uint8Array
  if (kept !== undefined) found.kept = kept as Uint8Array
  if (q !== undefined) found.q = q as number
  if (source !== undefined) found.source = source as string
  return found
}

/** An item as it came from the table. Throws when it is none of these. */
export const itemOf = (item: unknown): Item =>
  (typeof item === 'object' && item !== null && usualItem(item as Record<keyof Item, unknown>)) ||
  itemSchema.parse(item)

// DynamoDB deletes expired items late; until then they count as gone.
export const alive = (item: Item | undefined, now: number): Item | undefined =>
  item && (item.expiresAt === undefined || item.expiresAt * 1000 > now) ? item : undefined

type Stored = Encoded & Pick<Item, 'earlier' | 'kept' | 'q'>

const stateOf = ({ at, values, earlier, kept, q }: Stored, layout: Layout): State => {
  const numbers = decodeNumbers(layout, values)
  return {
    at,
    layout,
    numbers,
    get rows() {
      return rowsOf(layout, numbers)
    },
    get earlier() {
      return earlier ? decodeMoments(at, earlier) : []
    },
    get kept() {
      return kept ? decodeMoments(at, kept) : []
    },
    quarters: q,
  }
}

/**
 * The states that some items hold, in their order, with the names that their rows have now; the layouts that are not known yet
 * and the catalogue, where it was not read for minutes, take one round trip.
 */
export const decodeAll = async (table: Table, items: readonly Stored[]): Promise<State[]> => {
  if (items.length === 0) return []
  const hashes = items.map((item) => item.layout)
  const [layouts, catalogue] = await Promise.all([getLayouts(table, hashes), catalogueOf(table)])
  return items.map((item) => stateOf(item, currentLayout(catalogue, layouts.get(item.layout)!)))
}
