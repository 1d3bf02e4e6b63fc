import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import { type Event, events } from '../outbox/news.ts'
import { boardsFrom } from '../players/touched.ts'
import { heldUntil, isMissingMany, isTripped, judge, type Verdict } from './circuit.ts'

/*
 * The pace: one item that all workers share. Whoever wants to ask the hiscores takes slots from it first; a slot is the
 * moment at which one request may go. The same item is the circuit.
 *
 * | access pattern            | key                   |
 * | take slots, report a fetch | PK PACE, SK hiscores |
 */

const paceSchema = z.object({
  /** Optimistic lock: every write raises it by one. */
  version: z.number(),
  /** The first moment that nobody has taken, in milliseconds since 1970. */
  nextSlotAt: z.number(),
  // The circuit.
  pausedUntil: z.number(),
  trialUntil: z.number(),
  failures: z.number(),
  missed: z._default(z.array(z.string()), []),
  missedSince: z.optional(z.number()),
  /** Batches of messages that fetchers have taken slots for: how many, and the last slot of each. The oldest come first. */
  batches: z._default(z.array(z.object({ size: z.number(), lastSlot: z.number() })), []),
  /** How many players share the pace, as they were last counted. */
  players: z.optional(z.number()),
  /** The most of them that there have ever been. */
  mostPlayers: z.optional(z.number()),
  /** What anybody wants to be told; it stands here since every worker reads this item anyway. */
  wanted: z._default(z.array(z.enum(events)), []),
})

export type Pace = z.output<typeof paceSchema>

export interface PaceRules {
  /** Milliseconds between two requests. */
  intervalMs: number
  /** How long one request may take before it counts as failed, in milliseconds. */
  requestTimeoutMs: number
}

/**
 * Slots that were granted, or the moment at which asking again makes sense and why not now: the circuit is open, a trial
 * is under way, or others have taken the slots before that moment.
 */
export type Grant = { slots: number[] } | { slots: []; retryAt: number; held: 'pause' | 'trial' | 'busy' }

const fresh: Pace = {
  version: 0,
  nextSlotAt: 0,
  pausedUntil: 0,
  trialUntil: 0,
  failures: 0,
  missed: [],
  batches: [],
  wanted: [],
}

/**
 * What a slot is longer than the interval: what one request loses to a slow timer or on its way the next does not gain,
 * so two are never closer than the interval. Under 1 % of the usual two seconds.
 */
export const slackMs = 15

/** How late in its slot a request may still go. The rest of the slack is for its way. */
export const lateMs = 8

/**
 * Slots lie this far ahead at least: for the write that takes one, and for a last look, before it comes, at whether it may
 * still be used.
 */
export const leadMs = 100

// How long after its slot a fetch is over, its message deleted, as a rule.
const settledMs = 500

// Nobody reserves more than some seconds ahead: what lies beyond was written by a clock that has since been set back.
const mostReservedMs = 300_000

export interface Wish {
  count: number
  /** No slot later than this moment is of any use. */
  latest: number
  /** Come back later rather than take slots when the first free one is further ahead than this, in milliseconds. */
  horizonMs: number
  /** The slots are for a batch of messages. */
  batch?: boolean
  /** The slot that is given up for another one: who has slept through its trial is still the trial. */
  insteadOf?: number
}

const underWay = ({ batches }: Pace, now: number): Pace['batches'] =>
  batches.filter(({ lastSlot }) => lastSlot + settledMs > now)

/** How many messages that fetchers have in hand have slots already. */
export const reserved = (pace: Pace, now: number): number =>
  underWay(pace, now).reduce((sum, { size }) => sum + size, 0)

/**
 * Takes up to `count` slots, none later than `latest`. While the circuit is open nobody gets any; when its pause is
 * over one trial gets a single slot and keeps the others waiting until it is known how it went.
 */
export const grant = (
  pace: Pace,
  { count, latest, horizonMs, batch = false, insteadOf }: Wish,
  now: number,
  rules: PaceRules,
): { pace: Pace; grant: Grant } => {
  const none = (retryAt: number, held: 'pause' | 'trial' | 'busy') => ({
    pace,
    grant: { slots: [] as [], retryAt, held },
  })
  const isOwnTrial = insteadOf !== undefined && pace.trialUntil === insteadOf + rules.requestTimeoutMs
  const { until, trial: tried } = heldUntil(isOwnTrial ? { ...pace, trialUntil: 0 } : pace, now)
  if (until > now) return none(until, tried ? 'trial' : 'pause')
  const spacing = rules.intervalMs + slackMs
  const taken = pace.nextSlotAt - now > mostReservedMs ? now + spacing : pace.nextSlotAt
  const first = Math.max(taken, now + leadMs)
  if (first > latest) return none(first, 'busy')
  if (taken > now + horizonMs) return none(taken - horizonMs, 'busy')
  const trial = isTripped(pace)
  const fitting = Math.floor((latest - first) / spacing) + 1
  const granted = Math.min(trial ? 1 : count, fitting)
  const slots = Array.from({ length: granted }, (_, index) => first + index * spacing)
  return {
    pace: {
      ...pace,
      nextSlotAt: first + granted * spacing,
      trialUntil: trial ? first + rules.requestTimeoutMs : 0,
      batches: [...underWay(pace, now), ...(batch ? [{ size: granted, lastSlot: slots.at(-1)! }] : [])],
    },
    grant: { slots },
  }
}

const Key = { PK: 'PACE', SK: 'hiscores' }

/** The pace as it stands. */
export const readPace = async (table: Table): Promise<Pace> => {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }))
  return Item ? paceSchema.parse(Item) : fresh
}

/** Writes the pace in the place of what was read; false when another worker was faster. */
const replace = (table: Table, before: Pace, pace: Pace): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...Key, ...pace, version: before.version + 1 },
        ConditionExpression: 'attribute_not_exists(PK) OR version = :seen',
        ExpressionAttributeValues: { ':seen': before.version },
      }),
    ),
  )

/** Changes the pace item by a pure step, again from the start whenever another worker was faster. */
const change = async <T>(table: Table, step: (pace: Pace) => { pace: Pace; result: T }): Promise<T> => {
  for (;;) {
    const before = await readPace(table)
    const { pace, result } = step(before)
    if (pace === before) return result
    if (await replace(table, before, pace)) return result
  }
}

/** Takes slots from the pace that all workers share. */
export const takeSlots = (table: Table, wish: Wish, now: () => number, rules: PaceRules): Promise<Grant> =>
  change(table, (before) => {
    const { pace, grant: result } = grant(before, wish, now(), rules)
    return { pace, result }
  })

/** Whether there have been so many players that boards are kept; undefined before they have been counted. */
export const keepsBoards = ({ mostPlayers }: Pace): boolean | undefined =>
  mostPlayers === undefined ? undefined : mostPlayers >= boardsFrom

/** Tells all workers how many players share the pace. Costs a read where it is what they know. */
export const tellPlayers = (table: Table, players: number): Promise<void> =>
  change(table, (before) => {
    const mostPlayers = Math.max(players, before.mostPlayers ?? 0)
    const known = before.players === players && before.mostPlayers === mostPlayers
    return { pace: known ? before : { ...before, players, mostPlayers }, result: undefined }
  })

/**
 * Tells all workers what anybody wants to be told, which is looked up by `find`. It is written also where it is what they know:
 * so of two who do it at once the one whose look was older does it again.
 */
export const tellWanted = async (table: Table, find: () => Promise<readonly Event[]>): Promise<void> => {
  for (;;) {
    const before = await readPace(table)
    const wanted = [...(await find())]
    if (await replace(table, before, { ...before, wanted })) return
  }
}

/** What the hiscores are like after a request. */
export interface Weather {
  /** So many players are missing at once that a 404 is no answer. */
  manyMissing: boolean
  /** The circuit has opened, and nobody has closed it yet. */
  outage: boolean
}

/** Reports how a request went; what the hiscores are like then. Costs nothing while all goes well. */
export const reportVerdict = (table: Table, verdict: Verdict, now: number): Promise<Weather> =>
  change(table, (before) => {
    const pace = judge(before, verdict, now)
    return { pace, result: { manyMissing: isMissingMany(pace, now), outage: isTripped(pace) } }
  })
