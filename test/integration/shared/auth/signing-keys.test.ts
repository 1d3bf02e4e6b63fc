import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { publishedKeys } from '../../../../shared/auth/public-keys.ts'
import { signingKeys, withdrawKeys } from '../../../../shared/auth/signing-keys.ts'
import { signAccessToken, tokenVerifier } from '../../../../shared/auth/tokens.ts'
import { startDynamoDB, type TestDynamoDB } from '../../../dynamodb.ts'

const start = Date.UTC(2026, 7, 20)
const minuteMs = 60_000
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

test('a key signs for 30 days, then a new one takes its place', async () => {
  const keys = signingKeys(db.auth)
  const { kid } = await keys(start)
  expect((await keys(start + 30 * dayMs - 1_000)).kid).toBe(kid)
  const next = await keys(start + 30 * dayMs)
  expect(next.kid).not.toBe(kid)
  expect((await signingKeys(db.auth)(start + 30 * dayMs)).kid).toBe(next.kid)
  expect((await publishedKeys(db.auth, start + 30 * dayMs)).map((key) => key.kid).sort()).toEqual(
    [kid, next.kid].sort(),
  )
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

test('a key that was withdrawn signs for five minutes at most', async () => {
  const keys = signingKeys(db.auth)
  const { kid } = await keys(start)
  await db.auth.client.send(new DeleteCommand({ TableName: db.auth.name, Key: { PK: 'PRIVATE_KEY', SK: kid } }))
  expect((await keys(start + 5 * minuteMs - 1)).kid).toBe(kid)
  expect((await keys(start + 5 * minuteMs)).kid).not.toBe(kid)
})

test('the table is asked once for many signatures', async () => {
  let sent = 0
  const send = (command: PutCommand) => {
    sent += 1
    return db.auth.client.send(command)
  }
  const client = Object.create(db.auth.client, { send: { value: send } })
  await signingKeys(db.auth)(start)
  const keys = signingKeys({ ...db.auth, client })
  for (let i = 0; i < 10; i += 1) await keys(start + i)
  expect(sent).toBe(1)
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

test('keys that were withdrawn sign and verify nothing more, once those who know them have looked again', async () => {
  const [keys, verify] = [signingKeys(db.auth), tokenVerifier(db.auth)]
  const old = await keys(start)
  const token = await signAccessToken(old, session, { now: start, lifetimeMs: dayMs })
  expect(await verify(token)).toBeDefined()

  await withdrawKeys(db.auth, start)
  expect(await publishedKeys(db.auth, start)).toEqual([])
  const later = start + 5 * minuteMs
  vi.setSystemTime(later)
  expect(await verify(token)).toBeUndefined()
  const fresh = await keys(later)
  expect(fresh.kid).not.toBe(old.kid)
  const again = await signAccessToken(fresh, session, { now: later, lifetimeMs: dayMs })
  expect(await tokenVerifier(db.auth)(again)).toBeDefined()
})
