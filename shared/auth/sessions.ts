import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import { newRefreshToken, newSessionId, type RefreshToken } from './refresh-token.ts'
import type { Session } from './session.ts'
import type { TokenSubject } from './tokens.ts'
import type { User } from './users.ts'

/*
 * Sessions: one per sign-in. Every request with an access token reads the session that the token names, so a session
 * that is gone ends all its tokens.
 *
 * | access pattern           | key                                  |
 * | one session              | PK SESSION#<username>, SK session id |
 * | all sessions of a user   | PK SESSION#<username>                |
 */

const sessionSchema = z.object({
  SK: z.string(),
  username: z.string(),
  role: z.enum(['viewer', 'admin']),
  /** The user's revision that the session was opened under. */
  revision: z.string(),
  /** Of the one refresh token that is good. */
  secretHash: z.string(),
  /** Seconds since 1970, as DynamoDB's expiry wants them. */
  expiresAt: z.number(),
})

/** A session as the auth function knows it. */
interface StoredSession extends Session {
  revision: string
  secretHash: string
}

/** A session and its refresh token, which is nowhere else. */
export interface OpenedSession {
  session: StoredSession
  refreshToken: string
}

/** How long a refresh token is good, and from when; both in milliseconds. */
interface Term {
  now: number
  lifetimeMs: number
}

const partition = (username: string): string => `SESSION#${username}`
const keyFor = (username: string, id: string) => ({ PK: partition(username), SK: id })
const expiry = ({ now, lifetimeMs }: Term): number => Math.floor((now + lifetimeMs) / 1000)

const decode = (item: unknown): StoredSession => {
  const { SK: id, expiresAt, ...rest } = sessionSchema.parse(item)
  return { ...rest, id, expiresAt: expiresAt * 1000 }
}

const read = async (
  table: Table,
  { username, id, consistent }: { username: string; id: string; consistent: boolean },
  now: number,
): Promise<StoredSession | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyFor(username, id), ConsistentRead: consistent }),
  )
  const session = Item && decode(Item)
  return session && session.expiresAt > now ? session : undefined
}

/** Opens a session for a user, under the role and the revision that the user has in `user`. */
export const createSession = async (table: Table, user: User, term: Term): Promise<OpenedSession> => {
  const { username, role, revision } = user
  const id = newSessionId()
  const { token, secretHash } = newRefreshToken(username, id)
  const expiresAt = expiry(term)
  await table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: { ...keyFor(username, id), username, role, revision, secretHash, createdAt: term.now, expiresAt },
    }),
  )
  return { session: { id, username, role, revision, secretHash, expiresAt: expiresAt * 1000 }, refreshToken: token }
}

/**
 * A session that has neither ended nor expired. Unless `consistent` it may be read from a copy that hears of an end a moment
 * late, as a rule within milliseconds, for half a read unit instead of a whole one.
 */
export const findSession = async (
  table: Table,
  { username, sessionId: id }: TokenSubject,
  now: number,
  { consistent }: { consistent: boolean },
): Promise<Session | undefined> => {
  const found = consistent ? undefined : await read(table, { username, id, consistent }, now)
  // What a copy does not know may be a sign-in of a moment ago, whose first request is not to be refused.
  const session = found ?? (await read(table, { username, id, consistent: true }, now))
  return session && { id, username, role: session.role, expiresAt: session.expiresAt }
}

/** Why a refresh token was refused: there is no such session, or the token has been used before. */
export type Refusal = 'unknown' | 'reused'

/**
 * Exchanges a session's refresh token for a new one, good for another whole term. Whoever presents one that is no longer
 * good holds a stolen token, or is the one it was stolen from: nobody knows which, so the session ends.
 */
export const rotateSession = async (
  table: Table,
  { username, sessionId, secretHash }: RefreshToken,
  term: Term,
): Promise<OpenedSession | Refusal> => {
  const fresh = newRefreshToken(username, sessionId)
  const rotate = new UpdateCommand({
    TableName: table.name,
    Key: keyFor(username, sessionId),
    UpdateExpression: 'SET secretHash = :fresh, expiresAt = :expiry',
    ConditionExpression: 'secretHash = :presented AND expiresAt > :now',
    ExpressionAttributeValues: {
      ':presented': secretHash,
      ':fresh': fresh.secretHash,
      ':now': Math.floor(term.now / 1000),
      ':expiry': expiry(term),
    },
    ReturnValues: 'ALL_NEW',
  })
  let session: StoredSession | undefined
  await unlessRefused(
    table.client.send(rotate).then(({ Attributes }) => {
      session = decode(Attributes)
    }),
  )
  session ??= await read(table, { username, id: sessionId, consistent: true }, term.now)
  if (!session) return 'unknown'
  // Asked of the hash rather than of the write: when an answer is lost the SDK repeats the write, which is then refused.
  if (session.secretHash === fresh.secretHash) return { session, refreshToken: fresh.token }
  await endSession(table, username, sessionId)
  return 'reused'
}

/** Ends one session, if it has not ended. */
export const endSession = async (table: Table, username: string, id: string): Promise<void> => {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyFor(username, id) }))
}

/** Ends all sessions that a user has at this moment. */
export const endAllSessions = async (table: Table, username: string): Promise<void> => {
  let start: Record<string, unknown> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': partition(username) },
        ProjectionExpression: 'SK',
        ConsistentRead: true,
        Limit: 50,
        ExclusiveStartKey: start,
      }),
    )
    await Promise.all(Items.map((item) => endSession(table, username, item.SK as string)))
    start = LastEvaluatedKey
  } while (start)
}
