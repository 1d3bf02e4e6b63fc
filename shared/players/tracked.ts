import type { Table } from '../dynamodb.ts'
import { canonicalName } from '../hiscores/names.ts'
import { parse } from '../http/api.ts'
import { ApiError } from '../http/errors.ts'
import { findPlayer, isTracked, type Player } from './players.ts'
import { playerPath } from './requests.ts'

/** The error for a name that nobody tracks. */
export const notTracked = (username: string): ApiError =>
  new ApiError('player_not_tracked', `No player named "${username}" is tracked here.`)

/**
 * The tracked player of a name in any spelling, as {@link findPlayer} reads it. Throws `validation_failed` for what is no
 * name, `player_not_tracked`.
 */
export const trackedPlayer = async (
  table: Table,
  username: unknown,
  reading?: { consistent?: boolean },
): Promise<Player> => {
  const asked = parse(playerPath, { username })
  const player = await findPlayer(table, canonicalName(asked.username), reading)
  if (!player || !isTracked(player)) throw notTracked(asked.username)
  return player
}
