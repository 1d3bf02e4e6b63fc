import { isUnavailable, type Table } from '../dynamodb.ts'
import type { Hiscores, HiscoresResult } from '../hiscores/client.ts'
import { log } from '../log.ts'
import { missAgain, retryMissingMs } from '../players/missing.ts'
import { finishMove } from '../players/move.ts'
import { changePlayer, findPlayer, isTracked, type Outcome, type Player, sweepPlayer } from '../players/players.ts'
import { stateMoment } from '../snapshots/items.ts'
import { type Stored, storeAnswer, withdrawAnswer } from '../snapshots/store.ts'
import type { Clock } from './clock.ts'
import { backoffMs, type IntervalRules, intervalMs } from './interval.ts'
import {
  type Grant,
  isPaused,
  lateMs,
  leadMs,
  type PaceRules,
  readPace,
  reportVerdict,
  slackMs,
  takeSlots,
  type Verdict,
} from './pace.ts'
import type { Tally } from './tally.ts'
import { settleTask, startTask } from './tasks.ts'

/** What fetching needs to know and to reach. */
export interface Fetching {
  tracker: Table
  hiscores: Hiscores
  clock: Clock
  pace: PaceRules
  intervals: IntervalRules
  retentionDays: number
  /** How the fetches of this process went. */
  tally: Tally
  /** A number from 0 to 1, to spread retries. */
  random: () => number
}

// A requested fetch that keeps failing is reported as failed after this many attempts; the schedule goes on trying.
const attemptsPerTask = 3

// What is left of the function's time for storing the last answer.
const recordingMs = 5_000

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

const describe = (result: HiscoresResult): string | undefined => {
  switch (result.outcome) {
    case 'found':
      return undefined
    case 'not_found':
      return 'The hiscores do not know this name on this board.'
    case 'rate_limited':
      return 'The hiscores ask for fewer requests.'
    case 'unavailable':
    case 'malformed':
      return result.reason
    default:
      return result satisfies never
  }
}

/** What a request came to, and when it was sent. */
interface Answered {
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

/**
 * How a fetch of a player ended; `no_slot` when the time was up or a pause began before its turn came, `skipped` when somebody
 * else was faster, `gone` when the player was removed meanwhile.
 */
export type Ending = Outcome | 'no_slot' | 'skipped' | 'gone'

/** The player after an answer that there is no such name: tried daily for some time, then weekly. */
const afterMiss = (player: Player, at: number) => {
  const missing = missAgain(player.missing, at)
  return { missing, failures: 0, lastOutcome: 'not_found' as const, nextFetchAt: at + retryMissingMs(missing) }
}

/** The player after a fetch that brought no answer: due again later and later. */
const afterFailure = (
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
const afterAnswer = (
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

/** Stores an answer's snapshot; what the result means for the player. */
const store = async (fetching: Fetching, player: Player, result: HiscoresResult, at: number) => {
  if (result.outcome === 'not_found') return afterMiss(player, at)
  if (result.outcome !== 'found') return afterFailure(fetching, player, result, at)
  const { name, ...rows } = result.answer
  const stored = await storeAnswer(fetching.tracker, player, { at, rows }, fetching.retentionDays)
  return afterAnswer(fetching, player, name, at, stored)
}

/**
 * Stores what a fetch brought: the snapshot first, then the task, then the player, whose change makes it final. A crash
 * between two of them leaves the player due, and the next fetch does the rest.
 */
const record = async (
  fetching: Fetching,
  player: Player,
  { result, askedAt }: Answered,
  attempts: number,
): Promise<Outcome | 'gone'> => {
  const { tracker, clock } = fetching
  // States stay in the order in which they were seen, also when the clock has been set back.
  const at = stateMoment(Math.max(askedAt, (player.lastFetchedAt ?? 0) + 1))
  const state = await store(fetching, player, result, at)
  const repeated = ['rate_limited', 'unavailable'].includes(result.outcome) && attempts < attemptsPerTask
  if (player.taskId) {
    const status = result.outcome === 'found' ? 'succeeded' : repeated ? 'queued' : 'failed'
    const ending = { status, outcome: state.lastOutcome, error: describe(result), now: clock.now() } as const
    await settleTask(tracker, player.key, player.taskId, ending)
  }
  const after = await changePlayer(tracker, player, {
    ...state,
    ...(player.taskId && !repeated && { taskId: undefined }),
  })
  if (after) return state.lastOutcome
  await withdrawAnswer(tracker, player.key, { at, before: player.latest?.at })
  return 'gone'
}

const isDue = (player: Player, now: number): boolean => (player.nextFetchAt ?? 0) <= now

const wanted = (player: Player, now: number): boolean =>
  isTracked(player) && (player.taskId !== undefined || (player.active && isDue(player, now)))

/** Fetches a player in a slot, unless a message that came twice has done it by then. */
const fetchPlayer = async (fetching: Fetching, key: string, slot: number, latest: number): Promise<Ending> => {
  const { tracker, clock, tally } = fetching
  await clock.sleepUntil(slot - leadMs)
  const startedAt = clock.now()
  const player = await findPlayer(tracker, key)
  if (!player || !wanted(player, startedAt)) return 'skipped'
  const attempts = player.taskId ? await startTask(tracker, key, player.taskId, startedAt) : 0
  const answered = await fetchInSlot(fetching, player, slot, latest)
  const outcome: Ending = answered ? await record(fetching, player, answered, attempts) : 'no_slot'
  if (outcome !== 'no_slot' && outcome !== 'gone') tally.add(outcome)
  const result = answered?.result
  log.info('fetch', {
    player: key,
    mode: player.mode,
    outcome,
    ...(result && result.outcome !== 'found' && { error: describe(result) }),
    ...(result?.outcome === 'malformed' && { answer: result.body }),
    ...(player.taskId && { taskId: player.taskId }),
    slot: new Date(slot).toISOString(),
    durationMs: clock.now() - startedAt,
  })
  return outcome
}

/**
 * Reserves slots for a batch. Waits while another worker's reservation lasts instead of taking the ones behind it:
 * somebody who adds a player must not wait for more than one batch.
 */
const reserve = async ({ tracker, clock, pace, tally }: Fetching, count: number, latest: number): Promise<Grant> => {
  const wish = { count, latest, horizonMs: pace.intervalMs + slackMs, batch: true }
  for (;;) {
    const granted = await takeSlots(tracker, wish, clock.now, pace, tally)
    if (!('retryAt' in granted) || granted.paused || granted.retryAt > latest) return granted
    await clock.sleepUntil(granted.retryAt)
  }
}

/** Finishes what was begun with a player and cut short: its removal, or its move to another name. */
const finish = async (tracker: Table, player: Player, now: number): Promise<undefined> => {
  if (player.deletedAt === undefined) await finishMove(tracker, player, now)
  else await sweepPlayer(tracker, player)
}

/** What became of a batch. */
export interface Batch {
  /** The players whose processing crashed; their messages come back. */
  crashed: Set<string>
  /** The players whose turn did not come or could not be stored; to be queued again for the moment `laterAt`. */
  later: string[]
  laterAt: number
  /** How the fetches ended. */
  endings: Ending[]
}

// How soon what DynamoDB could not take is tried again.
const storeAgainMs = 60_000

/**
 * Fetches the players of one batch of messages, each in its slot, none later than `deadline` (milliseconds since 1970)
 * allows. Who was fetched meanwhile is not due any more, so a message that comes twice does nothing. What fails for one
 * player fails for that one alone.
 */
export const fetchPlayers = async (fetching: Fetching, keys: readonly string[], deadline: number): Promise<Batch> => {
  const { tracker, clock, pace } = fetching
  const batch: Batch = { crashed: new Set(), later: [], laterAt: 0, endings: [] }
  const putOff = (players: readonly string[], until: number): void => {
    batch.later.push(...players)
    batch.laterAt = Math.max(batch.laterAt, until)
  }
  const attempt = async <T>(key: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      const unavailable = isUnavailable(error)
      if (unavailable) putOff([key], clock.now() + storeAgainMs)
      else batch.crashed.add(key)
      log.error(unavailable ? 'fetch put off' : 'fetch crashed', { player: key, error: error as Error })
      return undefined
    }
  }

  const found = await Promise.all([...new Set(keys)].map((key) => attempt(key, () => findPlayer(tracker, key))))
  const players = found.filter((player) => player !== undefined)
  const now = clock.now()
  const unfinished = players.filter((player) => !isTracked(player) && isDue(player, now))
  await Promise.all(unfinished.map((player) => attempt(player.key, () => finish(tracker, player, now))))

  const due = players.filter((player) => wanted(player, now))
  if (due.length === 0) return batch
  const latest = deadline - pace.requestTimeoutMs - recordingMs
  const granted = await reserve(fetching, due.length, latest).catch((error: unknown): Grant => {
    if (!isUnavailable(error)) throw error
    log.error('batch put off', { error: error as Error })
    return { slots: [], retryAt: clock.now() + storeAgainMs, paused: false }
  })
  const { slots } = granted
  const left = due.slice(slots.length).map((player) => player.key)
  if (left.length > 0) putOff(left, 'retryAt' in granted ? granted.retryAt : slots.at(-1)! + pace.intervalMs)
  // The requests keep to their slots, not to each other: a slow answer holds up nobody.
  await Promise.all(
    slots.map(async (slot, index) => {
      const { key } = due[index] as Player
      const ending = await attempt(key, () => fetchPlayer(fetching, key, slot, latest))
      if (ending) batch.endings.push(ending)
      // Comes back at once, to be told when a turn makes sense.
      if (ending === 'no_slot') putOff([key], clock.now())
    }),
  )
  return batch
}
