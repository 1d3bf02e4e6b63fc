import type { Table } from '../dynamodb.ts'
import type { Player } from '../players/players.ts'
import { lastOfKeys } from '../snapshots/batch.ts'
import { dateOf, dayMs, daySK, type State, snapSK, startOfDay } from '../snapshots/items.ts'
import { mostDays, restsOf } from '../snapshots/rests.ts'
import { newestStatesOf } from './newest.ts'

/*
 * States of many players at a moment, by keys that are known without looking or from what was read before, a hundred of them
 * in a request; never with a query for each.
 */

/** The present, and how long snapshots are kept. */
export interface Present {
  now: number
  retentionDays: number
}

type States = Map<string, State>

/** True when no snapshot of a moment or before can be there any more. They expire at whole seconds. */
export const isPast = (moment: number, { now, retentionDays }: Present): boolean =>
  Math.ceil((moment + retentionDays * dayMs) / 1000) * 1000 <= now

/** Of the days of players one change each, where one is wanted and is there still; the last of a day tells of the others. */
const changesOf = async (
  table: Table,
  days: States,
  wanted: (moments: readonly number[]) => number | undefined,
  present: Present,
): Promise<States> => {
  // The moments of a day's changes by the day or by the last of them: those that are there still, whatever has expired.
  const left = ({ kept }: State, moments: readonly number[]): number[] =>
    [...new Set([...kept, ...moments.filter((at) => !isPast(at, present))])].sort((a, b) => a - b)
  const keys = [...days].flatMap(([player, { at }]) => (isPast(at, present) ? [] : [{ player, SK: snapSK(at) }]))
  const last = await lastOfKeys(table, keys, present.now)
  const others = [...days].flatMap(([player, day]) => {
    const at = wanted(left(day, last.get(player)?.earlier ?? []))
    return at === undefined ? [] : [{ player, SK: snapSK(at) }]
  })
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

/** The last states before a midnight (UTC) that lies in a rest: those of the days before the rests. */
const statesBeforeRests = async (
  table: Table,
  players: readonly string[],
  midnight: number,
  { now }: Present,
): Promise<States> => {
  const date = dateOf(midnight)
  const around = (await restsOf(table, players)).filter(({ from, to }) => from < date && date <= to)
  const keys = around.map(({ player, from }) => ({ player, SK: daySK(Date.parse(from)) }))
  return lastOfKeys(table, keys, now)
}

/**
 * The last states before a midnight (UTC). Whoever is fetched has a state nearly every day; where there is none, twice as many
 * days are looked at each time, up to a week, and then the rests.
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
  const resting = wanted.map(({ key }) => key)
  return new Map([...found, ...(await statesBeforeRests(table, resting, midnight, present))])
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

/** What is left of the first days of players: the days of their additions, or those that ended the rests which began so. */
const firstDays = async (table: Table, players: readonly Player[], { now }: Present): Promise<States> => {
  const keys = players.map(({ key, addedAt }) => ({ player: key, SK: daySK(addedAt) }))
  const found = await lastOfKeys(table, keys, now)
  const added = new Map(players.filter(({ key }) => !found.has(key)).map(({ key, addedAt }) => [key, dateOf(addedAt)]))
  const rests = (await restsOf(table, [...added.keys()])).filter(({ player, from }) => from === added.get(player))
  const later = rests.map(({ player, to }) => ({ player, SK: daySK(Date.parse(to)) }))
  return new Map([...found, ...(await lastOfKeys(table, later, now))])
}

/**
 * The first states of players that are still there, by their keys: the answers that added them, or what is left of their first
 * days. Half a read unit each; on the day on which those answers expire up to one and a half, and for who was added with a
 * delay one more.
 */
export const firstStates = async (table: Table, players: readonly Player[], present: Present): Promise<States> => {
  const kept = players.filter(({ addedAt }) => !isPast(addedAt, present))
  const keys = kept.map(({ key, addedAt }) => ({ player: key, SK: snapSK(addedAt) }))
  const found = await lastOfKeys(table, keys, present.now)
  const others = players.filter(({ key }) => !found.has(key))
  const days = await firstDays(table, others, present)
  const firstKept = (moments: readonly number[]) => moments[0]
  return new Map([...found, ...days, ...(await changesOf(table, days, firstKept, present))])
}
