import type { Table } from '../dynamodb.ts'
import type { Mode } from '../hiscores/boards.ts'
import { findPlayers, isTracked, type Player, playersByName } from './players.ts'

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
