import type { Table } from '../dynamodb.ts'
import { alive, daySK, decodeAll, type Item, type State, snapSK } from './items.ts'
import { edge, pages } from './query.ts'

/** From a moment on and before another one, in milliseconds since 1970. */
interface Span {
  from: number
  before: number
}

/**
 * The last changes of a span, `count` of them, and the last days, as many, newest first. A read unit and a half for twelve of
 * each.
 */
export const statesBefore = async (
  table: Table,
  player: string,
  { from, before, count }: Span & { count: number },
  now: number,
): Promise<State[]> => {
  const last = { limit: count, backwards: true }
  const tiers = await Promise.all(
    [snapSK, daySK].map((key) => edge(table, player, { from: key(from), to: key(before - 1), ...last })),
  )
  const items = tiers.flat().filter((item) => item.at >= from && item.at < before && alive(item, now))
  const byMoment = new Map(items.map((item) => [item.at, item]))
  return decodeAll(
    table,
    [...byMoment.values()].sort((a, b) => b.at - a.at),
  )
}

/** The changes of a span, newest first, some at a time, as they are asked for; the last one before it as well. */
export async function* changesBefore(
  table: Table,
  player: string,
  { from, before }: Span,
  now: number,
): AsyncGenerator<State[]> {
  const range = { from: 'SNAP#', to: snapSK(before - 1), limit: 50, backwards: true }
  for await (const items of pages(table, player, range)) {
    const known = items.filter((item): item is Item => alive(item, now) !== undefined)
    const end = known.findIndex((item) => item.at < from)
    yield decodeAll(table, end < 0 ? known : known.slice(0, end + 1))
    if (end >= 0) return
  }
}
