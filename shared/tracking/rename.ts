import type { Rows } from '../hiscores/answer.ts'
import { canonicalName } from '../hiscores/names.ts'
import { ApiError, type Issue } from '../http/errors.ts'
import { movePlayer } from '../players/move.ts'
import { changePlayer, findPlayer, isTracked, type Player } from '../players/players.ts'
import { notTracked } from '../players/tracked.ts'
import { newestStateOf } from '../progress/newest.ts'
import { readings } from '../snapshots/readings.ts'
import { lookUp } from './ask.ts'
import type { Fetching } from './fetching.ts'

/** The values that are lower than before, which those of one and the same character cannot be. */
const fallen = (before: Rows, after: Rows): Issue[] => {
  const now = readings(after)
  return [...readings(before).values()].flatMap(({ metric, value, rating }) => {
    const next = now.get(metric)?.value ?? null
    if (rating || value === null || next === null || next >= value) return []
    return [{ path: metric, message: `was ${value} and is ${next} under the new name` }]
  })
}

const exists = (username: string): ApiError =>
  new ApiError('player_exists', `A player named "${username}" is tracked already.`)

/**
 * Moves a player to the name that its character has now, with all its history, provided that no value is lower under that
 * name, or `force` says to do it all the same. Throws `player_exists`, `values_fell`, `player_not_found` or
 * `upstream_unavailable`, and nothing has changed then.
 */
export const renamePlayer = async (
  fetching: Fetching,
  player: Player,
  { to, force }: { to: string; force: boolean },
  deadline: number,
): Promise<Player> => {
  const { tracker, clock } = fetching
  const key = canonicalName(to)
  const other = key === player.key ? undefined : await findPlayer(tracker, key)
  if (other && (isTracked(other) || other.movingFrom !== undefined)) throw exists(to)

  const { answer } = await lookUp(fetching, { username: to, mode: player.mode }, deadline)
  const username = answer.name ?? to
  if (key === player.key) {
    const respelled = await changePlayer(tracker, player, { username })
    if (!respelled) throw notTracked(player.username)
    return respelled
  }
  const before = await newestStateOf(tracker, player)
  const issues = before && !force ? fallen(before.rows, answer) : []
  if (issues.length > 0) {
    throw new ApiError('values_fell', `"${username}" seems to be somebody else: some values are lower.`, { issues })
  }
  const moved = await movePlayer(tracker, player, { key, username }, clock.now())
  if (moved === 'taken') throw exists(to)
  if (!moved) throw notTracked(player.username)
  return moved
}
