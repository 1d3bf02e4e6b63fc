import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchGet, type Table } from '../dynamodb.ts'
import { decodeAll, type Encoded, encode, encodedSchema, type Snapshot, type State } from '../snapshots/items.ts'
import { playerPK } from '../snapshots/key.ts'
import type { Seam } from './seams.ts'

/*
 * The states on both sides of a seam, kept for ever, so that what was gained up to it and behind it is known when their
 * snapshots have expired. Only the player says which seams hold; an item that it does not name means nothing.
 *
 * | access pattern           | key                                |
 * | the sides of some seams  | PK PLAYER#<key>, SK SEAM#<time>    |
 */

/** The last state before a seam, and the first one behind it. */
interface Sides<S> {
  before: S
  after: S
}

const itemSchema = z.object({ before: encodedSchema, after: encodedSchema })

const seamSK = (at: number): string => `SEAM#${new Date(at).toISOString()}`

const keyFor = (player: string, at: number) => ({ PK: playerPK(player), SK: seamSK(at) })

const plain = ({ at, layout, values }: Encoded): Encoded => ({ at, layout, values })

/** Keeps the sides of a seam, which is at the moment of the state behind it. Two write units. */
export const putSeam = async (table: Table, player: string, { before, after }: Sides<Encoded>): Promise<void> => {
  const Item = { ...keyFor(player, after.at), before: plain(before), after: plain(after) }
  await table.client.send(new PutCommand({ TableName: table.name, Item }))
}

/** Keeps two states as the sides of a seam, as {@link putSeam} does. */
export const keepSides = async (table: Table, player: string, before: Snapshot, after: Snapshot): Promise<void> => {
  const [last, first] = await Promise.all([encode(table, before), encode(table, after)])
  await putSeam(table, player, { before: last, after: first })
}

/** Forgets the sides of a seam. */
export const deleteSeam = async (table: Table, player: string, at: number): Promise<void> => {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyFor(player, at) }))
}

/** A seam of a player. */
export interface SeamOf extends Seam {
  player: string
}

const nameOf = (player: string, at: number): string => `${player} ${at}`

/**
 * The sides of seams of any players, by `seamStates(...).get(player, at)`; undefined for one whose sides were never kept. Half a
 * read unit each, none without seams.
 */
export const seamStates = async (table: Table, seams: readonly SeamOf[]) => {
  const keys = seams.map(({ player, at }) => keyFor(player, at))
  const items = new Map((await batchGet(table, keys)).map((item) => [`${item.PK} ${item.SK}`, itemSchema.parse(item)]))
  const stored = seams.flatMap(({ player, at }) => {
    const item = items.get(`${playerPK(player)} ${seamSK(at)}`)
    return item ? [{ name: nameOf(player, at), ...item }] : []
  })
  const states = await decodeAll(
    table,
    stored.flatMap(({ before, after }) => [before, after]),
  )
  const sides = new Map<string, Sides<State>>(
    stored.map(({ name }, index) => [name, { before: states[2 * index]!, after: states[2 * index + 1]! }]),
  )
  return { get: (player: string, at: number): Sides<State> | undefined => sides.get(nameOf(player, at)) }
}
