import type { Table } from '../dynamodb.ts'
import type { Mode } from '../hiscores/boards.ts'
import { findPlayers, isTracked, type Player, playersByName } from './players.ts'

/** All players, hidden and removed ones too, in the order of their keys; one query and a few batches per thousand. */
export const allPlayers = async (table: Table): Promise<Player[]> => {
  const players: Player[] = []
  let after: string | undefined
  do {
    const page = await playersByName(table, 1_000, after)
    players.push(...(await findPlayers(table, page.keys)))
    after = page.next
  } while (after !== undefined)
  return players
}

interface Asked {
  count: number
  /** The key that the last page ended with. */
  after: string | undefined
  active?: boolean | undefined
  /** The board. */
  mode?: Mode | undefined
}

/**
 * A page of players in name order. A page resumes behind the last key that was read, so players that are added or removed
 * meanwhile shift nothing.
 */
export const listPlayers = async (
  table: Table,
  { count, after, active, mode }: Asked,
): Promise<{ players: Player[]; next: string | undefined }> => {
  const players: Player[] = []
  let next = after
  do {
    const page = await playersByName(table, count - players.length, next)
    const found = await findPlayers(table, page.keys)
    const wanted = (player: Player): boolean =>
      (active ?? player.active) === player.active && (mode ?? player.mode) === player.mode
    players.push(...found.filter((player) => isTracked(player) && wanted(player)))
    next = page.next
  } while (next !== undefined && players.length < count)
  return { players, next }
}
