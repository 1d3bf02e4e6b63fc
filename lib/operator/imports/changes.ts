import type { Table } from '../../../shared/dynamodb.ts'
import type { Tops } from '../../../shared/milestones/find.ts'
import { allSteps, type Told } from '../../../shared/milestones/items.ts'
import { topsBegun, topsLeft } from '../../../shared/milestones/tops.ts'
import { findRecords } from '../../../shared/records/items.ts'
import type { Records } from '../../../shared/records/kept.ts'
import {
  dateOf,
  daySK,
  decodeMoments,
  encodeMoments,
  type Item,
  itemOf,
  tiers,
} from '../../../shared/snapshots/items.ts'
import { playerPK } from '../../../shared/snapshots/key.ts'
import { getLayouts, type Layout } from '../../../shared/snapshots/layout.ts'
import { withoutQuarters } from '../../../shared/snapshots/quarters.ts'
import type { Outcome, Replay } from './replay.ts'
import type { StoredDays } from './stored-days.ts'
import { unitsOf } from './writer.ts'

type Raw = Record<string, unknown> & { PK: string; SK: string }

/** What a replayed history changes in what is stored of its player. */
export interface Changes {
  puts: Raw[]
  deletes: { PK: string; SK: string }[]
  /** The layouts that are named, each with the first moment that it is of. */
  layouts: { layout: Layout; at: number }[]
  steps: Told[]
  /** The tops that ranks have left, by the beginnings of lives. */
  tops: Map<number, Tops>
  seamItems: Raw[]
  records: Records
  /** The moments of changes that were there before and stay for ever now, as records need them. */
  keeps: number[]
  /** The first and the last of the states that are written. */
  first: number | undefined
  last: number | undefined
  outcome: Outcome
}

const sameBytes = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0)

const isSame = (a: Item, b: Item): boolean =>
  a.at === b.at &&
  a.layout === b.layout &&
  a.expiresAt === b.expiresAt &&
  a.source === b.source &&
  sameBytes(a.values, b.values) &&
  sameBytes(a.earlier, b.earlier) &&
  sameBytes(a.kept, b.kept)

/** An item that stays what it was made to be for the sake of records: a change without an end, a day that tells of some. */
const keptAs = (item: Raw, before: Item | undefined): Raw => {
  if (!before) return item
  if (item.SK.startsWith('SNAP#') && before.expiresAt === undefined) {
    const { expiresAt: _, ...rest } = item
    return rest as Raw
  }
  if (!before.kept) return item
  const { at, kept } = itemOf(item)
  const moments = new Set([...decodeMoments(at, before.kept), ...(kept ? decodeMoments(at, kept) : [])])
  return { ...item, kept: encodeMoments([...moments].sort((a, b) => a - b)) }
}

const sum = (outcomes: Iterable<Outcome>): Outcome => {
  const all: Outcome = { kept: 0, duplicate: 0, unchanged: 0, refused: 0 }
  for (const each of outcomes) {
    for (const name of Object.keys(all) as (keyof Outcome)[]) all[name] += each[name]
  }
  return all
}

/** What a replayed history changes in what is stored; nothing where all of it is there already. */
export const changesOf = async (
  table: Table,
  replay: Replay,
  { key, source, days }: { key: string; source: string; days: StoredDays },
): Promise<Changes> => {
  const PK = playerPK(key)
  const puts: Raw[] = []
  const staged = new Set<string>()
  const outcomes = new Map(replay.outcomes)
  const changed = new Set<string>()
  const moments: number[] = []
  const layouts = new Map<string, number>()
  const uses = (layout: string, at: number): void => {
    layouts.set(layout, Math.min(at, layouts.get(layout) ?? Infinity))
  }
  const all = replay.items() as Raw[]
  const isOurs = (at: number): boolean => {
    const outcome = outcomes.get(dateOf(at))
    return outcome !== undefined && outcome.duplicate === 0
  }
  const keeps: number[] = []
  /** Whether a change stays for ever, and its day tells of it. */
  const isNoted = ({ at, expiresAt }: Item): boolean => {
    const kept = days.get(dateOf(at))?.items.get(daySK(at))?.kept
    return expiresAt === undefined && kept !== undefined && decodeMoments(at, kept).includes(at)
  }
  for (const item of all) {
    if (!/^(SNAP|DAY)#/.test(item.SK)) continue
    const before = days.get(dateOf(item.at as number))?.items.get(item.SK)
    if (!isOurs(item.at as number)) {
      if (before && item.SK.startsWith('SNAP#') && item.expiresAt === undefined && !isNoted(before))
        keeps.push(before.at)
      continue
    }
    // Quarters stay in memory: the days that are imported tell of none.
    const put = keptAs({ ...(withoutQuarters(item) as Raw), source }, before)
    staged.add(item.SK)
    moments.push(item.at as number)
    if (before && isSame(before, itemOf(put))) continue
    changed.add(dateOf(item.at as number))
    uses(item.layout as string, item.at as number)
    puts.push(put)
  }
  const deletes: Changes['deletes'] = []
  for (const [date, { items }] of days) {
    if (!isOurs(Date.parse(date))) continue
    for (const [SK, item] of items) {
      if (staged.has(SK) || item.expiresAt === undefined) continue
      deletes.push({ PK, SK })
      changed.add(date)
    }
  }
  // What a day has told before it has told again.
  for (const [date, outcome] of outcomes) {
    if (changed.has(date) || !days.has(date)) continue
    const { kept, duplicate, unchanged, refused } = outcome
    outcomes.set(date, { kept: 0, duplicate: duplicate + kept + unchanged, unchanged: 0, refused })
  }
  const seams = new Set(replay.seams.map(({ at }) => `SEAM#${new Date(at).toISOString()}`))
  const seamItems = all.filter(({ SK }) => seams.has(SK))
  for (const item of seamItems) {
    for (const side of [item.before, item.after] as { layout: string; at: number }[]) uses(side.layout, side.at)
  }
  const known = await getLayouts(replay.table, layouts.keys())
  const told = new Set((await allSteps(table, key)).map(({ from }) => from))
  const tops = new Map<number, Tops>()
  for (const { SK } of all) {
    const begun = topsBegun(SK)
    if (begun !== undefined) tops.set(begun, await topsLeft(replay.table, key, begun))
  }
  return {
    puts,
    deletes,
    tops,
    keeps,
    layouts: [...layouts].map(([hash, at]) => ({ layout: known.get(hash)!, at })),
    steps: (await allSteps(replay.table, key)).filter(({ from }) => !told.has(from)),
    seamItems,
    records: (await findRecords(replay.table, key))?.records ?? new Map(),
    first: moments.length > 0 ? moments.reduce((a, b) => Math.min(a, b)) : undefined,
    last: moments.length > 0 ? moments.reduce((a, b) => Math.max(a, b)) : undefined,
    outcome: sum(outcomes.values()),
  }
}

/** What it costs to write them, in write units, with what follows from them: about as much as it will be. */
export const unitsFor = ({ puts, deletes, steps, seamItems, layouts }: Changes): number => {
  const touched = puts.filter(({ SK }) => SK.startsWith('DAY#')).map(({ at }) => at as number)
  const spans = tiers.reduce((count, tier) => count + new Set(touched.map((at) => tier.key(at))).size, 0)
  const states = puts.reduce((units, item) => units + unitsOf(item), 0)
  // The player, its records and the note of the import, once or twice.
  const single = puts.length > 0 ? 15 : 0
  return states + deletes.length + spans + 2 * steps.length + 2 * seamItems.length + 6 * layouts.length + single
}
