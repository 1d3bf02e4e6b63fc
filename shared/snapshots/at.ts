import type { Table } from '../dynamodb.ts'
import type { Player } from '../players/players.ts'
import { lastOfKeys, type StateKey } from './batch.ts'
import { dayMs, daySK, type State, snapSK, startOfDay } from './items.ts'
import { newestStatesOf } from './newest.ts'
import { firstSnapshotAfter, snapshotAt } from './snapshots.ts'

/*
 * States of many players at a moment, by keys that are known without looking or from what was read before, a hundred of them
 * in a request. A query for one player is made only where there is a gap of a month in what is stored of it.
 */

/** The present, and how long snapshots are kept. */
export interface Present {
  now: number
  retentionDays: number
}

const queriesAtOnce = 16

/** Calls something for each item, some of them at a time. */
const eachOf = async <T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> => {
  const queue = items[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) await act(next.value)
  }
  await Promise.all(Array.from({ length: queriesAtOnce }, worker))
}

type States = Map<string, State>

/** True when no snapshot of a moment or before can be there any more. They expire at whole seconds. */
const isPast = (moment: number, { now, retentionDays }: Present): boolean =>
  moment + retentionDays * dayMs + 1_000 <= now

/** Of the days of players one change each, where one is wanted and is there still; the last of a day tells of the others. */
const changesOf = async (
  table: Table,
  days: States,
  wanted: (moments: readonly number[]) => number | undefined,
  present: Present,
): Promise<States> => {
  const keysOf = (states: States, momentOf: (state: State) => number | undefined): StateKey[] =>
    [...states].flatMap(([player, state]) => {
      const at = momentOf(state)
      return at === undefined || isPast(at, present) ? [] : [{ player, SK: snapSK(at) }]
    })
  const last = await lastOfKeys(
    table,
    keysOf(days, (day) => day.at),
    present.now,
  )
  const others = keysOf(last, ({ earlier }) => wanted(earlier))
  return lastOfKeys(table, others, present.now)
}

/** The last states at or before a moment, of those players who have one on its day. */
const statesOnDay = async (
  table: Table,
  players: readonly Player[],
  moment: number,
  present: Present,
): Promise<States> => {
  const keys = players.map(({ key }) => ({ player: key, SK: daySK(moment) }))
  const days = [...(await lastOfKeys(table, keys, present.now))]
  const divided = new Map(days.filter(([, day]) => day.at > moment))
  const lastBefore = (moments: readonly number[]) => moments.findLast((at) => at <= moment)
  const changes = await changesOf(table, divided, lastBefore, present)
  return new Map([...days.filter(([player]) => !divided.has(player)), ...changes])
}

// Looking at more days of a player by their keys costs many times what a query does.
const mostDays = 31

/**
 * The last states before a midnight (UTC). Whoever is fetched has a state nearly every day; where there is none, twice as many
 * days are looked at each time, back to the addition. So the requests are as many as pages of days, also after an outage of
 * weeks; only who rested for a month before that midnight, and has something later, takes a query.
 */
const statesBefore = async (
  table: Table,
  players: readonly Player[],
  midnight: number,
  present: Present,
): Promise<States> => {
  const found: States = new Map()
  let wanted = players.filter(({ addedAt }) => addedAt < midnight)
  let end = midnight
  for (let count = 1; count <= mostDays && wanted.length > 0; count *= 2) {
    const start = end - count * dayMs
    const days = Array.from({ length: count }, (_, index) => start + index * dayMs)
    const keys = wanted.flatMap(({ key, addedAt }) =>
      days.filter((day) => day + dayMs > addedAt).map((day) => ({ player: key, SK: daySK(day) })),
    )
    for (const [player, state] of await lastOfKeys(table, keys, present.now)) found.set(player, state)
    wanted = wanted.filter(({ key, addedAt }) => !found.has(key) && addedAt < start)
    end = start
  }
  await eachOf(wanted, async ({ key }) => {
    const state = await snapshotAt(table, key, end, present.now)
    if (state) found.set(key, state)
  })
  return found
}

/**
 * The last states at or before a moment of many players, by their keys, where there are any, as for one player. Nothing for who
 * has rested since; at a midnight (UTC) half a read unit each, and at another moment up to one and a half.
 */
export const statesAt = async (
  table: Table,
  players: readonly Player[],
  moment: number,
  present: Present,
): Promise<States> => {
  const rested = players.filter(({ latest }) => latest && latest.at <= moment)
  const found = await newestStatesOf(table, rested)
  const add = (states: States) => {
    for (const [player, state] of states) found.set(player, state)
  }
  const others = () => players.filter(({ key }) => !found.has(key))
  const midnight = startOfDay(moment)
  if (moment !== midnight) add(await statesOnDay(table, others(), moment, present))
  add(await statesBefore(table, others(), midnight, present))
  return found
}

/**
 * The first states of players that are still there, by their keys: the answers that added them, or what is left of their days.
 * Half a read unit each; on the day on which those answers expire up to one and a half. An addition that was cut short and taken
 * up on a later day takes a query.
 */
export const firstStates = async (table: Table, players: readonly Player[], present: Present): Promise<States> => {
  const kept = players.filter(({ addedAt }) => !isPast(addedAt, present))
  const keysOf = (some: readonly Player[], sortKey: (at: number) => string) =>
    some.map(({ key, addedAt }) => ({ player: key, SK: sortKey(addedAt) }))
  const found = await lastOfKeys(table, keysOf(kept, snapSK), present.now)
  const others = () => players.filter(({ key }) => !found.has(key))
  const days = await lastOfKeys(table, keysOf(others(), daySK), present.now)
  const firstKept = (moments: readonly number[]) => moments.find((at) => !isPast(at, present))
  const changes = await changesOf(table, days, firstKept, present)
  for (const [player, state] of [...days, ...changes]) found.set(player, state)
  await eachOf(others(), async ({ key }) => {
    const state = await firstSnapshotAfter(table, key, -1, present.now, present.now)
    if (state) found.set(key, state)
  })
  return found
}
