import type { GetCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test, vi } from 'vitest'
import { setPassword, unlock } from '../../../../shared/auth/accounts.ts'
import { dayMs, Fixture, minuteMs, through, tokensOf } from './fixture.ts'

vi.mock('node:crypto', async (original) => (await import('./cheap-scrypt.ts')).cheap(await original()))

const auth = new Fixture()

describe('repeated wrong passwords', () => {
  const wrong = (name?: string) => auth.signIn(name, 'wrong horse')

  test('lock a name for longer and longer, and the right password then opens it', async () => {
    for (let i = 0; i < 5; i += 1) expect(await wrong()).toEqual({ outcome: 'wrong_password' })
    for (const lock of [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]) {
      expect(await auth.signIn()).toMatchObject({ outcome: 'locked', waitMs: lock * 1_000 })
      auth.pass(lock * 1_000 - 1)
      expect(await auth.signIn()).toMatchObject({ outcome: 'locked', waitMs: 1 })
      auth.pass(1)
      expect(await wrong()).toEqual({ outcome: 'wrong_password' })
    }
    auth.pass(3_600_000)
    await tokensOf(auth.signIn())
  })

  test('are forgotten by no right one, which would tell that there is such a user', async () => {
    for (let i = 0; i < 4; i += 1) await wrong()
    await tokensOf(auth.signIn())
    await wrong()
    expect(await wrong()).toMatchObject({ outcome: 'locked', waitMs: 30_000 })
  })

  test('are not made by right ones, one by one or all at once, while others are wrong', async () => {
    for (let i = 0; i < 4; i += 1) await wrong()
    for (let i = 0; i < 6; i += 1) await tokensOf(auth.signIn())
    const [fifth, ...right] = await Promise.all([wrong(), ...Array.from({ length: 15 }, () => auth.signIn())])
    expect(fifth).toEqual({ outcome: 'wrong_password' })
    // Those that were slower than the lock are told that the name is locked, as anybody would be.
    for (const { outcome } of right) expect(['succeeded', 'locked']).toContain(outcome)
  })

  test('of 15 at once that are right keep none of them out', async () => {
    const results = await Promise.all(Array.from({ length: 15 }, () => auth.signIn()))
    for (const { outcome } of results) expect(outcome).toBe('succeeded')
  })

  test('ask the table for the same, whether there is such a user or not, with a secret of a device or without', async () => {
    const asked = async (name: string, deviceSecret?: string) => {
      const sent: unknown[] = []
      const table = through(auth.table, (command) => {
        const { Key, Item } = command.input as { Key?: Record<string, string>; Item?: Record<string, string> }
        const { PK = '', SK = '' } = Key ?? Item ?? {}
        sent.push([command.constructor.name, PK.replace(name, 'name'), SK.replace(name, 'name')])
        return auth.table.client.send(command as GetCommand)
      })
      for (let i = 0; i < 6; i += 1) await auth.signIn(name, 'wrong horse', table, deviceSecret)
      return sent
    }
    const secret = 'made-up'
    const known = await asked(auth.username)
    expect(known.length).toBeGreaterThan(20)
    expect(await asked('nobody-has-this')).toEqual(known)
    auth.pass(dayMs + minuteMs)
    expect(await asked('nobody-has-that', secret)).toEqual(await asked(auth.username, secret))
  })

  test('lock a name that nobody has as well', async () => {
    for (let i = 0; i < 5; i += 1) expect(await wrong('ghost')).toEqual({ outcome: 'unknown_user' })
    expect(await wrong('ghost')).toMatchObject({ outcome: 'locked', waitMs: 30_000 })
  })

  test('lock one name and no other', async () => {
    for (let i = 0; i < 6; i += 1) await wrong('somebody-else')
    await tokensOf(auth.signIn())
  })

  test('are forgotten a day later', async () => {
    for (let i = 0; i < 8; i += 1) await wrong()
    auth.pass(dayMs + 30_000)
    for (let i = 0; i < 5; i += 1) expect(await wrong()).toEqual({ outcome: 'wrong_password' })
    expect(await wrong()).toMatchObject({ outcome: 'locked', waitMs: 30_000 })
  })

  test('are forgotten when the administrator sets the password', async () => {
    for (let i = 0; i < 6; i += 1) await wrong()
    await setPassword(auth.table, auth.username, 'another horse')
    await tokensOf(auth.signIn(auth.username, 'another horse'))
  })

  test('are forgotten when the administrator unlocks the name, and the password stays', async () => {
    for (let i = 0; i < 6; i += 1) await wrong()
    await unlock(auth.table, auth.username)
    await tokensOf(auth.signIn())
    await expect(unlock(auth.table, 'nobody')).rejects.toThrow('There is no user "nobody".')
  })

  test('get no more guesses when they come all at once', async () => {
    const guesses = async () => {
      const results = await Promise.all(Array.from({ length: 60 }, () => wrong()))
      return results.filter(({ outcome }) => outcome !== 'locked').length
    }
    expect(await guesses()).toBe(5)
    auth.pass(30_000)
    expect(await guesses()).toBe(1)
    // Long past what the item remembers, but not yet deleted by DynamoDB.
    auth.pass(30 * dayMs)
    expect(await guesses()).toBe(5)
  })

  test('get no more guesses from an item that has expired after a single one', async () => {
    await wrong()
    auth.pass(30 * dayMs)
    const results = await Promise.all(Array.from({ length: 60 }, () => wrong()))
    expect(results.filter(({ outcome }) => outcome !== 'locked')).toHaveLength(5)
  })
})
