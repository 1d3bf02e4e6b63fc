import * as z from 'zod/mini'

/** What can be told, as a webhook asks for it. */
export const events = ['milestone', 'level', 'record', 'goal', 'missing', 'renamed'] as const

export type Event = (typeof events)[number]

// What a metric is called goes along, so that whoever tells it needs to look nothing up.
const metric = { metric: z.string(), name: z.string() }

/** One thing that happened to a player; moments are in milliseconds since 1970. */
const happeningSchema = z.union([
  z.object({
    event: z.enum(['milestone', 'level']),
    ...metric,
    kind: z.string(),
    threshold: z.number(),
    value: z.number(),
    after: z.number(),
    by: z.number(),
  }),
  z.object({
    event: z.literal('record'),
    ...metric,
    span: z.enum(['day', 'week', 'month', 'year']),
    gained: z.number(),
    start: z.number(),
    end: z.number(),
  }),
  z.object({
    event: z.literal('goal'),
    ...metric,
    status: z.enum(['reached', 'missed']),
    /** What was to be reached, or gained in each period. */
    target: z.number(),
    per: z.optional(z.enum(['day', 'week', 'month'])),
    /** In how many periods one after another it was reached; of one that was missed, before that. */
    streak: z.optional(z.number()),
  }),
  z.object({ event: z.literal('missing') }),
  z.object({ event: z.literal('renamed'), formerly: z.string() }),
])

export type Happening = z.output<typeof happeningSchema>

/** What happened to a player by one moment, told together. */
export const newsSchema = z.object({
  /** The same for the same news, however often they are told. */
  id: z.string(),
  /** In milliseconds since 1970. */
  at: z.number(),
  /** The player's key, and its name as it was then. */
  player: z.string(),
  username: z.string(),
  happenings: z.array(happeningSchema),
})

export type News = z.output<typeof newsSchema>
