import type { Table } from '../dynamodb.ts'
import { barriersOf } from '../lives/seams.ts'
import type { Player } from '../players/players.ts'
import { dayMs, type State, startOfDay } from '../snapshots/items.ts'
import { collected, dayStates, states } from '../snapshots/scan.ts'
import { snapshotAt } from '../snapshots/snapshots.ts'
import { spans } from './best.ts'

/** States in time order, each moment once. */
const inOrder = (all: readonly (State | undefined)[]): State[] => {
  const byMoment = new Map(all.flatMap((state) => (state ? [[state.at, state] as const] : [])))
  return [...byMoment.values()].sort((a, b) => a.at - b.at)
}

/**
 * The states that the records of what was stored after a moment are made of, oldest first: all those after it and of the month
 * before it, and of the year before it the last ones of days and the first ones of lives. Some 1/13 read unit each; for a
 * change every hour 80 a week after the moment, for one a day 30. Read where there is no trail. Without a moment everything that is stored.
 */
export const statesSince = async (
  table: Table,
  player: Player,
  moment: number | undefined,
  now: number,
): Promise<State[]> => {
  const { key, addedAt } = player
  if (moment === undefined) return collected(states(table, key, { start: 0, end: now }, now))
  const month = Math.max(moment - spans.month * dayMs, 0)
  const year = Math.max(startOfDay(moment - spans.year * dayMs), 0)
  const begins = [...barriersOf(player), addedAt].filter((at) => at >= year && at < month)
  const [recent, days, ...single] = await Promise.all([
    collected(states(table, key, { start: month, end: now }, now)),
    collected(dayStates(table, key, { start: year, end: month }, now)),
    snapshotAt(table, key, month, now),
    snapshotAt(table, key, year, now),
    ...begins.map((at) => snapshotAt(table, key, at, now)),
  ])
  return inOrder([...single, ...days, ...recent])
}
