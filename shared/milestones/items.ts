import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchDelete, batchGet, batchPut, gathered, pagesBetween, type Table, unlessRefused } from '../dynamodb.ts'
import { finalName } from '../snapshots/aliases.ts'
import { catalogueOf } from '../snapshots/catalogue.ts'
import { keyOfPK, playerPK } from '../snapshots/key.ts'
import type { Milestone, Step } from './find.ts'
import { kinds } from './ladders.ts'

/*
 * Milestones: what was reached by one state, an item for all of it, for ever. Its key has the moment of the state before, so
 * whoever comes from there a second time finds that it was told. The index of what is due lists them as well, under a name of
 * their own: it sorts by moments, and goes with its items wherever these are copied or deleted.
 *
 * | access pattern                          | key                                                            |
 * | a player's milestones, newest first     | PK PLAYER#<key>, SK begins with MILESTONE#<time>, backwards    |
 * | those of all players, newest first      | index due: due MILESTONE, nextFetchAt (their moment) backwards |
 */

const prefix = 'MILESTONE#'

const listed = 'MILESTONE'

const itemSchema = z.object({
  PK: z.string(),
  SK: z.string(),
  /** The moment of the state that reached them. */
  nextFetchAt: z.number(),
  milestones: z.array(
    z.object({
      metric: z.string(),
      kind: z.enum(kinds),
      threshold: z.number(),
      value: z.number(),
      /** Where the state before did not know the value: when it was last known. */
      after: z.optional(z.number()),
    }),
  ),
})

const stepSK = (from: number): string => `${prefix}${new Date(from).toISOString()}`

/** The key of the item of a step. */
const keyFor = (player: string, from: number) => ({ PK: playerPK(player), SK: stepSK(from) })

const encode = (player: string, { from, by, milestones }: Step) => ({
  ...keyFor(player, from),
  due: listed,
  nextFetchAt: by,
  milestones: milestones.map(({ metric, kind, threshold, value, after }) => ({
    ...{ metric, kind, threshold, value },
    ...(after !== from && { after }),
  })),
})

/** A step as it was told, with the names that its rows have now, and whose it is. */
export interface Told extends Step {
  player: string
}

const decodeAll = async (table: Table, items: readonly unknown[]): Promise<Told[]> => {
  if (items.length === 0) return []
  const { aliases } = await catalogueOf(table)
  return items.map((item) => {
    const { PK, SK, nextFetchAt: by, milestones } = itemSchema.parse(item)
    const from = Date.parse(SK.slice(prefix.length))
    // A name may be given anew.
    const renamed = aliases.filter(({ since }) => by <= since)
    const named = milestones.map(
      ({ metric, after = from, ...rest }): Milestone => ({ ...rest, metric: finalName(renamed, metric), after, by }),
    )
    return { player: keyOfPK(PK), from, by, milestones: named }
  })
}

/** When the milestones of an item were reached; undefined for an item that has none. */
export const reachedBy = ({ SK, nextFetchAt }: { SK: string; nextFetchAt?: unknown }): number | undefined =>
  SK.startsWith(prefix) ? (nextFetchAt as number) : undefined

/** Stores a step, unless one that begins with the same state was stored before; false then. Two write units as a rule. */
export const putStep = (table: Table, player: string, step: Step): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: encode(player, step),
        ConditionExpression: 'attribute_not_exists(PK)',
      }),
    ),
  )

/** Stores steps in the place of whatever is stored under their keys, and forgets others. */
export const replaceSteps = async (
  table: Table,
  player: string,
  { stored, forgotten }: { stored: readonly Step[]; forgotten: readonly Pick<Step, 'from'>[] },
): Promise<void> => {
  await batchPut(
    table,
    stored.map((step) => encode(player, step)),
  )
  await batchDelete(
    table,
    forgotten.map(({ from }) => keyFor(player, from)),
  )
}

/** Forgets a step that was told to a moment. */
export const withdrawStep = async (table: Table, player: string, { from, by }: Pick<Step, 'from' | 'by'>) => {
  await unlessRefused(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: keyFor(player, from),
        ConditionExpression: 'nextFetchAt = :by',
        ExpressionAttributeValues: { ':by': by },
      }),
    ),
  )
}

/** Steps of a player, the newest first, page by page; up to the one that begins at a moment, which is included. */
export async function* stepsBefore(
  table: Table,
  player: string,
  from: number | undefined,
  { limit, consistent = false }: { limit?: number | undefined; consistent?: boolean } = {},
): AsyncGenerator<Told[]> {
  const range = { from: prefix, to: from === undefined ? `${prefix}~` : stepSK(from), limit, consistent }
  for await (const items of pagesBetween(table, playerPK(player), { ...range, backwards: true })) {
    yield await decodeAll(table, items)
  }
}

/** All steps of a player, the newest first, as they are now. */
export const allSteps = (table: Table, player: string): Promise<Told[]> =>
  gathered(stepsBefore(table, player, undefined, { consistent: true }))

/** The steps of a player that were told after a moment, as they are now. A read unit, as a rule. */
export const stepsSince = async (table: Table, player: string, moment: number): Promise<Told[]> => {
  const found: Told[] = []
  for await (const steps of stepsBefore(table, player, undefined, { limit: 25, consistent: true })) {
    found.push(...steps.filter(({ by }) => by > moment))
    if (steps.some(({ by }) => by <= moment)) break
  }
  return found
}

/** Forgets the steps of a player that were told to a moment or later. */
export const forgetSince = async (table: Table, player: string, moment: number): Promise<void> =>
  replaceSteps(table, player, { stored: [], forgotten: await stepsSince(table, player, moment - 1) })

/** Where a step stands in the list of those of all players. */
export interface Place {
  player: string
  from: number
  by: number
}

/**
 * The steps of all players, the newest first, page by page: from the one at a place on, which is included where it is still
 * there. Half a read unit each, and a unit for the keys of a page.
 */
export async function* stepsOfAll(table: Table, start: Place | undefined, limit: number): AsyncGenerator<Told[]> {
  const read = async (keys: readonly Record<string, unknown>[]): Promise<Told[]> => {
    const items = await batchGet(
      table,
      keys.map(({ PK, SK }) => ({ PK, SK })),
    )
    const places = new Map(keys.map(({ PK, SK }, index) => [`${PK} ${SK}`, index]))
    const place = ({ PK, SK }: Record<string, unknown>): number => places.get(`${PK} ${SK}`)!
    return decodeAll(
      table,
      items.sort((a, b) => place(a) - place(b)),
    )
  }
  let last: Record<string, unknown> | undefined
  if (start) {
    last = { ...keyFor(start.player, start.from), due: listed, nextFetchAt: start.by }
    yield await read([last])
  }
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: 'due',
        KeyConditionExpression: 'due = :milestone',
        ExpressionAttributeValues: { ':milestone': listed },
        ScanIndexForward: false,
        Limit: limit,
        ExclusiveStartKey: last,
      }),
    )
    yield await read(Items)
    last = LastEvaluatedKey
  } while (last)
}
