import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test, vi } from 'vitest'
import { addAccount, removeAccount, setPassword } from '../../../../shared/auth/accounts.ts'
import { findDevice, rememberDevice } from '../../../../shared/auth/devices.ts'
import { dayMs, Fixture, password, tokensOf } from './fixture.ts'

vi.mock('node:crypto', async (original) => (await import('./cheap-scrypt.ts')).cheap(await original()))

const auth = new Fixture()

const wrong = () => auth.signIn(auth.username, 'wrong horse')
const isKnown = async (secret: string) => (await findDevice(auth.table, auth.username, secret, auth.now)) !== undefined

const stored = async () => {
  const { Items = [] } = await auth.table.client.send(
    new QueryCommand({
      TableName: auth.table.name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': `DEVICE#${auth.username}` },
    }),
  )
  return Items
}

describe('a device that a user has signed in from', () => {
  test('is let in while strangers keep the name locked', async () => {
    const secret = await auth.newDevice()
    for (let hour = 0; hour < 8; hour += 1) {
      for (let i = 0; i < 20; i += 1) await wrong()
      expect(await auth.signIn()).toMatchObject({ outcome: 'locked' })
      await tokensOf(auth.signInFrom(secret))
      auth.pass(3_600_000)
    }
  })

  test('is let in while strangers try at the same moment', async () => {
    const secret = await auth.newDevice()
    const flood = Array.from({ length: 40 }, wrong)
    const results = await Promise.all([...flood, auth.signInFrom(secret), ...Array.from({ length: 40 }, wrong)])
    expect(results[40]?.outcome).toBe('succeeded')
  })

  test('is locked by its own wrong passwords, and locks nobody else', async () => {
    const [secret, other] = [await auth.newDevice(), await auth.newDevice()]
    for (let i = 0; i < 5; i += 1) {
      expect(await auth.signInFrom(secret, 'wrong horse')).toEqual({ outcome: 'wrong_password' })
    }
    expect(await auth.signInFrom(secret)).toMatchObject({ outcome: 'locked', waitMs: 30_000 })
    await tokensOf(auth.signIn())
    await tokensOf(auth.signInFrom(other))
    auth.pass(30_000)
    await tokensOf(auth.signInFrom(secret))
    // Which has forgotten the wrong ones: the secret is nobody else's.
    for (let i = 0; i < 4; i += 1) await auth.signInFrom(secret, 'wrong horse')
    await tokensOf(auth.signInFrom(secret))
  })

  test('keeps its secret, for half a year from its last use', async () => {
    const secret = await auth.newDevice()
    auth.pass(179 * dayMs)
    const result = await auth.signInFrom(secret)
    expect(result).toMatchObject({ outcome: 'succeeded', tokens: { deviceSecret: secret } })
    auth.pass(179 * dayMs)
    expect(await isKnown(secret)).toBe(true)
    auth.pass(dayMs)
    expect(await isKnown(secret)).toBe(false)
    const again = await auth.signInFrom(secret)
    expect(again).toMatchObject({ outcome: 'succeeded', tokens: { deviceSecret: expect.not.stringContaining(secret) } })
  })

  test('is known for this user alone, and by its whole secret', async () => {
    const secret = await auth.newDevice()
    await addAccount(auth.table, { username: `${auth.username}x`, password, role: 'viewer' }, auth.now)
    for (let i = 0; i < 5; i += 1) await auth.signIn(`${auth.username}x`, 'wrong horse')
    const elsewhere = auth.signIn(`${auth.username}x`, password, auth.table, secret)
    expect(await elsewhere).toMatchObject({ outcome: 'locked' })
    expect(await isKnown(secret.slice(0, -1))).toBe(false)
  })

  test('is stored as a hash', async () => {
    const secret = await auth.newDevice()
    expect(await stored()).toHaveLength(1)
    expect(JSON.stringify(await stored())).not.toContain(secret)
  })

  test('is one of fifty at most: those that never came back go first, the oldest before the others', async () => {
    const { table, username } = auth
    const came = await rememberDevice(table, username, undefined, auth.now)
    await rememberDevice(table, username, await findDevice(table, username, came, auth.now), auth.now)
    const secrets: string[] = []
    for (let i = 0; i < 60; i += 1) {
      auth.pass(1_000)
      secrets.push(await rememberDevice(table, username, undefined, auth.now))
    }
    expect(await stored()).toHaveLength(50)
    expect(await isKnown(came)).toBe(true)
    expect(await isKnown(secrets[10]!)).toBe(false)
    expect(await isKnown(secrets[11]!)).toBe(true)
  })

  test('is forgotten with a new password of the administrator’s, and with the user', async () => {
    const secret = await auth.newDevice()
    await setPassword(auth.table, auth.username, 'another horse')
    expect(await isKnown(secret)).toBe(false)
    await tokensOf(auth.signIn(auth.username, 'another horse'))
    await removeAccount(auth.table, auth.username)
    expect(await stored()).toEqual([])
  })
})
