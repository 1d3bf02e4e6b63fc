import type { Table } from '../dynamodb.ts'
import { canonicalName } from '../hiscores/names.ts'
import { ApiError } from '../http/errors.ts'
import { parse } from '../http/parse.ts'
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
  { consistent = true }: { consistent?: boolean } = {},
): Promise<Player> => {
  const asked = parse(playerPath, { username })
  const key = canonicalName(asked.username)
  const known = await findPlayer(table, key, { consistent })
  // What was read may be from before an addition or a rename of a moment ago, after which the player is asked for at once.
  const complete = consistent || (known && isTracked(known) && known.latest)
  const player = complete ? known : await findPlayer(table, key)
  if (!player || !isTracked(player)) throw notTracked(asked.username)
  return player
}
