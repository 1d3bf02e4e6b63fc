import { isUnavailable } from '../dynamodb.ts'
import { log } from '../log.ts'
import { isPaused } from '../pace/circuit.ts'
import { countRequests } from '../pace/counts.ts'
import { type Granted, readPace, takeSlots } from '../pace/pace.ts'
import { type Grant, leadMs, slotMs, type Whose } from '../pace/turns.ts'
import { findPlayer, isMoving, isUnfinished, type Outcome, type Player } from '../players/players.ts'
import { startTask } from '../tasks/tasks.ts'
import type { Fetching } from './fetching.ts'
import { finish } from './finish.ts'
import { followAccount } from './follow.ts'
import { describe, record } from './record.ts'
import { fetchInTurn, type Turn, turnsOf } from './slot.ts'

// What is left of the function's time for storing the last answer.
const recordingMs = 5_000

/**
 * How a fetch of a player ended; `no_slot` when the time was up or a pause began before its turn came, `skipped` when somebody
 * else was faster, `gone` when the player was removed meanwhile.
 */
export type Ending = Outcome | 'no_slot' | 'skipped' | 'gone'

const isDue = (player: Player, now: number): boolean => (player.nextFetchAt ?? 0) <= now

const wanted = (player: Player, now: number): boolean =>
  !isUnfinished(player) && !isMoving(player) && player.active && (player.taskId !== undefined || isDue(player, now))

/**
 * Fetches a player in its turn, unless a message that came twice has done it by then. `onEnded` hears of the request that was
 * made, also when what it brought could not be stored.
 */
const fetchPlayer = async (
  fetching: Fetching,
  key: string,
  { turn, latest, onEnded }: { turn: Turn; latest: number; onEnded: (outcome: Outcome) => void },
): Promise<Ending> => {
  const { tracker, clock } = fetching
  await clock.sleepUntil(turn.slot - leadMs)
  const startedAt = clock.now()
  const player = await findPlayer(tracker, key)
  if (!player || !wanted(player, startedAt)) return 'skipped'
  const attempts = player.taskId ? await startTask(tracker, key, player.taskId, startedAt) : 0
  const first = await fetchInTurn(fetching, player, turn, latest)
  const followed = first && (await followAccount(fetching, player, first, latest))
  const answered = followed?.answered
  const result = answered?.result
  let outcome: Ending = 'no_slot'
  if (followed && answered) {
    let ended: Outcome = first.result.outcome === 'found' ? 'changed' : first.result.outcome
    try {
      outcome = await record(fetching, followed.player, answered, attempts)
      if (outcome !== 'gone') ended = outcome
    } finally {
      onEnded(ended)
    }
  }
  log.info('fetch', {
    player: key,
    mode: followed?.player.mode ?? player.mode,
    outcome,
    ...(result && result.outcome !== 'found' && { error: describe(result) }),
    ...(result?.outcome === 'malformed' && { answer: result.body }),
    ...(player.taskId && { taskId: player.taskId }),
    slot: new Date(turn.slot).toISOString(),
    durationMs: clock.now() - startedAt,
  })
  return outcome
}

// How often somebody looks whether a trial is over.
const lookAgainMs = 1_000

// A function that waits is paid for by the second, and a batch that comes back by the piece: about as much as one second, and it comes
// back after whole ones.
const longestWaitMs = 2_000

/**
 * Reserves slots for a batch. Where another worker's reservation lasts for longer than a moment, those that are due get none of the
 * ones behind it, and come back when it is all but over: what crashes meanwhile leaves no slot empty. A task does not come back.
 */
const reserve = async (
  { tracker, clock, pace }: Fetching,
  { count, whose }: { count: number; whose: Whose },
  latest: number,
): Promise<Granted> => {
  const wish = { count, whose, latest, horizonMs: whose === 'due' ? slotMs(pace) : Infinity }
  for (;;) {
    const granted = await takeSlots(tracker, wish, clock.now, pace, true)
    if (!('retryAt' in granted) || granted.held === 'pause' || granted.retryAt > latest) return granted
    const waitMs = granted.retryAt - clock.now()
    if (granted.held === 'busy' && waitMs > longestWaitMs) return granted
    // A trial is mostly over long before it has to be.
    await clock.sleepUntil(clock.now() + Math.min(waitMs, granted.held === 'trial' ? lookAgainMs : Infinity))
  }
}

/** What became of a batch. */
export interface Batch {
  /** The players whose processing crashed; their messages come back. */
  crashed: Set<string>
  /** The players whose turn did not come or could not be stored; to be queued again for the moment `laterAt`. */
  later: string[]
  laterAt: number
  /** The players whose turn did not come because nobody may ask now; the schedule queues them again. */
  dropped: string[]
  /** How the fetches ended. */
  endings: Ending[]
}

/** What to do with an error of DynamoDB: says what came of it where that could not be reached, and throws on any other. */
const unlessUnavailable =
  (message: string) =>
  (error: unknown): undefined => {
    if (!isUnavailable(error)) throw error
    log.error(message, { error: error as Error })
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
  const batch: Batch = { crashed: new Set(), later: [], laterAt: 0, dropped: [], endings: [] }
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

  const latest = deadline - pace.requestTimeoutMs - recordingMs
  const ended: Outcome[] = []
  const counted: number[] = []
  const without: string[] = []
  const fetchAll = async (whose: Whose, those: readonly Player[]): Promise<void> => {
    if (those.length === 0) return
    const wish = { count: those.length, whose }
    const reserved = await reserve(fetching, wish, latest).catch(unlessUnavailable('batch put off'))
    const granted: Grant = reserved ?? { slots: [], retryAt: clock.now() + storeAgainMs, held: 'busy' }
    const turns = reserved ? turnsOf(reserved, whose) : []
    const { slots } = granted
    counted.push(...slots)
    const left = those.slice(slots.length).map((player) => player.key)
    if ('held' in granted && granted.held === 'pause') batch.dropped.push(...left)
    else if (left.length > 0) putOff(left, 'retryAt' in granted ? granted.retryAt : slots.at(-1)! + pace.intervalMs)
    // The requests keep to their slots, not to each other: a slow answer holds up nobody.
    await Promise.all(
      turns.map(async (turn, index) => {
        const { key } = those[index] as Player
        const onEnded = (outcome: Outcome) => ended.push(outcome)
        const ending = await attempt(key, () => fetchPlayer(fetching, key, { turn, latest, onEnded }))
        if (ending) batch.endings.push(ending)
        if (ending === 'no_slot') without.push(key)
      }),
    )
  }
  const isTask = ({ taskId }: Player): boolean => taskId !== undefined
  const due = players.filter((player) => wanted(player, now))
  await Promise.all([
    fetchAll(
      'asked',
      due.filter((player) => isTask(player)),
    ),
    fetchAll(
      'due',
      due.filter((player) => !isTask(player)),
    ),
  ])
  // Comes back at once, to be told when a turn makes sense; but nobody goes back to the queue in a pause.
  if (without.length > 0) {
    const current = await readPace(tracker).catch(unlessUnavailable('pace not read'))
    if (current && isPaused(current, clock.now())) batch.dropped.push(...without)
    else putOff(without, clock.now())
  }
  const countedAt = counted[0] ?? clock.now()
  await countRequests(tracker, ended, countedAt, counted.length).catch(unlessUnavailable('requests not counted'))
  return batch
}
