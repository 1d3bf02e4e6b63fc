import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { type Table, unlessRefused } from '../dynamodb.ts'
import { playerPK } from '../players/key.ts'
import {
  alive,
  dayMs,
  daySK,
  decodeAll,
  encode,
  type Item,
  itemOf,
  type Snapshot,
  type State,
  snapSK,
} from './items.ts'
import { states } from './scan.ts'

/*
 * Single snapshots: all of a player's rows at one moment.
 *
 * | access pattern                   | key                                                                  |
 * | the newest state                 | PK PLAYER#<key>, SK begins with DAY#, backwards, 1                   |
 * | the state at a moment            | the newer of: SK up to SNAP#<time>, backwards, 1;                    |
 * |                                  | SK up to DAY#<date>, backwards, 2 (the day may hold a later state)   |
 * | the first state after a moment   | as all states between two moments, the first one                     |
 */

/** Stores a snapshot until `retentionDays` have passed. Storing the same one twice changes nothing. */
export const putSnapshot = async (
  table: Table,
  player: string,
  snapshot: Snapshot,
  retentionDays: number,
): Promise<void> => {
  const Item = {
    PK: playerPK(player),
    SK: snapSK(snapshot.at),
    ...(await encode(table, snapshot)),
    expiresAt: Math.ceil((snapshot.at + retentionDays * dayMs) / 1000),
  }
  await table.client.send(new PutCommand({ TableName: table.name, Item }))
}

/** Makes a snapshot the last state known on its day, unless a later one is there already. */
export const putDay = async (table: Table, player: string, snapshot: Snapshot): Promise<void> => {
  const Item = { PK: playerPK(player), SK: daySK(snapshot.at), ...(await encode(table, snapshot)) }
  await unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item,
        ConditionExpression: 'attribute_not_exists(PK) OR #at < :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': snapshot.at },
      }),
    ),
  )
}

/** Deletes the states of exactly this moment. */
export const deleteSnapshot = async (table: Table, player: string, at: number): Promise<void> => {
  const PK = playerPK(player)
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: { PK, SK: snapSK(at) } }))
  await unlessRefused(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: { PK, SK: daySK(at) },
        ConditionExpression: '#at = :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': at },
      }),
    ),
  )
}

interface Range {
  from: string
  to: string
  limit: number
  consistent?: boolean
}

/** The last items of a range of keys, the last one first. */
const lastOf = async (table: Table, player: string, { from, to, limit, consistent }: Range): Promise<Item[]> => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': playerPK(player), ':from': from, ':to': to },
      ScanIndexForward: false,
      Limit: limit,
      ConsistentRead: consistent ?? false,
    }),
  )
  return Items.map(itemOf)
}

const decode = async (table: Table, item: Item | undefined): Promise<State | undefined> =>
  item && (await decodeAll(table, [item]))[0]

const later = (a: Item | undefined, b: Item | undefined): Item | undefined => (!a || (b && b.at > a.at) ? b : a)

/** The newest state of a player; undefined when nothing was ever stored. One item, half a read unit. */
export const latestSnapshot = async (table: Table, player: string): Promise<State | undefined> => {
  const [item] = await lastOf(table, player, { from: 'DAY#', to: 'DAY#~', limit: 1 })
  return decode(table, item)
}

/**
 * What a new answer is compared with: the newest day and the newest state of all, read consistently; and the moment of the
 * newest change that is still stored.
 */
export const newestStates = async (table: Table, player: string, now: number) => {
  const newest = { limit: 1, consistent: true }
  const [[snap], [day]] = await Promise.all([
    lastOf(table, player, { from: 'SNAP#', to: 'SNAP#~', ...newest }),
    lastOf(table, player, { from: 'DAY#', to: 'DAY#~', ...newest }),
  ])
  const change = alive(snap, now)
  return { last: await decode(table, later(change, day)), day: await decode(table, day), changedAt: change?.at }
}

/** The last state at or before a moment, which is not after `now`; undefined when there is none. One read unit. */
export const snapshotAt = async (
  table: Table,
  player: string,
  moment: number,
  now: number,
): Promise<State | undefined> => {
  const at = Math.min(moment, now)
  const [[snap], days] = await Promise.all([
    lastOf(table, player, { from: 'SNAP#', to: snapSK(at), limit: 1 }),
    lastOf(table, player, { from: 'DAY#', to: daySK(at), limit: 2 }),
  ])
  const day = days.find((item) => item.at <= at)
  return decode(table, later(alive(snap, now), day))
}

// As many items as one half read unit pays for.
const cheapPage = 6

/** The first state after a moment and not after another; undefined when there is none. One read unit. */
export const firstSnapshotAfter = async (
  table: Table,
  player: string,
  after: number,
  until: number,
  now: number,
): Promise<State | undefined> => {
  for await (const state of states(table, player, { start: after + 1, end: until, pageSize: cheapPage }, now)) {
    return state
  }
  return undefined
}
