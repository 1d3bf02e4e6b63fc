import { playersKept } from '../boards/players.ts'
import type { Table } from '../dynamodb.ts'
import { isoTime } from '../http/time.ts'
import { circuitOf } from '../pace/circuit.ts'
import { countsOfDay, readCounted } from '../pace/counts.ts'
import { depth, type Queue } from '../pace/message.ts'
import { readPace } from '../pace/pace.ts'
import { allPlayers } from '../players/list.ts'
import { findPlayers, isTracked, type Player, playersByName } from '../players/players.ts'
import { boardsFrom } from '../players/touched.ts'
import { renamedMetrics } from '../progress/metrics.ts'
import { readTick, type Tick } from './dispatch.ts'
import { latenessOf, latenessOfMany } from './lateness.ts'
import { type Standing, standingOf } from './roll.ts'

const hourMs = 3_600_000

/** How all players stand, and by how much they are late, as the API shows it. */
interface Players {
  players: Omit<Standing, 'at'> & { active: number; countedAt?: string | undefined }
  latenessSeconds: ReturnType<typeof latenessOf>
}

const tell = (standing: Omit<Standing, 'at'>, countedAt: string | null = null): Players['players'] => {
  const { total, paused, notFound, failing } = standing
  return { total, active: total - paused - notFound, paused, notFound, failing, ...(countedAt && { countedAt }) }
}

/** Of so few players that they are looked at, or of those of whom the roll has not been called yet. */
const playersSeen = (players: readonly Player[], now: number): Players => {
  const fetched = players.filter((player) => isTracked(player) && player.active)
  return {
    players: tell(standingOf(players, now)),
    latenessSeconds: latenessOf(
      fetched.map(({ nextFetchAt }) => nextFetchAt ?? now),
      now,
    ),
  }
}

/**
 * Of a few players by looking at them. Of many by the roll, whose numbers of all and of those that are paused are corrected by what the
 * boards have heard since, where these are kept.
 */
export const playersNow = async (
  table: Table,
  tick: Pick<Tick, 'census' | 'roll'> | undefined,
  now: number,
  few = boardsFrom,
): Promise<Players> => {
  const { keys, next } = await playersByName(table, few)
  if (next === undefined) return playersSeen(await findPlayers(table, keys), now)
  const found = tick?.roll?.found
  if (!found) return playersSeen(await allPlayers(table), now)
  const [kept, latenessSeconds] = await Promise.all([playersKept(table), latenessOfMany(table, tick?.census, now)])
  const { total, active } = kept ?? { total: found.total, active: found.total - found.paused }
  // Whoever was not found may have been removed since.
  const notFound = Math.min(found.notFound, active)
  const failing = Math.min(found.failing, active - notFound)
  return { players: tell({ total, paused: total - active, notFound, failing }, isoTime(found.at)), latenessSeconds }
}

interface Watched {
  tracker: Table
  queue: Queue
  deadLetters: Queue
  /** Milliseconds between two requests to the hiscores. */
  paceMs: number
}

/** Whether the tracker is healthy, on one screen. With few players half a read unit each, with many some two hundred at most. */
export const systemStatus = async ({ tracker, queue, deadLetters, paceMs }: Watched, now: number) => {
  const tick = await readTick(tracker)
  const [players, pace, counted, queued, dead] = await Promise.all([
    playersNow(tracker, tick, now),
    readPace(tracker),
    readCounted(tracker, now),
    depth(queue),
    depth(deadLetters),
  ])
  const counts = countsOfDay(counted, pace.reserved, now)
  const thisHour = Object.values(counts.hour).reduce((sum, count) => sum + count, 0)
  return {
    at: isoTime(now),
    lastTickAt: isoTime(tick?.at),
    ...players,
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
