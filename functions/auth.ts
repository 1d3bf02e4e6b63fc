import { api } from '../shared/api/handler.ts'
import { publishedKeys } from '../shared/auth/public-keys.ts'
import { invalidCredentials, invalidToken, tooManyAttempts } from '../shared/auth/refusals.ts'
import { loginSchema, refreshSchema } from '../shared/auth/requests.ts'
import { endAllSessions, endSession } from '../shared/auth/sessions.ts'
import { refresh, type SignIn, signIn, signInDesk } from '../shared/auth/sign-in.ts'
import { openTable } from '../shared/dynamodb.ts'
import { positive, readEnv, text } from '../shared/env.ts'
import { parse } from '../shared/http/parse.ts'
import { log } from '../shared/log.ts'

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

/** Who asks, for the log: API Gateway appends the address that it saw to those that the client claims. */
const origin = (headers: Readonly<Record<string, string>>) => ({
  sourceIp: headers['x-forwarded-for']?.split(',').at(-1)?.trim(),
  traceId: headers['x-amzn-trace-id'],
})

/** The name for the log, where it is a user's: what nobody has may be a password that was typed in the wrong place. */
const userOf = (result: SignIn, given: string): string | undefined => {
  if (result.outcome === 'locked') return result.username
  return result.outcome === 'unknown_user' ? undefined : given
}

export const handler = api<'auth'>({
  'POST /auth/login': async ({ body, headers }) => {
    const credentials = parse(loginSchema, body)
    const result = await signIn(desk, credentials, Date.now())
    log.info('sign-in', { username: userOf(result, credentials.username), outcome: result.outcome, ...origin(headers) })
    if (result.outcome === 'locked') throw tooManyAttempts(result.waitMs)
    if (result.outcome !== 'succeeded') throw invalidCredentials()
    return { body: result.tokens }
  },

  'POST /auth/refresh': async ({ body, headers }) => {
    const result = await refresh(desk, parse(refreshSchema, body).refreshToken, Date.now())
    const username = 'username' in result ? result.username : undefined
    log.info('refresh', { username, outcome: result.outcome, ...origin(headers) })
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

  'GET /auth/me': async ({ session: { username, role, expiresAt } }) => ({
    body: { username, role, sessionExpiresAt: new Date(expiresAt).toISOString() },
  }),

  'GET /.well-known/jwks.json': async () => ({
    body: { keys: await publishedKeys(table, Date.now()) },
    headers: { 'cache-control': 'public, max-age=300' },
  }),
})
