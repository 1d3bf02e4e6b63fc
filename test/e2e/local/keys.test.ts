import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAccount, disableAccount, removeAccount, setRole } from '../../../shared/auth/accounts.ts'
import { newApiKey } from '../../../shared/auth/api-key.ts'
import type { Role } from '../../../shared/auth/session.ts'
import { type Answer, type Client, eventually, fetchNow, request, signIn } from '../client.ts'
import { type OwnStack, password, startStack } from './stack.ts'

let stack: OwnStack

beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack?.stop())

const ask = (headers: Record<string, string>, method = 'GET', path = '/auth/me', body?: unknown): Promise<Answer> =>
  request(stack.url, method, path, { headers, body })

const withKey = (key: string, method?: string, path?: string, body?: unknown): Promise<Answer> =>
  ask({ 'x-api-key': key }, method, path, body)

const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` })

/** A user of a test's own, signed in. */
const newUser = async (username: string, role: Role = 'viewer'): Promise<Client> => {
  await addAccount(stack.auth, { username, password, role }, Date.now())
  return signIn(stack.url, username, password)
}

const newKey = async (client: Client, asked: Record<string, unknown> = {}) => {
  const { status, body } = await client.post('/auth/keys', { name: 'sheet', ...asked })
  expect({ status, code: body.code }).toEqual({ status: 201, code: undefined })
  return body as { keyId: string; key: string; role: Role; expiresAt: string | null }
}

const refusedAsInvalid = { status: 401, body: { code: 'invalid_token' } }

describe('a key', () => {
  it('is shown once, opens the API in either header, is listed with the day of its use, and ends at once', async () => {
    const client = await newUser('keeper')
    const { key, ...shown } = await newKey(client)
    expect(shown).toMatchObject({ name: 'sheet', role: 'viewer', expiresAt: null })
    const listed = async () => (await client.get('/auth/keys')).body.keys
    expect(await listed()).toEqual([{ ...shown, lastUsedOn: null }])

    const me = { status: 200, body: { username: 'keeper', role: 'viewer', sessionExpiresAt: null } }
    for (const headers of [bearer(key), { 'x-api-key': key }, { ...bearer(key), 'x-api-key': key }]) {
      expect(await ask(headers)).toMatchObject(me)
    }
    const today = new Date().toISOString().slice(0, 10)
    // Unless midnight has just passed.
    expect([today, new Date(Date.now() - 10_000).toISOString().slice(0, 10)]).toContain((await listed())[0].lastUsedOn)

    expect((await client.request('DELETE', `/auth/keys/${shown.keyId}`)).status).toBe(204)
    expect(await withKey(key)).toMatchObject(refusedAsInvalid)
    expect(await listed()).toEqual([])
    const again = await client.request('DELETE', `/auth/keys/${shown.keyId}`)
    expect(again).toMatchObject({ status: 404, body: { code: 'key_not_found' } })
  })

  it('outlives the session that made it', async () => {
    const client = await newUser('leaving')
    const { key } = await newKey(client)
    await client.post('/auth/logout-all')
    expect((await withKey(key)).status).toBe(200)
  })

  it('ends when it was said to', async () => {
    const client = await newUser('brief')
    const { key, expiresAt } = await newKey(client, { expiresAt: new Date(Date.now() + 2_500).toISOString() })
    expect(await withKey(key)).toMatchObject({ status: 200, body: { sessionExpiresAt: expiresAt } })
    for (let status = 200; status !== 401; ) {
      const askedAt = Date.now()
      status = (await withKey(key)).status
      if (status === 200) expect(askedAt).toBeLessThan(Date.parse(expiresAt!))
      else expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt!))
    }
    expect((await client.get('/auth/keys')).body.keys).toEqual([])
  })

  it.for([
    ['no name', {}, 'name'],
    ['a name that cannot be seen', { name: ' \t ' }, 'name'],
    ['a name with a control character', { name: 'a\u001b[31mb' }, 'name'],
    ['a name that turns its line about', { name: 'a\u202eb' }, 'name'],
    ['a name of 51 characters', { name: 'x'.repeat(51) }, 'name'],
    ['a role that there is not', { name: 'a', role: 'owner' }, 'role'],
    ['an end that is over', { name: 'a', expiresAt: '2020-01-01' }, 'expiresAt'],
    ['an end that is no time', { name: 'a', expiresAt: 'never' }, 'expiresAt'],
    ['a field that nobody knows', { name: 'a', username: 'admin' }, 'username'],
  ] as [string, object, string][])('with %s is refused', async ([, body, path]) => {
    const answer = await stack.viewer.post('/auth/keys', body)
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', issues: [{ path }] } })
  })

  it('of somebody else is none of yours', async () => {
    const [one, other] = [await newUser('mine'), await newUser('yours')]
    const { key, keyId } = await newKey(one)
    expect((await other.get('/auth/keys')).body.keys).toEqual([])
    expect((await other.request('DELETE', `/auth/keys/${keyId}`)).status).toBe(404)
    expect((await withKey(key)).status).toBe(200)
  })
})

describe('the role of a key', () => {
  it('of a viewer reads and asks for fetches, and changes nothing', async () => {
    const { key } = await newKey(stack.admin)
    await stack.admin.post('/players', { username: 'Sim 10' })
    for (const path of ['/players', '/players/sim_10/stats', '/leaderboard', '/players/sim_10/history']) {
      expect((await withKey(key, 'GET', path)).status).toBe(200)
    }
    expect((await withKey(key, 'POST', '/players/sim_10/fetch')).status).toBe(202)
    const forbidden = { status: 403, body: { code: 'forbidden' } }
    expect(await withKey(key, 'POST', '/players', { username: 'Sim 11' })).toMatchObject(forbidden)
    expect(await withKey(key, 'DELETE', '/players/sim_10')).toMatchObject(forbidden)
    expect(await withKey(key, 'GET', '/system/status')).toMatchObject(forbidden)
  })

  it('of an admin does the rest as well', async () => {
    const { key } = await newKey(stack.admin, { role: 'admin' })
    expect((await withKey(key, 'POST', '/players', { username: 'Sim 12' })).status).toBe(201)
    await fetchNow(stack.admin, 'sim_12')
    expect((await withKey(key, 'PATCH', '/players/sim_12', { active: false })).status).toBe(200)
    expect((await withKey(key, 'GET', '/system/status')).status).toBe(200)
    expect((await withKey(key, 'DELETE', '/players/sim_12')).status).toBe(204)
  })

  it('is not above that of the user', async () => {
    const answer = await stack.viewer.post('/auth/keys', { name: 'more', role: 'admin' })
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect((await stack.viewer.get('/auth/keys')).body.keys).toEqual([])
  })

  it('falls at once with that of the user, and the key ends with the user', async () => {
    const client = await newUser('falling', 'admin')
    const { key } = await newKey(client, { role: 'admin' })
    expect((await withKey(key, 'GET', '/system/status')).status).toBe(200)
    await setRole(stack.auth, 'falling', 'viewer')
    expect((await withKey(key, 'GET', '/system/status')).status).toBe(403)
    expect((await withKey(key, 'GET', '/players')).status).toBe(200)
    await disableAccount(stack.auth, 'falling')
    expect(await withKey(key, 'GET', '/players')).toMatchObject(refusedAsInvalid)
    const { key: other } = await newKey(await newUser('gone'))
    await removeAccount(stack.auth, 'gone')
    expect(await withKey(other)).toMatchObject(refusedAsInvalid)
  })
})

describe('what is no key', () => {
  it('is a 401, in either header and whatever it is', async () => {
    const { key } = await newKey(stack.viewer)
    const odd = [
      '',
      'hl_',
      'hl_x',
      'hl_-',
      'hl_not.a.key',
      `hl_${'A'.repeat(76)}`,
      `hl_${'A'.repeat(4_000)}`,
      key.slice(0, -1),
      `${key}A`,
      key.replace('hl_', 'HL_'),
      key.slice(3),
      // The last characters are the checksum's.
      `${key.slice(0, -2)}${key.endsWith('AA') ? 'BB' : 'AA'}`,
      // Of these nothing is wrong but that nobody has them.
      newApiKey('viewer').key,
      newApiKey('nobody').key,
    ]
    for (const text of odd) {
      expect(await withKey(text, 'GET', '/players')).toMatchObject(refusedAsInvalid)
      expect(await ask(bearer(text), 'GET', '/players')).toMatchObject(refusedAsInvalid)
    }
    for (const path of ['/players', '/auth/me', '/system/status', '/leaderboard', '/players/stats?usernames=a']) {
      expect(await withKey(`${key}=`, 'GET', path)).toMatchObject(refusedAsInvalid)
    }
    expect((await withKey(key, 'GET', '/players')).status).toBe(200)
  })

  it('is a 401 beside another credential, and so is a token where a key belongs', async () => {
    const { key } = await newKey(stack.viewer)
    const { key: other } = await newKey(stack.viewer)
    const { token } = stack.viewer
    for (const headers of [
      { ...bearer(token), 'x-api-key': key },
      { ...bearer(other), 'x-api-key': key },
      { authorization: 'Basic eDp5', 'x-api-key': key },
      { 'x-api-key': token },
      { 'x-api-key': `${key}, ${other}` },
      { 'x-api-key': `Bearer ${key}` },
      { authorization: `Basic ${key}` },
      { authorization: key },
    ]) {
      expect(await ask(headers)).toMatchObject(refusedAsInvalid)
    }
  })
})

it('no key is ever logged', async () => {
  const { key, keyId } = await newKey(stack.viewer)
  await withKey(key, 'GET', '/players')
  await withKey(`${key}x`, 'GET', '/players')
  await stack.viewer.request('DELETE', `/auth/keys/${keyId}`)
  await request(stack.url, 'GET', '/auth/me', { headers: { 'x-api-key': key, 'x-request-id': 'the-last-one' } })
  // A function's log may come after its answer.
  const logged = async () => stack.log.join('\n')
  const lines = await eventually(logged, (text) => text.includes('the-last-one'))
  expect(lines).toContain('key:sheet of viewer')
  expect(lines).not.toContain('hl_')
  expect(lines).not.toContain(key.slice(20, 60))
})
