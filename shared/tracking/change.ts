import type { Table } from '../dynamodb.ts'
import type { Mode } from '../hiscores/boards.ts'
import { canonicalName } from '../hiscores/names.ts'
import { invalid } from '../http/parse.ts'
import { type IntervalRules, intervalMs } from '../pace/interval.ts'
import { changePlayer, findPlayer, isMoving, isTracked, type Player } from '../players/players.ts'
import { settleTask } from '../tasks/tasks.ts'

/** What a user may change about a player; null goes back to the adaptive interval. */
export interface Settings {
  active?: boolean | undefined
  fetchIntervalMinutes?: number | null | undefined
  mode?: Mode | undefined
  /** Whether the board follows the account; said wherever a mode is. */
  autoMode?: boolean | undefined
  username?: string | undefined
  /** Up to when its records are kept, which were made for a pause. */
  recordsTo?: number | undefined
}

/** Throws `validation_failed` for a name that is not another spelling of the player's own. */
export const assertSpelling = ({ key, username }: Player, spelling: string | undefined): void => {
  if (spelling === undefined || canonicalName(spelling) === key) return
  const message = `is another name than ${username}, to which POST /players/{username}/rename moves a player`
  throw invalid({ path: 'username', message })
}

/**
 * What changed settings mean for a player: whoever is resumed or looked for on another board is due at once, a new
 * interval counts from the last fetch, and a paused player fulfils no request for a fetch. A move that is under way ends first,
 * and makes the player due.
 */
export const reschedule = (player: Player, settings: Settings, now: number, rules: IntervalRules) => {
  const { active, mode, autoMode, username, fetchIntervalMinutes: minutes } = settings
  const otherBoard = mode !== undefined && mode !== player.mode
  const atOnce = (active === true && !player.active) || otherBoard
  const lastFetchedAt = player.lastFetchedAt ?? now
  const rhythm = { fetchIntervalMinutes: minutes ?? undefined, lastChangedAt: player.lastChangedAt ?? now }
  const mayWait = !isMoving(player)
  return {
    ...(active !== undefined && { active }),
    ...(active === false && { taskId: undefined }),
    ...(mode !== undefined && { mode, autoMode: autoMode || undefined }),
    // What the other board says is another life, and tells nothing about an odd answer of this one.
    ...(otherBoard && { turn: { at: now, kind: 'board' as const }, doubt: undefined }),
    ...(username !== undefined && { username }),
    ...(settings.recordsTo !== undefined && { recordsTo: settings.recordsTo }),
    ...(minutes !== undefined && { fetchIntervalMinutes: minutes ?? undefined }),
    ...(minutes !== undefined && mayWait && { nextFetchAt: lastFetchedAt + intervalMs(rhythm, lastFetchedAt, rules) }),
    ...(atOnce && mayWait && { nextFetchAt: now }),
    ...(atOnce && { missing: undefined }),
  }
}

const sameTask = ({ taskId }: Player) =>
  taskId === undefined
    ? { expression: 'attribute_not_exists(taskId)', values: {} }
    : { expression: 'taskId = :task', values: { ':task': taskId } }

/**
 * Changes a player's settings; the player as it is then, undefined when it is gone. A request for a fetch that a pause
 * comes before has failed.
 */
export const changeSettings = async (
  table: Table,
  player: Player,
  settings: Settings,
  now: number,
  rules: IntervalRules,
): Promise<Player | undefined> => {
  const change = reschedule(player, settings, now, rules)
  if (settings.active !== false) return changePlayer(table, player, change)
  const changed = await changePlayer(table, player, change, sameTask(player))
  if (!changed) {
    // Somebody has requested a fetch meanwhile, or has got it.
    const again = await findPlayer(table, player.key)
    const same = again && isTracked(again) && again.addedAt === player.addedAt
    return same ? changeSettings(table, again, settings, now, rules) : undefined
  }
  if (player.taskId) {
    await settleTask(table, player.key, player.taskId, { status: 'failed', error: 'The player was paused.', now })
  }
  return changed
}
