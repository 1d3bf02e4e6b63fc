import { BatchWriteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test, vi } from 'vitest'
import { itemSize } from '../../../../lib/memory-table/item-size.ts'
import { addAccount } from '../../../../shared/auth/accounts.ts'
import { endAllSessions, endSession, listSessions, openSession } from '../../../../shared/auth/sessions.ts'
import { findUser } from '../../../../shared/auth/users.ts'
import { dayMs, Fixture, minuteMs, password, refused, through, tokensOf } from './fixture.ts'

vi.mock('node:crypto', async (original) => (await import('./cheap-scrypt.ts')).cheap(await original()))

const auth = new Fixture()
const list = () => listSessions(auth.table, auth.username, auth.now)
const opening = (now = auth.now) => ({
  term: { now, lifetimeMs: 7 * dayMs, longestMs: 90 * dayMs },
  isCurrent: async () => true,
})

describe('the sessions of a user', () => {
  test('are listed with their moments, the last used one first', async () => {
    const start = auth.now
    const one = await tokensOf(auth.signIn())
    auth.pass(minuteMs)
    const other = await tokensOf(auth.signIn())
    auth.pass(minuteMs)
    const { id } = await auth.session(await tokensOf(auth.refresh(one.refreshToken)))
    expect(await list()).toEqual([
      { id, opened: start, used: auth.now, ends: auth.now + 7 * dayMs },
      {
        id: (await auth.session(other)).id,
        opened: start + minuteMs,
        used: start + minuteMs,
        ends: start + minuteMs + 7 * dayMs,
      },
    ])
    auth.pass(7 * dayMs)
    expect(await list()).toEqual([])
  })

  test('are fifty at most: the oldest ends, also when it was used last', async () => {
    const first = await tokensOf(auth.signIn())
    for (let count = 1; count < 50; count += 1) {
      auth.pass(1_000)
      await openSession(auth.table, (await findUser(auth.table, auth.username))!, `session-${count}`, opening())
    }
    const refreshed = await tokensOf(auth.refresh(first.refreshToken))
    await auth.session(refreshed)
    auth.pass(1_000)
    const last = await tokensOf(auth.signIn())
    await expect(auth.session(refreshed)).rejects.toMatchObject(refused)
    await auth.session(last)
    expect(await list()).toHaveLength(50)
  })

  test('are all there when many sign in at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokensOf(auth.signIn())))
    for (const each of tokens) await auth.session(each)
    expect(await list()).toHaveLength(20)
  })

  test('are one page to read when they are fifty, of a name as long as can be', async () => {
    const username = 'n'.repeat(64)
    await addAccount(auth.table, { username, password, role: 'viewer' }, auth.now)
    const user = (await findUser(auth.table, username))!
    for (let count = 0; count < 51; count += 1) {
      await openSession(auth.table, user, String(count).padStart(22, '0'), opening(auth.now + count))
    }
    const Key = { PK: `SESSION#${username}`, SK: 'SESSIONS' }
    const { Item } = await auth.table.client.send(new GetCommand({ TableName: auth.table.name, Key }))
    expect(Item!.sessions).toHaveLength(50)
    expect(itemSize(Item!)).toBeLessThanOrEqual(4_096)
  })

  test('end one by one, which tells whether there was one', async () => {
    const [one, other] = [await tokensOf(auth.signIn()), await tokensOf(auth.signIn())]
    const { id } = await auth.session(one)
    expect(await endSession(auth.table, 'somebody-else', id)).toBe(false)
    await auth.session(one)
    expect(await endSession(auth.table, auth.username, id)).toBe(true)
    expect(await endSession(auth.table, auth.username, id)).toBe(false)
    await expect(auth.session(one)).rejects.toMatchObject(refused)
    await auth.session(other)
    expect(await auth.refresh(one.refreshToken)).toEqual({ outcome: 'unknown' })
  })

  test('lose nothing to a write whose answer was lost and that was sent again', async () => {
    const repeating = through(auth.table, async (command) => {
      if (command instanceof PutCommand) await auth.table.client.send(command)
      return auth.table.client.send(command as GetCommand)
    })
    const one = await auth.session(await tokensOf(auth.signIn()))
    expect(await endSession(repeating, auth.username, one.id)).toBe(true)
    const { table } = auth
    await openSession(repeating, (await findUser(table, auth.username))!, 'twice', opening())
    expect((await list()).map(({ id }) => id)).toEqual(['twice'])
  })

  test('end all at once by one request, however many items of an earlier version are stored beside them', async () => {
    const left = Array.from({ length: 500 }, (_, index) => ({
      PutRequest: { Item: { PK: `SESSION#${auth.username}`, SK: `left-${index}`, expiresAt: 9e9 } },
    }))
    const { client, name } = auth.table
    for (let start = 0; start < left.length; start += 25) {
      await client.send(new BatchWriteCommand({ RequestItems: { [name]: left.slice(start, start + 25) } }))
    }
    const tokens = [await tokensOf(auth.signIn()), await tokensOf(auth.signIn())]
    const sent: string[] = []
    const counting = through(auth.table, (command) => {
      sent.push(command.constructor.name)
      return client.send(command as GetCommand)
    })
    await endAllSessions(counting, auth.username)
    expect(sent).toEqual(['DeleteCommand'])
    for (const each of tokens) await expect(auth.session(each)).rejects.toMatchObject(refused)
  })
})
