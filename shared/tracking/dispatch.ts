import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import type { Table } from '../dynamodb.ts'
import { isPaused } from '../pace/circuit.ts'
import { keepsBoards, readPace } from '../pace/pace.ts'
import { slotMs } from '../pace/turns.ts'
import { playersDue } from '../players/players.ts'
import { censusSchema, takeCensus } from './census.ts'
import { callRoll, rollSchema } from './roll.ts'
import { isUnderWay, type Walk, walkSchema } from './walk.ts'

/*
 * Dispatch: every tick queues the players that are longest due, no more than the pace can fetch until just after the next.
 *
 * | access pattern                    | key                  |
 * | whom the last ticks have queued   | PK TICK, SK schedule |
 */

/** How many messages a fetcher takes at once; as many slots are then reserved by one write. */
export const fetchBatchSize = 7

/** When a player was queued last, and how often. */
interface Queued {
  at: number
  times: number
}

/** The players that were queued and not seen to be fetched since, by their keys. */
export type Waiting = ReadonlyMap<string, Queued>

// Names that people choose are no keys of an object.
const tickSchema = z.object({
  /** When the last tick ran, in milliseconds since 1970. */
  at: z.number(),
  /** The players that were queued and not seen to be fetched since. */
  waiting: z.array(z.object({ key: z.string(), at: z.number(), times: z.number() })),
  /** How late the one longest due was, at one tick an hour: the last two, the older one first. */
  late: z._default(z.array(z.object({ at: z.number(), ms: z.number() })), []),
  /** The end of the last turn that messages were queued for, in milliseconds since 1970. */
  plannedTo: z._default(z.number(), 0),
  census: z.optional(censusSchema),
  roll: z.optional(rollSchema),
  /** How far the histories of players have been gone through; undefined before that began. */
  walk: z.optional(walkSchema),
})

/** What a tick leaves for the next one. */
export type Tick = z.output<typeof tickSchema>

export interface DispatchRules {
  tickMs: number
  /** Milliseconds between two requests to the hiscores. */
  paceMs: number
}

// The fetchers stay busy this long after a tick should have come, so that no slot is lost by a tick that is late.
const reserveMs = 10_000

// SQS takes batches of any number, but a tick's worth at no pace at all has to end somewhere.
const mostPerTick = 1_000

const slotOf = ({ paceMs }: Pick<DispatchRules, 'paceMs'>): number => slotMs({ intervalMs: paceMs })

/**
 * How many fetches fit between a tick and just after the next; and a batch more, or what fits into a tick, as the batch of a worker
 * that has crashed is hidden in the queue for some minutes.
 */
export const capacity = (rules: DispatchRules): number => {
  const fitting = (ms: number): number => Math.ceil(ms / slotOf(rules))
  const hidden = Math.min(fetchBatchSize, fitting(rules.tickMs))
  return Math.min(fitting(rules.tickMs + reserveMs) + hidden, mostPerTick)
}

// So long before its first slot a batch comes up: SQS delays by whole seconds, and a fetcher takes its slots before they come.
const aheadMs = 2_000

/**
 * When players come up in the queue that are to be fetched one after another from the moment `from` on, in milliseconds from now: batch by
 * batch, each when the one before is all but done, so that no fetcher waits for another one.
 */
export const delaysOf = (count: number, from: number, now: number, rules: DispatchRules): number[] =>
  Array.from({ length: count }, (_, place) => {
    const first = place - (place % fetchBatchSize)
    const delayMs = from - now + first * slotOf(rules) - aheadMs
    return Math.max(0, Math.floor(delayMs / 1000) * 1000)
  })

// A message that comes up late waits for a batch or two.
const patientMs = 15_000

// Who makes its function crash each time is queued once a day in the end.
const longestPatienceMs = 86_400_000

/** How long a player that was queued so often may stay due before its message counts as lost, in milliseconds. */
const patienceMs = (times: number, { tickMs }: DispatchRules): number =>
  Math.min((3 * tickMs + patientMs) * 2 ** (times - 1), longestPatienceMs)

/** True for a player that was queued within so many milliseconds; a clock that was set back forgets. */
const queuedWithin = (ms: number, entry: Queued | undefined, now: number): boolean =>
  entry !== undefined && entry.at <= now && now - entry.at <= ms

/**
 * Chooses whom to queue: those longest due first, without those that wait in the queue already, as many as there is
 * room for beside these. Who is still due three ticks after being queued takes up no room any more: its message was lost on
 * the way, or makes its function crash. It is queued again, and after twice as long each time.
 */
export const choose = (
  due: readonly string[],
  waiting: Waiting,
  now: number,
  rules: DispatchRules,
): { chosen: string[]; inQueue: string[] } => {
  const inQueue = due.filter((key) => queuedWithin(patienceMs(1, rules), waiting.get(key), now))
  const free = due.filter((key) => {
    const entry = waiting.get(key)
    return !entry || !queuedWithin(patienceMs(entry.times, rules), entry, now)
  })
  return { chosen: free.slice(0, Math.max(0, capacity(rules) - inQueue.length)), inQueue }
}

const hourMs = 3_600_000

/**
 * How much later the one longest due is than an hour or two ago, as a share of the time since: 1 when nobody who waits is
 * fetched, 0 when the lateness stays as it is, as it does where there are more players than the pace allows. Zero until
 * there is one of an hour ago.
 */
export const latenessGrowth = (
  before: Tick['late'],
  lateMs: number,
  now: number,
): { late: Tick['late']; growth: number } => {
  // A clock that was set back forgets.
  const known = before.filter(({ at }) => at <= now)
  const newest = known.at(-1)
  const late = newest && now - newest.at < hourMs ? known : [...known, { at: now, ms: lateMs }].slice(-2)
  const [oldest] = late
  const since = oldest ? now - oldest.at : 0
  return { late, growth: since < hourMs ? 0 : Math.max(0, (lateMs - oldest!.ms) / since) }
}

const Key = { PK: 'TICK', SK: 'schedule' }

/** The last tick; undefined before the first. */
export const readTick = async (table: Table): Promise<Tick | undefined> => {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key }))
  // What ticks of before have left was an object, and is forgotten: whoever is in it is queued twice at most.
  return Item && tickSchema.parse({ ...Item, waiting: Array.isArray(Item.waiting) ? Item.waiting : [] })
}

/** Notes how far the histories of players have been gone through. */
export const noteWalk = async (table: Table, walk: Walk): Promise<void> => {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key,
      UpdateExpression: 'SET walk = :walk',
      ExpressionAttributeValues: { ':walk': walk },
    }),
  )
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
  /** By which share of the time that passes it becomes later. */
  lateGrowth: number
  /** The circuit is open, or the upstream has asked to wait. */
  paused: boolean
  /** There have been so many players that boards are kept. */
  boards: boolean
  /** Somebody wants to be told what happens. */
  telling: boolean
  /** There may be histories whose milestones are not told. */
  walking: boolean
}

/**
 * One tick. Harmless when it crashes half way, runs twice or overlaps another: whoever is queued twice is fetched once.
 * `send` queues players, each to come up after so many milliseconds, and returns those that were taken.
 */
export const dispatch = async (
  table: Table,
  send: (players: readonly string[], delaysMs: readonly number[]) => Promise<string[]>,
  now: number,
  rules: DispatchRules,
): Promise<Dispatched> => {
  const [pace, tick] = await Promise.all([readPace(table), readTick(table)])
  const paused = isPaused(pace, now)
  // Whose turn came in a pause has been dropped, so that nobody waits who was queued before it.
  const queued = (tick?.waiting ?? []).filter(({ at }) => !paused && !isPaused(pace, at))
  const before: Waiting = new Map(queued.map((entry) => [entry.key, entry]))
  // Those that make their function crash are longest due, and must not hide the others.
  const due = await playersDue(table, now, 2 * capacity(rules) + before.size)
  const keys = due.map((player) => player.key)
  const { chosen, inQueue } = choose(keys, before, now, rules)
  // What was planned before a pause is forgotten with it, as is what a clock has left that was set back.
  const planned = paused || isPaused(pace, tick?.at ?? now) ? 0 : (tick?.plannedTo ?? 0)
  const longest = capacity(rules) * slotOf(rules)
  const from = Math.max(now, ...[planned, pace.nextSlotAt].filter((moment) => moment - now <= longest))
  const sends = !paused && chosen.length > 0
  const taken = new Set(sends ? await send(chosen, delaysOf(chosen.length, from, now, rules)) : [])
  const plannedTo = sends ? from + chosen.length * slotOf(rules) : planned
  const waiting = keys.flatMap((key): Tick['waiting'] => {
    const entry = before.get(key)
    if (taken.has(key)) return [{ key, at: now, times: (entry?.times ?? 0) + 1 }]
    return entry ? [{ key, at: entry.at, times: entry.times }] : []
  })
  const lateMs = due[0] ? now - due[0].nextFetchAt : 0
  const { late, growth: lateGrowth } = latenessGrowth(tick?.late ?? [], lateMs, now)
  const census = await takeCensus(table, tick?.census, now)
  const roll = await callRoll(table, tick?.roll, census, now)
  const next: Tick = { at: now, waiting, late, plannedTo, census, roll, ...(tick?.walk && { walk: tick.walk }) }
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...Key, ...next } }))
  return {
    due: due.length,
    queued: taken.size,
    waiting: inQueue.length,
    room: capacity(rules),
    lateMs,
    lateGrowth,
    paused,
    boards: keepsBoards(pace) === true,
    telling: pace.wanted.length > 0,
    walking: isUnderWay(tick?.walk, now),
  }
}
