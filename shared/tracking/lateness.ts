import type { Table } from '../dynamodb.ts'
import { countDueBetween, playersDue } from '../players/players.ts'
import { type Census, countedPerTick } from './census.ts'

/** So many players are late by so much, in seconds: the least of them, and the most. */
interface Late {
  least: number
  most: number
  players: number
}

/** The lateness that a share of the players are late by no more than; zero when nobody is. The least late come first. */
const percentile = (late: readonly Late[], share: number): number => {
  let place = Math.ceil(share * late.reduce((sum, { players }) => sum + players, 0))
  for (const { least, most, players } of late) {
    if (place <= players) return least + ((most - least) * place) / players
    place -= players
  }
  return 0
}

const one = (dueAt: number, now: number): Late => {
  const seconds = (now - dueAt) / 1000
  return { least: seconds, most: seconds, players: 1 }
}

const tell = (late: readonly Late[]) => {
  const ascending = late.filter(({ players }) => players > 0).sort((a, b) => a.least - b.least)
  return {
    due: ascending.reduce((sum, { players }) => sum + players, 0),
    p50: percentile(ascending, 0.5),
    p95: percentile(ascending, 0.95),
    max: ascending.at(-1)?.most ?? 0,
  }
}

/** By how much players are late, in seconds, that are due since those moments. */
export const latenessOf = (dueAt: readonly number[], now: number) =>
  tell(dueAt.filter((at) => at < now).map((at) => one(at, now)))

/** So many are looked at one by one: an hour of the pace, and more than fetchers can bring about by crashing. */
export const mostLooked = 2_000

/**
 * The same of all players that the schedule fetches, however many: exact where no more are late than are looked at. Of the others
 * it is counted how many there are, as far as a count's step goes, and beyond that taken over from the last count of all, since
 * nothing becomes of those in the middle until their turn comes. Some 25 read units, 150 at most.
 */
export const latenessOfMany = async (table: Table, census: Census | undefined, now: number) => {
  const looked = (await playersDue(table, now - 1, mostLooked)).map(({ nextFetchAt }) => nextFetchAt)
  const end = looked.at(-1)
  if (end === undefined || looked.length < mostLooked) return latenessOf(looked, now)
  const marks = (census?.marks ?? []).filter((at) => at > end && at < now)
  const bounds = [end, ...marks, now - 1]
  const counted = await Promise.all(
    bounds.slice(1).map(async (until, index): Promise<Late> => {
      const after = bounds[index]!
      const isWhole = index > 0 && index < bounds.length - 2
      const players = isWhole ? countedPerTick : await countDueBetween(table, after, until, countedPerTick)
      return { least: (now - until) / 1000, most: (now - after) / 1000, players }
    }),
  )
  return tell([...looked.map((at) => one(at, now)), ...counted])
}
