import { randomBytes } from 'node:crypto'
import { type GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test, vi } from 'vitest'
import { disableAccount, removeAccount, setPassword, setRole } from '../../../../shared/auth/accounts.ts'
import { newRefreshToken, parseRefreshToken, writeRefreshToken } from '../../../../shared/auth/refresh-token.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import { dayMs, Fixture, interrupted, minuteMs, refused, through, tokensOf } from './fixture.ts'

vi.mock('node:crypto', async (original) => (await import('./cheap-scrypt.ts')).cheap(await original()))

const auth = new Fixture()

/** The table, but that no session ends in it, so that more can be asked of one that should have. */
const endingNothing = (table: Table): Table =>
  through(table, async (command) => {
    const isEnd = command instanceof PutCommand && command.input.Item?.SK === 'SESSIONS'
    return isEnd ? {} : table.client.send(command as GetCommand)
  })

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
    expect(await auth.refresh(refreshToken)).toEqual({ outcome: 'unknown' })
  })

  test('ends the session when a token is used once more half a minute later', async () => {
    const first = await tokensOf(auth.signIn())
    const second = await tokensOf(auth.refresh(first.refreshToken))
    auth.pass(30_001)
    expect(await auth.refresh(first.refreshToken)).toEqual({ outcome: 'reused', username: auth.username })
    await expect(auth.session(second)).rejects.toMatchObject(refused)
    expect(await auth.refresh(second.refreshToken)).toEqual({ outcome: 'unknown' })
  })

  test('ends the session for every token of before, however many there were, and however often they were used in time', async () => {
    const chain = [await tokensOf(auth.signIn())]
    for (let i = 0; i < 20; i += 1) {
      chain.push(await tokensOf(auth.refresh(chain.at(-1)!.refreshToken)))
      auth.pass(12_000)
    }
    auth.pass(20_000)
    const stolen = [...new Set(chain.map(({ refreshToken }) => refreshToken))].slice(0, -1)
    expect(stolen).toHaveLength(20)
    for (const refreshToken of stolen) {
      expect(await auth.refresh(refreshToken, endingNothing(auth.table))).toEqual({
        outcome: 'reused',
        username: auth.username,
      })
    }
    await tokensOf(auth.refresh(chain.at(-1)!.refreshToken))
    expect(await auth.refresh(stolen[0]!)).toEqual({ outcome: 'reused', username: auth.username })
    await expect(auth.session(chain.at(-1)!)).rejects.toMatchObject(refused)
  })

  test('gives all of many tabs that come at once with one token the same new one, and each a pair that works', async () => {
    let tokens = await tokensOf(auth.signIn())
    for (let round = 0; round < 3; round += 1) {
      const tabs = await Promise.all(Array.from({ length: 15 }, () => tokensOf(auth.refresh(tokens.refreshToken))))
      for (const tab of tabs) expect(await auth.session(tab)).toMatchObject({ username: auth.username })
      expect(new Set(tabs.map(({ refreshToken }) => refreshToken)).size).toBe(1)
      expect(new Set(tabs.map(({ accessToken }) => accessToken)).size).toBe(15)
      expect(tabs[0]!.refreshToken).not.toBe(tokens.refreshToken)
      tokens = tabs[0]!
      auth.pass(15 * minuteMs)
    }
  })

  test('brings tabs together again that are exchanges behind, within half a minute', async () => {
    const first = await tokensOf(auth.signIn())
    const second = await tokensOf(auth.refresh(first.refreshToken))
    auth.pass(10_000)
    const third = await tokensOf(auth.refresh(second.refreshToken))
    auth.pass(10_000)
    for (const { refreshToken } of [first, second]) {
      const again = await tokensOf(auth.refresh(refreshToken))
      expect(again.refreshToken).toBe(third.refreshToken)
      await auth.session(again)
    }
    await tokensOf(auth.refresh(third.refreshToken))
  })

  test('gives the newest token once more to whoever refreshes more often than there is any sense in', async () => {
    let { refreshToken } = await tokensOf(auth.signIn())
    const seen = new Set([refreshToken])
    for (let i = 0; i < 40; i += 1) {
      refreshToken = (await tokensOf(auth.refresh(refreshToken))).refreshToken
      seen.add(refreshToken)
      auth.pass(100)
    }
    expect(seen.size).toBe(9)
    auth.pass(minuteMs)
    expect(seen).not.toContain((await tokensOf(auth.refresh(refreshToken))).refreshToken)
  })

  test('answers a token whose answer was lost, also after a fault of the store at any step', async () => {
    const undisturbed = interrupted(auth.table, Number.POSITIVE_INFINITY, async () => undefined)
    await tokensOf(auth.refresh((await tokensOf(auth.signIn())).refreshToken, undisturbed.table))
    for (let step = 0; step < undisturbed.sent(); step += 1) {
      const { refreshToken } = await tokensOf(auth.signIn())
      const { table } = interrupted(auth.table, step, () => Promise.reject(new Error('a fault of the store')))
      // The signing key is remembered, so there may be a command less.
      const lost = auth.refresh(refreshToken, table)
      await expect(lost.then(({ outcome }) => outcome)).rejects.toThrow('a fault of the store')
      auth.pass(30_000)
      const tokens = await tokensOf(auth.refresh(refreshToken))
      await auth.session(tokens)
      auth.pass(minuteMs)
      await tokensOf(auth.refresh(tokens.refreshToken))
    }
  })

  test('ends nothing for a token that never was one of the session, whose id is in each access token', async () => {
    const tokens = await tokensOf(auth.signIn())
    const { id } = await auth.session(tokens)
    const real = parseRefreshToken(tokens.refreshToken)!
    const forged = [newRefreshToken(auth.username, id), { ...real, lineage: randomBytes(16) }]
    for (const token of forged) {
      expect(await auth.refresh(writeRefreshToken(token))).toEqual({ outcome: 'forged', username: auth.username })
    }
    expect(await auth.refresh(writeRefreshToken({ ...real, username: 'somebody-else' }))).toEqual({
      outcome: 'unknown',
    })
    await auth.session(tokens)
    await tokensOf(auth.refresh(tokens.refreshToken))
  })

  test('ends a session for good after 90 days, whatever is refreshed', async () => {
    const opened = auth.now
    let tokens = await tokensOf(auth.signIn())
    for (let day = 6; day < 90; day += 6) {
      auth.pass(6 * dayMs)
      tokens = await tokensOf(auth.refresh(tokens.refreshToken))
      const end = Math.min(auth.now + 7 * dayMs, opened + 90 * dayMs)
      expect((await auth.session(tokens)).expiresAt).toBe(end)
    }
    auth.pass(opened + 90 * dayMs - auth.now)
    await expect(auth.session(tokens)).rejects.toMatchObject(refused)
    expect(await auth.refresh(tokens.refreshToken)).toEqual({ outcome: 'unknown' })
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
      // Where a user loses something, the user's keys are looked for before the user is changed.
      const calls = what === 'given another password' ? 1 : 2
      const cutShort = interrupted(auth.table, calls, () => Promise.reject(new Error('crash'))).table
      const changes: Record<string, () => Promise<void>> = {
        disabled: () => disableAccount(cutShort, auth.username),
        removed: () => removeAccount(cutShort, auth.username),
        'given another role': () => setRole(cutShort, auth.username, 'admin'),
        'given another password': () => setPassword(cutShort, auth.username, 'another horse'),
      }
      await expect(changes[what]?.()).rejects.toThrow('crash')
      expect(await auth.refresh(refreshToken)).toEqual({ outcome: 'changed', username: auth.username })
      expect(await auth.refresh(refreshToken)).toEqual({ outcome: 'unknown' })
    },
  )
})
