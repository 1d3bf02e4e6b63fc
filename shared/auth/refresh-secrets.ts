import { timingSafeEqual } from 'node:crypto'
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import { lineageHash, newRefreshToken, newSalt, type RefreshToken, secretHash, successor } from './refresh-token.ts'

/*
 * Refresh secrets: what a session's refresh tokens are known by. Only the auth function may read them. Whether the session
 * has ended is told by the user's sessions, so nothing is deleted here: what is left over expires.
 *
 * | access pattern | key                                  |
 * | one session    | PK REFRESH#<username>, SK session id |
 */

const secretsSchema = z.object({
  /** Of all tokens that the session ever had. */
  lineageHash: z.string(),
  /** Of the newest one. */
  secretHash: z.string(),
  /** The last exchanges, oldest first: what each token was followed with, and when, in milliseconds since 1970. */
  steps: z.array(z.object({ salt: z.string(), at: z.number() })),
})

/** What is stored of a session's refresh tokens. */
export type RefreshSecrets = z.output<typeof secretsSchema>

/** How long a token is still answered after it was exchanged, for an answer that was lost and for tabs that ask at once. */
const graceMs = 30_000

/** More exchanges within that time give the newest token once more, so that the item stays one write unit. */
const mostSteps = 8

const keyFor = ({ username, sessionId }: { username: string; sessionId: string }) => ({
  PK: `REFRESH#${username}`,
  SK: sessionId,
})

// What is expired is of no session either; a day more does no harm.
const expiry = ({ now, lifetimeMs }: { now: number; lifetimeMs: number }): number =>
  Math.ceil((now + lifetimeMs) / 1000) + 86_400

const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

const isRecent = ({ at }: { at: number }, now: number): boolean => now - at <= graceMs

/** Why a refresh token is refused: it was exchanged longer ago than is forgiven; or it never was a token of this session. */
export type Refusal = 'reused' | 'forged'

/**
 * Judges a refresh token: gives the newest one, which is this or follows from it. One that was exchanged within the last
 * half minute leads there by way of what it and its followers were followed with, so all who come with it get the same one.
 */
export const judge = (
  stored: RefreshSecrets,
  token: RefreshToken,
  now: number,
): { newest: RefreshToken; isNewest: boolean } | Refusal => {
  const ways = Array.from({ length: stored.steps.length + 1 }, (_, first) => stored.steps.slice(first))
  const ends = ways.map((steps) => ({ steps, newest: steps.reduce((last, { salt }) => successor(last, salt), token) }))
  const [end] = ends.filter(({ newest }) => same(secretHash(newest), stored.secretHash))
  const wasGood = same(lineageHash(token), stored.lineageHash)
  const [exchange] = end?.steps ?? []
  if (end && (!exchange || isRecent(exchange, now))) return { newest: end.newest, isNewest: !exchange }
  return wasGood ? 'reused' : 'forged'
}

/** Makes and stores the first refresh token of a session. */
export const createSecrets = async (
  table: Table,
  session: { username: string; sessionId: string },
  term: { now: number; lifetimeMs: number },
): Promise<RefreshToken> => {
  const token = newRefreshToken(session.username, session.sessionId)
  const secrets: RefreshSecrets = { lineageHash: lineageHash(token), secretHash: secretHash(token), steps: [] }
  const Item = { ...keyFor(session), ...secrets, expiresAt: expiry(term) }
  await table.client.send(new PutCommand({ TableName: table.name, Item }))
  return token
}

const find = async (table: Table, token: RefreshToken): Promise<RefreshSecrets | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyFor(token), ConsistentRead: true }),
  )
  return Item && secretsSchema.parse(Item)
}

/**
 * Exchanges a refresh token for the one that follows it. Whoever presents one that was exchanged before half a minute holds
 * a stolen token, or is the one it was stolen from: nobody knows which, so the caller ends the session.
 */
export const exchangeToken = async (
  table: Table,
  token: RefreshToken,
  term: { now: number; lifetimeMs: number },
): Promise<RefreshToken | Refusal> => {
  for (;;) {
    const stored = await find(table, token)
    if (!stored) return 'forged'
    const verdict = judge(stored, token, term.now)
    if (verdict === 'reused' || verdict === 'forged') return verdict
    const steps = stored.steps.filter((step) => isRecent(step, term.now))
    if (!verdict.isNewest || steps.length >= mostSteps) return verdict.newest
    const salt = newSalt()
    const fresh = successor(token, salt)
    const rotated = await unlessRefused(
      table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: keyFor(token),
          UpdateExpression: 'SET secretHash = :fresh, steps = :steps, expiresAt = :expiry',
          ConditionExpression: 'secretHash = :presented',
          ExpressionAttributeValues: {
            ':presented': stored.secretHash,
            ':fresh': secretHash(fresh),
            ':steps': [...steps, { salt, at: term.now }],
            ':expiry': expiry(term),
          },
        }),
      ),
    )
    if (rotated) return fresh
    // Somebody else exchanged it at the same time, or an answer was lost and the SDK sent the write again: look again.
  }
}
