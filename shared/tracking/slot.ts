import type { HiscoresResult } from '../hiscores/client.ts'
import type { Event } from '../outbox/news.ts'
import { isPaused, type Verdict } from '../pace/circuit.ts'
import { type Granted, keepsBoards, type Pace, readPace, reportVerdict, takeSlots } from '../pace/pace.ts'
import { holds, lateMs, leadMs, slotMs, type Whose, type Wish } from '../pace/turns.ts'
import type { Player } from '../players/players.ts'
import type { Fetching } from './fetching.ts'
import { recallMissed } from './recall.ts'

/** Whom to ask for: a tracked player, or a name on a board that is looked up. */
export type Asked = Pick<Player, 'mode' | 'username'> & Partial<Pick<Player, 'key' | 'lastFetchedAt' | 'missing'>>

/** How a 404 counts for the circuit. */
const verdictOnMiss = ({ key, lastFetchedAt, missing }: Asked): Verdict => {
  if (key === undefined) return { kind: 'unknown' }
  return lastFetchedAt === undefined || missing ? { kind: 'missing' } : { kind: 'lost', player: key }
}

/** How a result counts for the circuit. */
const verdictOf = (result: HiscoresResult, asked: Asked): Verdict => {
  switch (result.outcome) {
    case 'found':
      return { kind: 'found' }
    case 'not_found':
      return verdictOnMiss(asked)
    case 'malformed':
      return { kind: 'odd' }
    case 'rate_limited':
    case 'unavailable':
      return { kind: 'failed', retryAfterMs: result.retryAfterMs }
    default:
      return result satisfies never
  }
}

const notBelieved: HiscoresResult = {
  outcome: 'unavailable',
  reason: 'The hiscores do not know many who were there a moment ago.',
}

/** What a request came to, and when it was sent. */
export interface Answered {
  result: HiscoresResult
  askedAt: number
  /** The circuit is open after it. */
  outage: boolean
  /** How many players share the pace, where that is known. */
  players?: number | undefined
  /** Boards are kept, or are not, where that is known. */
  boards?: boolean | undefined
  /** What somebody wants to be told. */
  wanted?: readonly Event[] | undefined
}

type Asking = Pick<Fetching, 'tracker' | 'hiscores' | 'clock' | 'pace'>

/**
 * A slot that was taken, and by whom; from when on it may be used, and the pace as it was then. Where that is before the slot, that pace
 * is as good as a last look.
 */
export interface Turn {
  slot: number
  whose: Whose
  from: number
  pace: Pace
}

/** The turns that were granted, the first one at once where nobody has the time before it. */
export const turnsOf = ({ slots, from, pace }: Granted, whose: Whose): Turn[] =>
  slots.map((slot, index) => ({ slot, whose, from: (index === 0 && from) || slot, pace }))

/** Waits for a turn; false when it was slept through. */
const waitFor = async ({ hiscores, clock, pace }: Asking, { slot, from }: Turn): Promise<boolean> => {
  await clock.sleepUntil(from)
  // The one before may have left late: a process that has just started takes its time for the first. What is further
  // ahead than an interval was sent before the clock was set back.
  const free = hiscores.lastSentAt() + pace.intervalMs
  const wait = free - clock.now()
  if (wait > 0 && wait <= slotMs(pace)) await clock.sleepUntil(free)
  const now = clock.now()
  // Early by far is a clock that was set back while we slept.
  return now >= from - lateMs && now <= slot + lateMs
}

/**
 * Waits for a turn and sends the request in it, unless a pause has begun since the slot was taken. A slot that was slept
 * through is given up for another one, because a late request would come too close to the next; so is one that somebody has
 * taken over by now. Undefined when there is no further slot before `latest`. While so many players are missing at once that it
 * cannot be true, a 404 is `unavailable`.
 */
export const fetchInTurn = async (
  asking: Asking,
  asked: Asked,
  first: Turn,
  latest: number,
): Promise<Answered | undefined> => {
  const { tracker, hiscores, clock, pace } = asking
  const { whose } = first
  for (let turn: Turn | undefined = first; turn; ) {
    const { slot, from }: Turn = turn
    await clock.sleepUntil(slot - leadMs)
    const before = from < slot ? turn.pace : await readPace(tracker)
    if (isPaused(before, slot)) return undefined
    // Shaking hands takes time, and not always the same: it is over when the slot comes.
    const connection = holds(before, whose, slot) ? hiscores.connect() : undefined
    if (connection && (await waitFor(asking, turn))) {
      const askedAt = clock.now()
      const result = await hiscores.fetch(asked.mode, asked.username, connection)
      // First, because the circuit forgets them with the verdict.
      if (result.outcome === 'found') await recallMissed(tracker, before.missed, asked.key, clock.now())
      const { manyMissing, outage } = await reportVerdict(tracker, verdictOf(result, asked), clock.now())
      const { players, wanted } = before
      return {
        result: manyMissing && result.outcome === 'not_found' ? notBelieved : result,
        askedAt,
        outage,
        players,
        wanted,
        boards: keepsBoards(before),
      }
    }
    connection?.destroy()
    const wish: Wish = { count: 1, whose, latest, horizonMs: Infinity, insteadOf: slot }
    const again: Granted = await takeSlots(tracker, wish, clock.now, pace)
    turn = turnsOf(again, whose)[0]
  }
  return undefined
}
