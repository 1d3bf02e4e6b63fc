import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'

/*
 * Attempts: how often somebody has tried to sign in under a name since the last success, whether there is such a user or
 * not, so that being locked tells nobody which names exist.
 *
 * | access pattern | key                                |
 * | one name       | PK ATTEMPTS#<name>, SK ATTEMPTS    |
 */

const itemSchema = z.object({
  tries: z.number(),
  /** Nobody may try before this moment, in milliseconds since 1970. */
  lockedUntil: z.number(),
  /** Seconds since 1970, as DynamoDB's expiry wants them. */
  expiresAt: z.number(),
})

const free = 5
const firstLockMs = 30_000
const longestLockMs = 3_600_000

/** Attempts are forgotten when nobody has tried for a day: some 35 guesses a day is all that anybody gets. */
const forgottenMs = 86_400_000

/** How long the name is locked after so many wrong passwords in a row, in milliseconds. */
export const lockMs = (tries: number): number =>
  tries < free ? 0 : Math.min(firstLockMs * 2 ** (tries - free), longestLockMs)

const keyFor = (username: string) => ({ PK: `ATTEMPTS#${username}`, SK: 'ATTEMPTS' })

/**
 * Counts one attempt under a name. Returns 0 when it may go on, otherwise how long to wait, in milliseconds. To be called
 * BEFORE the password is looked at: an attempt counts as a failure, lock and all, until it has succeeded, so of any
 * number of guesses made at once no more get through than of as many made one by one.
 */
export const takeAttempt = async (table: Table, username: string, now: number): Promise<number> => {
  for (;;) {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keyFor(username), ConsistentRead: true }),
    )
    const stored = Item && itemSchema.parse(Item)
    const current = stored && stored.expiresAt * 1000 > now ? stored : { tries: 0, lockedUntil: 0 }
    if (current.lockedUntil > now) return current.lockedUntil - now
    const tries = current.tries + 1
    const lockedUntil = now + lockMs(tries)
    const expiresAt = Math.ceil((lockedUntil + forgottenMs) / 1000)
    const counted = await unlessRefused(
      table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...keyFor(username), tries, lockedUntil, expiresAt },
          ...(stored
            ? {
                // Both: an expired item may have the number of tries that is written now.
                ConditionExpression: 'tries = :tries AND expiresAt = :expiresAt',
                ExpressionAttributeValues: { ':tries': stored.tries, ':expiresAt': stored.expiresAt },
              }
            : { ConditionExpression: 'attribute_not_exists(PK)' }),
        }),
      ),
    )
    if (counted) return 0
    // Somebody else tried at the same time: look again.
  }
}

/** Forgets the attempts under a name, after a success. */
export const forgetAttempts = async (table: Table, username: string): Promise<void> => {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyFor(username) }))
}
