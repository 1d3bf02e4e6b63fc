import type { Table } from '../dynamodb.ts'
import { forgetAttempts, takeAttempt } from './attempts.ts'
import { checkPassword, hashPassword, isOutdated } from './passwords.ts'
import { parseRefreshToken } from './refresh-token.ts'
import { createSession, endSession, type OpenedSession, type Refusal, rotateSession } from './sessions.ts'
import { type SigningKey, signingKeys } from './signing-keys.ts'
import { signAccessToken } from './tokens.ts'
import { findUser, replaceHash } from './users.ts'

/** Where signing in happens, and how long what it gives is good for. */
export interface SignInDesk {
  table: Table
  keys: (now: number) => Promise<SigningKey>
  accessTokenMs: number
  refreshTokenMs: number
}

/** Sets one up on an auth table. To be kept for the life of the process, since it remembers the signing key. */
export const signInDesk = (table: Table, lifetimes: { accessTokenMs: number; refreshTokenMs: number }): SignInDesk => ({
  table,
  keys: signingKeys(table),
  ...lifetimes,
})

/** What a user gets for signing in. */
export interface Tokens {
  accessToken: string
  refreshToken: string
  tokenType: 'Bearer'
  /** Seconds that the access token is good for. */
  expiresIn: number
}

/** How an attempt to sign in ended. `changed`: the user was disabled, or changed otherwise, while the password was checked. */
export type SignIn =
  | { outcome: 'succeeded'; tokens: Tokens }
  | { outcome: 'unknown_user' | 'wrong_password' | 'disabled' | 'changed' }
  | { outcome: 'locked'; waitMs: number }

const tokensFor = async (
  desk: SignInDesk,
  key: SigningKey,
  { session, refreshToken }: OpenedSession,
  now: number,
): Promise<Tokens> => ({
  accessToken: await signAccessToken(key, session, { now, lifetimeMs: desk.accessTokenMs }),
  refreshToken,
  tokenType: 'Bearer',
  expiresIn: Math.floor(desk.accessTokenMs / 1000),
})

/**
 * Whether a session may go on: its user is still there, not disabled, and not changed since. Whoever disables or changes
 * a user writes that first and then ends the sessions; whoever opens or extends a session does so first and then asks
 * this. So whatever the order of the four steps, no session outlives the change.
 */
const isCurrent = async (table: Table, { session }: OpenedSession): Promise<boolean> => {
  const user = await findUser(table, session.username)
  return user !== undefined && !user.disabled && user.revision === session.revision
}

/** Signs a user in with a password. Does the same work whether the user exists or not. `now` is in milliseconds since 1970. */
export const signIn = async (
  desk: SignInDesk,
  { username, password }: { username: string; password: string },
  now: number,
): Promise<SignIn> => {
  const { table } = desk
  const waitMs = await takeAttempt(table, username, now)
  if (waitMs > 0) return { outcome: 'locked', waitMs }
  const user = await findUser(table, username)
  const matches = await checkPassword(password, user?.passwordHash)
  if (!user) return { outcome: 'unknown_user' }
  if (!matches) return { outcome: 'wrong_password' }
  if (user.disabled) return { outcome: 'disabled' }
  const key = await desk.keys(now)
  const opened = await createSession(table, user, { now, lifetimeMs: desk.refreshTokenMs })
  if (!(await isCurrent(table, opened))) {
    await endSession(table, username, opened.session.id)
    return { outcome: 'changed' }
  }
  await forgetAttempts(table, username)
  if (isOutdated(user.passwordHash)) await replaceHash(table, user, await hashPassword(password))
  return { outcome: 'succeeded', tokens: await tokensFor(desk, key, opened, now) }
}

/** How a refresh ended; unless it succeeded, the session is no more. */
export type Refresh =
  | { outcome: 'succeeded'; username: string; tokens: Tokens }
  | { outcome: 'malformed' | 'changed' | Refusal; username?: string }

/** Exchanges a refresh token for a new pair. `now` is in milliseconds since 1970. */
export const refresh = async (desk: SignInDesk, refreshToken: string, now: number): Promise<Refresh> => {
  const token = parseRefreshToken(refreshToken)
  if (!token) return { outcome: 'malformed' }
  const { username, sessionId } = token
  // Before the token is used up, so that a fault here leaves it good.
  const key = await desk.keys(now)
  const opened = await rotateSession(desk.table, token, { now, lifetimeMs: desk.refreshTokenMs })
  if (typeof opened === 'string') return { outcome: opened, username }
  if (!(await isCurrent(desk.table, opened))) {
    await endSession(desk.table, username, sessionId)
    return { outcome: 'changed', username }
  }
  return { outcome: 'succeeded', username, tokens: await tokensFor(desk, key, opened, now) }
}
