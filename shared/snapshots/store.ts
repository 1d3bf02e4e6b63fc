import type { Table } from '../dynamodb.ts'
import { currentRows } from './catalogue.ts'
import { dateOf, type Encoded, earlierThan, encode, type Snapshot, type State, tiers } from './items.ts'
import { layoutOf } from './layout.ts'
import { type Day, putDay, putLastOf, putQuarter, putSnapshot } from './put.ts'
import { quarterBit, quarterSK } from './quarters.ts'
import { valuesDiffer } from './readings.ts'
import { noticeRenames } from './renames.ts'
import { noteRest } from './rests.ts'
import { type Newest, newestStates } from './snapshots.ts'
import { removeState } from './take-back.ts'

/** What became of an answer. */
export interface Stored {
  /** Experience or a score is another one than before. */
  changed: boolean
  /** The moment of the newest change that is stored, which a crash may have kept from the player; undefined without one. */
  changedAt: number | undefined
  /** The newest state, for the player item to hold. */
  latest: Encoded
}

/** What is known before a state is stored. */
interface Before {
  newest: Snapshot | undefined
  day: Day | undefined
  /** The moments of the changes of the state's day before it, and the last of them, as a rule. */
  changes: readonly number[]
  change: State | undefined
}

/**
 * Sees to it that the quarter of the last change before a state has its item, where that is an earlier one of the state's day. Of
 * which quarters the day tells then; undefined where it can of none, because the day was begun otherwise or changed by others, or
 * the change is not at hand after a crash.
 */
const keepQuarter = async (
  table: Table,
  player: string,
  { day, changes, change }: Omit<Before, 'newest'>,
  { at }: Snapshot,
  retentionDays: number,
): Promise<number | undefined> => {
  const told = day ? day.quarters : changes.length === 0 ? 0 : undefined
  const last = changes.at(-1)
  if (told === undefined || last === undefined || quarterSK(last) === quarterSK(at)) return told
  if ((told & quarterBit(last)) !== 0) return told
  if (change?.at !== last) return undefined
  await putQuarter(table, player, change, retentionDays)
  return told | quarterBit(last)
}

/**
 * Keeps a state as the last one of its day. When it begins a quarter of a day, a week or a month, the last one is over and gets its
 * item first, the quarter from the last change and the others from the newest day: after a crash between the two the next fetch finds
 * the same ones, and does it again. What the day tells then.
 */
const keepDay = async (
  table: Table,
  player: string,
  { newest, day, changes, change }: Before,
  state: Snapshot,
  retentionDays: number,
): Promise<Day> => {
  for (const tier of tiers) {
    if (newest && tier.key(newest.at) !== tier.key(state.at)) await putLastOf(table, player, tier, newest)
  }
  const before = day && dateOf(day.at) === dateOf(state.at) ? day : undefined
  const quarters = await keepQuarter(table, player, { day: before, changes, change }, state, retentionDays)
  return putDay(table, player, state, { kept: before?.kept ?? [], quarters, before })
}

/**
 * Stores what a fetch found: a snapshot when a value changed, and the day's last state then and once a day besides, so
 * that ranks have a history too. The newest state is the newer of snapshot and day, so a crash between the two writes is made
 * good by the next fetch and stores nothing twice. An answer to an older request than the one that brought the newest state
 * tells nothing and is not stored. `newest` is what `newestStates` has found, where that is known; `anew` makes a change of it
 * whatever the values: the first state of a life.
 */
export const storeAnswer = async (
  table: Table,
  player: { key: string; addedAt: number },
  snapshot: Snapshot,
  retentionDays: number,
  { newest, anew = false }: { newest?: Newest; anew?: boolean } = {},
): Promise<Stored> => {
  const { key } = player
  const { last, day, change } = newest ?? (await newestStates(table, key, snapshot.at))
  let today: Day | undefined = day
  if (last && last.at !== day?.at) {
    today = await keepDay(table, key, { newest: day, day, changes: last.earlier, change: day }, last, retentionDays)
  }
  const renewed = last && last.layout.hash !== layoutOf(snapshot.rows).hash
  const shown = renewed ? await currentRows(table, snapshot.rows) : snapshot.rows
  const differs = !last || valuesDiffer(last.rows, shown)
  // What a bad row has hidden from a day is known again, and no change.
  const changed = !last || anew || (differs && valuesDiffer(last.rows, shown, change?.rows))
  const tells = changed || differs || dateOf(last.at) !== dateOf(snapshot.at)
  if (last && (last.at > snapshot.at || !tells)) {
    return { changed: false, changedAt: change?.at, latest: await encode(table, last) }
  }
  if (renewed) await noticeRenames(table, key, last, snapshot)
  await noteRest(table, player, last, snapshot.at)
  const changes = earlierThan(snapshot.at, change)
  if (changed) await putSnapshot(table, key, { ...snapshot, earlier: changes }, retentionDays)
  await keepDay(table, key, { newest: last, day: today, changes, change }, snapshot, retentionDays)
  return { changed, changedAt: changed ? snapshot.at : change?.at, latest: await encode(table, snapshot) }
}

/** What is to be withdrawn of an answer: its state, the newest state before it, and the last change. In milliseconds since 1970. */
interface Withdrawn {
  at: number
  before: number | undefined
  changedAt?: number | undefined
}

/**
 * Takes back what `storeAnswer` stored for a player that was removed or renamed at the same time: the state of the answer, the week
 * and month that may have been made of the state `before` it, and the quarter, of the last change before it. Whoever has the name
 * since gets back what stood in their places.
 */
export const withdrawAnswer = async (
  table: Table,
  player: string,
  { at, before = at, changedAt = at }: Withdrawn,
  now: number,
): Promise<void> => {
  for (const moment of new Set([at, before, changedAt])) await removeState(table, player, moment, undefined, now)
}
