import { gathered, type Table } from '../dynamodb.ts'
import { alive, dayMs, daySK, decodeAll, type Item, type State, snapSK, startOfDay, type Tier } from './items.ts'
import { quarterSK, quartersOf } from './quarters.ts'
import { edge, pages } from './query.ts'

/*
 * Many snapshots: all states of a player between two moments.
 *
 * | access pattern                   | key                                                              |
 * | all states between two moments   | PK PLAYER#<key>, SK between SNAP#<time> and SNAP#<time>,         |
 * |                                  | merged with SK between DAY#<date> and DAY#<date>                 |
 * | one state a day                  | the latter alone                                                 |
 * | four states a day                | the same, merged with SK between QUARTER#<time> and QUARTER#<time> |
 * | one state a week                 | SK between WEEK#<Monday> and WEEK#<Monday>                       |
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

/** All states of a source, in its order. */
export const collected = async (source: AsyncIterable<State>): Promise<State[]> => {
  const all: State[] = []
  for await (const state of source) all.push(state)
  return all
}

/** Two sources in time order, or both in the other, as one; of two states of one moment, which are the same, one. */
async function* merged(a: AsyncGenerator<State>, b: AsyncGenerator<State>, backwards = false): AsyncGenerator<State> {
  let [first, second] = await Promise.all([a.next(), b.next()])
  while (!first.done && !second.done) {
    const difference = (first.value.at - second.value.at) * (backwards ? -1 : 1)
    yield difference <= 0 ? first.value : second.value
    if (difference <= 0) first = await a.next()
    if (difference >= 0) second = await b.next()
  }
  for (; !first.done; first = await a.next()) yield first.value
  for (; !second.done; second = await b.next()) yield second.value
}

const ranged = (
  table: Table,
  player: string,
  range: Range & { backwards?: boolean },
  key: (at: number) => string,
  now: number,
) => {
  const { start, end, pageSize: limit, backwards = false } = range
  const source = pages(table, player, { from: key(start), to: key(end), limit, backwards })
  return decoded(table, source, within(range, now))
}

/**
 * A player's states between two moments, oldest first, read page by page as they are asked for. Some 1/13 read unit each;
 * days are read also where snapshots remain, which adds 7 read units for the usual 90 of them.
 */
export const states = (table: Table, player: string, range: Range, now: number): AsyncGenerator<State> =>
  merged(ranged(table, player, range, snapSK, now), ranged(table, player, range, daySK, now))

/** As {@link states}, but the newest first. */
export const statesDown = (table: Table, player: string, range: Range, now: number): AsyncGenerator<State> => {
  const down = { ...range, backwards: true }
  return merged(ranged(table, player, down, snapSK, now), ranged(table, player, down, daySK, now), true)
}

/** The last states of the days (UTC) between two moments that have some, oldest first. Some 1/13 read unit each. */
export const dayStates = (table: Table, player: string, span: Span, now: number): AsyncGenerator<State> =>
  ranged(table, player, span, daySK, now)

// Stretches without items that are looked at one by one.
const fewStretches = 5

/** Stretches, upwards, as they are to be read: only one, from the first to the last of them, when they are many. */
const asFew = (stretches: readonly Span[]): readonly Span[] =>
  stretches.length > fewStretches ? [{ start: stretches[0]!.start, end: stretches.at(-1)!.end }] : stretches

/**
 * The stretches of periods between two moments that have no item, but for the one that the end is in.
 */
const stretchesWithout = (made: ReadonlyMap<string, Item>, tier: Tier, span: Span): readonly Span[] => {
  const stretches: Span[] = []
  const end = tier.startOf(span.end)
  for (let at = tier.startOf(span.start); at < end; ) {
    const next = tier.startOf(at + tier.days * dayMs)
    const last = stretches.at(-1)
    if (!made.has(tier.key(at))) {
      if (last?.end === at - 1) last.end = next - 1
      else stretches.push({ start: at, end: next - 1 })
    }
    at = next
  }
  return asFew(stretches)
}

/** The last days of the periods in a stretch, and days before them: the last one alone where there is only one period. */
const daysOf = async function* (table: Table, player: string, tier: Tier, { start, end }: Span) {
  const range = { from: daySK(start), to: daySK(end) }
  if (end - start < tier.days * dayMs) yield await edge(table, player, { ...range, limit: 1, backwards: true })
  else yield* pages(table, player, range)
}

/**
 * The last states of the weeks or months (UTC) between two moments, oldest first; the one that the end is in is left out. Some
 * 1/13 read unit each. Where there are no items the days are looked at: half a unit for one period, or for any number of them
 * in which nothing was fetched, and what the days take otherwise.
 */
export async function* tierStates(
  table: Table,
  player: string,
  tier: Tier,
  span: Span,
  now: number,
): AsyncGenerator<State> {
  const made = new Map<string, Item>()
  const add = async (source: AsyncIterable<Item[]>): Promise<void> => {
    for await (const items of source) for (const item of items) made.set(tier.key(item.at), item)
  }
  await add(pages(table, player, { from: tier.key(span.start), to: tier.key(span.end) }))
  for (const stretch of stretchesWithout(made, tier, span)) await add(daysOf(table, player, tier, stretch))
  const items = [...made.values()].filter(within(span, now)).sort((a, b) => a.at - b.at)
  yield* await decodeAll(table, items)
}

/** The stretches of days, of some that follow each other, that do not tell of their quarters, or of one that is not there. */
const stretchesOf = (days: readonly Item[], quarters: ReadonlyMap<string, Item>): readonly Span[] => {
  const stretches: Span[] = []
  let follows = false
  for (const day of days) {
    const isTold = quartersOf(day)?.every((SK) => quarters.has(SK)) ?? false
    if (!isTold && follows) stretches.at(-1)!.end = day.at
    else if (!isTold) stretches.push({ start: startOfDay(day.at), end: day.at })
    follows = !isTold
  }
  return asFew(stretches)
}

/**
 * The last states of the quarters of days (UTC) between two moments, oldest first; the one that goes on behind the end is left out.
 * Some 1/13 read unit each. Of days that do not tell of their quarters the snapshots are read: half a unit where they have expired.
 */
export const quarterStates = async (table: Table, player: string, span: Span, now: number): Promise<State[]> => {
  // All of the quarters of the first and the last day, which these tell of.
  const from = quarterSK(startOfDay(span.start))
  const to = quarterSK(startOfDay(span.end) + dayMs - 1)
  const [found, days] = await Promise.all([
    gathered(pages(table, player, { from, to })),
    gathered(pages(table, player, { from: daySK(span.start), to: daySK(span.end) })),
  ])
  const quarters = new Map(found.filter((item) => alive(item, now)).map((item) => [quarterSK(item.at), item]))
  const last = new Map<string, Item>()
  const add = (items: readonly (Item | undefined)[]): void => {
    for (const item of items) {
      if (!item || !within(span, now)(item)) continue
      const SK = quarterSK(item.at)
      if (item.at >= (last.get(SK)?.at ?? 0)) last.set(SK, item)
    }
  }
  for (const day of days) add([...(quartersOf(day) ?? []).map((SK) => quarters.get(SK)), day])
  const read = async ({ start, end }: Span): Promise<void> => {
    const range = { from: snapSK(Math.max(start, span.start)), to: snapSK(Math.min(end, span.end)) }
    for await (const items of pages(table, player, range)) add(items)
  }
  await Promise.all(stretchesOf(days, quarters).map(read))
  last.delete(quarterSK(span.end + 1))
  return decodeAll(
    table,
    [...last.values()].sort((a, b) => a.at - b.at),
  )
}
