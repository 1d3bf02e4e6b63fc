import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Table } from '../dynamodb.ts'
import { playerPK } from '../players/key.ts'
import { alive, daySK, decodeAll, type Item, itemOf, type State, snapSK } from './items.ts'

/*
 * Many snapshots: all states of a player between two moments.
 *
 * | access pattern                   | key                                                              |
 * | all states between two moments   | PK PLAYER#<key>, SK between SNAP#<time> and SNAP#<time>,         |
 * |                                  | merged with SK between DAY#<date> and DAY#<date>                 |
 * | one state a day                  | the latter alone                                                 |
 *
 * Where single snapshots have expired the days remain; where both exist, most days repeat a snapshot, and some tell newer
 * ranks. So the merge is complete without knowing how long snapshots are kept.
 */

/** `snapshots` is every state that is stored, `days` the last one of each day (UTC). */
export type Tier = 'snapshots' | 'days'

interface Range {
  /** The first and last moment, both included, in milliseconds since 1970. */
  start: number
  end: number
  /** Every state, unless told otherwise. */
  tier?: Tier
  /** Items per request, for readers that may stop early; as many as DynamoDB gives otherwise (1 MB, some 1,700). */
  pageSize?: number
}

async function* pages(table: Table, player: string, from: string, to: string, pageSize?: number) {
  // DynamoDB refuses a range that is upside down, where it might as well find nothing.
  if (from > to) return
  let next: Record<string, unknown> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': playerPK(player), ':from': from, ':to': to },
        Limit: pageSize,
        ExclusiveStartKey: next,
      }),
    )
    yield Items.map(itemOf)
    next = LastEvaluatedKey
  } while (next)
}

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

/**
 * A player's states between two moments, oldest first, read page by page as they are asked for. Some 1/15 read unit each;
 * days are read also where snapshots remain, which adds 6 read units for the usual 90 of them.
 */
export const states = (
  table: Table,
  player: string,
  { start, end, tier = 'snapshots', pageSize }: Range,
  now: number,
): AsyncGenerator<State> => {
  const within = (item: Item): boolean => item.at >= start && item.at <= end && alive(item, now) !== undefined
  const of = (key: (at: number) => string) =>
    decoded(table, pages(table, player, key(start), key(end), pageSize), within)
  return tier === 'days' ? of(daySK) : merged(of(snapSK), of(daySK))
}
