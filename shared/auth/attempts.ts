import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { itemsOf, type Table, unlessRefused } from '../dynamodb.ts'

/*
 * Attempts: how often somebody has given a wrong password under a name, whether there is such a user or not. What counts
 * together is what strangers do under the name, and apart from it what is done from each known device and in each session:
 * so no stranger locks those. A right password leaves no trace in what strangers share, neither while it is looked at nor
 * afterwards: so nobody learns from being locked, or not, which names exist or are in use.
 *
 * | access pattern      | key                                                                        |
 * | one count           | PK ATTEMPTS#<name>, SK ATTEMPTS, DEVICE#<its hash> or SESSION#<session id> |
 * | all under one name  | PK ATTEMPTS#<name>                                                         |
 */

const itemSchema = z.object({
  tries: z.number(),
  /** Nobody may try before this moment, in milliseconds since 1970. */
  lockedUntil: z.number(),
  /** Seconds since 1970, as DynamoDB's expiry wants them. */
  expiresAt: z.number(),
})

type Count = z.output<typeof itemSchema>

/** Whose attempts count together: strangers', or those from a device or in a session of the user's. */
export interface Guesser {
  username: string
  device?: string | undefined
  session?: string | undefined
}

const free = 5
const firstLockMs = 30_000
const longestLockMs = 3_600_000

/** Attempts are forgotten when nobody was wrong for a day: some 35 guesses a day is all that anybody gets. */
const forgottenMs = 86_400_000

/** For how long so many wrong passwords lock, in milliseconds. */
export const lockMs = (tries: number): number =>
  tries < free ? 0 : Math.min(firstLockMs * 2 ** (tries - free), longestLockMs)

const partition = (username: string): string => `ATTEMPTS#${username}`

const keyFor = ({ username, device, session }: Guesser) => {
  const apart = device ? `DEVICE#${device}` : session && `SESSION#${session}`
  return { PK: partition(username), SK: apart || 'ATTEMPTS' }
}

const read = async (table: Table, guesser: Guesser): Promise<Count | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyFor(guesser), ConsistentRead: true }),
  )
  return Item && itemSchema.parse(Item)
}

const waitMs = (stored: Count | undefined, now: number): number => Math.max(0, (stored?.lockedUntil ?? 0) - now)

/**
 * How long this guesser has to wait, in milliseconds; 0 when it may go on. To be asked before a password is looked at, and
 * once more before a right one opens anything: a right guess among many that are made at once counts only if it comes
 * before those that lock.
 */
export const lockedForMs = async (table: Table, guesser: Guesser, now: number): Promise<number> =>
  waitMs(await read(table, guesser), now)

/**
 * Counts a wrong password. Returns 0, or how long to wait, in milliseconds, when others have locked in the meantime: then
 * the guess counts for nothing, and whoever made it is not to hear that it was wrong. So of any number of guesses made at
 * once no more are answered than of as many made one by one.
 */
export const countFailure = async (table: Table, guesser: Guesser, now: number): Promise<number> => {
  for (;;) {
    const stored = await read(table, guesser)
    const wait = waitMs(stored, now)
    if (wait > 0) return wait
    const tries = (stored && stored.expiresAt * 1000 > now ? stored.tries : 0) + 1
    const lockedUntil = now + lockMs(tries)
    const expiresAt = Math.ceil((lockedUntil + forgottenMs) / 1000)
    const counted = await unlessRefused(
      table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...keyFor(guesser), tries, lockedUntil, expiresAt },
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
    // Somebody else was wrong at the same time: look again.
  }
}

const forget = async (table: Table, Key: Record<string, unknown>): Promise<void> => {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key }))
}

/** Forgets what was counted from a device, after a right password. Never to be done with what strangers share. */
export const forgetFailures = (table: Table, guesser: Guesser & { device: string }): Promise<void> =>
  forget(table, keyFor(guesser))

/** Forgets whatever was counted under a name: it is unlocked for everybody. */
export const forgetAttempts = async (table: Table, username: string): Promise<void> => {
  // As many as there are strangers, known devices and sessions, which are bounded: one page.
  const items = await itemsOf(table, partition(username))
  await Promise.all(items.map(({ PK, SK }) => forget(table, { PK, SK })))
}
