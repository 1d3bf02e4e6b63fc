import { gathered, type Table } from '../dynamodb.ts'
import type { Mode } from '../hiscores/boards.ts'
import { findPlayers, isTracked, type Player, playersByName } from './players.ts'

/** All players, hidden and removed ones too, in the order of their keys, a thousand at a time: a query and ten batches at once. */
export async function* everybody(table: Table): AsyncGenerator<Player[]> {
  let after: string | undefined
  do {
    const page = await playersByName(table, 1_000, after)
    yield await findPlayers(table, page.keys)
    after = page.next
  } while (after !== undefined)
}

/** All players, hidden and removed ones too, in the order of their keys. */
export const allPlayers = (table: Table): Promise<Player[]> => gathered(everybody(table))

interface Wanted {
  active?: boolean | undefined
  /** The board. */
  mode?: Mode | undefined
}

interface Asked extends Wanted {
  count: number
  /** The key that the last page ended with. */
  after: string | undefined
}

const isWanted = (player: Player, { active = player.active, mode = player.mode }: Wanted): boolean =>
  isTracked(player) && active === player.active && mode === player.mode

/** The players that are wanted, in name order, of a thousand of all at a time. */
export async function* playersInPages(table: Table, wanted: Wanted): AsyncGenerator<Player[]> {
  for await (const page of everybody(table)) yield page.filter((player) => isWanted(player, wanted))
}

/**
 * A page of players in name order, with `fields` no more of them than these. A page resumes behind the last key that was read, so
 * players that are added or removed meanwhile shift nothing.
 */
export const listPlayers = async (
  table: Table,
  { count, after, ...wanted }: Asked,
  fields?: readonly string[],
): Promise<{ players: Player[]; next: string | undefined }> => {
  const players: Player[] = []
  let next = after
  do {
    const page = await playersByName(table, count - players.length, next)
    const found = await findPlayers(table, page.keys, fields)
    players.push(...found.filter((player) => isWanted(player, wanted)))
    next = page.next
  } while (next !== undefined && players.length < count)
  return { players, next }
}
