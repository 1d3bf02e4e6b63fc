import { api } from '../shared/api/handler.ts'
import { auditPage, auditPages } from '../shared/audit/entries.ts'
import { auditQuery } from '../shared/audit/requests.ts'
import { changePassword } from '../shared/auth/change-password.ts'
import { assertOwnPage, cookieIn, forgottenCookies, sessionCookies } from '../shared/auth/cookies.ts'
import { rememberedMs } from '../shared/auth/devices.ts'
import { makeKey } from '../shared/auth/make-key.ts'
import { endKey, keyList, keyView } from '../shared/auth/own-keys.ts'
import { nameFault } from '../shared/auth/passwords.ts'
import { publishedKeys } from '../shared/auth/public-keys.ts'
import {
  invalidCredentials,
  invalidPassword,
  invalidToken,
  sessionNotFound,
  tooManyAttempts,
} from '../shared/auth/refusals.ts'
import {
  keyPath,
  loginSchema,
  newKeySchema,
  passwordChangeSchema,
  refreshSchema,
  sessionParams,
} from '../shared/auth/requests.ts'
import { endAllSessions, endSession, listSessions } from '../shared/auth/sessions.ts'
import { refresh, type SignIn, signIn, signInDesk, type Tokens } from '../shared/auth/sign-in.ts'
import { sessionView } from '../shared/auth/view.ts'
import { openTable } from '../shared/dynamodb.ts'
import { positive, readEnv, text } from '../shared/env.ts'
import { encodeCursor } from '../shared/http/cursor.ts'
import { invalid, parse } from '../shared/http/parse.ts'
import type { Reply } from '../shared/http/reply.ts'
import { isoTime } from '../shared/http/time.ts'
import { brief, log } from '../shared/log.ts'

const env = readEnv({
  AUTH_TABLE: text,
  ACCESS_TOKEN_MINUTES: positive,
  REFRESH_TOKEN_DAYS: positive,
  SESSION_DAYS: positive,
})

const table = openTable(env.AUTH_TABLE)
const desk = signInDesk(table, {
  accessTokenMs: env.ACCESS_TOKEN_MINUTES * 60_000,
  refreshTokenMs: env.REFRESH_TOKEN_DAYS * 86_400_000,
  sessionMs: env.SESSION_DAYS * 86_400_000,
})

const lifetimesMs = { refreshToken: desk.refreshTokenMs, deviceSecret: rememberedMs }

/** What was given for signing in or refreshing, with its secrets in cookies rather than in the body. */
const inCookies = ({ refreshToken, deviceSecret, ...body }: Tokens & { deviceSecret?: string }): Reply => ({
  body,
  cookies: sessionCookies({ refreshToken, deviceSecret }, lifetimesMs),
})

/** Who asks, for the log: API Gateway appends the address that it saw to those that the client claims. */
const origin = (headers: Readonly<Record<string, string>>) => ({
  sourceIp: brief(headers['x-forwarded-for']?.split(',').at(-1)?.trim()),
  traceId: brief(headers['x-amzn-trace-id']),
})

/** The name for the log, where it is a user's: what nobody has may be a password that was typed in the wrong place. */
const userOf = (result: SignIn, given: string): string | undefined => {
  if (result.outcome === 'locked') return result.username
  return result.outcome === 'unknown_user' ? undefined : given
}

export const handler = api<'auth'>({
  'POST /auth/login': async ({ body, headers, cookies }) => {
    const { cookie, ...given } = parse(loginSchema, body)
    if (cookie) assertOwnPage(headers)
    const deviceSecret = given.deviceSecret ?? (cookie && cookieIn(cookies, 'deviceSecret'))
    const credentials = { ...given, deviceSecret }
    const result = await signIn(desk, credentials, Date.now())
    log.info('sign-in', { username: userOf(result, credentials.username), outcome: result.outcome, ...origin(headers) })
    if (result.outcome === 'locked') throw tooManyAttempts(result.waitMs)
    if (result.outcome !== 'succeeded') throw invalidCredentials()
    return cookie ? inCookies(result.tokens) : { body: result.tokens }
  },

  'POST /auth/refresh': async ({ body, headers, cookies }) => {
    const { cookie, refreshToken } = parse(refreshSchema, body)
    if (cookie) assertOwnPage(headers)
    const presented = cookie ? cookieIn(cookies, 'refreshToken') : refreshToken
    if (presented === undefined) throw invalidToken()
    const result = await refresh(desk, presented, Date.now())
    const username = 'username' in result ? result.username : undefined
    log.info('refresh', { username, outcome: result.outcome, ...origin(headers) })
    if (result.outcome !== 'succeeded') throw invalidToken()
    return cookie ? inCookies(result.tokens) : { body: result.tokens }
  },

  'POST /auth/logout': async ({ session, cookies }) => {
    await endSession(table, session.username, session.id)
    return { cookies: forgottenCookies(cookies) }
  },

  'POST /auth/logout-all': async ({ session, cookies }) => {
    await endAllSessions(table, session.username)
    return { cookies: forgottenCookies(cookies) }
  },

  'POST /auth/password': async ({ session, body, headers }) => {
    const { username } = session
    const change = parse(passwordChangeSchema, body)
    const message = nameFault(change.newPassword, username)
    if (message) throw invalid({ path: 'newPassword', message })
    const result = await changePassword(table, session, change, Date.now())
    log.info('password change', { username, outcome: result.outcome, ...origin(headers) })
    if (result.outcome === 'locked') throw tooManyAttempts(result.waitMs)
    if (result.outcome !== 'succeeded') throw invalidPassword()
    return {}
  },

  'GET /auth/sessions': async ({ session }) => {
    const sessions = await listSessions(table, session.username, Date.now())
    return { body: { sessions: sessions.map((each) => sessionView(each, session)) } }
  },

  'DELETE /auth/sessions/{sessionId}': async ({ session, params }) => {
    const { sessionId } = parse(sessionParams, params)
    if (!(await endSession(table, session.username, sessionId))) throw sessionNotFound()
    return {}
  },

  'GET /auth/me': async ({ asker: { username, role, expiresAt } }) => ({
    body: { username, role, sessionExpiresAt: isoTime(expiresAt) },
  }),

  'POST /auth/keys': async ({ session: { username }, body }) => {
    const { key, ...made } = await makeKey(table, { username, ...parse(newKeySchema, body) }, Date.now())
    return { status: 201, body: { ...keyView(made), key }, subject: made.name }
  },

  'GET /auth/keys': async ({ session }) => ({ body: { keys: await keyList(table, session.username, Date.now()) } }),

  'DELETE /auth/keys/{keyId}': async ({ session, params }) => {
    const { name } = await endKey(table, session.username, parse(keyPath, params).keyId)
    return { status: 204, subject: name }
  },

  'GET /audit': async ({ query }) => {
    const { limit: count, cursor: after } = parse(auditQuery, query)
    const { entries, next } = await auditPage(table, { count, after }, Date.now())
    const shown = entries.map(({ at, ...entry }) => ({ at: isoTime(at), ...entry }))
    return { body: { entries: shown, nextCursor: encodeCursor(auditPages, next) } }
  },

  'GET /.well-known/jwks.json': async () => ({
    body: { keys: await publishedKeys(table, Date.now()) },
    headers: { 'cache-control': 'public, max-age=300' },
  }),
})
