import type { Mode } from '../hiscores/boards.ts'
import { canonicalName } from '../hiscores/names.ts'
import { invalid } from '../http/parse.ts'
import { type IntervalRules, intervalMs } from '../pace/interval.ts'
import type { Player } from '../players/players.ts'

/** What a user may change about a player; null goes back to the adaptive interval. */
export interface Settings {
  active?: boolean | undefined
  fetchIntervalMinutes?: number | null | undefined
  mode?: Mode | undefined
  username?: string | undefined
}

/** Throws `validation_failed` for a name that is not another spelling of the player's own. */
export const assertSpelling = ({ key, username }: Player, spelling: string | undefined): void => {
  if (spelling === undefined || canonicalName(spelling) === key) return
  const message = `is another name than ${username}, to which POST /players/{username}/rename moves a player`
  throw invalid({ path: 'username', message })
}

/**
 * What changed settings mean for a player: whoever is resumed or looked for on another board is due at once, a new
 * interval counts from the last fetch, and a paused player fulfils no request for a fetch.
 */
export const reschedule = (player: Player, settings: Settings, now: number, rules: IntervalRules) => {
  const { active, mode, username, fetchIntervalMinutes: minutes } = settings
  const atOnce = (active === true && !player.active) || (mode !== undefined && mode !== player.mode)
  const lastFetchedAt = player.lastFetchedAt ?? now
  const rhythm = { fetchIntervalMinutes: minutes ?? undefined, lastChangedAt: player.lastChangedAt ?? now }
  return {
    ...(active !== undefined && { active }),
    ...(active === false && { taskId: undefined }),
    ...(mode !== undefined && { mode }),
    ...(username !== undefined && { username }),
    ...(minutes !== undefined && { fetchIntervalMinutes: minutes ?? undefined }),
    ...(minutes !== undefined && { nextFetchAt: lastFetchedAt + intervalMs(rhythm, lastFetchedAt, rules) }),
    ...(atOnce && { nextFetchAt: now, missing: undefined }),
  }
}
