import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, request } from '../client.ts'
import { type OwnStack, password, startStack } from './stack.ts'

let stack: OwnStack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack?.stop())

/** The cookies that an answer sets, by their names, each with its attributes. */
const set = ({ headers }: Answer): Record<string, { value: string; attributes: string[] }> =>
  Object.fromEntries(
    headers.getSetCookie().map((cookie) => {
      const [pair = '', ...attributes] = cookie.split('; ')
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      return [name, { value, attributes: attributes.sort() }]
    }),
  )

/** What a browser sends along with requests to the routes of signing in. */
const kept = (answer: Answer): string =>
  Object.entries(set(answer))
    .map(([name, { value }]) => `${name}=${value}`)
    .join('; ')

const ask = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  request(stack.url, 'POST', path, { body, headers })

const own = { 'sec-fetch-site': 'same-origin' }
const credentials = { username: 'viewer', password }
const asAdmin = () => ask('/auth/login', { username: 'admin', password, cookie: true }, own)
const login = (headers: Record<string, string> = own) => ask('/auth/login', { ...credentials, cookie: true }, headers)
const refresh = (cookie: string, headers: Record<string, string> = own) =>
  ask('/auth/refresh', { cookie: true }, { ...headers, cookie })
const bearer = ({ body }: Answer) => ({ authorization: `Bearer ${body.accessToken}` })

const shared = ['HttpOnly', 'Path=/auth', 'SameSite=Strict', 'Secure']

describe("the page's session", () => {
  it('has its secrets in cookies that scripts cannot read nor other sites send, and not in the body', async () => {
    const answer = await login()
    expect(answer.status).toBe(200)
    expect(Object.keys(answer.body).sort()).toEqual(['accessToken', 'expiresIn', 'tokenType'])
    const cookies = set(answer)
    expect(Object.keys(cookies)).toEqual(['refresh', 'device'])
    expect(cookies.refresh!.attributes).toEqual([...shared, 'Max-Age=604800'].sort())
    expect(cookies.device!.attributes).toEqual([...shared, 'Max-Age=15552000'].sort())
    expect((await request(stack.url, 'GET', '/auth/me', { headers: bearer(answer) })).body.username).toBe('viewer')
  })

  it('is renewed by its cookie, which is another one then', async () => {
    const first = await login()
    const second = await refresh(kept(first))
    expect(second.status).toBe(200)
    expect(second.body).not.toHaveProperty('refreshToken')
    expect(Object.keys(set(second))).toEqual(['refresh'])
    expect(set(second).refresh!.attributes).toEqual([...shared, 'Max-Age=604800'].sort())
    expect(set(second).refresh!.value).not.toBe(set(first).refresh!.value)
    expect((await refresh(kept(second))).status).toBe(200)
    // Two tabs that renew it at once, or one whose answer was lost, are answered alike.
    const tabs = await Promise.all([refresh(kept(first)), refresh(kept(first))])
    expect(new Set(tabs.map((tab) => set(tab).refresh?.value)).size).toBe(1)
  })

  it('keeps the device at the next sign-in, which strangers cannot lock then', async () => {
    const first = await login()
    const again = await login({ ...own, cookie: kept(first) })
    expect(set(again).device!.value).toBe(set(first).device!.value)
    for (let tries = 0; tries < 6; tries++) await ask('/auth/login', { username: 'viewer', password: 'wrong horse' })
    expect((await login()).status).toBe(429)
    expect((await login({ ...own, cookie: kept(first) })).status).toBe(200)
  })

  it('is over, and its cookie gone, after a logout', async () => {
    for (const path of ['/auth/logout', '/auth/logout-all']) {
      const session = await asAdmin()
      const answer = await ask(path, undefined, { ...bearer(session), ...own, cookie: kept(session) })
      expect(answer.status).toBe(204)
      expect(set(answer)).toEqual({ refresh: { value: '', attributes: [...shared, 'Max-Age=0'].sort() } })
      expect(await refresh(kept(session))).toMatchObject({ status: 401, body: { code: 'invalid_token' } })
    }
  })

  it('is none without a cookie, or with one that is no token', async () => {
    for (const cookie of ['', 'refresh=', 'refresh=x', `refresh=${'A'.repeat(4_000)}`, 'Refresh=x; device=y']) {
      const answer = await refresh(cookie)
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_token' } })
      expect(set(answer)).toEqual({})
    }
  })
})

describe('a request of another site', () => {
  it.for(['cross-site', 'same-site', 'none'])('(%s) can use no cookie and get none', async (site) => {
    const session = await asAdmin()
    const headers = { 'sec-fetch-site': site, origin: 'https://elsewhere.example' }
    for (const answer of [await login({ ...headers }), await refresh(kept(session), headers)]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'cross_site' } })
      expect(set(answer)).toEqual({})
      expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
    }
    expect((await refresh(kept(session))).status).toBe(200)
  })

  it('that is a form can say no JSON, and so does not come in', async () => {
    const session = await asAdmin()
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', undefined]) {
      const response = await fetch(`${stack.url}/auth/refresh`, {
        method: 'POST',
        // A text has a type unless it is bytes.
        body: Buffer.from('{"cookie":true}'),
        headers: { cookie: kept(session), ...(type && { 'content-type': type }) },
      })
      expect([response.status, response.headers.getSetCookie()]).toEqual([415, []])
    }
  })
})

describe('a client without cookies', () => {
  it('is answered as ever, and its cookies are looked at by nobody', async () => {
    const answer = await ask('/auth/login', { username: 'admin', password })
    expect(Object.keys(answer.body).sort()).toEqual([
      'accessToken',
      'deviceSecret',
      'expiresIn',
      'refreshToken',
      'tokenType',
    ])
    expect(set(answer)).toEqual({})
    const page = await asAdmin()
    const next = await ask('/auth/refresh', { refreshToken: answer.body.refreshToken }, { cookie: kept(page) })
    expect(next.body.refreshToken).toEqual(expect.any(String))
    expect(set(next)).toEqual({})
    expect(set(await ask('/auth/logout', undefined, bearer(next)))).toEqual({})
    expect((await refresh(kept(page))).status).toBe(200)
  })

  it('gives a refresh token in one way', async () => {
    const faults = async (body: unknown) => {
      const answer = await ask('/auth/refresh', body)
      return [answer.status, answer.body.issues?.map(({ path }: { path: string }) => path)]
    }
    expect(await faults({})).toEqual([400, ['refreshToken']])
    expect(await faults({ refreshToken: 'x', cookie: true })).toEqual([400, ['cookie']])
    expect(await faults({ cookie: false })).toEqual([400, ['cookie']])
    expect(await faults({ refreshToken: 7 })).toEqual([400, ['refreshToken']])
  })
})

it('no cookie of the page is ever in the log', async () => {
  const session = await asAdmin()
  await refresh(kept(session))
  for (const { value } of Object.values(set(session))) expect(stack.log.join('\n')).not.toContain(value)
})
