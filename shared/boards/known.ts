import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { batchDelete, batchGet, batchPut, type Table } from '../dynamodb.ts'
import { type Mode, modes } from '../hiscores/boards.ts'
import { encodeSeams } from '../lives/seams.ts'
import { generationOf, type Player } from '../players/players.ts'
import { decodeAll, type Encoded, encodedSchema, type State } from '../snapshots/items.ts'
import { readingOf } from '../snapshots/readings.ts'
import { bytesSchema } from '../snapshots/varint.ts'
import type { Counted } from './entries.ts'
import { metricsOf } from './rows.ts'

/*
 * What the boards were told of each player last, so that only what has changed since is told again, and that it is known by
 * what it has been counted.
 *
 * | access pattern | key                   |
 * | some players   | PK BOARDROWS, SK <key> |
 */

const PK = 'BOARDROWS'

const schema = z.object({
  SK: z.string(),
  begun: z.number(),
  mark: z.string(),
  mode: z.enum(modes),
  active: z.boolean(),
  state: z.optional(encodedSchema),
  /** What it counts as on the board of each metric of the state, in their order. */
  flags: z.optional(bytesSchema),
})

/** What the boards were told of a player. */
export interface Known {
  /** Stands for all that boards show of it, but for its values. */
  mark: string
  mode: Mode
  active: boolean
  state: State | undefined
  /** As what it was counted on the board of a metric. */
  counted: (metric: string) => Counted | undefined
}

/** What stands for all that boards show of a player but for its values. */
export const markOf = (player: Player): string => {
  const { username, mode, active, addedAt, seams = [], review } = player
  const shown = [username, mode, active, addedAt, generationOf(player), [...encodeSeams(seams)], review?.at]
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 12)
}

const flagsOf = (counted: Counted | undefined): number =>
  counted ? 1 + 2 * Number(counted.value) + 4 * Number(counted.all) + 8 * Number(counted.base) : 0

/** What the boards were told of some players, by their keys. Half a read unit each. */
export const readKnown = async (table: Table, keys: readonly string[], begun: number): Promise<Map<string, Known>> => {
  const items = await batchGet(
    table,
    keys.map((SK) => ({ PK, SK })),
    { consistent: true },
  )
  const known = items.map((item) => schema.parse(item)).filter((item) => item.begun === begun)
  const stored = known.filter(({ state }) => state)
  const states = await decodeAll(
    table,
    stored.map(({ state }) => state as Encoded),
  )
  const byKey = new Map(states.map((state, index) => [stored[index]!.SK, state]))
  return new Map(
    known.map(({ SK, mark, mode, active, flags }) => {
      const state = byKey.get(SK)
      const metrics = new Map(state ? metricsOf(state).map((metric, index) => [metric, flags?.[index] ?? 0]) : [])
      const counted = (metric: string): Counted | undefined => {
        const own = metrics.get(metric) ?? 0
        const has = (bit: number): boolean => Math.floor(own / bit) % 2 === 1
        return has(1) ? { mode, active, value: has(2), all: has(4), base: has(8) } : undefined
      }
      return [SK, { mark, mode, active, state, counted }]
    }),
  )
}

/** What the boards are told of a player now. */
export interface Told {
  player: Player
  state: State | undefined
  counted: (metric: string) => Counted | undefined
}

/** Notes what the boards have been told: one write unit a player. */
export const putKnown = async (table: Table, all: readonly Told[], begun: number): Promise<void> => {
  const items = all.map(({ player, state, counted }) => ({
    ...{ PK, SK: player.key, begun, mark: markOf(player), mode: player.mode, active: player.active },
    ...(state && {
      state: player.latest,
      flags: Uint8Array.from(metricsOf(state).map((metric) => flagsOf(counted(metric)))),
    }),
  }))
  await batchPut(table, items)
}

/** Forgets players. */
export const deleteKnown = (table: Table, keys: readonly string[]): Promise<void> =>
  batchDelete(
    table,
    keys.map((SK) => ({ PK, SK })),
  )

/** The value of a metric that the boards were told. */
export const valueTold = ({ state }: Known, metric: string): number | null =>
  (state && readingOf(state, metric)?.value) ?? null
