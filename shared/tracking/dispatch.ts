import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import type { Table } from '../dynamodb.ts'
import { playersDue } from '../players/players.ts'
import { readPace, slackMs } from './pace.ts'

/*
 * Dispatch: every tick queues the players that are longest due, no more than the pace can fetch until just after the next.
 *
 * | access pattern                    | key                  |
 * | whom the last ticks have queued   | PK TICK, SK schedule |
 */

/** How many messages a fetcher takes at once; as many slots are then reserved by one write. */
export const fetchBatchSize = 5

const tickSchema = z.object({
  /** When the last tick ran, in milliseconds since 1970. */
  at: z.number(),
  /** When players were queued that have not been seen to be fetched since. */
  queued: z.record(z.string(), z.number()),
})

export type Tick = z.output<typeof tickSchema>

export interface DispatchRules {
  tickMs: number
  /** Milliseconds between two requests to the hiscores. */
  paceMs: number
}

// The fetchers stay busy this long after a tick should have come, so that no slot is lost by a tick that is late, nor by a
// batch whose worker has crashed, which is hidden in the queue for some minutes.
const reserveMs = 15_000

// SQS takes batches of any number, but a tick's worth at no pace at all has to end somewhere.
const mostPerTick = 1_000

/** How many fetches fit between a tick and just after the next. */
export const capacity = ({ tickMs, paceMs }: DispatchRules): number =>
  Math.min(Math.ceil((tickMs + reserveMs) / (paceMs + slackMs)), mostPerTick)

/**
 * Chooses whom to queue: those longest due first, without those that wait in the queue already, as many as there is
 * room for beside these. Who is still due three ticks after being queued was lost on the way and is queued again.
 */
export const choose = (
  due: readonly string[],
  queued: Tick['queued'],
  now: number,
  rules: DispatchRules,
): { chosen: string[]; waiting: Tick['queued'] } => {
  const lostBefore = now - 3 * rules.tickMs - reserveMs
  const waiting = Object.fromEntries(
    due.flatMap((key) => {
      const at = queued[key]
      return at !== undefined && at > lostBefore && at <= now ? [[key, at]] : []
    }),
  )
  const room = capacity(rules) - Object.keys(waiting).length
  return { chosen: due.filter((key) => !(key in waiting)).slice(0, Math.max(0, room)), waiting }
}

/** While the circuit is open nobody is queued, and nobody is lost: whoever waits comes back to the queue when it closes. */
const held = (due: readonly string[], queued: Tick['queued'], now: number): ReturnType<typeof choose> => ({
  chosen: [],
  waiting: Object.fromEntries(due.filter((key) => key in queued).map((key) => [key, now])),
})

const Key = { PK: 'TICK', SK: 'schedule' }

/** The last tick; undefined before the first. */
export const readTick = async (table: Table): Promise<Tick | undefined> => {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key }))
  return Item && tickSchema.parse(Item)
}

/** What a tick found and did, in players. */
export interface Dispatched {
  /** Due, as far as they were looked at. */
  due: number
  queued: number
  /** Queued by an earlier tick and not fetched yet. */
  waiting: number
  /** How many the fetchers can do until just after the next tick. */
  room: number
  /** By how much the one longest due is late. */
  lateMs: number
  /** The circuit is open, or the upstream has asked to wait. */
  paused: boolean
}

/**
 * One tick. Harmless when it crashes half way, runs twice or overlaps another: whoever is queued twice is fetched once.
 * `send` queues players and returns those that were taken.
 */
export const dispatch = async (
  table: Table,
  send: (players: readonly string[]) => Promise<string[]>,
  now: number,
  rules: DispatchRules,
): Promise<Dispatched> => {
  const [pace, tick] = await Promise.all([readPace(table), readTick(table)])
  const paused = pace.pausedUntil > now
  const queued = tick?.queued ?? {}
  const due = await playersDue(table, now, 2 * capacity(rules))
  const keys = due.map((player) => player.key)
  const { chosen, waiting } = paused ? held(keys, queued, now) : choose(keys, queued, now, rules)
  const taken = chosen.length > 0 ? await send(chosen) : []
  const next: Tick = { at: now, queued: { ...waiting, ...Object.fromEntries(taken.map((key) => [key, now])) } }
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...Key, ...next } }))
  return {
    due: due.length,
    queued: taken.length,
    waiting: Object.keys(waiting).length,
    room: capacity(rules),
    lateMs: due[0] ? now - due[0].nextFetchAt : 0,
    paused,
  }
}
