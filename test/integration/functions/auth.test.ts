import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { addAccount, disableAccount, setRole } from '../../../shared/auth/accounts.ts'
import { startDynamoDB, type TestDynamoDB } from '../../dynamodb.ts'

vi.mock('node:crypto', async (original) => (await import('../shared/auth/cheap-scrypt.ts')).cheap(await original()))

const password = 'correct horse'

let db: TestDynamoDB
let handler: (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>
const logged: string[] = []

beforeAll(async () => {
  db = await startDynamoDB()
  vi.stubEnv('AUTH_TABLE', db.auth.name)
  vi.stubEnv('ACCESS_TOKEN_MINUTES', '15')
  vi.stubEnv('REFRESH_TOKEN_DAYS', '7')
  vi.stubEnv('SESSION_DAYS', '90')
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', db.url)
  vi.stubEnv('AWS_REGION', 'local')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  const { log } = await import('../../../shared/log.ts')
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(log, level).mockImplementation((...line) => {
      logged.push(JSON.stringify(line))
    })
  }
  const { handler: lambda } = await import('../../../functions/auth.ts')
  handler = lambda as typeof handler
})

afterAll(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await db.close()
})

interface Answer {
  status: number | undefined
  headers: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: bodies are what the tests are about
  body: any
}

/** Calls the handler the way API Gateway would. */
const call = async (
  routeKey: string,
  { token, body, params }: { token?: string; body?: unknown; params?: Record<string, string> } = {},
): Promise<Answer> => {
  const [method, path] = routeKey.split(' ')
  const event = {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: {
      'x-forwarded-for': '10.0.0.1, 192.0.2.7',
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    requestContext: { requestId: 'r-1', http: { method, path } },
    isBase64Encoded: false,
    ...(params && { pathParameters: params }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  } as unknown as APIGatewayProxyEventV2
  const context = { getRemainingTimeInMillis: () => 10_000 } as Context
  const result = await handler(event, context)
  return {
    status: result.statusCode,
    headers: result.headers ?? {},
    body: result.body === undefined ? undefined : JSON.parse(result.body),
  }
}

let people = 0
const newUser = async (role: 'viewer' | 'admin' = 'viewer'): Promise<string> => {
  people += 1
  const username = `user${people}`
  await addAccount(db.auth, { username, password, role }, Date.now())
  return username
}

const login = (username: string, withPassword = password): Promise<Answer> =>
  call('POST /auth/login', { body: { username, password: withPassword } })

const me = (token: string): Promise<Answer> => call('GET /auth/me', { token })

describe('POST /auth/login', () => {
  test('answers a pair of tokens that opens the API', async () => {
    const username = await newUser('admin')
    const { status, body, headers } = await login(username)
    expect(status).toBe(200)
    expect(body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
      deviceSecret: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(headers['cache-control']).toBe('no-store')
    expect(await me(body.accessToken)).toMatchObject({
      status: 200,
      body: { username, role: 'admin', sessionExpiresAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    })
  })

  test('takes the name in any case', async () => {
    const username = await newUser()
    expect((await login(username.toUpperCase())).status).toBe(200)
  })

  test('answers the same for a wrong password and for an unknown name', async () => {
    const username = await newUser()
    const wrong = await login(username, 'wrong horse')
    const unknown = await login('nobody')
    expect(wrong).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
      body: { code: 'invalid_credentials' },
    })
    expect(unknown).toEqual(wrong)
  })

  test('answers 429 with Retry-After once a name is locked, even to the right password', async () => {
    const username = await newUser()
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await login(username, 'wrong horse')).status).toBe(401)
    const { status, headers, body } = await login(username)
    expect({ status, code: body.code }).toEqual({ status: 429, code: 'too_many_attempts' })
    expect(Number(headers['retry-after'])).toBeGreaterThan(20)
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(30)
  })

  test.each([
    ['no body', undefined],
    ['no password', { username: 'bob' }],
    ['an empty password', { username: 'bob', password: '' }],
    ['a password of megabytes', { username: 'bob', password: 'x'.repeat(1_025) }],
    ['a name with other characters', { username: 'USER#bob', password }],
    ['an object for a name', { username: { $ne: '' }, password }],
    ['a field that nobody knows', { username: 'bob', password, role: 'admin' }],
  ])('answers 400 for %s', async (_, body) => {
    expect(await call('POST /auth/login', { body })).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
  })

  test('logs each attempt with its outcome and where it came from, and no secret', async () => {
    const username = await newUser()
    logged.length = 0
    const { body } = await login(username)
    await login(username, 'wrong horse')
    await login('somebody')
    const lines = logged.filter((line) => line.startsWith('["sign-in"')).map((line) => JSON.parse(line)[1])
    expect(lines).toEqual([
      { username, outcome: 'succeeded', sourceIp: '192.0.2.7' },
      { username, outcome: 'wrong_password', sourceIp: '192.0.2.7' },
      { outcome: 'unknown_user', sourceIp: '192.0.2.7' },
    ])
    for (const secret of [password, 'wrong horse', body.accessToken, body.refreshToken, body.deviceSecret]) {
      expect(logged.join('\n')).not.toContain(secret)
    }
  })
})

describe('a name that nobody has', () => {
  test('is never logged: it may be a password in the wrong place', async () => {
    logged.length = 0
    const typed = 'Tr0ub4dor.and.3'
    for (let attempt = 0; attempt < 6; attempt += 1) await login(typed)
    const outcomes = logged.flatMap((line) => (line.startsWith('["sign-in"') ? [JSON.parse(line)[1].outcome] : []))
    expect(outcomes).toEqual([...Array(5).fill('unknown_user'), 'locked'])
    expect(logged.join('\n').toLowerCase()).not.toContain(typed.toLowerCase())
  })
})

describe('POST /auth/refresh', () => {
  test('answers a new pair; the access tokens of the session go on', async () => {
    const { body: first } = await login(await newUser())
    const { status, body: second } = await call('POST /auth/refresh', { body: { refreshToken: first.refreshToken } })
    expect(status).toBe(200)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect((await me(first.accessToken)).status).toBe(200)
    expect((await me(second.accessToken)).status).toBe(200)
  })

  test('answers a token that was used a moment ago once more, and 401 later, which ends the session', async () => {
    const { body: first } = await login(await newUser())
    const refresh = ({ refreshToken }: { refreshToken: string }) =>
      call('POST /auth/refresh', { body: { refreshToken } })
    const { body: second } = await refresh(first)
    const { status, body: again } = await refresh(first)
    expect({ status, refreshToken: again.refreshToken }).toEqual({ status: 200, refreshToken: second.refreshToken })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 })
    expect(await refresh(first)).toMatchObject({ status: 401, body: { code: 'invalid_token' } })
    expect((await me(second.accessToken)).status).toBe(401)
    expect((await refresh(second)).status).toBe(401)
    vi.useRealTimers()
  })

  test.each(['x', 'not base64!', 'AAAA', 'ä'.repeat(100)])('answers 401 for %j', async (refreshToken) => {
    expect((await call('POST /auth/refresh', { body: { refreshToken } })).status).toBe(401)
  })
})

describe('POST /auth/logout', () => {
  test('ends this session at once, and no other', async () => {
    const username = await newUser()
    const [{ body: one }, { body: other }] = [await login(username), await login(username)]
    expect(await call('POST /auth/logout', { token: one.accessToken })).toMatchObject({ status: 204, body: undefined })
    expect(await me(one.accessToken)).toMatchObject({ status: 401, body: { code: 'invalid_token' } })
    expect((await call('POST /auth/refresh', { body: { refreshToken: one.refreshToken } })).status).toBe(401)
    expect((await me(other.accessToken)).status).toBe(200)
  })
})

describe('POST /auth/logout-all', () => {
  test('ends all sessions of this user at once, and nobody else', async () => {
    const username = await newUser()
    const [{ body: one }, { body: two }] = [await login(username), await login(username)]
    const { body: somebodyElse } = await login(await newUser())
    expect((await call('POST /auth/logout-all', { token: one.accessToken })).status).toBe(204)
    expect((await me(one.accessToken)).status).toBe(401)
    expect((await me(two.accessToken)).status).toBe(401)
    expect((await me(somebodyElse.accessToken)).status).toBe(200)
  })
})

describe('GET /auth/sessions and DELETE /auth/sessions/{sessionId}', () => {
  const list = async (token: string) => (await call('GET /auth/sessions', { token })).body.sessions
  const end = (token: string, sessionId: string) =>
    call('DELETE /auth/sessions/{sessionId}', { token, params: { sessionId } })

  test('show one’s own sessions, and end one of them at once', async () => {
    const username = await newUser()
    const [{ body: one }, { body: two }] = [await login(username), await login(username)]
    await login(await newUser())
    const moment = expect.stringMatching(/^\d{4}-.*Z$/)
    const shown = {
      sessionId: expect.stringMatching(/^[\w-]{22}$/),
      createdAt: moment,
      lastUsedAt: moment,
      expiresAt: moment,
    }
    const sessions = await list(one.accessToken)
    expect(sessions).toHaveLength(2)
    for (const session of sessions) expect(session).toEqual({ ...shown, current: expect.any(Boolean) })
    const other = sessions.find(({ current }: { current: boolean }) => !current)
    expect(await end(one.accessToken, other.sessionId)).toMatchObject({ status: 204, body: undefined })
    expect((await me(two.accessToken)).status).toBe(401)
    expect(await list(one.accessToken)).toEqual([expect.objectContaining({ current: true })])
    expect(await end(one.accessToken, other.sessionId)).toMatchObject({
      status: 404,
      body: { code: 'session_not_found' },
    })
  })

  test('end nobody else’s', async () => {
    const [{ body: mine }, { body: theirs }] = [await login(await newUser()), await login(await newUser())]
    const [{ sessionId }] = await list(theirs.accessToken)
    expect((await end(mine.accessToken, sessionId)).status).toBe(404)
    expect((await me(theirs.accessToken)).status).toBe(200)
    expect((await end(mine.accessToken, 'SESSIONS')).status).toBe(400)
  })
})

describe('POST /auth/password', () => {
  const change = (token: string, currentPassword: string, newPassword: string) =>
    call('POST /auth/password', { token, body: { currentPassword, newPassword } })

  test('gives another password; this session goes on, the others end', async () => {
    const username = await newUser()
    const [{ body: one }, { body: two }] = [await login(username), await login(username)]
    expect(await change(one.accessToken, password, 'battery staple')).toMatchObject({ status: 204, body: undefined })
    expect([(await me(one.accessToken)).status, (await me(two.accessToken)).status]).toEqual([200, 401])
    const refreshed = await call('POST /auth/refresh', { body: { refreshToken: one.refreshToken } })
    expect(refreshed.status).toBe(200)
    expect((await me(refreshed.body.accessToken)).status).toBe(200)
    expect((await call('POST /auth/refresh', { body: { refreshToken: two.refreshToken } })).status).toBe(401)
    expect((await login(username)).status).toBe(401)
    expect((await login(username, 'battery staple')).status).toBe(200)
    expect((await me(one.accessToken)).status).toBe(200)
  })

  test('answers 401 for a wrong current one, 429 after five, and neither locks nor is locked by signing in', async () => {
    const username = await newUser()
    const { body } = await login(username)
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await change(body.accessToken, 'wrong horse', 'battery staple')).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Bearer' },
        body: { code: 'invalid_credentials' },
      })
    }
    const locked = await change(body.accessToken, password, 'battery staple')
    expect(locked).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } })
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(20)
    const { status, body: again } = await login(username)
    expect(status).toBe(200)
    for (let attempt = 0; attempt < 6; attempt += 1) await login(username, 'wrong horse')
    expect((await login(username)).status).toBe(429)
    expect((await change(again.accessToken, password, 'battery staple')).status).toBe(204)
  })

  test.each([
    ['too short', 'seven77'],
    ['too long', 'x'.repeat(1_025)],
    ['common', 'Password1'],
    ['the name', 'The.Name.Itself'],
  ])('answers 400 for a new one that is %s, and shows it nowhere', async (_, newPassword) => {
    await addAccount(db.auth, { username: 'the.name.itself', password, role: 'viewer' }, Date.now()).catch(
      () => undefined,
    )
    const { body } = await login('the.name.itself')
    logged.length = 0
    const answer = await change(body.accessToken, password, newPassword)
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', issues: [{ path: 'newPassword' }] },
    })
    expect(JSON.stringify([answer, logged])).not.toContain(newPassword)
    expect((await me(body.accessToken)).status).toBe(200)
  })

  test('logs each attempt with its outcome, and no password', async () => {
    const username = await newUser()
    const { body } = await login(username)
    logged.length = 0
    await change(body.accessToken, 'wrong horse', 'battery staple')
    await change(body.accessToken, password, 'battery staple')
    const lines = logged.flatMap((line) => (line.startsWith('["password change"') ? [JSON.parse(line)[1]] : []))
    expect(lines.map(({ outcome }) => outcome)).toEqual(['wrong_password', 'succeeded'])
    for (const secret of [password, 'wrong horse', 'battery staple']) expect(logged.join('\n')).not.toContain(secret)
  })
})

describe('GET /auth/me', () => {
  test.each([undefined, 'x', 'a.b.c'])('answers 401 with a challenge for the token %j', async (token) => {
    expect(await call('GET /auth/me', token === undefined ? {} : { token })).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
      body: { code: 'invalid_token' },
    })
  })

  test('answers 401 from the moment that the user is disabled or given another role', async () => {
    for (const change of [disableAccount, (table: typeof db.auth, name: string) => setRole(table, name, 'admin')]) {
      const username = await newUser()
      const { body } = await login(username)
      await change(db.auth, username)
      expect((await me(body.accessToken)).status).toBe(401)
      expect((await call('POST /auth/refresh', { body: { refreshToken: body.refreshToken } })).status).toBe(401)
    }
  })
})

describe('GET /.well-known/jwks.json', () => {
  test('publishes the public halves and nothing more', async () => {
    await login(await newUser())
    const { status, body, headers } = await call('GET /.well-known/jwks.json')
    expect(status).toBe(200)
    expect(headers['cache-control']).toBe('public, max-age=300')
    expect(body.keys.length).toBeGreaterThan(0)
    for (const key of body.keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
    }
  })
})
