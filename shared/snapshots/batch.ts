import { batchGet, type Table } from '../dynamodb.ts'
import { keyOfPK, playerPK } from '../players/key.ts'
import { alive, decodeAll, itemOf, type State } from './items.ts'

/** The key of a state: a player's, and the sort key of a snapshot or a day. */
export interface StateKey {
  player: string
  SK: string
}

/** States of many players, by the players' keys, where there are any; no key may come twice. Half a read unit each. */
export const batchOfStates = async (
  table: Table,
  keys: readonly StateKey[],
  now: number,
): Promise<Map<string, State[]>> => {
  const items = await batchGet(
    table,
    keys.map(({ player, SK }) => ({ PK: playerPK(player), SK })),
  )
  const living = items.map(itemOf).filter((item) => alive(item, now))
  const states = (await decodeAll(table, living)).map((state, index) => ({ player: keyOfPK(living[index]!.PK), state }))
  return new Map(
    [...Map.groupBy(states, ({ player }) => player)].map(([player, found]) => [
      player,
      found.map(({ state }) => state),
    ]),
  )
}
