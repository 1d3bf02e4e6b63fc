import { batchGet, type Table } from '../dynamodb.ts'
import { keyOfPK, playerPK } from '../players/key.ts'
import { daySK, decodeAll, itemOf, type State } from './items.ts'

/*
 * Days of many players at once.
 *
 * | access pattern                          | key                                             |
 * | the last state known on some days       | PK PLAYER#<key>, SK DAY#<date>, many at once    |
 */

/** A player by its key, and any moment of the day (UTC). */
export interface PlayerDay {
  player: string
  at: number
}

/** The last states known on days of players, where there are any; no day of a player may be named twice. */
export const statesOfDays = async (
  table: Table,
  days: readonly PlayerDay[],
): Promise<{ player: string; state: State }[]> => {
  const keys = days.map(({ player, at }) => ({ PK: playerPK(player), SK: daySK(at) }))
  const items = (await batchGet(table, keys)).map(itemOf)
  const states = await decodeAll(table, items)
  return states.map((state, index) => ({ player: keyOfPK(items[index]!.PK), state }))
}
