import { batchGet, type Table } from '../dynamodb.ts'
import { alive, decodeAll, itemOf, type State } from './items.ts'
import { keyOfPK, playerPK } from './key.ts'

/** The key of a state: a player's, and the sort key of a snapshot or a day. */
export interface StateKey {
  player: string
  SK: string
}

/** The states under some keys, oldest first, each with its player's key; no key may come twice. Half a read unit a key. */
export const statesOfKeys = async (
  table: Table,
  keys: readonly StateKey[],
  now: number,
): Promise<{ player: string; state: State }[]> => {
  const items = await batchGet(
    table,
    keys.map(({ player, SK }) => ({ PK: playerPK(player), SK })),
  )
  const living = items
    .map(itemOf)
    .filter((item) => alive(item, now))
    .sort((a, b) => a.at - b.at)
  const states = await decodeAll(table, living)
  return states.map((state, index) => ({ player: keyOfPK(living[index]!.PK), state }))
}

/**
 * Of each player the last of the states under some keys, by the players' keys, where there are any; no key may come twice.
 * Half a read unit a key.
 */
export const lastOfKeys = async (table: Table, keys: readonly StateKey[], now: number): Promise<Map<string, State>> =>
  new Map((await statesOfKeys(table, keys, now)).map(({ player, state }) => [player, state]))
