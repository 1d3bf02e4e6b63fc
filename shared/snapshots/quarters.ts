import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { type Table, unlessRefused } from '../dynamodb.ts'
import { daySK, type Item, startOfDay } from './items.ts'
import { playerPK } from './key.ts'

/*
 * Quarters: of each six hours (UTC) that are followed by another state of their day, the last change. What is last on a day is
 * its day item, so who changes all day long has three of them. The day tells of which of its quarters there are items, where these
 * have all its changes or ones behind them. Where it does not, or one is missing, its snapshots are read instead: whoever adds
 * states to a day, or takes some away, has it tell of none, and an item that no day tells of counts for nothing.
 */

const quarterMs = 21_600_000

/** The sort key for the quarter of a moment, as in `QUARTER#2026-08-20T06`. */
export const quarterSK = (at: number): string => `QUARTER#${new Date(at - (at % quarterMs)).toISOString().slice(0, 13)}`

/** The bit that tells of the quarter of a moment in its day. */
export const quarterBit = (at: number): number => 1 << ((at - startOfDay(at)) / quarterMs)

/** The keys of the quarters that a day tells of; undefined when its snapshots are to be read. */
export const quartersOf = ({ at, q }: Pick<Item, 'at' | 'q'>): string[] | undefined =>
  q === undefined
    ? undefined
    : [0, 1, 2, 3]
        .map((index) => startOfDay(at) + index * quarterMs)
        .filter((start) => (q & quarterBit(start)) !== 0)
        .map(quarterSK)

/** A day that tells of no quarters. */
export const withoutQuarters = <T extends Record<string, unknown>>({ q: _, ...day }: T): Omit<T, 'q'> => day

/**
 * Has a day tell of no quarters any more: before states are added to it out of turn, or taken away. Not where it is the `same` as
 * another one, and tells of the same.
 */
export const untellQuarters = (
  table: Table,
  player: string,
  at: number,
  same?: Required<Pick<Item, 'at' | 'q'>>,
): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { PK: playerPK(player), SK: daySK(at) },
        UpdateExpression: 'REMOVE q',
        ConditionExpression: `attribute_exists(q)${same ? ' AND NOT (#at = :at AND q = :q)' : ''}`,
        ...(same && {
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: { ':at': same.at, ':q': same.q },
        }),
      }),
    ),
  )
