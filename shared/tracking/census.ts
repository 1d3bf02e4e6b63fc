import * as z from 'zod/mini'
import type { Table } from '../dynamodb.ts'
import { tellPlayers } from '../pace/pace.ts'
import { countDue } from '../players/players.ts'

/** A count of the players that are fetched. */
export const censusSchema = z.object({
  /** When it began, in milliseconds since 1970. */
  at: z.number(),
  count: z.number(),
  /** Where it goes on while not all are counted. */
  from: z.optional(z.string()),
  /** By when each full step of the last whole count was due, the longest due first. */
  marks: z._default(z.array(z.number()), []),
  /** The same of the count that is under way. */
  passed: z.optional(z.array(z.number())),
})

export type Census = z.output<typeof censusSchema>

const hourMs = 3_600_000

/** How many players a tick counts, for some sixty read units. */
export const countedPerTick = 5_000

// The schedule fires every minute.
const tickMs = 60_000

/** How long after a count began the next one does: every hour, and where that is not enough for two, after twice the time that it takes. */
const everyMs = (count: number): number => Math.max(hourMs, 2 * Math.ceil(count / countedPerTick) * tickMs)

/**
 * A step of the count of all players that are fetched, one a tick. It begins anew every hour, of more than 150,000 players more rarely,
 * so that there is time for the roll, and is told to all workers when it is done, since intervals stretch with how many share the
 * pace. Who is fetched meanwhile may be counted twice, one in a hundred at most.
 */
export const takeCensus = async (table: Table, before: Census | undefined, now: number): Promise<Census> => {
  const underWay = before?.from !== undefined
  if (before && !underWay && before.at <= now && now - before.at < everyMs(before.count)) return before
  const { count, next, upTo } = await countDue(table, countedPerTick, before?.from)
  const { marks = [], passed = [] } = before ?? {}
  const sofar = underWay ? { at: before.at, count: before.count + count, passed } : { at: now, count, passed: [] }
  if (upTo !== undefined) return { ...sofar, marks, from: next, passed: [...sofar.passed, upTo] }
  await tellPlayers(table, sofar.count)
  return { at: sofar.at, count: sofar.count, marks: sofar.passed }
}
