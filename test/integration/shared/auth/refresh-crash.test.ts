import type { GetCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test, vi } from 'vitest'
import { refresh, signInDesk } from '../../../../shared/auth/sign-in.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import { dayMs, Fixture, lifetimes, through, tokensOf } from './fixture.ts'

vi.mock('node:crypto', async (original) => (await import('./cheap-scrypt.ts')).cheap(await original()))

const auth = new Fixture()

/** The table of a process that dies before or after its nth write; without one, `writes` tells how many there were. */
const dying = (table: Table, place = Infinity, when: 'before' | 'after' = 'before') => {
  const process = { writes: 0, table }
  process.table = through(table, async (command) => {
    const isRead = ['GetCommand', 'QueryCommand'].includes(command.constructor.name)
    if (isRead || process.writes++ !== place) return table.client.send(command as GetCommand)
    if (when === 'after') await table.client.send(command as GetCommand)
    throw new Error('the process died')
  })
  return process
}

// A new process each time: it knows no signing key yet.
const refreshIn = (table: Table, refreshToken: string) => refresh(signInDesk(table, lifetimes), refreshToken, auth.now)

/** Signs in at some time before, so that what is written by the refresh is the session alone, or a new signing key as well. */
const occasions: Record<string, () => Promise<string>> = {
  refresh: async () => (await tokensOf(auth.signIn())).refreshToken,
  'refresh with a new key': async () => {
    // Past the life of any key, so that the sign-in makes one; a session is extended by a week each time.
    auth.pass(31 * dayMs)
    let { refreshToken } = await tokensOf(auth.signIn())
    for (let week = 0; week < 4; week++) {
      auth.pass(6 * dayMs)
      refreshToken = (await tokensOf(refreshIn(auth.table, refreshToken))).refreshToken
    }
    auth.pass(6 * dayMs)
    return refreshToken
  },
}

describe.each(Object.entries(occasions))('a %s', (_, signedIn) => {
  test('may die before or after each of its writes: the token is still good', async () => {
    const counted = dying(auth.table)
    await tokensOf(refreshIn(counted.table, await signedIn()))
    expect(counted.writes).toBeGreaterThan(0)
    for (let place = 0; place < counted.writes; place++) {
      for (const when of ['before', 'after'] as const) {
        const refreshToken = await signedIn()
        const process = dying(auth.table, place, when)
        await expect(refreshIn(process.table, refreshToken)).rejects.toThrow('the process died')
        const again = await refreshIn(auth.table, refreshToken)
        expect(again).toMatchObject({ outcome: 'succeeded' })
        const tokens = await tokensOf(Promise.resolve(again))
        expect(await auth.session(tokens)).toMatchObject({ username: auth.username })
        await tokensOf(refreshIn(auth.table, tokens.refreshToken))
      }
    }
  })
})
