import type { Mode } from '../hiscores/boards.ts'
import { type IntervalRules, intervalMs } from '../pace/interval.ts'
import { isMoving, type Player } from '../players/players.ts'

/** What a user may change about a player; null goes back to the adaptive interval. */
export interface Settings {
  active?: boolean | undefined
  fetchIntervalMinutes?: number | null | undefined
  mode?: Mode | undefined
}

/**
 * What changed settings mean for a player: whoever is resumed or looked for on another board is due at once, a new
 * interval counts from the last fetch, and a paused player fulfils no request for a fetch. A move that is under way ends first,
 * and makes the player due.
 */
export const reschedule = (player: Player, settings: Settings, now: number, rules: IntervalRules) => {
  const { active, mode, fetchIntervalMinutes: minutes } = settings
  const atOnce = (active === true && !player.active) || (mode !== undefined && mode !== player.mode)
  const lastFetchedAt = player.lastFetchedAt ?? now
  const rhythm = { fetchIntervalMinutes: minutes ?? undefined, lastChangedAt: player.lastChangedAt ?? now }
  const mayWait = !isMoving(player)
  return {
    ...(active !== undefined && { active }),
    ...(active === false && { taskId: undefined }),
    ...(mode !== undefined && { mode }),
    ...(minutes !== undefined && { fetchIntervalMinutes: minutes ?? undefined }),
    ...(minutes !== undefined && mayWait && { nextFetchAt: lastFetchedAt + intervalMs(rhythm, lastFetchedAt, rules) }),
    ...(atOnce && mayWait && { nextFetchAt: now }),
    ...(atOnce && { missing: undefined }),
  }
}
