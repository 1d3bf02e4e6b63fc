import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchGet, type Table, unlessRefused } from '../dynamodb.ts'
import { keyOfPK, playerPK } from '../snapshots/key.ts'
import type { Group } from '../snapshots/readings.ts'
import { bytesSchema, decodeVarints, encodeVarints } from '../snapshots/varint.ts'
import type { Bests } from './best.ts'
import { type MetricRecords, momentsOf, type Records, spanNames } from './kept.ts'

/*
 * The records of a player, which stay when the states they were made of have expired: one item, some 25 bytes a metric and
 * its name.
 *
 * | access pattern        | key                         |
 * | a player's records    | PK PLAYER#<key>, SK RECORDS |
 */

export const recordsSK = 'RECORDS'

/** Records as they are kept. */
export interface Kept {
  records: Records
  /** The moment of the last state that is in them, in milliseconds since 1970. */
  to: number
  /** How often they were changed, by which a change knows that it was made of what is there. */
  changes: number
}

// The order is in stored items.
const groups: readonly Group[] = ['overall', 'skills', 'bosses', 'activities']

const itemSchema = z.object({
  to: z.number(),
  changes: z.number(),
  metrics: z.array(z.string()),
  moments: bytesSchema,
  values: bytesSchema,
})

const keyFor = (player: string) => ({ PK: playerPK(player), SK: recordsSK })

/** Per metric its group and per length the gain, 0 without one, and the places of its moments, the first one before the last. */
const encodeValues = (records: Records, moments: readonly number[]): Uint8Array => {
  const places = new Map(moments.map((at, index) => [at, index]))
  const place = (at: number): number => places.get(at)!
  return encodeVarints(
    [...records.values()].flatMap(({ group, best }) => [
      groups.indexOf(group),
      ...spanNames.flatMap((span) => {
        const each = best[span]
        return each ? [each.gained, place(each.end), place(each.end) - place(each.start)] : [0]
      }),
    ]),
  )
}

const decodeValues = (metrics: readonly string[], moments: readonly number[], bytes: Uint8Array): Records => {
  const numbers = decodeVarints(bytes)
  let next = 0
  const take = (): number => numbers[next++]!
  const records = new Map<string, MetricRecords>()
  for (const metric of metrics) {
    const group = groups[take()]!
    const best: Bests = { day: null, week: null, month: null, year: null }
    for (const span of spanNames) {
      const gained = take()
      if (gained === 0) continue
      const end = take()
      best[span] = { gained, start: moments[end - take()]!, end: moments[end]! }
    }
    records.set(metric, { group, best })
  }
  return records
}

/** Moments, upwards, each since the one before it. */
const encodeGaps = (moments: readonly number[]): Uint8Array =>
  encodeVarints(moments.map((at, index) => at - (moments[index - 1] ?? 0)))

const decodeGaps = (bytes: Uint8Array): number[] => {
  let at = 0
  return decodeVarints(bytes).map((gap) => {
    at += gap
    return at
  })
}

/** The attributes that hold records. */
const encode = ({ records, to, changes }: Kept) => {
  const moments = momentsOf(records)
  return {
    ...{ to, changes, metrics: [...records.keys()] },
    moments: encodeGaps(moments),
    values: encodeValues(records, moments),
  }
}

/** Records as they came from the table or a backup. Throws when it is none. */
export const decodeRecords = (item: unknown): Kept => {
  const { to, changes, metrics, moments, values } = itemSchema.parse(item)
  return { records: decodeValues(metrics, decodeGaps(moments), values), to, changes }
}

/** A player's records as they are kept; undefined before the first ones. Half a read unit per 4 KB, a whole one if consistent. */
export const findRecords = async (
  table: Table,
  player: string,
  { consistent = true }: { consistent?: boolean } = {},
): Promise<Kept | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyFor(player), ConsistentRead: consistent }),
  )
  return Item && decodeRecords(Item)
}

/** The kept records of players by their keys, of those who have some. Half a read unit each, as a rule. */
export const findManyRecords = async (table: Table, players: readonly string[]): Promise<Map<string, Kept>> => {
  const items = await batchGet(table, players.map(keyFor))
  return new Map(items.map((item) => [keyOfPK(item.PK as string), decodeRecords(item)]))
}

/**
 * Keeps records, provided that those which they were made of, `before`, are still the ones that are there; false otherwise. A
 * write unit per KB.
 */
export const putRecords = (
  table: Table,
  player: string,
  { records, to }: Omit<Kept, 'changes'>,
  before: Kept | undefined,
): Promise<boolean> => {
  const Item = { ...keyFor(player), ...encode({ records, to, changes: (before?.changes ?? 0) + 1 }) }
  return unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item,
        ...(before
          ? {
              ConditionExpression: 'changes = :changes',
              ExpressionAttributeValues: { ':changes': before.changes },
            }
          : { ConditionExpression: 'attribute_not_exists(PK)' }),
      }),
    ),
  )
}

/** Takes back records that were kept up to a moment for a player that was removed at the same time. */
export const withdrawRecords = async (table: Table, player: string, to: number): Promise<void> => {
  await unlessRefused(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: keyFor(player),
        ConditionExpression: '#to = :to',
        ExpressionAttributeNames: { '#to': 'to' },
        ExpressionAttributeValues: { ':to': to },
      }),
    ),
  )
}
