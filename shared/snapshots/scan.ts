import type { Table } from '../dynamodb.ts'
import { alive, daySK, decodeAll, type Item, monthOf, monthSK, type State, snapSK } from './items.ts'
import { edge, pages } from './query.ts'

/*
 * Many snapshots: all states of a player between two moments.
 *
 * | access pattern                   | key                                                              |
 * | all states between two moments   | PK PLAYER#<key>, SK between SNAP#<time> and SNAP#<time>,         |
 * |                                  | merged with SK between DAY#<date> and DAY#<date>                 |
 * | one state a day                  | the latter alone                                                 |
 * | one state a month                | SK between MONTH#<month> and MONTH#<month>                       |
 *
 * Where single snapshots have expired the days remain; where both exist, most days repeat a snapshot, and some tell newer
 * ranks. So the merge is complete without knowing how long snapshots are kept.
 */

interface Span {
  /** The first and last moment, both included, in milliseconds since 1970. */
  start: number
  end: number
}

interface Range extends Span {
  /** Items per request, for readers that may stop early; as many as DynamoDB gives otherwise (1 MB, some 1,700). */
  pageSize?: number
}

const within =
  ({ start, end }: Span, now: number) =>
  (item: Item): boolean =>
    item.at >= start && item.at <= end && alive(item, now) !== undefined

/** The states of the pages that hold them, of which at most one page is in memory. */
async function* decoded(
  table: Table,
  source: AsyncIterable<Item[]>,
  wanted: (item: Item) => boolean,
): AsyncGenerator<State> {
  for await (const items of source) yield* await decodeAll(table, items.filter(wanted))
}

/** Two sources in time order as one; of two states of one moment, which are the same, one. */
async function* merged(a: AsyncGenerator<State>, b: AsyncGenerator<State>): AsyncGenerator<State> {
  let [first, second] = await Promise.all([a.next(), b.next()])
  while (!first.done && !second.done) {
    const difference = first.value.at - second.value.at
    yield difference <= 0 ? first.value : second.value
    if (difference <= 0) first = await a.next()
    if (difference >= 0) second = await b.next()
  }
  for (; !first.done; first = await a.next()) yield first.value
  for (; !second.done; second = await b.next()) yield second.value
}

const ranged = (table: Table, player: string, range: Range, key: (at: number) => string, now: number) => {
  const source = pages(table, player, { from: key(range.start), to: key(range.end), limit: range.pageSize })
  return decoded(table, source, within(range, now))
}

/**
 * A player's states between two moments, oldest first, read page by page as they are asked for. Some 1/13 read unit each;
 * days are read also where snapshots remain, which adds 7 read units for the usual 90 of them.
 */
export const states = (table: Table, player: string, range: Range, now: number): AsyncGenerator<State> =>
  merged(ranged(table, player, range, snapSK, now), ranged(table, player, range, daySK, now))

/** The last states of the days (UTC) between two moments that have some, oldest first. Some 1/13 read unit each. */
export const dayStates = (table: Table, player: string, span: Span, now: number): AsyncGenerator<State> =>
  ranged(table, player, span, daySK, now)

/** The last day of a month, as stored. */
const lastDay = async (table: Table, player: string, month: string): Promise<Item | undefined> =>
  (await edge(table, player, { from: `DAY#${month}-01`, to: `DAY#${month}-31`, limit: 1, backwards: true }))[0]

/** The months from that of one moment up to but not including that of another. */
const monthsBetween = (start: number, end: number): string[] => {
  const months: string[] = []
  const first = new Date(start)
  for (let count = 0; ; count++) {
    const month = monthOf(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + count, 1))
    if (month >= monthOf(end)) return months
    months.push(month)
  }
}

/**
 * The last states of the months (UTC) between two moments, oldest first; the one that the end is in is left out. Some 1/13
 * read unit each, and half a one for a month that has no item: its last day is looked for, and there may be none.
 */
export async function* monthStates(table: Table, player: string, span: Span, now: number): AsyncGenerator<State> {
  const made = new Map<string, Item>()
  for await (const items of pages(table, player, { from: monthSK(span.start), to: monthSK(span.end) })) {
    for (const item of items) made.set(monthOf(item.at), item)
  }
  const items: Item[] = []
  for (const month of monthsBetween(span.start, span.end)) {
    const item = made.get(month) ?? (await lastDay(table, player, month))
    if (item) items.push(item)
  }
  yield* await decodeAll(table, items.filter(within(span, now)))
}
