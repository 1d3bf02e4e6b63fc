import type { HiscoresResult } from '../hiscores/client.ts'
import {
  type Grant,
  isPaused,
  lateMs,
  leadMs,
  readPace,
  reportVerdict,
  slackMs,
  takeSlots,
  type Verdict,
} from '../pace/pace.ts'
import type { Player } from '../players/players.ts'
import type { Fetching } from './fetching.ts'

/** How a result counts for the circuit: an upstream that answers, even with "no such name", is up. */
const verdictOf = (result: HiscoresResult): Verdict => {
  switch (result.outcome) {
    case 'found':
    case 'not_found':
      return { ok: true }
    case 'rate_limited':
      return { ok: false, retryAfterMs: result.retryAfterMs }
    case 'unavailable':
      return { ok: false, ...(result.retryAfterMs !== undefined && { retryAfterMs: result.retryAfterMs }) }
    case 'malformed':
      return { ok: false }
    default:
      return result satisfies never
  }
}

/** What a request came to, and when it was sent. */
export interface Answered {
  result: HiscoresResult
  askedAt: number
}

/**
 * Waits for a slot and sends the request in it, unless a pause has begun since the slot was taken. A slot that was slept
 * through is given up for another one, because a late request would come too close to the next. Undefined when there is no
 * further slot before `latest`.
 */
export const fetchInSlot = async (
  { tracker, hiscores, clock, pace }: Pick<Fetching, 'tracker' | 'hiscores' | 'clock' | 'pace'>,
  { mode, username }: Pick<Player, 'mode' | 'username'>,
  slot: number,
  latest: number,
): Promise<Answered | undefined> => {
  for (let at: number | undefined = slot; at !== undefined; ) {
    await clock.sleepUntil(at - leadMs)
    if (isPaused(await readPace(tracker), at)) return undefined
    await clock.sleepUntil(at)
    // The one before may have left late: a process that has just started takes its time for the first. What is further
    // ahead than an interval was sent before the clock was set back.
    const free = hiscores.lastSentAt() + pace.intervalMs
    const wait = free - clock.now()
    if (wait > 0 && wait <= pace.intervalMs + slackMs) await clock.sleepUntil(free)
    const askedAt = clock.now()
    // Early by far is a clock that was set back while we slept.
    if (Math.abs(askedAt - at) <= lateMs) {
      const result = await hiscores.fetch(mode, username)
      await reportVerdict(tracker, verdictOf(result), clock.now())
      return { result, askedAt }
    }
    const again: Grant = await takeSlots(tracker, { count: 1, latest, horizonMs: Infinity }, clock.now, pace)
    at = again.slots[0]
  }
  return undefined
}
