import { api } from '../shared/api/handler.ts'
import { auditPage, auditPages } from '../shared/audit/entries.ts'
import { auditQuery } from '../shared/audit/requests.ts'
import { makeKey } from '../shared/auth/make-key.ts'
import { endKey, keyList, keyView } from '../shared/auth/own-keys.ts'
import { publishedKeys } from '../shared/auth/public-keys.ts'
import { invalidCredentials, invalidToken, tooManyAttempts } from '../shared/auth/refusals.ts'
import { keyPath, loginSchema, newKeySchema, refreshSchema } from '../shared/auth/requests.ts'
import { endAllSessions, endSession } from '../shared/auth/sessions.ts'
import { refresh, signIn, signInDesk } from '../shared/auth/sign-in.ts'
import { openTable } from '../shared/dynamodb.ts'
import { positive, readEnv, text } from '../shared/env.ts'
import { encodeCursor } from '../shared/http/cursor.ts'
import { parse } from '../shared/http/parse.ts'
import { isoTime } from '../shared/http/time.ts'
import { brief, log } from '../shared/log.ts'

const env = readEnv({
  AUTH_TABLE: text,
  ACCESS_TOKEN_MINUTES: positive,
  REFRESH_TOKEN_DAYS: positive,
})

const table = openTable(env.AUTH_TABLE)
const desk = signInDesk(table, {
  accessTokenMs: env.ACCESS_TOKEN_MINUTES * 60_000,
  refreshTokenMs: env.REFRESH_TOKEN_DAYS * 86_400_000,
})

/** Who asks, for the log: API Gateway appends the address that it saw to those that the client claims. */
const origin = (headers: Readonly<Record<string, string>>) => ({
  sourceIp: brief(headers['x-forwarded-for']?.split(',').at(-1)?.trim()),
  traceId: brief(headers['x-amzn-trace-id']),
})

export const handler = api<'auth'>({
  'POST /auth/login': async ({ body, headers }) => {
    const credentials = parse(loginSchema, body)
    const result = await signIn(desk, credentials, Date.now())
    log.info('sign-in', { username: credentials.username, outcome: result.outcome, ...origin(headers) })
    if (result.outcome === 'locked') throw tooManyAttempts(result.waitMs)
    if (result.outcome !== 'succeeded') throw invalidCredentials()
    return { body: result.tokens }
  },

  'POST /auth/refresh': async ({ body, headers }) => {
    const result = await refresh(desk, parse(refreshSchema, body).refreshToken, Date.now())
    log.info('refresh', { username: result.username, outcome: result.outcome, ...origin(headers) })
    if (result.outcome !== 'succeeded') throw invalidToken()
    return { body: result.tokens }
  },

  'POST /auth/logout': async ({ session }) => {
    await endSession(table, session.username, session.id)
    return {}
  },

  'POST /auth/logout-all': async ({ session }) => {
    await endAllSessions(table, session.username)
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
