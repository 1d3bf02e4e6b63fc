import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAccount, disableAccount, setRole } from '../../../shared/auth/accounts.ts'
import { newRefreshToken, writeRefreshToken } from '../../../shared/auth/refresh-token.ts'
import { type Answer, request, signIn } from '../client.ts'
import { type OwnStack, password, startStack } from './stack.ts'

let stack: OwnStack

beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack?.stop())

const login = (username: string, given = password): Promise<Answer> =>
  request(stack.url, 'POST', '/auth/login', { body: { username, password: given } })
const refresh = (refreshToken: string): Promise<Answer> =>
  request(stack.url, 'POST', '/auth/refresh', { body: { refreshToken } })
const as = (token: string, method: string, path: string): Promise<Answer> =>
  request(stack.url, method, path, { headers: { authorization: `Bearer ${token}` } })
const me = async (token: string): Promise<number> => (await as(token, 'GET', '/auth/me')).status

/** Makes all exchanges of a user's refresh tokens so much longer ago. */
const passes = async (username: string, ms: number): Promise<void> => {
  const { client, name } = stack.auth
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': `REFRESH#${username}` },
    }),
  )
  for (const item of Items) {
    const steps = item.steps.map((step: { at: number }) => ({ ...step, at: step.at - ms }))
    await client.send(new PutCommand({ TableName: name, Item: { ...item, steps } }))
  }
}

/** A user of a test's own, signed in. */
const newUser = async (username: string) => {
  await addAccount(stack.auth, { username, password, role: 'viewer' }, Date.now())
  return (await login(username)).body
}

describe('a refresh token', () => {
  it('gives a new pair, also to tabs that come with it at once or a moment later', async () => {
    const first = await newUser('rotating')
    const tabs = await Promise.all(Array.from({ length: 15 }, () => refresh(first.refreshToken)))
    const late = await refresh(first.refreshToken)
    for (const { status, body } of [...tabs, late]) {
      expect(status).toBe(200)
      expect(await me(body.accessToken)).toBe(200)
      expect(body.refreshToken).toBe(late.body.refreshToken)
    }
    expect(await me(first.accessToken)).toBe(200)
    expect((await refresh(late.body.refreshToken)).status).toBe(200)
  })

  it('ends the session with all its tokens when it is used once more later', async () => {
    const first = await newUser('stolen-from')
    const { body: second } = await refresh(first.refreshToken)
    await passes('stolen-from', 31_000)
    expect(await refresh(first.refreshToken)).toMatchObject({ status: 401, body: { code: 'invalid_token' } })
    expect([await me(first.accessToken), await me(second.accessToken)]).toEqual([401, 401])
    expect((await refresh(second.refreshToken)).status).toBe(401)
  })

  it('ends nothing when it is made up for a session that there is', async () => {
    const tokens = await newUser('forged-for')
    const { sid } = JSON.parse(Buffer.from(tokens.accessToken.split('.')[1], 'base64url').toString())
    const forged = writeRefreshToken(newRefreshToken('forged-for', sid))
    expect(await refresh(forged)).toMatchObject({ status: 401, body: { code: 'invalid_token' } })
    expect(await me(tokens.accessToken)).toBe(200)
    expect((await refresh(tokens.refreshToken)).status).toBe(200)
  })

  it('is nothing when it is made up', async () => {
    expect((await refresh('bm90IG9uZSBvZiBvdXJz')).status).toBe(401)
  })
})

describe('logging out', () => {
  it('ends this session at once, and no other one', async () => {
    const one = await newUser('leaving')
    const other = (await login('leaving')).body
    expect((await as(one.accessToken, 'POST', '/auth/logout')).status).toBe(204)
    expect([await me(one.accessToken), await me(other.accessToken)]).toEqual([401, 200])
    expect((await refresh(one.refreshToken)).status).toBe(401)
  })

  it('everywhere ends all sessions of this user at once, and nobody else’s', async () => {
    const one = await newUser('everywhere')
    const other = (await login('everywhere')).body
    expect((await as(one.accessToken, 'POST', '/auth/logout-all')).status).toBe(204)
    expect([await me(one.accessToken), await me(other.accessToken)]).toEqual([401, 401])
    expect((await refresh(other.refreshToken)).status).toBe(401)
    expect(await me(stack.viewer.token)).toBe(200)
  })
})

describe('a user’s own sessions', () => {
  it('are listed, and end one by one', async () => {
    const one = await newUser('listing')
    const other = (await login('listing')).body
    const { body } = await as(one.accessToken, 'GET', '/auth/sessions')
    const { sessionId } = body.sessions.find(({ current }: { current: boolean }) => !current)
    expect(body.sessions).toHaveLength(2)
    expect((await as(stack.viewer.token, 'DELETE', `/auth/sessions/${sessionId}`)).status).toBe(404)
    expect((await as(one.accessToken, 'DELETE', `/auth/sessions/${sessionId}`)).status).toBe(204)
    expect((await as(one.accessToken, 'DELETE', `/auth/sessions/${sessionId}`)).status).toBe(404)
    expect([await me(one.accessToken), await me(other.accessToken)]).toEqual([200, 401])
    expect((await refresh(other.refreshToken)).status).toBe(401)
  })

  it('end with a new password, but for the one that asks', async () => {
    const one = await newUser('changing')
    const other = (await login('changing')).body
    const change = (currentPassword: string, newPassword: string): Promise<Answer> =>
      request(stack.url, 'POST', '/auth/password', {
        headers: { authorization: `Bearer ${one.accessToken}` },
        body: { currentPassword, newPassword },
      })
    expect((await change(password, 'password')).status).toBe(400)
    expect((await change('wrong', 'battery staple')).status).toBe(401)
    expect((await change(password, 'battery staple')).status).toBe(204)
    expect([await me(one.accessToken), await me(other.accessToken)]).toEqual([200, 401])
    expect((await refresh(one.refreshToken)).status).toBe(200)
    expect((await login('changing')).status).toBe(401)
    expect((await login('changing', 'battery staple')).status).toBe(200)
  })
})

describe('a user who is changed', () => {
  it('is out at once when disabled, and cannot come back in', async () => {
    const tokens = await newUser('disabled')
    await disableAccount(stack.auth, 'disabled')
    expect(await me(tokens.accessToken)).toBe(401)
    expect((await refresh(tokens.refreshToken)).status).toBe(401)
    expect(await login('disabled')).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } })
  })

  it('has the new role with the next sign-in, and nothing with the old one', async () => {
    const tokens = await newUser('promoted')
    await setRole(stack.auth, 'promoted', 'admin')
    expect(await me(tokens.accessToken)).toBe(401)
    const client = await signIn(stack.url, 'promoted', password)
    expect((await client.get('/auth/me')).body.role).toBe('admin')
    expect((await client.get('/system/status')).status).toBe(200)
  })
})

describe('wrong passwords', () => {
  it('lock the name after five of them, for a time that is told, also for the right one and for a name that nobody has', async () => {
    await newUser('guessed')
    for (const username of ['guessed', 'nobody-of-this-name']) {
      for (let guess = 1; guess <= 5; guess++) {
        expect(await login(username, 'wrong')).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } })
      }
      const locked = await login(username)
      expect(locked).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } })
      const seconds = Number(locked.headers.get('retry-after'))
      expect(seconds).toBeGreaterThan(0)
      expect(seconds).toBeLessThanOrEqual(30)
    }
  })

  it('of strangers lock nobody out who signs in from a known device', async () => {
    const { deviceSecret } = await newUser('besieged')
    const from = (given: string): Promise<Answer> =>
      request(stack.url, 'POST', '/auth/login', {
        body: { username: 'besieged', password: given, deviceSecret },
      })
    for (let guess = 0; guess < 8; guess++) await login('besieged', 'wrong')
    expect((await login('besieged')).status).toBe(429)
    expect(await from(password)).toMatchObject({ status: 200, body: { deviceSecret } })
    for (let guess = 0; guess < 5; guess++) expect((await from('wrong')).status).toBe(401)
    expect((await from(password)).status).toBe(429)
  })

  it('take as long as names that nobody has', async () => {
    const users = ['timed-1', 'timed-2', 'timed-3']
    for (const username of users) await newUser(username)
    const timed = async (username: string): Promise<number> => {
      const start = performance.now()
      expect((await login(username, 'wrong')).status).toBe(401)
      return performance.now() - start
    }
    // One of each at a time, so that both meet the same load; four of a name are free of a lock.
    const ratios: number[] = []
    for (const [index, username] of users.entries()) {
      for (let round = 0; round < 4; round++) {
        const known = await timed(username)
        ratios.push((await timed(`ghost-${index}`)) / known)
      }
    }
    const median = ratios.toSorted((a, b) => a - b)[ratios.length / 2]!
    expect(median).toBeGreaterThan(0.7)
    expect(median).toBeLessThan(1.4)
  })
})
