import type { HiscoresResult } from '../hiscores/client.ts'
import { backoffMs, intervalMs } from '../pace/interval.ts'
import { missAgain, retryMissingMs } from '../players/missing.ts'
import type { Player } from '../players/players.ts'
import type { Stored } from '../snapshots/store.ts'
import type { Fetching } from './fetching.ts'

/** The player after an answer that there is no such name: tried again within minutes, and ever more rarely. */
export const afterMiss = (player: Player, at: number) => {
  const missing = missAgain(player.missing, at)
  return {
    missing,
    failures: 0,
    lastOutcome: 'not_found' as const,
    nextFetchAt: at + retryMissingMs(missing, player.mode),
  }
}

/** The player after a fetch that brought no answer: due again later and later. */
export const afterFailure = (
  { intervals, random }: Fetching,
  player: Player,
  result: Exclude<HiscoresResult, { outcome: 'found' | 'not_found' }>,
  at: number,
) => {
  const failures = player.failures + 1
  const asked = 'retryAfterMs' in result ? (result.retryAfterMs ?? 0) : 0
  const wait = Math.max(backoffMs(failures, random(), intervals), asked)
  return { failures, lastOutcome: result.outcome, nextFetchAt: at + wait }
}

/** The player after an answer that was stored. */
export const afterAnswer = (
  { intervals }: Fetching,
  player: Player,
  name: string | undefined,
  at: number,
  { changedAt, latest }: Stored,
) => {
  // A fetch that was cut short may have stored the change, which nobody has heard of.
  const changed = (changedAt ?? 0) > (player.lastFetchedAt ?? 0)
  const lastChangedAt = changedAt ?? player.lastChangedAt ?? at
  const wait = intervalMs({ fetchIntervalMinutes: player.fetchIntervalMinutes, lastChangedAt }, at, intervals)
  return {
    ...(name !== undefined && { username: name }),
    failures: 0,
    missing: undefined,
    lastOutcome: changed ? ('changed' as const) : ('unchanged' as const),
    lastFetchedAt: at,
    lastChangedAt,
    latest,
    nextFetchAt: at + wait,
  }
}
