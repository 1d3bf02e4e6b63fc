import type { Table } from '../dynamodb.ts'
import type { Player } from '../players/players.ts'
import { decodeAll, type State } from '../snapshots/items.ts'

/** The newest states of players, by their keys. They are in the player items, so this costs nothing. */
export const newestStatesOf = async (table: Table, players: readonly Player[]): Promise<Map<string, State>> => {
  const stored = players.flatMap(({ key, latest }) => (latest ? [{ key, latest }] : []))
  const states = await decodeAll(
    table,
    stored.map(({ latest }) => latest),
  )
  return new Map(states.map((state, index) => [stored[index]!.key, state]))
}

/** The newest state of a player; undefined when nothing was ever stored. */
export const newestStateOf = async (table: Table, player: Player): Promise<State | undefined> =>
  (await newestStatesOf(table, [player])).get(player.key)
