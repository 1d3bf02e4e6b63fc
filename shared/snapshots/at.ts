import type { Table } from '../dynamodb.ts'
import type { Player } from '../players/players.ts'
import { batchOfStates, type StateKey } from './batch.ts'
import { dayMs, daySK, type State, snapSK, startOfDay } from './items.ts'
import { firstSnapshotAfter, snapshotAt } from './snapshots.ts'

/*
 * States of many players at a moment, a hundred in a round trip: their keys are known without looking, nearly always. Who
 * is the exception takes a query.
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

/** True when no snapshot of a moment or before can be there any more. They expire at whole seconds. */
const isPast = (moment: number, { now, retentionDays }: Present): boolean =>
  moment + retentionDays * dayMs + 1_000 <= now

// Players at rest are fetched daily, so the days before a moment are nearly always there; two rounds bridge an outage.
const rounds = 2

/** The moments of the days that a round looks at, the last one first. At a midnight nothing of its own day counts. */
const daysBefore = (moment: number, round: number): number[] => {
  const last = moment === startOfDay(moment) ? moment - 1 : moment
  // The day before a midnight is nearly always there, and is all that is needed.
  if (last !== moment) return round === 0 ? [last] : [last - dayMs, last - 2 * dayMs]
  return [last - 2 * round * dayMs, last - (2 * round + 1) * dayMs]
}

/**
 * What the days before a moment tell of the state at it: that state, `unclear` when a snapshot of the same day may be nearer, or
 * nothing.
 */
const stateFrom = (days: readonly State[], moment: number, present: Present): State | 'unclear' | undefined => {
  // Of a day whose last state is later, the earlier ones are snapshots.
  if (!isPast(moment, present) && days.some((day) => day.at > moment)) return 'unclear'
  return days.filter((day) => day.at <= moment).toSorted((a, b) => b.at - a.at)[0]
}

/**
 * The last states at or before a moment of many players, by their keys, where there are any, as for one player. At a midnight
 * (UTC) half a read unit each; at another moment a whole one, and as much again, with a query, for who changed later on that
 * day while its snapshots are kept.
 */
export const statesAt = async (
  table: Table,
  players: readonly string[],
  moment: number,
  present: Present,
): Promise<Map<string, State>> => {
  const found = new Map<string, State>()
  const unclear: string[] = []
  let wanted = players
  for (let round = 0; round < rounds && wanted.length > 0; round++) {
    const days = daysBefore(moment, round).map(daySK)
    const keys = wanted.flatMap((player) => days.map((SK) => ({ player, SK })))
    const known = await batchOfStates(table, keys, present.now)
    wanted = wanted.filter((player) => {
      const state = stateFrom(known.get(player) ?? [], moment, present)
      if (state === 'unclear') unclear.push(player)
      else if (state) found.set(player, state)
      return state === undefined
    })
  }
  await eachOf([...unclear, ...wanted], async (player) => {
    const state = await snapshotAt(table, player, moment, present.now)
    if (state) found.set(player, state)
  })
  return found
}

/** Where the first state of a player is: the answer that added it, or its day. Undefined on the day on which those expire. */
const firstKey = ({ key, addedAt }: Player, present: Present): StateKey[] => {
  if (!isPast(addedAt, present)) return [{ player: key, SK: snapSK(addedAt) }]
  return isPast(startOfDay(addedAt) + dayMs, present) ? [{ player: key, SK: daySK(addedAt) }] : []
}

/** The first states of players, by their keys, where there are any. Half a read unit each. */
export const firstStates = async (
  table: Table,
  players: readonly Player[],
  present: Present,
): Promise<Map<string, State>> => {
  const keys = players.flatMap((player) => firstKey(player, present))
  const batch = await batchOfStates(table, keys, present.now)
  const found = new Map([...batch].map(([player, states]) => [player, states[0]!]))
  const others = players.filter(({ key }) => !found.has(key))
  await eachOf(others, async ({ key }) => {
    const state = await firstSnapshotAfter(table, key, -1, present.now, present.now)
    if (state) found.set(key, state)
  })
  return found
}
