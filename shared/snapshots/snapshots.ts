import type { Table } from '../dynamodb.ts'
import { alive, daySK, decodeAll, decodeMoments, type Item, type State, snapSK, startOfDay } from './items.ts'
import { edge, pages } from './query.ts'

/*
 * Single snapshots: all of a player's rows at one moment. The newest one is in the player item as well.
 *
 * | access pattern                   | key                                                                  |
 * | the newest state, consistently   | the newer of: SK begins with SNAP#, backwards, 1; with DAY#, alike   |
 * | the state at a midnight          | SK up to DAY#<date before>, backwards, 1                             |
 * | the state at another moment      | SK up to SNAP#<time> on its day, backwards, 1; without one           |
 * |                                  | SK up to DAY#<date>, backwards, 2 (the day may hold a later state)   |
 * | the first state after a moment   | SK from DAY#<date>, 2; then SK from SNAP#<time> up to that day       |
 */

const decode = async (table: Table, item: Item | undefined): Promise<State | undefined> =>
  item && (await decodeAll(table, [item]))[0]

const later = (a: State | undefined, b: State | undefined): State | undefined => (!a || (b && b.at > a.at) ? b : a)

/** The newest state of all, the newest day, and the newest change that is still stored; undefined where there is none. */
export interface Newest {
  last: State | undefined
  day: State | undefined
  change: State | undefined
}

/**
 * What a new answer is compared with: the newest day and the newest state of all, read consistently; and the newest change
 * that is still stored, which is known by when the player changed last, where that is told. Two read units.
 */
export const newestStates = async (
  table: Table,
  player: string,
  now: number,
  lastChangedAt?: number,
): Promise<Newest> => {
  const newest = { limit: 1, backwards: true, consistent: true }
  const [[newestSnap], [newestDay]] = await Promise.all([
    edge(table, player, { from: 'SNAP#', to: 'SNAP#~', ...newest }),
    edge(table, player, { from: 'DAY#', to: 'DAY#~', ...newest }),
  ])
  // One that stays for ever may have been followed by others, which have expired.
  const { at = 0, expiresAt } = newestSnap ?? {}
  const isNewest = expiresAt !== undefined || at >= startOfDay(now) || at === lastChangedAt
  const change = await decode(table, isNewest ? alive(newestSnap, now) : undefined)
  const day = await decode(table, newestDay)
  return { last: later(change, day), day, change }
}

/** The last snapshot at or before a moment of those of its day that stay for ever, by the day; undefined when there is none. */
const keptBefore = async (
  table: Table,
  player: string,
  day: Item | undefined,
  at: number,
): Promise<Item | undefined> => {
  const kept = day?.kept && daySK(day.at) === daySK(at) ? decodeMoments(at, day.kept) : []
  const last = kept.findLast((moment) => moment <= at)
  if (last === undefined) return undefined
  const [snap] = await edge(table, player, { from: snapSK(last), to: snapSK(last), limit: 1 })
  return snap
}

/**
 * The last state at or before a moment, which is not after `now`; undefined when there is none. At a midnight (UTC), which no
 * state is of, and at the last moment before one it is the last one of a day before. Half a read unit for those, and for a
 * moment with a snapshot before it on the same day; a whole one otherwise.
 */
export const snapshotAt = async (
  table: Table,
  player: string,
  moment: number,
  now: number,
): Promise<State | undefined> => {
  const at = Math.min(moment, now)
  const midnight = startOfDay(at)
  if (startOfDay(at + 1) >= at) {
    const [day] = await edge(table, player, {
      from: 'DAY#',
      to: daySK(startOfDay(at + 1) - 1),
      limit: 1,
      backwards: true,
    })
    return decode(table, day)
  }
  // Nothing is stored on a day after its snapshot but another one, which expires later; so this one is the last, unless it is
  // one that stays for ever.
  const [snap] = await edge(table, player, { from: snapSK(midnight), to: snapSK(at), limit: 1, backwards: true })
  if (alive(snap, now) && snap!.expiresAt !== undefined) return decode(table, snap)
  const days = await edge(table, player, { from: 'DAY#', to: daySK(at), limit: 2, backwards: true })
  const before = days.find((day) => day.at <= at)
  if (before && before.at >= midnight) return decode(table, before)
  return decode(table, alive(snap, now) ?? (await keptBefore(table, player, days[0], at)) ?? before)
}

// As many items as one half read unit pays for.
const cheapPage = 6

/** The first state after a moment and not after another; undefined when there is none. One read unit. */
export const firstSnapshotAfter = async (
  table: Table,
  player: string,
  after: number,
  until: number,
  now: number,
): Promise<State | undefined> => {
  const start = after + 1
  const days = await edge(table, player, { from: daySK(start), to: daySK(until), limit: 2 })
  const day = days.find((item) => item.at > after)
  if (!day) return undefined
  // What was stored earlier on that day are snapshots, where they have not expired.
  const from = snapSK(Math.max(start, startOfDay(day.at)))
  const to = snapSK(Math.min(until, day.at))
  for await (const items of pages(table, player, { from, to, limit: cheapPage })) {
    const snap = items.find((item) => alive(item, now))
    if (snap) return decode(table, snap)
  }
  return day.at <= until ? decode(table, day) : undefined
}
