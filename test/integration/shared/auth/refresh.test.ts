import { type GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test, vi } from 'vitest'
import { disableAccount, removeAccount, setPassword, setRole } from '../../../../shared/auth/accounts.ts'
import type { Tokens } from '../../../../shared/auth/sign-in.ts'
import { dayMs, Fixture, interrupted, refused, through, tokensOf } from './fixture.ts'

vi.mock('node:crypto', async (original) => (await import('./cheap-scrypt.ts')).cheap(await original()))

const auth = new Fixture()

describe('refresh', () => {
  test('gives a new pair, good for another whole week', async () => {
    const first = await tokensOf(auth.signIn())
    auth.pass(6 * dayMs)
    const second = await tokensOf(auth.refresh(first.refreshToken))
    auth.pass(6 * dayMs)
    const third = await tokensOf(auth.refresh(second.refreshToken))
    expect(await auth.session(third)).toMatchObject({ username: auth.username, expiresAt: auth.now + 7 * dayMs })
  })

  test('refuses a token that has expired, though DynamoDB still keeps the session', async () => {
    const { refreshToken } = await tokensOf(auth.signIn())
    auth.pass(7 * dayMs)
    expect(await auth.refresh(refreshToken)).toEqual({ outcome: 'unknown', username: auth.username })
  })

  test('ends the session when a token is used a second time', async () => {
    const first = await tokensOf(auth.signIn())
    const second = await tokensOf(auth.refresh(first.refreshToken))
    expect(await auth.refresh(first.refreshToken)).toEqual({ outcome: 'reused', username: auth.username })
    await expect(auth.session(second)).rejects.toMatchObject(refused)
    expect(await auth.refresh(second.refreshToken)).toEqual({ outcome: 'unknown', username: auth.username })
  })

  test('lets exactly one of many have the new pair when they come at once with one token', async () => {
    const { refreshToken } = await tokensOf(auth.signIn())
    const results = await Promise.all(Array.from({ length: 10 }, () => auth.refresh(refreshToken)))
    const [winner, ...others] = results.flatMap((result) => (result.outcome === 'succeeded' ? [result.tokens] : []))
    expect(others).toEqual([])
    // The others came with a token that had been used, so the session is over.
    await expect(auth.session(winner as Tokens)).rejects.toMatchObject(refused)
  })

  test('does not take its own repeated write for a second use', async () => {
    const { refreshToken } = await tokensOf(auth.signIn())
    // An answer that is lost on the way makes the SDK send the same write again.
    const table = through(auth.table, async (command) => {
      if (command instanceof UpdateCommand) await auth.table.client.send(command)
      return auth.table.client.send(command as GetCommand)
    })
    expect(await auth.session(await tokensOf(auth.refresh(refreshToken, table)))).toMatchObject({
      username: auth.username,
    })
  })

  test.each(['disabled', 'removed', 'given another role', 'given another password'])(
    'refuses a user who was %s, even where ending the sessions was cut short',
    async (what) => {
      const { refreshToken } = await tokensOf(auth.signIn())
      const cutShort = interrupted(auth.table, 1, () => Promise.reject(new Error('crash'))).table
      const changes: Record<string, () => Promise<void>> = {
        disabled: () => disableAccount(cutShort, auth.username),
        removed: () => removeAccount(cutShort, auth.username),
        'given another role': () => setRole(cutShort, auth.username, 'admin'),
        'given another password': () => setPassword(cutShort, auth.username, 'another horse'),
      }
      await expect(changes[what]?.()).rejects.toThrow('crash')
      expect(await auth.refresh(refreshToken)).toEqual({ outcome: 'changed', username: auth.username })
      expect(await auth.refresh(refreshToken)).toEqual({ outcome: 'unknown', username: auth.username })
    },
  )
})
