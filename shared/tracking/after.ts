import type { HiscoresResult } from '../hiscores/client.ts'
import type { Doubt, DoubtKind } from '../lives/doubt.ts'
import { affordableMs, backoffMs, intervalMs, shortestRestMs } from '../pace/interval.ts'
import { withStart } from '../pace/starts.ts'
import { slackMs } from '../pace/turns.ts'
import { missAgain, retryMissingMs } from '../players/missing.ts'
import type { Player } from '../players/players.ts'
import type { Encoded } from '../snapshots/items.ts'
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

/**
 * The player after a fetch that brought no answer: due again later and later. In an outage it is the circuit that keeps everybody
 * from asking, so that nobody has to wait once the outage is over.
 */
export const afterFailure = (
  { intervals, random }: Fetching,
  player: Player,
  { result, outage }: { result: Exclude<HiscoresResult, { outcome: 'found' | 'not_found' }>; outage: boolean },
  at: number,
) => {
  const failures = outage ? player.failures : player.failures + 1
  const asked = 'retryAfterMs' in result ? (result.retryAfterMs ?? 0) : 0
  const wait = Math.max(backoffMs(outage ? 1 : failures, random(), intervals), asked)
  return { failures, lastOutcome: result.outcome, nextFetchAt: at + wait }
}

const doubtMs = 300_000

/**
 * The player after an answer that is kept aside: asked again within minutes, and after twice as long each time, up to the base
 * interval. What names somebody else tells nothing about an odd answer that was kept before it.
 */
export const afterDoubt = (
  { intervals }: Fetching,
  player: Player,
  kind: DoubtKind,
  { at: oddAt, layout, values }: Encoded,
  at: number,
) => {
  const times = (player.doubt?.times ?? 0) + 1
  const wait = Math.min(doubtMs * 2 ** (times - 1), intervals.baseMinutes * 60_000)
  const odd: Doubt = { at: oddAt, layout, values, kind, times }
  const doubt = kind === 'name' && player.doubt ? { ...player.doubt, times } : odd
  return { doubt, failures: 0, missing: undefined, lastOutcome: 'doubtful' as const, nextFetchAt: at + wait }
}

/** What is known beside an answer's rows: the name as the hiscores write it, and how many players share the pace. */
export interface Beside {
  name: string | undefined
  players: number | undefined
}

// Half of what passes at most until a tick sees who is due: without it nobody would be fetched within an interval, but after it.
const promptMs = 30_000

/** The player after an answer that was stored. */
export const afterAnswer = (
  { intervals, pace }: Fetching,
  player: Player,
  { name, players }: Beside,
  at: number,
  { changedAt, latest }: Stored,
) => {
  // A fetch that was cut short may have stored the change, which nobody has heard of.
  const changed = (changedAt ?? 0) > (player.lastFetchedAt ?? 0)
  const lastChangedAt = changedAt ?? player.lastChangedAt ?? at
  const { fetchIntervalMinutes } = player
  const affordable = affordableMs(players, pace.intervalMs + slackMs, intervals)
  // The first state ends no rest that anybody knows of.
  const restMs = changed ? lastChangedAt - (player.lastChangedAt ?? lastChangedAt) : 0
  const rested = restMs >= shortestRestMs
  const restedMs = rested ? restMs : player.restedMs
  const known = rested ? withStart(player.starts, lastChangedAt) : player.starts
  const starts = fetchIntervalMinutes === undefined ? known : undefined
  const interval = intervalMs({ fetchIntervalMinutes, lastChangedAt, restedMs, starts }, at, intervals, affordable)
  const wait = fetchIntervalMinutes === undefined ? interval - promptMs : interval
  return {
    ...(name !== undefined && { username: name }),
    failures: 0,
    missing: undefined,
    lastOutcome: changed ? ('changed' as const) : ('unchanged' as const),
    lastFetchedAt: at,
    lastChangedAt,
    restedMs,
    starts,
    latest,
    nextFetchAt: at + wait,
  }
}
