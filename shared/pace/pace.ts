import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import { bytesSchema } from '../snapshots/varint.ts'
import { addCounts } from './outcomes.ts'
import type { Tally } from './tally.ts'

/*
 * The pace: one item that all workers share. Whoever wants to ask the hiscores takes slots from it first; a slot is the
 * moment at which one request may go. The same item is the circuit: failures in a row open it for a growing pause.
 *
 * | access pattern            | key                   |
 * | take slots, report a fetch | PK PACE, SK hiscores |
 */

const paceSchema = z.object({
  /** Optimistic lock: every write raises it by one. */
  version: z.number(),
  /** The first moment that nobody has taken, in milliseconds since 1970. */
  nextSlotAt: z.number(),
  /** Nobody may ask before this moment. */
  pausedUntil: z.number(),
  /** A trial is under way, and the others wait for it until this moment at most. */
  trialUntil: z.number(),
  /** Fetches that failed one after another. */
  failures: z.number(),
  /** Batches of messages that fetchers have taken slots for: how many, and the last slot of each. The oldest come first. */
  batches: z._default(z.array(z.object({ size: z.number(), lastSlot: z.number() })), []),
  /** The fetches of the last day by outcome, packed. They ride along because this item is written anyway. */
  outcomes: z.optional(bytesSchema),
})

export type Pace = z.output<typeof paceSchema>

export interface PaceRules {
  /** Milliseconds between two requests. */
  intervalMs: number
  /** How long one request may take before it counts as failed, in milliseconds. */
  requestTimeoutMs: number
}

/** Slots that were granted, or the moment at which asking again makes sense. */
export type Grant = { slots: number[] } | { slots: []; retryAt: number; paused: boolean }

const fresh: Pace = { version: 0, nextSlotAt: 0, pausedUntil: 0, trialUntil: 0, failures: 0, batches: [] }

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

// Failures in a row that open the circuit.
const tolerated = 5

const pauseMs = (failures: number): number => Math.min(60_000 * 2 ** (failures - tolerated), 1_800_000)

// How long after its slot a fetch is over, its message deleted, as a rule.
const settledMs = 500

// Nobody reserves more than some seconds ahead, and nobody pauses for more than an hour: what lies beyond was written by a
// clock that has since been set back.
const mostReservedMs = 300_000
const mostPausedMs = 3_600_000

/** Until when nobody may ask; in the past when somebody may. */
const heldUntil = ({ pausedUntil, trialUntil }: Pace, now: number): number =>
  Math.max(...[pausedUntil, trialUntil].map((until) => (until - now > mostPausedMs ? 0 : until)))

export interface Wish {
  count: number
  /** No slot later than this moment is of any use. */
  latest: number
  /** Come back later rather than take slots when the first free one is further ahead than this, in milliseconds. */
  horizonMs: number
  /** The slots are for a batch of messages. */
  batch?: boolean
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
  { count, latest, horizonMs, batch = false }: Wish,
  now: number,
  rules: PaceRules,
): { pace: Pace; grant: Grant } => {
  const held = heldUntil(pace, now)
  if (held > now) return { pace, grant: { slots: [], retryAt: held, paused: true } }
  const spacing = rules.intervalMs + slackMs
  const taken = pace.nextSlotAt - now > mostReservedMs ? now + spacing : pace.nextSlotAt
  const first = Math.max(taken, now + leadMs)
  if (first > latest) return { pace, grant: { slots: [], retryAt: first, paused: false } }
  if (taken > now + horizonMs) return { pace, grant: { slots: [], retryAt: taken - horizonMs, paused: false } }
  const trial = pace.failures >= tolerated
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

/** True while the circuit is open, or the upstream has asked to wait. */
export const isPaused = (pace: Pace, now: number): boolean => heldUntil({ ...pace, trialUntil: 0 }, now) > now

/** How a request went, as far as the pace is concerned; `retryAfterMs` is the wait that the upstream asked for. */
export type Verdict = { ok: true } | { ok: false; retryAfterMs?: number }

/** The pace after a request has come back: an answer closes the circuit, the fifth failure in a row opens it. */
export const judge = (pace: Pace, verdict: Verdict, now: number): Pace => {
  if (verdict.ok) return pace.failures === 0 ? pace : { ...pace, failures: 0, trialUntil: 0 }
  const asked = Math.max(pace.pausedUntil, now + (verdict.retryAfterMs ?? 0))
  // What was under way when the circuit opened says nothing new.
  const open = pace.failures >= tolerated && pace.pausedUntil > now
  if (open) return asked === pace.pausedUntil ? pace : { ...pace, pausedUntil: asked }
  const failures = pace.failures + 1
  const pausedUntil = failures < tolerated ? asked : Math.max(asked, now + pauseMs(failures))
  return { ...pace, failures, trialUntil: 0, pausedUntil }
}

/** The circuit as it is reported: closed, open until a moment, or half open while a trial decides. */
export const circuitOf = (pace: Pace, now: number) => {
  const tripped = pace.failures >= tolerated
  const waiting = isPaused(pace, now)
  return {
    state: waiting ? ('open' as const) : tripped ? ('half_open' as const) : ('closed' as const),
    failuresInARow: pace.failures,
    pausedUntil: waiting ? new Date(pace.pausedUntil).toISOString() : null,
  }
}

const Key = { PK: 'PACE', SK: 'hiscores' }

/** The pace as it stands. */
export const readPace = async (table: Table): Promise<Pace> => {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }))
  return Item ? paceSchema.parse(Item) : fresh
}

/** Changes the pace item by a pure step, again from the start whenever another worker was faster. */
const change = async <T>(table: Table, step: (pace: Pace) => { pace: Pace; result: T }): Promise<T> => {
  for (;;) {
    const before = await readPace(table)
    const { pace, result } = step(before)
    if (pace === before) return result
    const written = await unlessRefused(
      table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...Key, ...pace, version: before.version + 1 },
          ConditionExpression: 'attribute_not_exists(PK) OR version = :seen',
          ExpressionAttributeValues: { ':seen': before.version },
        }),
      ),
    )
    if (written) return result
  }
}

/** Takes slots from the pace that all workers share, and records how the `ended` fetches of before went, if it can. */
export const takeSlots = async (
  table: Table,
  wish: Wish,
  now: () => number,
  rules: PaceRules,
  ended?: Tally,
): Promise<Grant> => {
  const counts = ended?.counts()
  const { granted, recorded } = await change(table, (before) => {
    const step = grant(before, wish, now(), rules)
    const recorded = counts !== undefined && step.pace !== before
    const pace: Pace = recorded ? { ...step.pace, outcomes: addCounts(before.outcomes, counts, now()) } : step.pace
    return { pace, result: { granted: step.grant, recorded } }
  })
  if (recorded) ended?.forget(counts!)
  return granted
}

/** Reports how a request went. Costs nothing while all goes well. */
export const reportVerdict = (table: Table, verdict: Verdict, now: number): Promise<void> =>
  change(table, (pace) => ({ pace: judge(pace, verdict, now), result: undefined }))
