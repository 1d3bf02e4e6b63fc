import { describe, expect, test, vi } from 'vitest'
import { setPassword } from '../../../../shared/auth/accounts.ts'
import { dayMs, Fixture, tokensOf } from './fixture.ts'

vi.mock('node:crypto', async (original) => (await import('./cheap-scrypt.ts')).cheap(await original()))

const auth = new Fixture()

describe('repeated wrong passwords', () => {
  const wrong = (name?: string) => auth.signIn(name, 'wrong horse')

  test('lock a name for longer and longer, and the right password then opens it', async () => {
    for (let i = 0; i < 5; i += 1) expect(await wrong()).toEqual({ outcome: 'wrong_password' })
    for (const lock of [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]) {
      expect(await auth.signIn()).toEqual({ outcome: 'locked', waitMs: lock * 1_000 })
      auth.pass(lock * 1_000 - 1)
      expect(await auth.signIn()).toEqual({ outcome: 'locked', waitMs: 1 })
      auth.pass(1)
      expect(await wrong()).toEqual({ outcome: 'wrong_password' })
    }
    auth.pass(3_600_000)
    await tokensOf(auth.signIn())
    for (let i = 0; i < 4; i += 1) await wrong()
    await tokensOf(auth.signIn())
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
