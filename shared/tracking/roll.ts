import * as z from 'zod/mini'
import type { Table } from '../dynamodb.ts'
import { log } from '../log.ts'
import { isNotFound } from '../players/missing.ts'
import { findPlayers, isTracked, type Player, playersByName } from '../players/players.ts'
import { boardsFrom } from '../players/touched.ts'
import type { Census } from './census.ts'

const standingSchema = z.object({
  /** When the first of them was looked at, in milliseconds since 1970. */
  at: z.number(),
  total: z.number(),
  paused: z.number(),
  /** Active, but unknown to the hiscores. */
  notFound: z.number(),
  /** Tried, and without a good answer for more than a day, although the name is known. */
  failing: z.number(),
})

/** How many players stand how. */
export type Standing = z.output<typeof standingSchema>

/** The calling of the roll: how all players stand, of whom a tick looks at some. */
export const rollSchema = z.object({
  /** When the last one began, in milliseconds since 1970. */
  at: z.number(),
  /** What the last whole one has found; undefined where there are so few that whoever asks looks at them. */
  found: z.optional(standingSchema),
  /** While one is under way: the last key that was called, and what was found so far. */
  after: z.optional(z.string()),
  sofar: z.optional(standingSchema),
})

export type Roll = z.output<typeof rollSchema>

const hourMs = 3_600_000
const dayMs = 24 * hourMs

const isFailing = ({ active, missing, lastFetchedAt, addedAt, lastOutcome }: Player, now: number): boolean => {
  const good = lastOutcome === undefined || lastOutcome === 'changed' || lastOutcome === 'unchanged'
  return active && !missing && !good && now - (lastFetchedAt ?? addedAt) > dayMs
}

/** How some players stand; those that the API does not know are not counted. */
export const standingOf = (players: readonly Player[], now: number): Standing => {
  const tracked = players.filter(isTracked)
  const count = (is: (player: Player) => boolean): number => tracked.filter(is).length
  return {
    at: now,
    total: tracked.length,
    paused: count(({ active }) => !active),
    notFound: count(({ active, missing }) => active && isNotFound(missing)),
    failing: count((player) => isFailing(player, now)),
  }
}

const plus = (a: Standing, b: Standing): Standing => ({
  at: a.at,
  total: a.total + b.total,
  paused: a.paused + b.paused,
  notFound: a.notFound + b.notFound,
  failing: a.failing + b.failing,
})

/** How many players a tick looks at, for some 256 read units, and of up to how many none; tests have fewer. */
const calling = { perTick: 500, few: boardsFrom }

// Nobody's standing changes but by a fetch, of which there are half as many in this time, or by a person.
const restPerPlayerMs = 1_000

const restMs = ({ found }: Roll): number => Math.max(hourMs, (found?.total ?? 0) * restPerPlayerMs)

/** Whether the roll is to be called anew: between two counts of those that are fetched, so that no tick does both. */
const isTime = (before: Roll | undefined, census: Census, now: number): boolean => {
  if (census.from !== undefined || now - census.at < hourMs / 2) return false
  return before === undefined || before.at > now || now - before.at >= restMs(before)
}

const call = async (table: Table, before: Roll | undefined, now: number, how: typeof calling): Promise<Roll> => {
  const underWay = before?.after !== undefined
  const { keys, next } = await playersByName(table, how.perTick, before?.after)
  if (!underWay && next === undefined && keys.length <= how.few) return { at: now }
  const called = standingOf(await findPlayers(table, keys), now)
  const sofar = underWay && before.sofar ? plus(before.sofar, called) : called
  const { at } = sofar
  return next === undefined ? { at, found: sofar } : { at, found: before?.found, after: next, sofar }
}

/**
 * A step of the calling of the roll, one a tick: every hour, and where there are many players, as often as twice for each time that
 * everybody can be fetched. Whoever changes while it is called is counted as before or as after, and right by the next one. Where a
 * step fails, which is logged, the next tick does it again.
 */
export const callRoll = async (
  table: Table,
  before: Roll | undefined,
  census: Census,
  now: number,
  how = calling,
): Promise<Roll | undefined> => {
  if (before?.after === undefined && !isTime(before, census, now)) return before
  try {
    return await call(table, before, now, how)
  } catch (error) {
    log.error('roll not called', { error: error as Error })
    return before
  }
}
