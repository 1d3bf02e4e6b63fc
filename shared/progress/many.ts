import type { Table } from '../dynamodb.ts'
import { canonicalName } from '../hiscores/names.ts'
import { findPlayers, isTracked } from '../players/players.ts'
import { newestStatesOf } from './newest.ts'
import { statsView } from './stats.ts'

/**
 * The newest statistics of players by their names, in any spelling, as the API shows them, in the order of the names; and
 * of which there are none, with the code of the error that each would have answered alone. Half a read unit a name.
 */
export const manyStats = async (table: Table, usernames: readonly string[]) => {
  const asked = new Map(usernames.map((username) => [canonicalName(username), username]))
  const found = (await findPlayers(table, [...asked.keys()])).filter(isTracked)
  const players = new Map(found.map((player) => [player.key, player]))
  const newest = await newestStatesOf(table, found)
  const stats = found.flatMap((player) => {
    const state = newest.get(player.key)
    return state ? [statsView(player, state)] : []
  })
  const missing = [...asked]
    .filter(([key]) => !newest.has(key))
    .map(([key, username]) => ({
      username,
      code: players.has(key) ? ('no_data' as const) : ('player_not_tracked' as const),
    }))
  return { stats, missing }
}
