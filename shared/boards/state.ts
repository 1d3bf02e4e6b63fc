import { PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import type { Noted } from '../players/touched.ts'
import { dayMs } from '../snapshots/items.ts'
import { journalMs } from './journal.ts'
import { playersSchema, stateKey } from './players.ts'

/*
 * How far the keeping of boards is.
 *
 * | access pattern | key                  |
 * | how far it is  | PK BOARDS, SK STATE  |
 */

// What is stored in another way than this one's means nothing.
const format = 3

const schema = z.object({
  format: z.number(),
  /** When boards were begun anew, in milliseconds since 1970; what was stored with another number means nothing. */
  begun: z.number(),
  /** The former names of metrics that the boards heed. */
  aliases: z.string(),
  /** Until all players have been looked at once: the key of the last that was. */
  sweep: z.optional(z.string()),
  /** The moment that the newest of the logs bear. */
  at: z.number(),
  /** How many bytes the journal has got since it was written to the logs. */
  journal: z.number(),
  /** Up to when it is being written to the logs; of a tick that has died, up to when that was. */
  flushing: z.optional(z.number()),
  /** Up to when it is in the logs, and up to when it was before that. */
  flushed: z.number(),
  flushedBefore: z.number(),
  /** Some logs are long whose lists have not been made. */
  late: z.boolean(),
  /** Of those that were set aside, when those were that the boards have been told. */
  told: z.optional(z.number()),
  /** How many players there are; undefined where that is to be counted anew. */
  players: z.optional(playersSchema),
  /** Until when a tick is at work; of one that has died, when that was. */
  busyUntil: z.number(),
  /** Raised by every write. */
  version: z.number(),
})

export type BoardsState = z.output<typeof schema>

/** Boards that are begun anew. */
export const begunAt = (now: number, aliases: string, before?: BoardsState): BoardsState => {
  const at = Math.max(now, before?.at ?? 0)
  return {
    format,
    begun: Math.max(now, (before?.begun ?? 0) + 1),
    aliases,
    sweep: '',
    at,
    journal: 0,
    // What is in the journal means nothing.
    flushed: at,
    flushedBefore: at,
    late: false,
    told: before?.told,
    busyUntil: 0,
    version: before?.version ?? 0,
  }
}

const otherSchema = z.object({ begun: z.number(), version: z.number() })

/** What an item says. Boards that are stored in another way are such as have to be begun anew. */
export const stateIn = (item: Record<string, unknown> | undefined): BoardsState | undefined => {
  if (!item || item.format === format) return item && schema.parse(item)
  const { begun, version } = otherSchema.parse(item)
  return { ...begunAt(begun, 'stored otherwise'), begun, version }
}

/** Whether the journal is so old that it is to be written to the logs, long before it expires. */
export const isOld = ({ journal, flushed }: BoardsState, now: number): boolean => journal > 0 && now - flushed >= dayMs

/** Whether some of the journal may have expired before it was written anywhere, as when the schedule has rested for weeks. */
export const isLost = ({ journal, flushed }: BoardsState, now: number): boolean =>
  journal > 0 && now - flushed >= journalMs

// A replica may not have yet what was written to the logs some time ago.
const settledMs = 60_000

/** After when a question reads the journal: what came before is in the logs, for everybody. */
export const journalFrom = ({ flushed, flushedBefore }: BoardsState, now: number): number =>
  now - flushed >= settledMs ? flushed : flushedBefore

/** Those that were set aside, unless the boards have been told of them. */
export const untold = ({ told }: BoardsState, taken: Noted | undefined): Noted | undefined =>
  taken && taken.takenAt !== told ? taken : undefined

/** Writes how far all is, unless somebody else has; as it is then. One write unit. */
export const putState = async (table: Table, state: BoardsState): Promise<BoardsState | undefined> => {
  const next = { ...state, version: state.version + 1 }
  const written = await unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...stateKey, ...next },
        ConditionExpression: 'attribute_not_exists(PK) OR version = :seen',
        ExpressionAttributeValues: { ':seen': state.version },
      }),
    ),
  )
  return written ? next : undefined
}
