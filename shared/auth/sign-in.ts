import type { Table } from '../dynamodb.ts'
import { countFailure, forgetFailures, lockedForMs } from './attempts.ts'
import { findDevice, rememberDevice } from './devices.ts'
import { checkPassword, hashPassword, isOutdated } from './passwords.ts'
import { createSecrets, exchangeToken, type Refusal } from './refresh-secrets.ts'
import { newSessionId, parseRefreshToken, type RefreshToken, writeRefreshToken } from './refresh-token.ts'
import { endSession, extendSession, findSession, type OpenSession, openSession, type Term } from './sessions.ts'
import { type SigningKey, signingKeys } from './signing-keys.ts'
import { signAccessToken } from './tokens.ts'
import { findUser, replaceHash } from './users.ts'

/** How long what signing in gives is good for, in milliseconds. */
interface Lifetimes {
  accessTokenMs: number
  refreshTokenMs: number
  /** How long a session is good for at all, whatever is refreshed. */
  sessionMs: number
}

/** Where signing in happens. */
export interface SignInDesk extends Lifetimes {
  table: Table
  keys: (now: number) => Promise<SigningKey>
}

/** Sets one up on an auth table. To be kept for the life of the process, since it remembers the imported signing key. */
export const signInDesk = (table: Table, lifetimes: Lifetimes): SignInDesk => ({
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

/** What a user gets for signing in: also a secret by which the device is known the next time. */
interface SignedIn extends Tokens {
  deviceSecret: string
}

/**
 * How an attempt to sign in ended. `changed`: the user was disabled, or changed otherwise, while the password was checked.
 * `locked` has the name where it is a user's, for the log: what nobody has may be a password in the wrong place.
 */
export type SignIn =
  | { outcome: 'succeeded'; tokens: SignedIn }
  | { outcome: 'unknown_user' | 'wrong_password' | 'disabled' | 'changed' }
  | { outcome: 'locked'; waitMs: number; username: string | undefined }

const termAt = ({ refreshTokenMs, sessionMs }: SignInDesk, now: number): Term => ({
  now,
  lifetimeMs: refreshTokenMs,
  longestMs: sessionMs,
})

const tokensFor = async (
  desk: SignInDesk,
  key: SigningKey,
  opened: { session: OpenSession; refreshToken: RefreshToken },
  now: number,
): Promise<Tokens> => ({
  accessToken: await signAccessToken(key, opened.session, { now, lifetimeMs: desk.accessTokenMs }),
  refreshToken: writeRefreshToken(opened.refreshToken),
  tokenType: 'Bearer',
  expiresIn: Math.floor(desk.accessTokenMs / 1000),
})

/**
 * Whether what was opened under a user as read before may go on: the user is still there, not disabled, and not changed
 * since. Whoever disables or changes a user writes that first and then ends the sessions; whoever opens or extends a
 * session does so first and then asks this. So whatever the order of the four steps, no session outlives the change.
 */
const isCurrent = async (table: Table, { username, revision }: Pick<OpenSession, 'username' | 'revision'>) => {
  const user = await findUser(table, username)
  return user !== undefined && !user.disabled && user.revision === revision
}

interface Credentials {
  username: string
  password: string
  /** Of a device that the user has signed in from before. */
  deviceSecret?: string | undefined
}

/**
 * Signs a user in with a password. Does the same work whether the user exists or not, and whatever is wrong. `now` is in
 * milliseconds since 1970.
 */
export const signIn = async (
  desk: SignInDesk,
  { username, password, deviceSecret }: Credentials,
  now: number,
): Promise<SignIn> => {
  const { table } = desk
  const device = deviceSecret === undefined ? undefined : await findDevice(table, username, deviceSecret, now)
  const guesser = { username, device: device?.hash }
  const user = await findUser(table, username)
  const locked = (waitMs: number): SignIn => ({ outcome: 'locked', waitMs, username: user?.username })
  const waitMs = await lockedForMs(table, guesser, now)
  if (waitMs > 0) return locked(waitMs)
  const matches = await checkPassword(password, user?.passwordHash)
  if (!user || !matches || user.disabled) {
    const lateMs = await countFailure(table, guesser, now)
    if (lateMs > 0) return locked(lateMs)
    if (!user) return { outcome: 'unknown_user' }
    return { outcome: matches ? 'disabled' : 'wrong_password' }
  }
  const lateMs = await lockedForMs(table, guesser, now)
  if (lateMs > 0) return locked(lateMs)
  const key = await desk.keys(now)
  const term = termAt(desk, now)
  const sessionId = newSessionId()
  const refreshToken = await createSecrets(table, { username, sessionId }, term)
  const session = await openSession(table, user, sessionId, {
    term,
    isCurrent: () => isCurrent(table, user),
  })
  if (!session) return { outcome: 'changed' }
  if (!(await isCurrent(table, session))) {
    await endSession(table, username, sessionId)
    return { outcome: 'changed' }
  }
  if (device) await forgetFailures(table, { username, device: device.hash })
  const remembered = await rememberDevice(table, username, device, now)
  if (isOutdated(user.passwordHash)) await replaceHash(table, user, await hashPassword(password))
  const tokens = await tokensFor(desk, key, { session, refreshToken }, now)
  return { outcome: 'succeeded', tokens: { ...tokens, deviceSecret: remembered } }
}

/**
 * How a refresh ended. `unknown`: there is no such session, or none any more; `reused` and `changed`: it has been ended. The
 * name is that of a user, for the log.
 */
export type Refresh =
  | { outcome: 'succeeded'; username: string; tokens: Tokens }
  | { outcome: 'changed' | Refusal; username: string }
  | { outcome: 'malformed' | 'unknown' }

/**
 * Exchanges a refresh token for a new pair, the same refresh token for all who come with one at once. `now` is in
 * milliseconds since 1970.
 */
export const refresh = async (desk: SignInDesk, refreshToken: string, now: number): Promise<Refresh> => {
  const { table } = desk
  const token = parseRefreshToken(refreshToken)
  if (!token) return { outcome: 'malformed' }
  // First, so that the token of a session that has ended is not taken for a stolen one.
  if (!(await findSession(table, token, now, { consistent: true }))) return { outcome: 'unknown' }
  const { username, sessionId } = token
  const key = await desk.keys(now)
  const term = termAt(desk, now)
  const fresh = await exchangeToken(table, token, term)
  if (fresh === 'forged') return { outcome: fresh, username }
  if (fresh === 'reused') {
    await endSession(table, username, sessionId)
    return { outcome: fresh, username }
  }
  const session = await extendSession(table, token, term)
  if (!session) return { outcome: 'unknown' }
  if (!(await isCurrent(table, session))) {
    await endSession(table, username, sessionId)
    return { outcome: 'changed', username }
  }
  return { outcome: 'succeeded', username, tokens: await tokensFor(desk, key, { session, refreshToken: fresh }, now) }
}
