import { describe, expect, test, vi } from 'vitest'
import { addAccount, disableAccount } from '../../../../shared/auth/accounts.ts'
import { forgetAttempts } from '../../../../shared/auth/attempts.ts'
import { endAllSessions } from '../../../../shared/auth/sessions.ts'
import type { Refresh, SignIn } from '../../../../shared/auth/sign-in.ts'
import { changeUser } from '../../../../shared/auth/users.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import { Fixture, interrupted, password, refused, tokensOf } from './fixture.ts'

vi.mock('node:crypto', async (original) => (await import('./cheap-scrypt.ts')).cheap(await original()))

const auth = new Fixture()

describe('disabling a user', () => {
  test('ends the sessions of that user and of no other', async () => {
    const tokens = await tokensOf(auth.signIn())
    await addAccount(auth.table, { username: `${auth.username}0`, password, role: 'viewer' }, auth.now)
    const others = await tokensOf(auth.signIn(`${auth.username}0`))
    await disableAccount(auth.table, auth.username)
    await expect(auth.session(tokens)).rejects.toMatchObject(refused)
    expect(await auth.session(others)).toMatchObject({ username: `${auth.username}0` })
  })

  // What `disableAccount` does, in its two steps, so that both can come at any moment of the other's work.
  const flag = () => changeUser(auth.table, auth.username, { disabled: true })
  const end = () => endAllSessions(auth.table, auth.username)

  /** Runs `work` once for each pair of moments at which the two steps can come, before, during and after it. */
  const underEveryInterleaving = async <T>(
    prepare: () => Promise<T>,
    work: (table: Table, prepared: T) => Promise<SignIn | Refresh>,
  ): Promise<void> => {
    const undisturbed = interrupted(auth.table, Number.POSITIVE_INFINITY, end)
    expect((await work(undisturbed.table, await prepare())).outcome).toBe('succeeded')
    const steps = undisturbed.sent()
    for (let first = 0; first <= steps; first += 1) {
      for (let second = first; second <= steps; second += 1) {
        await changeUser(auth.table, auth.username, { disabled: false })
        const prepared = await prepare()
        const ending = interrupted(auth.table, second, end)
        const flagging = interrupted(ending.table, first, flag)
        const result = await work(flagging.table, prepared)
        if (flagging.sent() <= first) await flag()
        if (ending.sent() <= second) await end()
        if (result.outcome !== 'succeeded') continue
        await expect(auth.session(result.tokens)).rejects.toMatchObject(refused)
        expect((await auth.refresh(result.tokens.refreshToken)).outcome).not.toBe('succeeded')
      }
    }
  }

  test('leaves no session behind, however it and a sign-in cross', async () => {
    await underEveryInterleaving(
      () => forgetAttempts(auth.table, auth.username),
      (table) => auth.signIn(auth.username, password, table),
    )
  })

  test('leaves no session behind, however it and a refresh cross', async () => {
    await underEveryInterleaving(
      async () => {
        await forgetAttempts(auth.table, auth.username)
        return tokensOf(auth.signIn())
      },
      (table, { refreshToken }) => auth.refresh(refreshToken, table),
    )
  })
})
