import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { publishedKeys } from '../../../../shared/auth/public-keys.ts'
import { renewKeys, signingKeys } from '../../../../shared/auth/signing-keys.ts'
import { signAccessToken, tokenVerifier } from '../../../../shared/auth/tokens.ts'
import { startDynamoDB, type TestDynamoDB } from '../../../dynamodb.ts'

const start = Date.UTC(2026, 7, 20)
const dayMs = 86_400_000
const session = { id: 's', username: 'bob', role: 'viewer' as const, expiresAt: start + 365 * dayMs }

let db: TestDynamoDB

beforeEach(async () => {
  db = await startDynamoDB()
  vi.useFakeTimers({ toFake: ['Date'], now: start })
})

afterEach(async () => {
  vi.useRealTimers()
  await db.close()
})

const privateKeys = async () => {
  const { Items = [] } = await db.auth.client.send(
    new QueryCommand({
      TableName: db.auth.name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': 'PRIVATE_KEY' },
    }),
  )
  return Items
}

test('the first signature makes a key, and every process uses it', async () => {
  const { kid } = await signingKeys(db.auth)(start)
  expect((await signingKeys(db.auth)(start + dayMs)).kid).toBe(kid)
  expect(await publishedKeys(db.auth, start)).toEqual([
    { kid, kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', x: expect.any(String), y: expect.any(String) },
  ])
})

test('a key signs for 30 days, then its successor takes its place, which everybody has known for a day', async () => {
  const keys = signingKeys(db.auth)
  const { kid } = await keys(start)
  const published = async (at: number) => (await publishedKeys(db.auth, at)).map((key) => key.kid)
  expect((await keys(start + 29 * dayMs - 1)).kid).toBe(kid)
  expect(await published(start + 29 * dayMs)).toEqual([kid])
  // Of many at once each may make one; of all that come later nobody does.
  expect((await keys(start + 29 * dayMs)).kid).toBe(kid)
  expect((await signingKeys(db.auth)(start + 30 * dayMs - 1_000)).kid).toBe(kid)
  const [successor, ...others] = (await published(start + 30 * dayMs - 1_000)).filter((each) => each !== kid)
  expect(others).toEqual([])
  const next = await keys(start + 30 * dayMs)
  expect(next.kid).toBe(successor)
  expect((await signingKeys(db.auth)(start + 59 * dayMs)).kid).toBe(next.kid)
})

test('a key that nobody used in its last day is followed by one that is made at once', async () => {
  const keys = signingKeys(db.auth)
  const { kid } = await keys(start)
  const next = await keys(start + 45 * dayMs)
  expect(next.kid).not.toBe(kid)
  const token = await signAccessToken(next, session, { now: start, lifetimeMs: dayMs })
  expect(await tokenVerifier(db.auth)(token)).toBeDefined()
})

test('a key of an earlier version, which does not say when it begins, goes on signing', async () => {
  const { kid } = await signingKeys(db.auth)(start)
  const [{ signsFrom: _, ...item }] = (await privateKeys()) as [Record<string, unknown>]
  await db.auth.client.send(new PutCommand({ TableName: db.auth.name, Item: item }))
  expect((await signingKeys(db.auth)(start + dayMs)).kid).toBe(kid)
})

test('tokens of the old key stay good until they expire', async () => {
  const keys = signingKeys(db.auth)
  const verify = tokenVerifier(db.auth)
  const last = start + 30 * dayMs - 1_000
  const old = await signAccessToken(await keys(last), session, { now: last, lifetimeMs: dayMs })
  const rotated = start + 30 * dayMs
  vi.setSystemTime(rotated)
  expect(await verify(old)).toBeDefined()
  const fresh = await signAccessToken(await keys(rotated), session, { now: rotated, lifetimeMs: dayMs })
  expect(await verify(fresh)).toBeDefined()
  vi.setSystemTime(last + dayMs)
  expect(await verify(old)).toBeDefined()
  vi.setSystemTime(last + dayMs + 1)
  expect(await verify(old)).toBeUndefined()
})

test('a public key is published two days longer than its other half signs', async () => {
  const { kid } = await signingKeys(db.auth)(start)
  const published = async (at: number) => (await publishedKeys(db.auth, at)).map((key) => key.kid)
  expect(await published(start + 32 * dayMs - 1)).toEqual([kid])
  expect(await published(start + 32 * dayMs)).toEqual([])
})

test('a key that was withdrawn signs nothing more', async () => {
  const keys = signingKeys(db.auth)
  const { kid } = await keys(start)
  await db.auth.client.send(new DeleteCommand({ TableName: db.auth.name, Key: { PK: 'PRIVATE_KEY', SK: kid } }))
  expect((await keys(start + 1)).kid).not.toBe(kid)
})

test('the table is asked once for a signature', async () => {
  let sent = 0
  const send = (command: PutCommand) => {
    sent += 1
    return db.auth.client.send(command)
  }
  const client = Object.create(db.auth.client, { send: { value: send } })
  await signingKeys(db.auth)(start)
  const keys = signingKeys({ ...db.auth, client })
  for (let i = 0; i < 10; i += 1) await keys(start + i)
  expect(sent).toBe(10)
})

test('processes that make keys at the same time do not stand in each other’s way', async () => {
  const both = await Promise.all([signingKeys(db.auth)(start), signingKeys(db.auth)(start)])
  const verify = tokenVerifier(db.auth)
  for (const key of both) {
    expect(await verify(await signAccessToken(key, session, { now: start, lifetimeMs: dayMs }))).toBeDefined()
  }
})

test('a crash between the two halves leaves a public key that nobody signs with, and the next try works', async () => {
  const send = (command: PutCommand) => {
    if (command instanceof PutCommand && command.input.Item?.PK === 'PRIVATE_KEY') throw new Error('crash')
    return db.auth.client.send(command)
  }
  const client = Object.create(db.auth.client, { send: { value: send } })
  await expect(signingKeys({ ...db.auth, client })(start)).rejects.toThrow('crash')
  expect(await privateKeys()).toEqual([])
  expect(await publishedKeys(db.auth, start)).toHaveLength(1)
  const key = await signingKeys(db.auth)(start)
  const token = await signAccessToken(key, session, { now: start, lifetimeMs: dayMs })
  expect(await tokenVerifier(db.auth)(token)).toBeDefined()
})

test('only the private item holds the private half', async () => {
  await signingKeys(db.auth)(start)
  const [{ jwk }] = (await privateKeys()) as [{ jwk: { d: string } }]
  expect(jwk.d).toBeTruthy()
  expect(JSON.stringify(await publishedKeys(db.auth, start))).not.toContain(jwk.d)
})

test('new keys refuse nobody who signs in, and within five minutes nothing of before is good', async () => {
  const [keys, verify, idle] = [signingKeys(db.auth), tokenVerifier(db.auth), tokenVerifier(db.auth)]
  const sign = async (at: number) => signAccessToken(await keys(at), session, { now: at, lifetimeMs: dayMs })
  const old = await sign(start)
  expect(await verify(old)).toBeDefined()
  expect(await idle(old)).toBeDefined()

  await renewKeys(db.auth, start)
  const fresh: string[] = []
  for (let second = 0; second <= 400; second += 10) {
    const at = start + second * 1_000
    vi.setSystemTime(at)
    fresh.push(await sign(at))
    for (const token of fresh) expect(await verify(token)).toBeDefined()
  }
  expect(await verify(old)).toBeUndefined()
  // One that nobody has asked in between.
  expect(await idle(old)).toBeUndefined()
  expect(await idle(fresh[0]!)).toBeDefined()
  expect(await publishedKeys(db.auth, start)).toHaveLength(1)
  expect(await privateKeys()).toHaveLength(1)
})

test('new keys that were cut short leave keys that sign and verify, and are completed by doing it again', async () => {
  const keys = signingKeys(db.auth)
  const { kid } = await keys(start)
  for (let place = 0; place < 4; place += 1) {
    let writes = 0
    const send = (command: PutCommand) => {
      const isWrite = command instanceof PutCommand || (command as unknown) instanceof DeleteCommand
      if (isWrite && writes++ === place) throw new Error('crash')
      return db.auth.client.send(command)
    }
    const client = Object.create(db.auth.client, { send: { value: send } })
    await expect(renewKeys({ ...db.auth, client }, start + place)).rejects.toThrow('crash')
    const token = await signAccessToken(await keys(start + place), session, { now: start, lifetimeMs: dayMs })
    expect(await tokenVerifier(db.auth)(token)).toBeDefined()
  }
  await renewKeys(db.auth, start + 10)
  const [only, ...others] = await publishedKeys(db.auth, start)
  expect(others).toEqual([])
  expect(only?.kid).not.toBe(kid)
})
