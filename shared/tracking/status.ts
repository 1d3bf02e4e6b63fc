import type { Table } from '../dynamodb.ts'
import { isoTime } from '../http/time.ts'
import { circuitOf } from '../pace/circuit.ts'
import { countsOfDay } from '../pace/counts.ts'
import { depth, type Queue } from '../pace/message.ts'
import { readPace } from '../pace/pace.ts'
import { allPlayers } from '../players/list.ts'
import { isNotFound } from '../players/missing.ts'
import { isTracked, type Player } from '../players/players.ts'
import { renamedMetrics } from '../progress/metrics.ts'
import { readTick } from './dispatch.ts'

const hourMs = 3_600_000

/** The value that a share of the ascending values lies at or below; zero when there are none. */
const percentile = (values: readonly number[], share: number): number =>
  values[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0

/** By how much the players that are due are late, in seconds. */
const latenessOf = (players: readonly Player[], now: number) => {
  const late = players
    .filter((player) => player.active)
    .map((player) => (now - (player.nextFetchAt ?? now)) / 1000)
    .filter((seconds) => seconds > 0)
    .sort((a, b) => a - b)
  return { due: late.length, p50: percentile(late, 0.5), p95: percentile(late, 0.95), max: late.at(-1) ?? 0 }
}

const dayMs = 24 * hourMs

/** True for a player that is tried and has brought no good answer for more than a day, although its name is known. */
const isFailing = ({ active, missing, lastFetchedAt, addedAt, lastOutcome }: Player, now: number): boolean => {
  const good = lastOutcome === undefined || lastOutcome === 'changed' || lastOutcome === 'unchanged'
  return active && !missing && !good && now - (lastFetchedAt ?? addedAt) > dayMs
}

interface Watched {
  tracker: Table
  queue: Queue
  deadLetters: Queue
  /** Milliseconds between two requests to the hiscores. */
  paceMs: number
}

/** Whether the tracker is healthy, on one screen. */
export const systemStatus = async ({ tracker, queue, deadLetters, paceMs }: Watched, now: number) => {
  const [everybody, tick, pace, counts, queued, dead] = await Promise.all([
    allPlayers(tracker),
    readTick(tracker),
    readPace(tracker),
    countsOfDay(tracker, now),
    depth(queue),
    depth(deadLetters),
  ])
  const thisHour = Object.values(counts.hour).reduce((sum, count) => sum + count, 0)
  const players = everybody.filter(isTracked)
  const notFound = players.filter((player) => player.active && isNotFound(player.missing)).length
  const paused = players.filter((player) => !player.active).length
  const failing = players.filter((player) => isFailing(player, now)).length
  return {
    at: isoTime(now),
    lastTickAt: isoTime(tick?.at),
    players: { total: players.length, active: players.length - paused - notFound, paused, notFound, failing },
    latenessSeconds: latenessOf(players, now),
    queues: { fetch: queued.waiting, deadLetters: dead.waiting },
    pace: {
      intervalSeconds: paceMs / 1000,
      nextSlotAt: isoTime(Math.max(pace.nextSlotAt, now)),
      // Of the current hour, as far as it has come.
      usedShare: Math.min(1, (thisHour * paceMs) / (now % hourMs || hourMs)),
    },
    circuit: circuitOf(pace, now),
    fetchesLastDay: counts.day,
    renamedMetrics: await renamedMetrics(tracker),
  }
}
