import type { Table } from '../dynamodb.ts'
import { valuesDiffer } from '../progress/readings.ts'
import { dateOf, type Snapshot } from './items.ts'
import { deleteSnapshot, newestStates, putDay, putSnapshot } from './snapshots.ts'

/** What became of an answer. */
export interface Stored {
  /** Experience or a score is another one than before. */
  changed: boolean
  /** The moment of the newest change that is stored, which a crash may have kept from the player; undefined without one. */
  changedAt: number | undefined
  /** The moment of the state in the newest day item, whose key follows from it. Milliseconds since 1970. */
  latestAt: number
}

/**
 * Stores what a fetch found: a snapshot when a value changed, and the day's last state then and once a day besides, so
 * that ranks have a history too. The newest state is the newer of snapshot and day, so a crash between the two writes is made
 * good by the next fetch and stores nothing twice. An answer to an older request than the one that brought the newest state
 * tells nothing and is not stored.
 */
export const storeAnswer = async (
  table: Table,
  player: string,
  snapshot: Snapshot,
  retentionDays: number,
): Promise<Stored> => {
  const { last, day, changedAt } = await newestStates(table, player, snapshot.at)
  if (last && last.at > snapshot.at) return { changed: false, changedAt, latestAt: day?.at ?? last.at }
  const changed = !last || valuesDiffer(last.rows, snapshot.rows)
  if (changed) await putSnapshot(table, player, snapshot, retentionDays)
  const stale = !day || dateOf(day.at) !== dateOf(snapshot.at) || (last && day.at < last.at)
  if (!changed && !stale) return { changed, changedAt, latestAt: day.at }
  await putDay(table, player, snapshot)
  return { changed, changedAt: changed ? snapshot.at : changedAt, latestAt: snapshot.at }
}

/** Takes back what `storeAnswer` stored for a player that was removed at the same time. */
export const withdrawAnswer = deleteSnapshot
