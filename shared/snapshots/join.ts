import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { batchDelete, batchGet, type Table, unlessRefused } from '../dynamodb.ts'
import {
  alive,
  dateOf,
  dayMs,
  daySK,
  decodeAll,
  decodeMoments,
  type Encoded,
  encodeMoments,
  type Item,
  itemOf,
  snapSK,
  startOfDay,
  tiers,
} from './items.ts'
import { playerPK } from './key.ts'
import { putLastOf } from './put.ts'
import { quarterSK, untellQuarters, withoutQuarters } from './quarters.ts'
import { edge, pages } from './query.ts'
import { changeRests, noteRest, restsOf, restsSK } from './rests.ts'

/** Two histories of states that become one, under the key `to`. */
export interface Join {
  from: string
  to: string
  /** The moment of the first state of the later one; of the earlier one only what is before it counts. */
  at: number
  /** Whether the one at `from` is the earlier. */
  earlier: boolean
}

/** What is known of the end of the earlier history. */
interface End {
  /** Its last state. */
  last: Item | undefined
  /** The moments of its changes on the day (UTC) on which the later one begins. */
  changes: readonly number[]
}

/** The end of a player's states before a moment. Two read units. */
const endBefore = async (table: Table, player: string, at: number, now: number): Promise<End> => {
  const newest = { backwards: true, consistent: true }
  const [[snap], days] = await Promise.all([
    edge(table, player, { from: 'SNAP#', to: snapSK(at - 1), limit: 1, ...newest }),
    edge(table, player, { from: 'DAY#', to: daySK(at - 1), limit: 2, ...newest }),
  ])
  const change = alive(snap, now)
  const day = days.find((item) => item.at < at)
  const last = change && (!day || change.at > day.at) ? change : day
  const sameDay = change && startOfDay(change.at) === startOfDay(at) ? change : undefined
  const before = sameDay?.earlier ? decodeMoments(sameDay.at, sameDay.earlier) : []
  return { last, changes: sameDay ? [...before, sameDay.at] : [] }
}

/** The two states at which histories meet, as they are stored; undefined where there is none. Three read units. */
export const meetingStates = async (
  table: Table,
  { from, to, at, earlier }: Join,
  now: number,
): Promise<{ before: Encoded | undefined; after: Encoded | undefined }> => {
  const [first, second] = earlier ? [from, to] : [to, from]
  const { last } = await endBefore(table, first, at, now)
  const keys = [snapSK(at), daySK(at)].map((SK) => ({ PK: playerPK(second), SK }))
  const found = (await batchGet(table, keys, { consistent: true })).map(itemOf)
  return { before: last, after: found.find((item) => item.at === at) }
}

const startsWithDate = /^(DAY|QUARTER|WEEK|MONTH)#/

/** The first sort key of its kind that is the later history's: those before it are the earlier one's. */
const firstOfLater = (SK: string, at: number): string | undefined => {
  if (SK.startsWith('SNAP#')) return snapSK(at)
  if (SK.startsWith('DAY#')) return daySK(at)
  if (SK.startsWith('QUARTER#')) return quarterSK(at)
  return tiers.map(({ key }) => key(at)).find((key) => key.split('#')[0] === SK.split('#')[0])
}

const movedEarlier = (item: Record<string, unknown>, changes: readonly number[], at: number) => {
  const { at: moment, earlier } = itemOf(item)
  const known = earlier ? decodeMoments(moment, earlier) : []
  const moments = [...changes, ...known.filter((each) => each >= at)]
  return moments.length > 0 ? { ...item, earlier: encodeMoments(moments) } : item
}

/**
 * How an item of the history at `from` is in the joined one; undefined when it is not in it. The changes of the day on which the
 * later history begins tell of those of the earlier one.
 */
const joinedItem =
  ({ at, earlier }: Join, { changes }: End) =>
  (item: Record<string, unknown> & { SK: string }): Record<string, unknown> | undefined => {
    const { SK } = item
    if (SK === restsSK) return undefined
    const first = SK.startsWith('SNAP#') || startsWithDate.test(SK) ? firstOfLater(SK, at) : undefined
    if (first === undefined) return item
    if (earlier) return SK < first ? item : undefined
    if (SK < first) return undefined
    // The quarters that it tells of have the changes of one history alone.
    if (SK === daySK(at) && changes.length > 0) return withoutQuarters(item)
    const sameDay = SK.startsWith('SNAP#') && startOfDay(Number(item.at)) === startOfDay(at)
    return sameDay ? movedEarlier(item, changes, at) : item
  }

/** Lets the changes of the later history's first day, which are there already, tell of those of the earlier one. */
const tellChanges = async (table: Table, { to, at }: Join, { changes }: End, now: number): Promise<void> => {
  if (changes.length === 0) return
  const range = { from: snapSK(at), to: snapSK(startOfDay(at) + dayMs - 1), consistent: true }
  for await (const items of pages(table, to, range)) {
    for (const item of items.filter((each) => alive(each, now))) {
      await unlessRefused(
        table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: { PK: playerPK(to), SK: snapSK(item.at) },
            UpdateExpression: 'SET earlier = :earlier',
            ConditionExpression: 'attribute_exists(PK)',
            ExpressionAttributeValues: { ':earlier': itemOf(movedEarlier(item, changes, at)).earlier },
          }),
        ),
      )
    }
  }
}

/** Deletes what the earlier history has from the moment on at which the later one begins. */
const cutBehind = async (table: Table, { to, at }: Join): Promise<void> => {
  const kinds = ['SNAP#', 'DAY#', 'QUARTER#', 'WEEK#', 'MONTH#']
  for (const kind of kinds) {
    let start: Record<string, unknown> | undefined
    do {
      const { Items = [], LastEvaluatedKey } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': playerPK(to), ':from': firstOfLater(kind, at), ':to': `${kind}~` },
          ProjectionExpression: 'PK, SK',
          ExclusiveStartKey: start,
          ConsistentRead: true,
        }),
      )
      await batchDelete(table, Items)
      start = LastEvaluatedKey
    } while (start)
  }
}

/** Notes the rests of the joined history: those of both, but where the other one has states, and that between the two. */
const joinRests = async (
  table: Table,
  { from, to, at, earlier }: Join,
  { last }: End,
  addedAt: number,
): Promise<void> => {
  const date = dateOf(at)
  const rests = await restsOf(table, [from, to])
  const holds = (rest: { player: string; from: string; to: string }): boolean =>
    (rest.player === from) === earlier ? rest.to <= date : rest.from >= date
  const noted = rests.filter((rest) => rest.player === from && holds(rest))
  const again = new Set(noted.map((rest) => rest.from))
  const forgotten = rests.filter((rest) => rest.player === to && !holds(rest) && !again.has(rest.from))
  await changeRests(table, to, { noted, forgotten })
  await noteRest(table, { key: to, addedAt }, last, at)
}

/**
 * Joins two histories of states: `copy` brings the items of the one at `from`, changed as it is told. Weeks and months that the
 * earlier one had not made yet are made of its last state, and the later one's count where both have states. May be done again
 * as long as all of the history at `from` is there.
 */
export const joinStates = async (
  table: Table,
  join: Join & { addedAt: number },
  copy: (change: ReturnType<typeof joinedItem>) => Promise<void>,
  now: number,
): Promise<void> => {
  const end = await endBefore(table, join.earlier ? join.from : join.to, join.at, now)
  if (!join.earlier) await cutBehind(table, join)
  else if (end.changes.length > 0) await untellQuarters(table, join.to, join.at)
  await copy(joinedItem(join, end))
  if (join.earlier) await tellChanges(table, join, end, now)
  const [last] = end.last ? await decodeAll(table, [end.last]) : []
  for (const tier of tiers) {
    if (last && tier.key(last.at) !== tier.key(join.at)) await putLastOf(table, join.to, tier, last)
  }
  await joinRests(table, join, end, join.addedAt)
}
