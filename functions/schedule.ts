import * as z from 'zod/mini'
import { keepBoards } from '../shared/boards/keep.ts'
import { openTable } from '../shared/dynamodb.ts'
import { notNegative, positive, readEnv, text } from '../shared/env.ts'
import { log } from '../shared/log.ts'
import { wakeDeliverer } from '../shared/outbox/deliverer.ts'
import { hasNews } from '../shared/outbox/outbox.ts'
import { enqueue, openQueue } from '../shared/pace/message.ts'
import { dispatch } from '../shared/tracking/dispatch.ts'
import { goThroughHistories } from '../shared/tracking/histories.ts'
import { measureTick } from '../shared/tracking/metrics.ts'

const env = readEnv({
  TRACKER_TABLE: text,
  FETCH_QUEUE_URL: z.url(),
  FETCH_PACE_SECONDS: notNegative,
  TICK_SECONDS: positive,
  RETENTION_DAYS: positive,
  DELIVER_FUNCTION: text,
})
const tracker = openTable(env.TRACKER_TABLE)
const queue = openQueue(env.FETCH_QUEUE_URL)
const rules = { tickMs: env.TICK_SECONDS * 1000, paceMs: env.FETCH_PACE_SECONDS * 1000 }

/** Has news told, where there are some; what is not told now is told by the next tick. */
const tellNews = async (now: number): Promise<void> => {
  try {
    if (await hasNews(tracker, now)) await wakeDeliverer(env.DELIVER_FUNCTION)
  } catch (error) {
    log.error('news not handed on', { error: error as Error })
  }
}

/** Keeps the boards of those who are many. */
const keepLeaderboards = async (now: number): Promise<void> => {
  const boards = await keepBoards(tracker, { now, retentionDays: env.RETENTION_DAYS })
  if (boards) log.info('boards', { ...boards, durationMs: Date.now() - now })
}

/**
 * One tick: queues the players that are due, as many as the pace allows, has told what somebody wants to be told, goes through
 * what is older than milestones, and keeps the boards of those who are many, whatever became of the former.
 */
export const handler = async (): Promise<void> => {
  const startedAt = Date.now()
  const dispatched = await dispatch(tracker, (players, delaysMs) => enqueue(queue, players, delaysMs), startedAt, rules)
  if (dispatched.telling) await tellNews(Date.now())
  measureTick(dispatched)
  try {
    if (dispatched.walking) await goThroughHistories(tracker, Date.now)
    log.info('tick', { ...dispatched, durationMs: Date.now() - startedAt })
  } finally {
    if (dispatched.boards) await keepLeaderboards(startedAt)
  }
}
