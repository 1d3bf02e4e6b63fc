import { type GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test, vi } from 'vitest'
import { disableAccount, setPassword } from '../../../../shared/auth/accounts.ts'
import { noPassword } from '../../../../shared/auth/passwords.ts'
import { changeUser, createUser, findUser } from '../../../../shared/auth/users.ts'
import { derivations } from './cheap-scrypt.ts'
import { dayMs, Fixture, through, tokensOf } from './fixture.ts'

vi.mock('node:crypto', async (original) => (await import('./cheap-scrypt.ts')).cheap(await original()))

const auth = new Fixture()

describe('signIn', () => {
  test('opens a session that each access token is checked against', async () => {
    const tokens = await tokensOf(auth.signIn())
    expect(await auth.session(tokens)).toMatchObject({
      username: auth.username,
      role: 'viewer',
      expiresAt: auth.now + 7 * dayMs,
    })
  })

  test('makes the same call of scrypt for a wrong password and for an unknown name', async () => {
    derivations.length = 0
    expect(await auth.signIn(auth.username, 'wrong horse')).toEqual({ outcome: 'wrong_password' })
    const wrong = derivations.splice(0)
    expect(await auth.signIn('nobody')).toEqual({ outcome: 'unknown_user' })
    expect(wrong).toHaveLength(1)
    expect(derivations).toEqual(wrong)
  })

  test('knows no more of a user without a password than of nobody', async () => {
    await createUser(auth.table, { username: 'imported', role: 'admin', passwordHash: noPassword }, auth.now)
    for (const password of ['correct horse', noPassword]) {
      derivations.length = 0
      expect(await auth.signIn('imported', password)).toEqual({ outcome: 'wrong_password' })
      const imported = derivations.splice(0)
      await auth.signIn('nobody-at-all', password)
      expect(imported).toEqual(derivations)
    }
  })

  test('looks at no password while a name is locked', async () => {
    for (let i = 0; i < 5; i += 1) await auth.signIn(auth.username, 'wrong horse')
    derivations.length = 0
    expect(await auth.signIn()).toMatchObject({ outcome: 'locked', username: auth.username })
    expect(derivations).toEqual([])
  })

  test('refuses a disabled user, right password or not', async () => {
    await disableAccount(auth.table, auth.username)
    expect(await auth.signIn()).toEqual({ outcome: 'disabled' })
    expect(await auth.signIn(auth.username, 'wrong horse')).toEqual({ outcome: 'wrong_password' })
  })

  test('hashes the password anew when its parameters are no longer those of today', async () => {
    const before = await findUser(auth.table, auth.username)
    const outdated = before?.passwordHash.replace('p=3', 'p=1') ?? ''
    await changeUser(auth.table, auth.username, { passwordHash: outdated })
    await tokensOf(auth.signIn())
    expect((await findUser(auth.table, auth.username))?.passwordHash).toContain('$ln=15,r=8,p=3$')
    const tokens = await tokensOf(auth.signIn())
    await auth.session(tokens)
  })
})

describe('what is stored', () => {
  test('holds no password and no token', async () => {
    const sent: string[] = []
    const table = through(auth.table, (command) => {
      if (command instanceof PutCommand || command instanceof UpdateCommand) sent.push(JSON.stringify(command.input))
      return auth.table.client.send(command as GetCommand)
    })
    await setPassword(table, auth.username, 'another horse')
    const result = await auth.signIn(auth.username, 'another horse', table)
    if (result.outcome !== 'succeeded') throw new Error(result.outcome)
    const { refreshToken, deviceSecret } = result.tokens
    const secret = Buffer.from(refreshToken, 'base64url').subarray(32, 48)
    expect(sent.length).toBeGreaterThan(2)
    for (const text of [
      'another horse',
      refreshToken,
      deviceSecret,
      secret.toString('base64url'),
      secret.toString('base64'),
      secret.toString('hex'),
    ]) {
      expect(sent.join('\n')).not.toContain(text)
    }
  })
})
