import { ulid } from 'ulid'
import type { Table } from '../dynamodb.ts'
import { ApiError, retryAfter } from '../http/errors.ts'
import { isPaused } from '../pace/circuit.ts'
import type { Clock } from '../pace/clock.ts'
import { depth, enqueue, type Queue } from '../pace/message.ts'
import { readPace } from '../pace/pace.ts'
import { overBy, type PaceRules, reserved, turnBehind } from '../pace/turns.ts'
import { changePlayer, findPlayer, generationOf, isMoving, isTracked, type Player } from '../players/players.ts'
import { createTask, dropTask, findTask, isOpen, type Task } from './tasks.ts'

interface Requesting {
  tracker: Table
  queue: Queue
  pace: PaceRules
  clock: Clock
}

// A fetch itself takes about as long as this: queue, request and storing.
const fetchMs = 500

// A message that has not been seen this long after its time is taken for lost.
const lostAfterMs = 30_000

// Whoever loops over one player would have all slots: at the usual pace this leaves nine tenths of them to the others.
const mostRequests = 30
const withinMs = 600_000

/** The requests for a player that are counted, with one more. Throws `too_many_requests`. */
export const counted = ({ username, requests }: Player, now: number): NonNullable<Player['requests']> => {
  const current = requests && now >= requests.since && now - requests.since < withinMs
  if (!current) return { since: now, count: 1 }
  if (requests.count < mostRequests) return { ...requests, count: requests.count + 1 }
  const message = `${username} was fetched on request ${mostRequests} times within ten minutes.`
  throw new ApiError('too_many_requests', message, { headers: retryAfter(requests.since + withinMs - now) })
}

/**
 * When a fetch that is queued now will be done: behind what waits before it, in a turn of those that are only due, or behind them; and
 * until when nobody may ask, while nobody may.
 */
const estimate = async ({
  tracker,
  queue,
  pace,
  clock,
}: Requesting): Promise<{ doneAt: number; pausedUntil: number | undefined }> => {
  const look = () => Promise.all([depth(queue), readPace(tracker)])
  const first = await look()
  const over = first[0].inHand > 0 ? overBy(first[1], clock.now()) : undefined
  // Nobody knows before whether the messages of a batch are in hand still, or others that have no slots.
  if (over !== undefined) await clock.sleepUntil(over)
  const [{ waiting, inHand }, current] = over === undefined ? first : await look()
  const now = clock.now()
  const pausedUntil = isPaused(current, now) ? current.pausedUntil : undefined
  // What is put off to a later moment comes behind.
  const before = waiting + Math.max(0, inHand - reserved(current, now))
  const doneAt = Math.round(Math.max(turnBehind(current, before, now, pace), pausedUntil ?? 0) + fetchMs)
  return { doneAt, pausedUntil }
}

/**
 * Requests a fetch of a player, or returns the task that is waiting for one already. Throws `player_inactive`, and
 * `too_many_requests` for a player that was asked for again and again. The player is due soon after the estimate, so a message that is lost on the way delays the task and does not leave it behind.
 */
export const requestFetch = async (requesting: Requesting, player: Player): Promise<Task> => {
  const { tracker, queue, clock } = requesting
  const now = clock.now()
  if (!player.active) throw new ApiError('player_inactive', `${player.username} is paused.`)
  if (player.movingTo !== undefined) {
    throw new ApiError('player_inactive', `${player.username} is being given another name. Try again in a minute.`)
  }
  const pending = player.taskId && (await findTask(tracker, player.key, player.taskId, now))
  if (pending && isOpen(pending)) return pending
  const requests = counted(player, now)

  const { doneAt: estimatedCompletionAt, pausedUntil } = await estimate(requesting)
  const task = await createTask(tracker, player.key, { taskId: ulid(now), requestedAt: now, estimatedCompletionAt })
  // A move to the player ends first, and makes it due.
  const soon = isMoving(player) ? Infinity : estimatedCompletionAt + lostAfterMs
  const nextFetchAt = Math.min(player.nextFetchAt ?? estimatedCompletionAt, soon)
  const named = await changePlayer(
    tracker,
    player,
    { taskId: task.taskId, nextFetchAt, requests },
    player.taskId === undefined
      ? { expression: 'attribute_not_exists(taskId) AND active = :true', values: { ':true': true } }
      : { expression: 'taskId = :stale AND active = :true', values: { ':stale': player.taskId, ':true': true } },
  )
  if (named) {
    // What comes in a pause is dropped. Otherwise at once: the queue counts in seconds, and a millisecond is one of them.
    await enqueue(queue, [player.key], pausedUntil && pausedUntil - clock.now())
    return task
  }
  // Somebody else was faster, with a request or a change.
  await dropTask(tracker, player.key, task.taskId)
  const again = await findPlayer(tracker, player.key)
  if (!again || !isTracked(again) || generationOf(again) !== generationOf(player)) {
    throw new ApiError('player_not_tracked', `${player.username} is not tracked any more.`)
  }
  return requestFetch(requesting, again)
}
