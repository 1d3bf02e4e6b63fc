import type { Table } from '../dynamodb.ts'
import { statesOfDays } from './days.ts'
import { dayMs, type State } from './items.ts'
import { snapshotAt } from './snapshots.ts'

/** Calls something for each item, some of them at a time. */
export const eachOf = async <T>(items: Iterable<T>, atOnce: number, act: (item: T) => Promise<void>): Promise<void> => {
  const queue = items[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) await act(next.value)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

// Players at rest are fetched daily, so the days before a moment are nearly always there; two rounds bridge an outage.
const rounds = 2
const queriesAtOnce = 16

/**
 * What the days around a moment tell of the state at it: that state, `unclear` when there may be a nearer one in the same
 * day, or nothing.
 */
const stateFrom = (days: readonly State[], moment: number): State | 'unclear' | undefined => {
  const midnight = moment % dayMs === 0
  // Of a day whose last state is later, the earlier ones are snapshots. At midnight there are none yet.
  if (!midnight && days.some((day) => day.at > moment)) return 'unclear'
  return days.filter((day) => day.at <= moment).toSorted((a, b) => b.at - a.at)[0]
}

/**
 * The last states at or before a moment of many players, by their keys, where there are any. Half a read unit per player and day
 * looked at: for a moment that is a midnight of UTC two days and no query, for others a query as well for each player who
 * changed on that day. (A state of exactly midnight, to the millisecond, counts for the day that it begins.)
 */
export const statesAt = async (
  table: Table,
  players: readonly string[],
  moment: number,
  now: number,
): Promise<Map<string, State>> => {
  const found = new Map<string, State>()
  const unclear: string[] = []
  let wanted = players
  for (let round = 0; round < rounds && wanted.length > 0; round++) {
    const moments = [moment - 2 * round * dayMs, moment - (2 * round + 1) * dayMs]
    const keys = wanted.flatMap((player) => moments.map((at) => ({ player, at })))
    const days = Map.groupBy(await statesOfDays(table, keys), ({ player }) => player)
    wanted = wanted.filter((player) => {
      const states = (days.get(player) ?? []).map(({ state }) => state)
      const state = stateFrom(states, moment)
      if (state === 'unclear') unclear.push(player)
      else if (state) found.set(player, state)
      return state === undefined
    })
  }
  await eachOf([...unclear, ...wanted], queriesAtOnce, async (player) => {
    const state = await snapshotAt(table, player, moment, now)
    if (state) found.set(player, state)
  })
  return found
}
