import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { consistently, type Table, unlessRefused } from '../dynamodb.ts'
import {
  alive,
  dayMs,
  daySK,
  decodeMoments,
  type Encoded,
  encodeMoments,
  type Item,
  snapSK,
  startOfDay,
  type Tier,
  tiers,
} from './items.ts'
import { playerPK } from './key.ts'
import { quarterSK, untellQuarters } from './quarters.ts'
import { edge, pages } from './query.ts'
import { noteRest } from './rests.ts'
import { firstSnapshotAfter, snapshotAt } from './snapshots.ts'

/** The states from one moment to another, both included, in milliseconds since 1970. */
export interface TakenBack {
  from: number
  to: number
}

const momentsOf = async (table: Table, player: string, { from, to }: TakenBack): Promise<number[]> => {
  const moments = new Set<number>()
  const ranges = [
    { from: snapSK(from), to: snapSK(to) },
    { from: daySK(from), to: daySK(to) },
  ]
  for (const range of ranges)
    for await (const items of pages(table, player, range)) for (const { at } of items) moments.add(at)
  return [...moments].filter((at) => at >= from && at <= to).sort((a, b) => b - a)
}

/** What is done with an item that still holds the state of a moment; nothing is when it holds another one. */
const ifOf = (at: number) => ({
  ConditionExpression: '#at = :taken',
  ExpressionAttributeNames: { '#at': 'at' },
  ExpressionAttributeValues: { ':taken': at },
})

const remove = async (table: Table, player: string, SK: string, at: number): Promise<void> => {
  const Key = { PK: playerPK(player), SK }
  await unlessRefused(table.client.send(new DeleteCommand({ TableName: table.name, Key, ...ifOf(at) })))
}

/** Puts another state in the place of one that stood for a day, week or month; takes the item away where there is none. */
const replace = async (
  table: Table,
  player: string,
  SK: string,
  at: number,
  other: Encoded | undefined,
  { kept = [], source }: { kept?: readonly number[]; source?: string | undefined } = {},
): Promise<void> => {
  if (!other) return remove(table, player, SK, at)
  const beside = { ...(kept.length > 0 && { kept: encodeMoments(kept) }), ...(source !== undefined && { source }) }
  const Item = { PK: playerPK(player), SK, at: other.at, layout: other.layout, values: other.values, ...beside }
  await unlessRefused(table.client.send(new PutCommand({ TableName: table.name, Item, ...ifOf(at) })))
}

/** The last day of the week or month of a moment. */
const lastDayOf = async (table: Table, player: string, tier: Tier, at: number): Promise<Item | undefined> => {
  const start = tier.startOf(at)
  const next = tier.startOf(start + tier.days * dayMs)
  const range = { from: daySK(start), to: daySK(next - 1), limit: 1, backwards: true }
  const [day] = await edge(table, player, range)
  return day
}

/** An item that tells moments of its day, by an attribute, forgets one of them. */
const forget = async (table: Table, player: string, item: Item, of: 'earlier' | 'kept', at: number): Promise<void> => {
  const moments = item[of] ? decodeMoments(item.at, item[of]) : []
  if (!moments.includes(at)) return
  const left = moments.filter((moment) => moment !== at)
  const some = left.length > 0
  await unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { PK: playerPK(player), SK: of === 'kept' ? daySK(item.at) : snapSK(item.at) },
        UpdateExpression: some ? 'SET #of = :left' : 'REMOVE #of',
        ConditionExpression: '#at = :at',
        ExpressionAttributeNames: { '#of': of, '#at': 'at' },
        ExpressionAttributeValues: { ':at': item.at, ...(some && { ':left': encodeMoments(left) }) },
      }),
    ),
  )
}

/** The later of the last change before a moment and of what had stood for the day of that moment. */
const laterOf = (change: Encoded | undefined, stood: Encoded | undefined, at: number): Encoded | undefined =>
  stood && stood.at < at && daySK(stood.at) === daySK(at) && stood.at > (change?.at ?? 0) ? stood : change

/**
 * Takes one state out of all tiers, where others take its place as far as the table still has them. Its day tells of no quarters
 * before anything else is done, and the snapshot goes last, so that whoever does it again finds what is left to do.
 */
export const removeState = async (
  given: Table,
  player: string,
  at: number,
  stood: Encoded | undefined,
  now: number,
): Promise<void> => {
  const table = consistently(given)
  await untellQuarters(table, player, at)
  await remove(table, player, quarterSK(at), at)
  const midnight = startOfDay(at)
  const ofDay = { from: snapSK(midnight), to: snapSK(midnight + dayMs - 1) }
  const changes: Item[] = []
  for await (const items of pages(table, player, ofDay)) changes.push(...items.filter((item) => alive(item, now)))
  const before = changes.findLast((item) => item.at < at)
  // Later changes of the day tell its moment, and so does the day where it was to stay for ever.
  for (const item of changes) if (item.at > at) await forget(table, player, item, 'earlier', at)
  const [day] = await edge(table, player, { from: daySK(at), to: daySK(at), limit: 1 })
  if (day) await forget(table, player, day, 'kept', at)
  const kept = day?.kept ? decodeMoments(at, day.kept).filter((moment) => moment !== at) : []
  await replace(table, player, daySK(at), at, laterOf(before, stood, at), { kept, source: day?.source })
  for (const tier of tiers) {
    await replace(table, player, tier.key(at), at, await lastDayOf(table, player, tier, at))
  }
  await remove(table, player, snapSK(at), at)
}

/**
 * Takes states back, as if they had never been: out of the snapshots and quarters, and out of the days, weeks and months, which get the
 * state before them where the table still has one; `stood` is one that it has not, because it was no change and only stood for its
 * day until they came. Doing it again does what is left. The states on both sides of the gap.
 */
export const takeBackStates = async (
  table: Table,
  player: { key: string; addedAt: number },
  span: TakenBack,
  now: number,
  stood?: Encoded,
) => {
  for (const at of await momentsOf(table, player.key, span)) await removeState(table, player.key, at, stood, now)
  const before = await snapshotAt(table, player.key, span.from - 1, now)
  const after = await firstSnapshotAfter(table, player.key, span.to, now, now)
  if (after) await noteRest(table, player, before, after.at)
  return { before, after }
}
