import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test, vi } from 'vitest'
import {
  addAccount,
  disableAccount,
  enableAccount,
  removeAccount,
  setPassword,
  setRole,
} from '../../../../shared/auth/accounts.ts'
import { parseApiKey } from '../../../../shared/auth/api-key.ts'
import { authenticator } from '../../../../shared/auth/authenticate.ts'
import { keyUsesOf } from '../../../../shared/auth/key-uses.ts'
import { keysOf } from '../../../../shared/auth/keys.ts'
import { makeKey, mostKeys } from '../../../../shared/auth/make-key.ts'
import { endKey, keyList } from '../../../../shared/auth/own-keys.ts'
import type { Role } from '../../../../shared/auth/session.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import { log } from '../../../../shared/log.ts'
import { dayMs, Fixture, interrupted, minuteMs, refused, through } from './fixture.ts'

vi.mock('node:crypto', async (original) => (await import('./cheap-scrypt.ts')).cheap(await original()))

const auth = new Fixture()

const make = ({ role = 'viewer', expiresAt }: { role?: Role; expiresAt?: number } = {}, table: Table = auth.table) =>
  makeKey(table, { username: auth.username, name: 'sheet', role, expiresAt }, auth.now)

const whoHas = (key: string) => auth.authenticate(`Bearer ${key}`)
const expectRefused = (key: string) => expect(whoHas(key)).rejects.toMatchObject(refused)

/** A key with the same address and another secret, and a checksum that is right. */
const forged = async (key: string): Promise<string> => {
  const { crc32 } = await import('node:zlib')
  const bytes = Buffer.from(key.slice(3), 'base64url').subarray(0, -4)
  bytes[20]! ^= 1
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(bytes))
  return `hl_${Buffer.concat([bytes, sum]).toString('base64url')}`
}

describe('a key', () => {
  test('says whose it is, with its role, until it is deleted', async () => {
    const { key, keyId } = await make()
    expect(await whoHas(key)).toEqual({
      key: { id: keyId, name: 'sheet' },
      username: auth.username,
      role: 'viewer',
      expiresAt: null,
    })
    expect(await endKey(auth.table, auth.username, keyId)).toMatchObject({ name: 'sheet' })
    await expectRefused(key)
    await expect(endKey(auth.table, auth.username, keyId)).rejects.toMatchObject({ code: 'key_not_found' })
  })

  test('is stored without its secret', async () => {
    const { key, keyId } = await make()
    const Key = { PK: `KEY#${auth.username}`, SK: keyId }
    const { Item } = await auth.table.client.send(new GetCommand({ TableName: auth.table.name, Key }))
    const secret = Buffer.from(key.slice(3), 'base64url').subarray(9, 41)
    for (const encoding of ['base64url', 'base64', 'hex'] as const) {
      expect(JSON.stringify(Item)).not.toContain(secret.toString(encoding))
    }
    expect(Item?.secretHash).toBe(parseApiKey(key)?.secretHash)
  })

  test('is refused with a secret that never was one, whatever its checksum', async () => {
    const { key } = await make()
    await expectRefused(await forged(key))
    expect(await whoHas(key)).toMatchObject({ username: auth.username })
  })

  test('is looked up before anything else is done for it', async () => {
    const { key } = await make()
    const meanwhile = vi.fn()
    await authenticator(auth.table)(`Bearer ${key}`, { consistent: false, meanwhile })
    expect(meanwhile).not.toHaveBeenCalled()
  })

  test('is refused once it is over, though DynamoDB still keeps it', async () => {
    const { key } = await make({ expiresAt: auth.now + minuteMs })
    expect(await whoHas(key)).toMatchObject({ expiresAt: auth.now + minuteMs })
    auth.pass(minuteMs)
    await expectRefused(key)
    expect(await keyList(auth.table, auth.username, auth.now)).toEqual([])
  })

  test('opens nothing while the keys cannot be read', async () => {
    const { key } = await make()
    const { table } = interrupted(auth.table, 0, () => Promise.reject(new Error('no table')))
    await expect(authenticator(table)(`Bearer ${key}`, { consistent: true })).rejects.toThrow('no table')
  })

  test('that a copy of the table has not yet heard of is looked for where it is', async () => {
    const { key } = await make()
    const lagging = through(auth.table, async (command) => {
      const { Key, ConsistentRead } = (command as GetCommand).input
      if (String(Key?.PK).startsWith('KEY#') && !ConsistentRead) return {}
      return auth.table.client.send(command as GetCommand)
    })
    const asker = await authenticator(lagging)(`Bearer ${key}`, { consistent: false })
    expect(asker.username).toBe(auth.username)
  })
})

describe('the role of a key', () => {
  test('is no more than that of its user', async () => {
    await expect(make({ role: 'admin' })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await keysOf(auth.table, auth.username, auth.now)).toEqual([])
  })

  test('falls with that of its user, and does not rise again', async () => {
    await setRole(auth.table, auth.username, 'admin')
    const { key } = await make({ role: 'admin' })
    expect(await whoHas(key)).toMatchObject({ role: 'admin' })
    await setRole(auth.table, auth.username, 'viewer')
    expect(await whoHas(key)).toMatchObject({ role: 'viewer' })
    await setRole(auth.table, auth.username, 'admin')
    expect(await whoHas(key)).toMatchObject({ role: 'viewer' })
  })
})

describe('the keys of a user', () => {
  test('end when the user is disabled or removed, and stay ended', async () => {
    for (const [end, undo] of [[disableAccount, enableAccount], [removeAccount]]) {
      const { key } = await make()
      await whoHas(key)
      await end!(auth.table, auth.username)
      await expectRefused(key)
      await undo?.(auth.table, auth.username)
      await expectRefused(key)
      expect(await keyUsesOf(auth.table, auth.username)).toEqual(new Map())
    }
  })

  test('go on when the user gets another password, or more rights', async () => {
    const { key } = await make()
    await setPassword(auth.table, auth.username, 'another horse')
    await setRole(auth.table, auth.username, 'admin')
    expect(await whoHas(key)).toMatchObject({ role: 'viewer' })
  })

  /** Another user, whose keys the test makes from now on. */
  const newUser = async (username: string, role: Role): Promise<void> => {
    auth.username = username.toLowerCase()
    await addAccount(auth.table, { username, password: 'correct horse', role }, auth.now)
  }

  test('have ended whichever step of a removal or a disabling is cut short', async () => {
    for (const change of [removeAccount, disableAccount]) {
      for (let step = 1, done = false; !done; step += 1) {
        await newUser(`${change.name}-${step}`, 'viewer')
        const { key } = await make()
        const { table, sent } = interrupted(auth.table, step, () => Promise.reject(new Error('cut short')))
        await change(table, auth.username).catch(() => {})
        done = sent() < step
        // The first step finds the keys, the second one ends this one.
        if (step > 1) await expectRefused(key)
      }
    }
  })

  test('made while the user is changed have ended, or fallen, whatever the order of the steps', async () => {
    const demote = (table: Table, username: string) => setRole(table, username, 'viewer')
    for (const change of [disableAccount, demote, removeAccount]) {
      for (let step = 0, done = false; !done; step += 1) {
        await newUser(`raced-${change.name}-${step}`, 'admin')
        const { table, sent } = interrupted(auth.table, step, () => change(auth.table, auth.username))
        const made = await make({ role: 'admin' }, table).catch(() => undefined)
        done = sent() <= step
        const kept = made && (await whoHas(made.key).catch(() => undefined))
        if (!done) expect(kept?.role).toBe(made && change === demote ? 'viewer' : undefined)
      }
    }
  })

  test(`are ${mostKeys} at most, however many are made at once`, async () => {
    const made = await Promise.allSettled(Array.from({ length: mostKeys + 10 }, () => make()))
    const kept = made.filter(({ status }) => status === 'fulfilled').length
    const refusals = made.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
    expect(kept).toBeLessThanOrEqual(mostKeys)
    expect(refusals.length).toBe(mostKeys + 10 - kept)
    expect(new Set(refusals)).toEqual(new Set(['too_many_keys']))
    expect(await keyList(auth.table, auth.username, auth.now)).toHaveLength(kept)
    while ((await keysOf(auth.table, auth.username, auth.now)).length < mostKeys) await make()
    await expect(make()).rejects.toMatchObject({ code: 'too_many_keys' })
    expect(await keyList(auth.table, auth.username, auth.now)).toHaveLength(mostKeys)
  })

  test('are of nobody else', async () => {
    const { keyId, key } = await make()
    await expect(endKey(auth.table, 'somebody', keyId)).rejects.toMatchObject({ code: 'key_not_found' })
    expect(await keyList(auth.table, 'somebody', auth.now)).toEqual([])
    expect(await whoHas(key)).toMatchObject({ username: auth.username })
  })
})

describe('the day of the last use', () => {
  const lastUse = async () => (await keyList(auth.table, auth.username, auth.now))[0]?.lastUsedOn

  /** An authenticator of a process of its own, and the commands that it sends. */
  const otherProcess = (failing = false) => {
    const sent: string[] = []
    const table = through(auth.table, async (command) => {
      sent.push(command.constructor.name)
      if (failing && command.constructor.name === 'PutCommand') throw new Error('no table')
      return auth.table.client.send(command as GetCommand)
    })
    const authenticate = authenticator(table)
    return { sent, ask: (key: string) => authenticate(`Bearer ${key}`, { consistent: false }) }
  }

  test('is written once a day, by one of all processes', async () => {
    const { key } = await make()
    expect(await lastUse()).toBeNull()
    const today = () => new Date(auth.now).toISOString().slice(0, 10)
    const [one, other] = [otherProcess(), otherProcess()]
    for (let day = 0; day < 2; day += 1) {
      one.sent.length = 0
      other.sent.length = 0
      for (const { ask } of [one, other, one, other]) await ask(key)
      expect(await lastUse()).toBe(today())
      expect(one.sent).toEqual(['GetCommand', 'GetCommand', 'PutCommand', 'GetCommand'])
      expect(other.sent).toEqual(['GetCommand', 'GetCommand', 'GetCommand'])
      auth.pass(dayMs)
    }
  })

  test('is no reason to refuse anybody where it cannot be written, and is tried again', async () => {
    const warned = vi.spyOn(log, 'warn').mockImplementation(() => {})
    const { key } = await make()
    const { ask, sent } = otherProcess(true)
    expect(await ask(key)).toMatchObject({ username: auth.username })
    expect(await ask(key)).toMatchObject({ username: auth.username })
    expect(sent.filter((name) => name === 'PutCommand')).toHaveLength(2)
    expect(JSON.stringify(warned.mock.calls)).not.toContain(key)
    warned.mockRestore()
  })

  test('is not that of somebody who was refused', async () => {
    const { key } = await make()
    await expectRefused(await forged(key))
    expect(await lastUse()).toBeNull()
  })
})
