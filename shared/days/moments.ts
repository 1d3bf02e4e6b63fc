import type { Table } from '../dynamodb.ts'
import type { Player } from '../players/players.ts'
import { isPast, type Present } from '../progress/at.ts'
import { newestStatesOf } from '../progress/newest.ts'
import { statesOfKeys } from '../snapshots/batch.ts'
import { dayMs, daySK, decodeAll, type State, snapSK, startOfDay } from '../snapshots/items.ts'
import { edge } from '../snapshots/query.ts'
import { collected, dayStates } from '../snapshots/scan.ts'

/*
 * States of a player at many moments, such as all midnights of a year: the days in one query, and of those that a moment
 * divides the changes by keys, a hundred of them in a request. Likewise of many players, whose days are read side by side.
 */

/** A player, and the moments at which its states are wanted, at least one. */
export interface Wanted {
  player: Player
  moments: readonly number[]
}

/** A moment within a day (UTC) whose last state came later. */
interface Divided {
  player: string
  moment: number
  day: State
  /** The last state of the days before. */
  before: State | undefined
}

/** The last states of the days around some moments, and of the last day before them all. */
const daysAround = async (table: Table, { player, moments }: Wanted, now: number): Promise<State[]> => {
  const first = Math.min(...moments)
  // The newest state is known, and so is it that there is nothing before the addition.
  if (!player.latest || player.latest.at <= first) return []
  const start = Math.max(startOfDay(first) - dayMs, 0)
  const span = { start, end: startOfDay(Math.max(...moments)) + dayMs - 1 }
  const days = await collected(dayStates(table, player.key, span, now))
  if (start === 0 || player.addedAt > first || (days[0] && days[0].at < startOfDay(first))) return days
  const older = await edge(table, player.key, { from: 'DAY#', to: daySK(start - 1), limit: 1, backwards: true })
  return [...(await decodeAll(table, older)), ...days]
}

/** The last state at or before a moment by the newest one and the days; or how a day is divided by it. */
const stateOrDivided = (
  { player, moment }: { player: string; moment: number },
  newest: State | undefined,
  days: readonly State[],
): State | Divided | undefined => {
  if (newest && newest.at <= moment) return newest
  const midnight = startOfDay(moment)
  const before = days.findLast(({ at }) => at < midnight)
  const day = moment === midnight ? undefined : days.find(({ at }) => at >= midnight && at < midnight + dayMs)
  if (!day) return before
  return day.at <= moment ? day : { player, moment, day, before }
}

const isDivided = (found: State | Divided | undefined): found is Divided => found !== undefined && 'day' in found

const nameOf = (player: string, SK: string): string => `${player} ${SK}`

const namedStates = async (table: Table, keys: readonly { player: string; SK: string }[], now: number) => {
  const once = new Map(keys.map((key) => [nameOf(key.player, key.SK), key]))
  const found = await statesOfKeys(table, [...once.values()], now)
  return new Map(found.map(({ player, state }) => [nameOf(player, snapSK(state.at)), state]))
}

/**
 * The last changes before moments that divide a day, by the last one of the day, which tells of the others; and where there is
 * none, the last state before the day. In their order.
 */
const dividedStates = async (
  table: Table,
  divided: readonly Divided[],
  present: Present,
): Promise<(State | undefined)[]> => {
  const kept = divided.filter(({ day }) => !isPast(day.at, present))
  const lasts = await namedStates(
    table,
    kept.map(({ player, day }) => ({ player, SK: snapSK(day.at) })),
    present.now,
  )
  const wanted = divided.map(({ player, moment, day }) => {
    const earlier = (lasts.get(nameOf(player, snapSK(day.at)))?.earlier ?? []).filter((at) => !isPast(at, present))
    const at = Math.max(...[...day.kept, ...earlier].filter((each) => each <= moment))
    return Number.isFinite(at) ? { player, SK: snapSK(at) } : undefined
  })
  const changes = await namedStates(
    table,
    wanted.filter((key) => key !== undefined),
    present.now,
  )
  return divided.map(({ before }, index) => {
    const key = wanted[index]
    return (key && changes.get(nameOf(key.player, key.SK))) ?? before
  })
}

/**
 * The last states at or before some moments, for each of some players in the order of its moments, where there are any. Of each
 * player a query of the days around the moments, some 1/13 read unit a day; and for each day that a moment divides up to
 * one unit more, none at a midnight (UTC). Nothing for who has rested since.
 */
export const statesAtMoments = async (
  table: Table,
  wanted: readonly Wanted[],
  present: Present,
): Promise<(State | undefined)[][]> => {
  const [newest, days] = await Promise.all([
    newestStatesOf(
      table,
      wanted.map(({ player }) => player),
    ),
    Promise.all(wanted.map((each) => daysAround(table, each, present.now))),
  ])
  const found = wanted.map(({ player: { key }, moments }, index) =>
    moments.map((moment) => stateOrDivided({ player: key, moment }, newest.get(key), days[index]!)),
  )
  const divided = found.flat().filter(isDivided)
  const states = await dividedStates(table, divided, present)
  const resolved = new Map(divided.map((each, index) => [each, states[index]]))
  return found.map((row) => row.map((each) => (isDivided(each) ? resolved.get(each) : each)))
}
