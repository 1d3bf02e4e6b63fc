import { gzipSync } from 'node:zlib'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Client, request, signIn } from './client.ts'
import { isDeployed } from './deployed.ts'
import { type RunningTracker, startTracker } from './tracker.ts'

let tracker: RunningTracker
let client: Client

beforeAll(async () => {
  tracker = await startTracker({ FETCH_PACE_SECONDS: '0.05' })
  client = await signIn(tracker.url)
  await client.post('/players', { username: 'Zezima' })
})
afterAll(() => tracker?.stop())

/** An error of the one shape, and nothing else in it. */
const expectError = (answer: Answer, status: number, code: string): void => {
  expect({ status: answer.status, ...answer.body }).toEqual({
    status,
    code,
    message: expect.any(String),
    requestId: answer.headers.get('x-request-id'),
    ...(answer.body.issues && { issues: expect.any(Array) }),
  })
  expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.ts\b/)
}

const issues = ({ body }: Answer): string[] => body.issues.map((issue: { path: string }) => issue.path)

describe('a body', () => {
  it.for([
    ['is not JSON', '{"username":', ['']],
    ['is not an object', '[1]', ['']],
    ['is missing', undefined, ['']],
    ['has a name of no characters', { username: '' }, ['username']],
    ['has a name of 13 characters', { username: 'a234567890123' }, ['username']],
    ['has a forbidden character', { username: 'Zezima!' }, ['username']],
    ['has a name of separators only', { username: '___' }, ['username']],
    [
      'has wrong types',
      { username: 5, mode: 'nightmare', fetchIntervalMinutes: 4 },
      ['username', 'mode', 'fetchIntervalMinutes'],
    ],
    ['has unknown fields', { username: 'Zezima', colour: 'red' }, ['colour']],
  ] as [string, unknown, string[]][])('that %s is refused, with an issue per fault', async ([, body, paths]) => {
    const answer = await client.post('/players', body)
    expectError(answer, 400, 'validation_failed')
    expect(issues(answer).sort()).toEqual([...paths].sort())
  })

  it('over 64 KB is refused before it is parsed', async () => {
    expectError(await client.post('/players', `{"username":"${'a'.repeat(65 * 1024)}`), 413, 'payload_too_large')
    const login = await request(tracker.url, 'POST', '/auth/login', { body: 'x'.repeat(70_000) })
    expectError(login, 413, 'payload_too_large')
  })

  it('that is compressed is refused, by what its header says, and told what would be taken', async () => {
    for (const encoding of ['gzip', 'br', 'deflate']) {
      const headers = { 'content-encoding': encoding }
      const answer = await client.request('POST', '/players', { username: 'Lynx Titan' }, headers)
      expectError(answer, 415, 'unsupported_media_type')
      expect(answer.headers.get('accept-encoding')).toBe('identity')
    }
    const headers = {
      authorization: `Bearer ${client.token}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    }
    const body = gzipSync(JSON.stringify({ username: 'Lynx Titan' }))
    expect((await fetch(`${tracker.url}/players`, { method: 'POST', headers, body })).status).toBe(415)
  })

  it('that was refused has stored nothing', async () => {
    const { body } = await client.get('/players')
    expect(body.players).toHaveLength(1)
  })
})

describe('a path', () => {
  it('that no route takes is not found, with or without a token', async () => {
    expectError(await client.get('/nothing/here'), 404, 'not_found')
    expectError(await request(tracker.url, 'GET', '/nothing'), 404, 'not_found')
  })

  it('asked with a method that it does not take says which it does', async () => {
    const answer = await client.request('PUT', '/players')
    expectError(answer, 405, 'method_not_allowed')
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST'])
  })

  it('of a player whom nobody tracks says so', async () => {
    for (const path of ['', '/stats', '/history', '/tasks']) {
      expectError(await client.get(`/players/nobody${path}`), 404, 'player_not_tracked')
    }
    expectError(await client.request('DELETE', '/players/nobody'), 404, 'player_not_tracked')
    expectError(await client.request('PATCH', '/players/nobody', { active: false }), 404, 'player_not_tracked')
  })

  it('with a name that cannot be one is refused', async () => {
    for (const path of [
      'much-too-long-a-name/stats',
      '%F0%9F%90%89',
      'a%00b/history',
      '_/tasks/x',
      'x'.repeat(2_000),
    ]) {
      const answer = await client.get(`/players/${path}`)
      expectError(answer, 400, 'validation_failed')
      expect(issues(answer)).toEqual(['username'])
    }
  })

  it('with a task id that cannot be one is refused, and with one that is not there finds no task', async () => {
    const refused = await client.get(`/players/zezima/tasks/${'x'.repeat(2_000)}`)
    expectError(refused, 400, 'validation_failed')
    expect(issues(refused)).toEqual(['taskId'])
    expectError(await client.get('/players/zezima/tasks/%23..%00'), 404, 'task_not_found')
  })
})

/** A cursor as somebody may make one up. */
const cursorOf = (content: string): string => Buffer.from(content).toString('base64url')

describe('a query', () => {
  it.for([
    ['/players/zezima/history?start=yesterday', 'start'],
    ['/players/zezima/history?start=2026-08-20&end=2026-08-19', 'start'],
    ['/players/zezima/history?days=0', 'days'],
    ['/players/zezima/history?days=x', 'days'],
    ['/players/zezima/history?start=2026-08-20&days=2', 'days'],
    ['/players/zezima/stats?at=13', 'at'],
    ['/players/zezima/stats?when=now', 'when'],
    ['/players?limit=0', 'limit'],
    ['/players?active=perhaps', 'active'],
    ['/players?mode=nowhere', 'mode'],
    ['/players?cursor=%00', 'cursor'],
    ['/players?cursor=emV6aW1h', 'cursor'],
    ['/players/zezima/tasks?cursor=emV6aW1h', 'cursor'],
    ['/players/zezima/export?cursor=emV6aW1h', 'cursor'],
    // Each of its list, and of a moment that there is not.
    [`/players/zezima/snapshots?cursor=${cursorOf('snapshots:2026-99-99T99:99:99.999Z')}`, 'cursor'],
    [`/players/zezima/export?cursor=${cursorOf('export:2026-99-99T99:99:99.999Z')}`, 'cursor'],
    ['/players/zezima/stats?tz=Nowhere', 'tz'],
    ['/players/zezima/calendar?year=1969', 'year'],
    ['/players/zezima/calendar?year=MMXXVI', 'year'],
    ['/players/zezima/calendar?metric=atack', 'metric'],
    ['/overview?limit=101', 'limit'],
    ['/overview?tz=Nowhere', 'tz'],
    ['/overview?cursor=emV6aW1h', 'cursor'],
    ['/leaderboard?active=false', 'active'],
    ['/leaderboard?mode=nowhere', 'mode'],
    ['/leaderboard?metric=atack', 'metric'],
    ['/players/zezima/history?metrics=magic,atack', 'metrics'],
    ['/players/zezima/history/atack', 'metric'],
    ['/players/nobody/history/atack', 'metric'],
  ] as [string, string][])('%s is refused', async ([path, field]) => {
    const answer = await client.get(path)
    expectError(answer, 400, 'validation_failed')
    expect(issues(answer)).toEqual([field])
  })

  it('is told what was given, and what is wanted', async () => {
    const { body } = await client.get('/players?limit=many&active=perhaps')
    expect(body.issues).toEqual([
      { path: 'active', message: 'is "perhaps"; one of true, false is wanted' },
      { path: 'limit', message: 'is "many"; a whole number from 1 to 100 is wanted' },
    ])
  })

  it('and a path that are wrong are told of together, and so are a path and a body', async () => {
    const name = 'a-name-too-long'
    const asked: [method: string, path: string, body: unknown, faults: string[]][] = [
      ['GET', `/players/${name}/stats?at=never`, undefined, ['at', 'username']],
      ['GET', `/players/${name}/history?days=-1&strange=1`, undefined, ['days', 'strange', 'username']],
      ['GET', `/players/${name}/history/No%20Metric?points=1`, undefined, ['metric', 'points', 'username']],
      ['GET', `/players/${name}/calendar?year=0`, undefined, ['username', 'year']],
      ['GET', `/players/${name}/export?format=xml`, undefined, ['format', 'username']],
      ['GET', `/players/${name}/tasks?limit=0`, undefined, ['limit', 'username']],
      [
        'PATCH',
        `/players/${name}`,
        { active: 'no', fetchIntervalMinutes: 1 },
        ['active', 'fetchIntervalMinutes', 'username'],
      ],
      ['POST', `/players/${name}/rename`, { to: '', merge: 'yes' }, ['merge', 'to', 'username']],
      ['POST', `/players/${name}/swap`, { with: '' }, ['username', 'with']],
    ]
    for (const [method, path, body, faults] of asked) {
      const answer = await client.request(method, path, body)
      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
      expect(answer.body.issues.map((issue: { path: string }) => issue.path).sort()).toEqual(faults)
    }
  })

  it('for a time before the first snapshot finds no data', async () => {
    expectError(await client.get('/players/zezima/stats?at=2020-01-01'), 404, 'no_data')
    for (const path of ['history', 'history/magic']) {
      expectError(await client.get(`/players/zezima/${path}?start=2020-01-01&end=2020-02-01`), 404, 'no_data')
    }
  })

  it('names metrics in any case, and hears of the nearest when nobody has one', async () => {
    expect((await client.get('/leaderboard?metric=OVERALL')).body.metric).toBe('overall')
    expect((await client.get('/players/zezima/history/Magic')).body.metric).toBe('magic')
    const { body } = await client.get('/players/zezima/history?metrics=MAGIC,Overall')
    expect(Object.keys(body.skills)).toEqual(['magic'])
    const refused = await client.get('/players/zezima/history/atack')
    expect(refused.body.issues).toEqual([
      { path: 'metric', message: 'is "atack", which nobody has here; the nearest is "attack"' },
    ])
  })

  it('for a date means all of that day', async () => {
    const today = new Date().toISOString().slice(0, 10)
    const { body: newest } = await client.get('/players/zezima/stats')
    // Unless midnight has passed since the first one was fetched.
    if (!newest.fetchedAt.startsWith(today)) return
    expect((await client.get(`/players/zezima/stats?at=${today}`)).body.fetchedAt).toBe(newest.fetchedAt)
    expect((await client.get(`/players/zezima/history?start=${today}&end=${today}`)).status).toBe(200)
  })
})

describe('a token', () => {
  const asking = (authorization: string): Promise<Answer> =>
    request(tracker.url, 'GET', '/players', { headers: { authorization } })

  const claims = (): Record<string, unknown> =>
    JSON.parse(Buffer.from(client.token.split('.')[1]!, 'base64url').toString())
  const header = (): { alg: string; kid: string } =>
    JSON.parse(Buffer.from(client.token.split('.')[0]!, 'base64url').toString())

  it('that is garbage, of another scheme, or cut short is refused', async () => {
    for (const value of [
      'Bearer',
      'Bearer x',
      'Bearer a.b.c',
      `Basic ${client.token}`,
      `Bearer ${client.token.slice(0, -9)}`,
    ]) {
      expectError(await asking(value), 401, 'invalid_token')
    }
  })

  it('that says it needs no signature is refused', async () => {
    expectError(await asking(`Bearer ${new UnsecuredJWT(claims()).encode()}`), 401, 'invalid_token')
  })

  it("that somebody else signed in this tracker's name is refused", async () => {
    const { privateKey } = await generateKeyPair('ES256')
    const forged = await new SignJWT(claims()).setProtectedHeader(header()).sign(privateKey)
    expectError(await asking(`Bearer ${forged}`), 401, 'invalid_token')
  })

  it('that the public key was misused to sign is refused', async () => {
    const { body } = await request(tracker.url, 'GET', '/.well-known/jwks.json')
    const secret = new TextEncoder().encode(JSON.stringify(body.keys[0]))
    const forged = await new SignJWT(claims()).setProtectedHeader({ ...header(), alg: 'HS256' }).sign(secret)
    expectError(await asking(`Bearer ${forged}`), 401, 'invalid_token')
  })

  it('whose claims were changed is refused', async () => {
    const [head, , signature] = client.token.split('.')
    for (const change of [{ sub: 'root' }, { role: 'god' }, { exp: 9_999_999_999 }, { iss: 'elsewhere' }]) {
      const body = Buffer.from(JSON.stringify({ ...claims(), ...change })).toString('base64url')
      expectError(await asking(`Bearer ${head}.${body}.${signature}`), 401, 'invalid_token')
    }
  })

  it('is of no use after logout', async () => {
    const other = await signIn(tracker.url)
    expect((await other.get('/auth/me')).status).toBe(200)
    expect((await other.post('/auth/logout')).status).toBe(204)
    expectError(await other.get('/auth/me'), 401, 'invalid_token')
    expectError(await other.get('/players'), 401, 'invalid_token')
    expect((await client.get('/auth/me')).status).toBe(200)
  })

  it('is published with public keys only', async () => {
    const { status, body } = await request(tracker.url, 'GET', '/.well-known/jwks.json')
    expect(status).toBe(200)
    for (const key of body.keys) expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
    expect(await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey)).toHaveProperty('d')
  })
})

describe.skipIf(isDeployed)('the log', () => {
  it('holds a line per request and sign-in, and no secret', async () => {
    const refused = await request(tracker.url, 'POST', '/auth/login', {
      body: { username: 'admin', password: 'wrong and secret' },
    })
    expectError(refused, 401, 'invalid_credentials')
    const lines = tracker
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
    expect(lines.filter(({ message }) => message === 'request').length).toBeGreaterThan(20)
    expect(tracker.output()).not.toContain('wrong and secret')
    expect(tracker.output()).not.toContain(client.token)
    expect(tracker.output()).not.toContain(client.token.split('.')[2])
  })
})
