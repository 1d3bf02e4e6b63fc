import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test, vi } from 'vitest'
import { authenticator } from '../../../../shared/auth/authenticate.ts'
import { endAllSessions, endSession } from '../../../../shared/auth/sessions.ts'
import { signIn, signInDesk } from '../../../../shared/auth/sign-in.ts'
import { Fixture, interrupted, lifetimes, minuteMs, password, refused, through, tokensOf } from './fixture.ts'

vi.mock('node:crypto', async (original) => (await import('./cheap-scrypt.ts')).cheap(await original()))

const auth = new Fixture()

describe('an access token', () => {
  test('is refused from the moment that its session ends', async () => {
    const [one, other] = [await tokensOf(auth.signIn()), await tokensOf(auth.signIn())]
    await endSession(auth.table, auth.username, (await auth.session(one)).id)
    await expect(auth.session(one)).rejects.toMatchObject(refused)
    expect(await auth.session(other)).toMatchObject({ username: auth.username })
    await endAllSessions(auth.table, auth.username)
    await expect(auth.session(other)).rejects.toMatchObject(refused)
  })

  test('is refused once it has expired, while the session goes on', async () => {
    const tokens = await tokensOf(auth.signIn())
    auth.pass(15 * minuteMs + 1)
    await expect(auth.session(tokens)).rejects.toMatchObject(refused)
    expect(await auth.refresh(tokens.refreshToken)).toMatchObject({ outcome: 'succeeded' })
  })

  test('is refused once its session has expired, though DynamoDB still keeps it', async () => {
    const brief = signInDesk(auth.table, { ...lifetimes, refreshTokenMs: minuteMs })
    const tokens = await tokensOf(signIn(brief, { username: auth.username, password }, auth.now))
    auth.pass(minuteMs)
    await expect(auth.session(tokens)).rejects.toMatchObject(refused)
  })

  test('gives the role of the session, whatever the token says', async () => {
    const tokens = await tokensOf(auth.signIn())
    const { client, name } = auth.table
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: { PK: `SESSION#${auth.username}`, SK: 'SESSIONS' },
        UpdateExpression: 'SET #role = :admin',
        ExpressionAttributeNames: { '#role': 'role' },
        ExpressionAttributeValues: { ':admin': 'admin' },
      }),
    )
    expect((await auth.session(tokens)).role).toBe('admin')
  })

  test.each(['', 'Bearer', 'Bearer ', 'Basic Ym9iOmJvYg==', 'Bearer a b', 'Bearer a.b.c', 'bearer: x'])(
    'is needed: %j is refused',
    async (header) => {
      await expect(auth.authenticate(header)).rejects.toMatchObject(refused)
    },
  )

  test('is taken whatever the case of the scheme', async () => {
    const { accessToken } = await tokensOf(auth.signIn())
    expect(await auth.authenticate(`bearer ${accessToken}`)).toMatchObject({ username: auth.username })
  })

  test('is known to be ours before its session is looked up', async () => {
    const { accessToken } = await tokensOf(auth.signIn())
    const seen: string[] = []
    const watched = authenticator(
      through(auth.table, async (command) => {
        if (String((command as GetCommand).input.Key?.PK).startsWith('SESSION#')) seen.push('session')
        return auth.table.client.send(command as GetCommand)
      }),
    )
    const ask = (token: string) => watched(`Bearer ${token}`, { consistent: true, meanwhile: () => seen.push('ours') })
    await ask(accessToken)
    expect(seen.splice(0)).toEqual(['ours', 'session'])
    const [head, claims, signature = ''] = accessToken.split('.')
    const forged = [head, claims, signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))].join('.')
    await expect(ask(forged)).rejects.toMatchObject(refused)
    expect(seen).toEqual([])
  })

  describe('beside a copy of the table that lags behind', () => {
    /** The table with a copy that shows sessions as `shown` until the test ends; only consistent reads see what is true. */
    const lagging = (shown: Record<string, unknown> | undefined) =>
      authenticator(
        through(auth.table, async (command) => {
          const { Key, ConsistentRead } = (command as GetCommand).input
          const old = String(Key?.PK).startsWith('SESSION#') && ConsistentRead !== true
          return old ? { Item: shown } : auth.table.client.send(command as GetCommand)
        }),
      )

    test('opens a session that the copy has not yet heard of', async () => {
      const { accessToken } = await tokensOf(auth.signIn())
      const session = await lagging(undefined)(`Bearer ${accessToken}`, { consistent: false })
      expect(session.username).toBe(auth.username)
    })

    test('opens an ended one only where that does not matter', async () => {
      const tokens = await tokensOf(auth.signIn())
      const { accessToken } = tokens
      const { id } = await auth.session(tokens)
      const { client, name } = auth.table
      const Key = { PK: `SESSION#${auth.username}`, SK: 'SESSIONS' }
      const { Item } = await client.send(new GetCommand({ TableName: name, Key }))
      await endSession(auth.table, auth.username, id)
      const authenticate = lagging(Item)
      await expect(authenticate(`Bearer ${accessToken}`, { consistent: true })).rejects.toMatchObject(refused)
      expect(await authenticate(`Bearer ${accessToken}`, { consistent: false })).toMatchObject({ id })
    })
  })

  test('lets nobody in while the sessions cannot be read', async () => {
    const tokens = await tokensOf(auth.signIn())
    const { table } = interrupted(auth.table, 1, () => Promise.reject(new Error('no table')))
    await expect(authenticator(table)(`Bearer ${tokens.accessToken}`, { consistent: true })).rejects.toThrow('no table')
  })
})
