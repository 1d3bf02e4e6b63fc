import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import { type Event, events } from '../outbox/news.ts'
import { boardsFrom } from '../players/touched.ts'
import { isMissingMany, isTripped, judge, type Verdict } from './circuit.ts'
import { withReserved } from './counts.ts'
import { type Grant, grant, noticeMs, type PaceRules, type Wish } from './turns.ts'

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
  /** The slots that fetchers have taken for messages. The oldest come first. */
  taken: z._default(z.array(z.object({ whose: z.enum(['asked', 'due']), slots: z.array(z.number()) })), []),
  /** The slots that batches have reserved in the last hours, which are counted as requests without anything new. */
  reserved: z._default(z.array(z.array(z.number())), []),
  /** How many players share the pace, as they were last counted. */
  players: z.optional(z.number()),
  /** The most of them that there have ever been. */
  mostPlayers: z.optional(z.number()),
  /** What anybody wants to be told; it stands here since every worker reads this item anyway. */
  wanted: z._default(z.array(z.enum(events)), []),
})

export type Pace = z.output<typeof paceSchema>

/** The pace before anybody has asked. */
export const fresh: Pace = {
  version: 0,
  nextSlotAt: 0,
  pausedUntil: 0,
  trialUntil: 0,
  failures: 0,
  missed: [],
  taken: [],
  reserved: [],
  wanted: [],
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

/** What was granted, and the pace as it stood then. */
export type Granted = Grant & { pace: Pace }

/** Takes slots from the pace that all workers share, `counted` as requests without anything new or not. */
export const takeSlots = async (
  table: Table,
  wish: Wish,
  now: () => number,
  rules: PaceRules,
  counted = false,
): Promise<Granted> => {
  const granted = await change(table, (before) => {
    const { pace: after, grant: result } = grant(before, wish, now(), rules)
    const counts = counted && result.slots.length > 0
    const pace = counts ? { ...after, reserved: withReserved(before.reserved, result.slots) } : after
    return { pace, result: { ...result, pace } }
  })
  // What was taken over by a write that took too long is left to nobody: whoever lost it may not have heard of it.
  const written = now()
  const takenOver = 'takenOver' in granted ? granted.takenOver : undefined
  const tooLate = takenOver?.filter((slot) => slot - noticeMs < written) ?? []
  if (tooLate.length === 0) return granted
  const slots = granted.slots.filter((slot) => !tooLate.includes(slot))
  const others = await takeSlots(table, { ...wish, count: tooLate.length }, now, rules)
  return slots.length === 0 ? others : { slots: [...slots, ...others.slots].sort((a, b) => a - b), pace: others.pace }
}

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
