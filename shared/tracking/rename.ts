import { canonicalName } from '../hiscores/names.ts'
import { ApiError } from '../http/errors.ts'
import { invalid } from '../http/parse.ts'
import { movePlayer } from '../players/move.ts'
import { changePlayer, findPlayer, isMoving, type Player } from '../players/players.ts'
import { swapPlayers } from '../players/swap.ts'
import { notTracked } from '../players/tracked.ts'
import { newestStateOf } from '../progress/newest.ts'
import { tellingMoved } from '../webhooks/renamed.ts'
import { lookUp } from './ask.ts'
import { fallen } from './fallen.ts'
import type { Fetching } from './fetching.ts'
import { mergePlayers } from './merge.ts'

const exists = (username: string): ApiError =>
  new ApiError('player_exists', `A player named "${username}" is tracked already. "merge" makes both histories one.`)

const busy = (username: string, doing = 'given another name'): ApiError =>
  new ApiError('player_exists', `"${username}" is being ${doing} at this moment. Try again in a minute.`)

/** Refuses a player that is being moved already, or whose addition has not ended: its newest state could not follow it. */
const refuseBusy = (player: Player): void => {
  if (isMoving(player)) throw busy(player.username)
  if (player.lastOutcome === undefined) throw busy(player.username, 'added')
}

/**
 * Looks a player up under another name: how the hiscores write it, and whether values are lower there. Throws `values_fell` then,
 * unless it is `forced`.
 */
const nameThere = async (
  fetching: Fetching,
  player: Player,
  { to, forced }: { to: string; forced: boolean },
  deadline: number,
): Promise<{ username: string; fell: boolean }> => {
  const { answer } = await lookUp(fetching, { username: to, mode: player.mode }, deadline)
  const username = answer.name ?? to
  const before = await newestStateOf(fetching.tracker, player)
  const issues = before ? fallen(before.rows, answer, 'under the new name') : []
  if (issues.length === 0 || forced) return { username, fell: issues.length > 0 }
  throw new ApiError('values_fell', `"${username}" seems to be somebody else: some values are lower.`, { issues })
}

/** What a rename is asked to do. */
export interface Renaming {
  to: string
  merge: boolean
  force: boolean
}

/**
 * Moves a player to the name that its character has now, with all its history, provided that no value is lower under that
 * name, or `force` says to do it all the same. With `merge` the name may be tracked already: both histories become one then, and
 * the hiscores are not asked. Throws `player_exists`, `values_fell`, `player_not_found` or `upstream_unavailable`, and nothing
 * has changed then.
 */
export const renamePlayer = async (
  fetching: Fetching,
  player: Player,
  { to, merge, force }: Renaming,
  deadline: number,
): Promise<Player> => {
  const { tracker, clock } = fetching
  refuseBusy(player)
  const key = canonicalName(to)
  if (key === player.key) {
    const { username } = await nameThere(fetching, player, { to, forced: true }, deadline)
    const respelled = await changePlayer(tracker, player, { username })
    if (!respelled) throw notTracked(player.username)
    return respelled
  }
  const other = await findPlayer(tracker, key)
  if (other && other.deletedAt === undefined) {
    if (!merge && !isMoving(other)) throw exists(to)
    refuseBusy(other)
    const merged = await mergePlayers(tracker, player, other, force, clock.now(), tellingMoved(tracker))
    if (!merged) throw busy(player.username)
    return merged
  }
  const { username, fell } = await nameThere(fetching, player, { to, forced: force }, deadline)
  const moved = await movePlayer(tracker, player, { key, username }, clock.now(), tellingMoved(tracker))
  if (moved === 'taken') throw exists(to)
  if (!moved) throw notTracked(player.username)
  // Whose values fall because somebody wanted it so begins a life. Without this note a second answer would decide.
  const turn = { at: clock.now(), kind: 'corrected' as const }
  return (fell && (await changePlayer(tracker, moved, { turn }))) || moved
}

/**
 * Lets two players exchange their names, each history staying with its character; the two as they are then, the first one first.
 * Throws `player_exists` when one of them is being moved or added, `validation_failed` when both are the same; nothing has changed
 * then.
 */
export const exchangeNames = async (
  { tracker, clock }: Pick<Fetching, 'tracker' | 'clock'>,
  first: Player,
  second: Player,
): Promise<[Player, Player]> => {
  if (first.key === second.key) throw invalid({ path: 'with', message: 'is the same player' })
  for (const player of [first, second]) refuseBusy(player)
  const swapped = await swapPlayers(tracker, first, second, clock.now(), tellingMoved(tracker))
  if (!swapped) throw busy(first.username)
  return swapped
}
