import { canonicalName } from '../hiscores/names.ts'
import { ApiError } from '../http/errors.ts'
import { findPlayer, isTracked, type Player } from '../players/players.ts'
import { addPlayer } from '../tracking/add.ts'
import { fetchAtOnce } from '../tracking/at-once.ts'
import type { Fetching } from '../tracking/fetching.ts'

/** What became of an update: the player as it is then, and whether it was not there before. */
interface Updated {
  player: Player
  added: boolean
}

/** Adds a character; somebody else may have been faster, and its first state is a moment old then. */
const addOrFind = async (fetching: Fetching, username: string, deadline: number): Promise<Updated> => {
  try {
    return { player: await addPlayer(fetching, { username, mode: 'auto' }, deadline), added: true }
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'player_exists') throw error
    const player = await findPlayer(fetching.tracker, canonicalName(username))
    if (player && isTracked(player)) return { player, added: false }
    throw error
  }
}

/**
 * Fetches a player at once, or adds a character that nobody tracks, on the board that it plays on; `mayAdd` says whether whoever
 * asks may do that. Throws as `fetchAtOnce` and `addPlayer` do, and `forbidden`.
 */
export const womUpdate = async (
  fetching: Fetching,
  { username, mayAdd }: { username: string; mayAdd: boolean },
  deadline: number,
): Promise<Updated> => {
  const known = await findPlayer(fetching.tracker, canonicalName(username))
  if (known && isTracked(known)) return { player: await fetchAtOnce(fetching, known, deadline), added: false }
  if (!mayAdd) {
    throw new ApiError('forbidden', `"${username}" is not tracked here, and to add a character needs the role admin.`)
  }
  // Their plugins write a space so, and no name has an underscore that is none.
  return addOrFind(fetching, username.replaceAll('_', ' '), deadline)
}
