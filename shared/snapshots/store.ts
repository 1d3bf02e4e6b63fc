import type { Table } from '../dynamodb.ts'
import { currentRows } from './catalogue.ts'
import { dateOf, type Encoded, earlierThan, encode, type Snapshot, type State, tiers } from './items.ts'
import { layoutOf } from './layout.ts'
import { valuesDiffer } from './readings.ts'
import { noticeRenames } from './renames.ts'
import { noteRest } from './rests.ts'
import { deleteSnapshot, type Newest, newestStates, putDay, putLastOf, putSnapshot } from './snapshots.ts'

/** What became of an answer. */
export interface Stored {
  /** Experience or a score is another one than before. */
  changed: boolean
  /** The moment of the newest change that is stored, which a crash may have kept from the player; undefined without one. */
  changedAt: number | undefined
  /** The newest state, for the player item to hold. */
  latest: Encoded
}

/**
 * Keeps a state as the last one of its day. When it begins a week or month, the last one is over and gets its item first, from
 * the newest day: after a crash between the two the next fetch finds the same newest day, and does it again.
 */
const keepDay = async (
  table: Table,
  player: string,
  { newest, day }: { newest: Snapshot | undefined; day: State | undefined },
  state: Snapshot,
): Promise<void> => {
  for (const tier of tiers) {
    if (newest && tier.key(newest.at) !== tier.key(state.at)) await putLastOf(table, player, tier, newest)
  }
  await putDay(table, player, state, day && dateOf(day.at) === dateOf(state.at) ? day.kept : [])
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
  if (last && last.at !== day?.at) await keepDay(table, key, { newest: day, day }, last)
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
  if (changed) {
    await putSnapshot(table, key, { ...snapshot, earlier: earlierThan(snapshot.at, change) }, retentionDays)
  }
  await keepDay(table, key, { newest: last, day }, snapshot)
  return { changed, changedAt: changed ? snapshot.at : change?.at, latest: await encode(table, snapshot) }
}

/**
 * Takes back what `storeAnswer` stored for a player that was removed at the same time: the state of the answer, and the week
 * and month that may have been made of the state `before` it. Moments in milliseconds since 1970.
 */
export const withdrawAnswer = async (
  table: Table,
  player: string,
  { at, before }: { at: number; before: number | undefined },
): Promise<void> => {
  await deleteSnapshot(table, player, at)
  if (before !== undefined) await deleteSnapshot(table, player, before)
}
