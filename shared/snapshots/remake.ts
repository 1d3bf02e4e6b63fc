import { gathered, type Table } from '../dynamodb.ts'
import { dateOf, dayMs, type Encoded, type Item, startOfDay, tiers } from './items.ts'
import { playerPK } from './key.ts'
import { pages } from './query.ts'
import { mostDays, type Rest, restsOf } from './rests.ts'

/*
 * What is made of days, made anew after days have come or gone in the middle of a history: weeks, months and rests.
 */

/** What is to be written so that weeks, months and rests are those of the days. */
export interface Remaking {
  puts: Record<string, unknown>[]
  deletes: { PK: string; SK: string }[]
  noted: Pick<Rest, 'from' | 'to'>[]
  forgotten: Pick<Rest, 'from'>[]
}

const sameState = (a: Encoded, b: Encoded): boolean =>
  a.at === b.at && a.layout === b.layout && Buffer.compare(a.values, b.values) === 0

const allOf = (table: Table, player: string, kind: string): Promise<Item[]> =>
  gathered(pages(table, player, { from: `${kind}#`, to: `${kind}#~`, consistent: true }))

/** The rests between some days, upwards, of a player that was added at a moment; as `noteRest` notes them. */
const restsBetween = (addedAt: number, days: readonly Item[]): Pick<Rest, 'from' | 'to'>[] =>
  days.flatMap(({ at }, index) => {
    const before = days[index - 1]?.at
    const from = before ?? addedAt
    const most = before === undefined ? 0 : mostDays
    return startOfDay(at) - startOfDay(from) > most * dayMs ? [{ from: dateOf(from), to: dateOf(at) }] : []
  })

/**
 * What is to be written so that the weeks, months and rests of a player are those of its days. The week and the month of the
 * newest day are not over, and what rests begin with it a fetch may have noted meanwhile. A read unit for seven days.
 */
export const remaking = async (table: Table, { key, addedAt }: { key: string; addedAt: number }): Promise<Remaking> => {
  const days = await allOf(table, key, 'DAY')
  const PK = playerPK(key)
  const made: Remaking = { puts: [], deletes: [], noted: [], forgotten: [] }
  const newest = days.at(-1)
  if (!newest) return made
  for (const tier of tiers) {
    const kind = tier.key(newest.at).split('#')[0]!
    const before = new Map((await allOf(table, key, kind)).map((item) => [tier.key(item.at), item]))
    const last = new Map(days.map((day) => [tier.key(day.at), day]))
    last.delete(tier.key(newest.at))
    for (const [SK, { at, layout, values }] of last) {
      const there = before.get(SK)
      if (!there || !sameState(there, { at, layout, values })) made.puts.push({ PK, SK, at, layout, values })
    }
    for (const SK of before.keys()) {
      if (!last.has(SK) && SK < tier.key(newest.at)) made.deletes.push({ PK, SK })
    }
  }
  const rests = restsBetween(addedAt, days)
  const known = new Map((await restsOf(table, [key])).map(({ from, to }) => [from, to]))
  made.noted = rests.filter(({ from, to }) => known.get(from) !== to)
  const wanted = new Set(rests.map(({ from }) => from))
  made.forgotten = [...known.keys()]
    .filter((from) => !wanted.has(from) && from < dateOf(newest.at))
    .map((from) => ({ from }))
  return made
}
