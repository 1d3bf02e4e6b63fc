import type { Table } from '../dynamodb.ts'
import { ApiError } from '../http/errors.ts'
import { isoTime } from '../http/time.ts'
import type { Player } from '../players/players.ts'
import { notTracked } from '../players/tracked.ts'
import { alive, daySK, decodeAll, type Item, snapSK } from '../snapshots/items.ts'
import { pages } from '../snapshots/query.ts'
import { readingOf } from '../snapshots/readings.ts'
import { takeBack } from './take-back.ts'

interface Asked {
  /** The first and last moment of interest, both included, in milliseconds since 1970. */
  start: number
  end: number
  count: number
}

/** The first items of a tier between two moments, `count` of them. */
const firstOf = async (
  table: Table,
  player: string,
  key: (at: number) => string,
  { start, end, count }: Asked,
  now: number,
): Promise<Item[]> => {
  const found: Item[] = []
  for await (const items of pages(table, player, { from: key(start), to: key(end), limit: count })) {
    found.push(...items.filter((item) => item.at >= start && item.at <= end && alive(item, now)))
    if (found.length >= count) break
  }
  return found.slice(0, count)
}

/**
 * A page of what is stored of a player, oldest first, as the API shows it: each state once, by the finest tier that has it. The
 * moment after which the next page goes on; undefined on the last one.
 */
export const storedStates = async (table: Table, { key }: Player, asked: Asked, now: number) => {
  // One more shows whether there is another page.
  const wanted = { ...asked, count: asked.count + 1 }
  const [changes, days] = await Promise.all([
    firstOf(table, key, snapSK, wanted, now),
    firstOf(table, key, daySK, wanted, now),
  ])
  const isChange = new Set(changes.map(({ at }) => at))
  const all = [...changes, ...days.filter(({ at }) => !isChange.has(at))].sort((a, b) => a.at - b.at)
  const page = all.slice(0, asked.count)
  const states = await decodeAll(table, page)
  return {
    snapshots: states.map((state) => {
      const { level = null, value = null } = readingOf(state, 'overall') ?? {}
      const tier = isChange.has(state.at) ? ('snapshot' as const) : ('day' as const)
      return { at: isoTime(state.at), overall: { level, experience: value }, tier }
    }),
    next: all.length > page.length ? page.at(-1)?.at : undefined,
  }
}

/** Takes one state back, as if it had never been. Throws `snapshot_not_found`. */
export const takeBackState = async (table: Table, player: Player, at: number, now: number): Promise<void> => {
  const { snapshots } = await storedStates(table, player, { start: at, end: at, count: 1 }, now)
  if (snapshots.length === 0) {
    throw new ApiError('snapshot_not_found', `Nothing is stored of ${player.username} of exactly that moment.`)
  }
  if (!(await takeBack(table, player, { from: at, to: at }, now))) throw notTracked(player.username)
}
