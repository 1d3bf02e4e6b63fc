import { isUnavailable } from '../dynamodb.ts'
import { log } from '../log.ts'
import { type Grant, leadMs, slackMs, takeSlots } from '../pace/pace.ts'
import { findPlayer, isMoving, isTracked, isUnfinished, type Outcome, type Player } from '../players/players.ts'
import type { Fetching } from './fetching.ts'
import { finish } from './finish.ts'
import { describe, record } from './record.ts'
import { fetchInSlot } from './slot.ts'
import { startTask } from './tasks.ts'

// What is left of the function's time for storing the last answer.
const recordingMs = 5_000

/**
 * How a fetch of a player ended; `no_slot` when the time was up or a pause began before its turn came, `skipped` when somebody
 * else was faster, `gone` when the player was removed meanwhile.
 */
export type Ending = Outcome | 'no_slot' | 'skipped' | 'gone'

const isDue = (player: Player, now: number): boolean => (player.nextFetchAt ?? 0) <= now

const wanted = (player: Player, now: number): boolean =>
  isTracked(player) && !isMoving(player) && (player.taskId !== undefined || (player.active && isDue(player, now)))

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
  const unfinished = players.filter((player) => isUnfinished(player) && isDue(player, now))
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
