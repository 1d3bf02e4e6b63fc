import { PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import { playersSchema, stateKey } from './players.ts'

/*
 * How far the keeping of boards is.
 *
 * | access pattern | key                  |
 * | how far it is  | PK BOARDS, SK STATE  |
 */

const schema = z.object({
  /** When boards were begun anew, in milliseconds since 1970; what was stored with another number means nothing. */
  begun: z.number(),
  /** The former names of metrics that the boards heed. */
  aliases: z.string(),
  /** Until all players have been looked at once: the key of the last that was. */
  sweep: z.optional(z.string()),
  /** The moment that the newest of the logs bear. */
  at: z.number(),
  /** How many bytes the logs have got since the lists were made, by metric. */
  pending: z.record(z.string(), z.number()),
  /** The metrics of whose logs a part is in the lists. */
  folded: z.array(z.string()),
  /** How many players there are; undefined where that is to be counted anew. */
  players: z.optional(playersSchema),
  /** Until when a tick is at work; of one that has died, when that was. */
  busyUntil: z.number(),
  /** Raised by every write. */
  version: z.number(),
})

export type BoardsState = z.output<typeof schema>

/** Boards that are begun anew. */
export const begunAt = (now: number, aliases: string, before?: BoardsState): BoardsState => ({
  begun: Math.max(now, (before?.begun ?? 0) + 1),
  aliases,
  sweep: '',
  at: before?.at ?? 0,
  pending: {},
  folded: [],
  busyUntil: 0,
  version: before?.version ?? 0,
})

export const stateIn = (item: Record<string, unknown> | undefined): BoardsState | undefined =>
  item && schema.parse(item)

/** Writes how far all is, unless somebody else has; as it is then. One write unit, or some. */
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
