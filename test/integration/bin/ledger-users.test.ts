import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { auditPage } from '../../../shared/audit/entries.ts'
import { addAccount, disableAccount } from '../../../shared/auth/accounts.ts'
import { keysOf } from '../../../shared/auth/keys.ts'
import { makeKey } from '../../../shared/auth/make-key.ts'
import { publishedKeys } from '../../../shared/auth/public-keys.ts'
import { type SignIn, signIn, signInDesk } from '../../../shared/auth/sign-in.ts'
import { findUser, listUsers } from '../../../shared/auth/users.ts'
import { startDynamoDB, type TestDynamoDB } from '../../dynamodb.ts'
import { ledger } from '../../ledger.ts'
import { writeStackFile } from '../../stack-file.ts'

vi.mock('node:crypto', async (original) => (await import('../shared/auth/cheap-scrypt.ts')).cheap(await original()))

let db: TestDynamoDB
let dataDir: string

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-users-'))
})

afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

beforeEach(async () => {
  db = await startDynamoDB()
  writeStackFile(dataDir, { dynamodbUrl: db.url, authTable: db.auth.name })
})

afterEach(() => db.close())

const users = (args: string[], options: { input?: string; env?: Record<string, string> } = {}) =>
  ledger(dataDir, ['users', ...args], options)

const outcome = async (username: string, password: string): Promise<SignIn['outcome']> => {
  const desk = signInDesk(db.auth, { accessTokenMs: 60_000, refreshTokenMs: 60_000, sessionMs: 60_000 })
  return (await signIn(desk, { username, password }, Date.now())).outcome
}

const sessions = async (): Promise<number> => {
  const { Items = [] } = await db.auth.client.send(new ScanCommand({ TableName: db.auth.name }))
  return Items.filter(({ PK }) => PK.startsWith('SESSION#')).length
}

/** What commands have written into the audit, oldest first. */
const audit = async (): Promise<string[]> => {
  const { entries } = await auditPage(db.auth, { count: 100, after: undefined }, Date.now())
  return entries.map(({ who, action, subject }) => `${who}: ${action} ${subject}`).reverse()
}

const addAdmin = (username: string): Promise<void> =>
  addAccount(db.auth, { username, password: 'correct horse', role: 'admin' }, Date.now())

test('a user lives from being added to being removed', async () => {
  await addAdmin('owner')
  const input = 'correct horse\n'
  expect(await users(['add', 'Alice', '--role', 'admin', '--password-stdin'], { input })).toEqual({
    code: 0,
    out: 'Added alice.\n',
    error: '',
  })
  expect(await outcome('alice', 'correct horse')).toBe('succeeded')
  expect(await sessions()).toBe(1)

  expect((await users(['list'])).out).toMatch(/^alice +admin +enabled +since \d{4}-\d\d-\d\d\nowner .*\n$/)

  expect((await users(['disable', 'alice'])).code).toBe(0)
  expect(await sessions()).toBe(0)
  expect(await outcome('alice', 'correct horse')).toBe('disabled')
  expect((await users(['list'])).out).toMatch(/^alice +admin +disabled/)

  expect((await users(['enable', 'alice'])).code).toBe(0)
  expect(await outcome('alice', 'correct horse')).toBe('succeeded')

  expect((await users(['role', 'alice', 'viewer'])).code).toBe(0)
  expect(await sessions()).toBe(0)
  expect((await findUser(db.auth, 'alice'))?.role).toBe('viewer')

  expect(await outcome('alice', 'correct horse')).toBe('succeeded')
  const { out } = await users(['password', 'alice', '--generate'])
  const [, password = ''] = /^password: ([\w-]{24})$/m.exec(out) ?? []
  expect(await sessions()).toBe(0)
  expect(await outcome('alice', 'correct horse')).toBe('wrong_password')
  expect(await outcome('alice', password)).toBe('succeeded')

  expect((await users(['remove', 'alice'])).code).toBe(0)
  expect(await sessions()).toBe(0)
  expect(await listUsers(db.auth)).toMatchObject([{ username: 'owner' }])
  expect(await outcome('alice', password)).toBe('unknown_user')

  expect(await audit()).toEqual([
    'ledger: user.add alice',
    'ledger: user.disable alice',
    'ledger: user.enable alice',
    'ledger: user.role alice viewer',
    'ledger: password.change alice',
    'ledger: user.remove alice',
  ])
})

test('disabling, demoting and removing take from the keys of a user what the user may not do any more', async () => {
  for (const username of ['owner', 'alice', 'bob']) await addAdmin(username)
  const keys = (username: string) => keysOf(db.auth, username, Date.now())
  for (const username of ['alice', 'bob']) {
    await makeKey(db.auth, { username, name: 'sheet', role: 'admin', expiresAt: undefined }, Date.now())
  }
  await users(['role', 'alice', 'viewer'])
  expect(await keys('alice')).toMatchObject([{ role: 'viewer' }])
  await users(['disable', 'alice'])
  await users(['enable', 'alice'])
  expect(await keys('alice')).toEqual([])
  expect(await keys('bob')).toMatchObject([{ role: 'admin' }])
  await users(['remove', 'bob'])
  expect(await keys('bob')).toEqual([])
})

test('new keys leave sessions alone, and none of the old ones', async () => {
  await users(['add', 'carol', '--password-stdin'], { input: 'correct horse\n' })
  expect(await outcome('carol', 'correct horse')).toBe('succeeded')
  const [old] = await publishedKeys(db.auth, Date.now())
  const before = await sessions()
  expect((await users(['new-keys'])).code).toBe(0)
  const [fresh, ...others] = await publishedKeys(db.auth, Date.now())
  expect(others).toEqual([])
  expect(fresh?.kid).not.toBe(old?.kid)
  expect(await sessions()).toBe(before)
  expect(await audit()).toEqual(['ledger: user.add carol', 'ledger: signingKeys.renew all'])
})

test('unlocking a name leaves the password and the sessions alone', async () => {
  await users(['add', 'dave', '--password-stdin'], { input: 'correct horse\n' })
  expect(await outcome('dave', 'correct horse')).toBe('succeeded')
  for (let attempt = 0; attempt < 5; attempt++) await outcome('dave', 'wrong horse')
  expect(await outcome('dave', 'correct horse')).toBe('locked')
  const out = 'dave is unlocked, with the password of before.\n'
  expect(await users(['unlock', 'Dave'])).toEqual({ code: 0, out, error: '' })
  expect(await sessions()).toBe(1)
  expect(await outcome('dave', 'correct horse')).toBe('succeeded')
})

test('a user is a viewer unless told otherwise', async () => {
  await users(['add', 'bob', '--generate'])
  expect((await findUser(db.auth, 'bob'))?.role).toBe('viewer')
})

describe('the last admin who can sign in', () => {
  const taking = [
    ['remove', 'owner'],
    ['disable', 'owner'],
    ['role', 'Owner', 'viewer'],
  ]
  beforeEach(async () => {
    await addAdmin('owner')
    await addAdmin('former')
    await disableAccount(db.auth, 'former')
    await addAccount(db.auth, { username: 'guest', password: 'correct horse', role: 'viewer' }, Date.now())
  })

  test.each(taking.map((args) => [args]))('is not taken away by %j', async (args) => {
    const before = await listUsers(db.auth)
    const sentence = 'owner is the last admin who can sign in. Make another one first, or add --force.'
    expect(await users(args)).toEqual({ code: 1, out: '', error: `${sentence}\n` })
    expect(await listUsers(db.auth)).toEqual(before)
  })

  test.each(taking.map((args) => [args]))('is taken away by %j with --force', async (args) => {
    expect(await users([...args, '--force'])).toMatchObject({ code: 0, error: '' })
    const owner = await findUser(db.auth, 'owner')
    expect(owner?.role === 'admin' && !owner.disabled).toBe(false)
  })

  test('stands in the way of nobody else, and may stay admin', async () => {
    for (const args of [
      ['role', 'owner', 'admin'],
      ['remove', 'guest'],
      ['remove', 'former'],
    ]) {
      expect(await users(args)).toMatchObject({ code: 0, error: '' })
    }
  })
})

describe('what cannot be done ends with code 1 and one sentence', () => {
  test.each([
    [['add', 'Ledger', '--generate'], '', '"ledger" is what the audit calls this command. Choose another name.'],
    [['disable', 'nobody'], '', 'There is no user "nobody".'],
    [['remove', 'nobody'], '', 'There is no user "nobody".'],
    [['unlock', 'nobody'], '', 'There is no user "nobody".'],
    [['add', 'bob', '--password-stdin'], 'short', 'a password has at least 8 characters.'],
    [['add', 'bob', '--password-stdin'], 'Iloveyou', 'this password is one of the most common ones.'],
    [['add', 'Bob.Smith', '--password-stdin'], 'bob.smith', 'a password is not the name.'],
    [['add', 'bob#1', '--generate'], '', 'a username is 1 to 64 of the characters a-z 0-9 . _ @ -.'],
  ])('%j', async (args, input, sentence) => {
    expect(await users(args, { input })).toEqual({ code: 1, out: '', error: `${sentence}\n` })
    expect(await audit()).toEqual([])
  })

  test('adding a name that is taken, which tells no password', async () => {
    await users(['add', 'bob', '--generate'])
    const again = await users(['add', 'Bob', '--generate'])
    expect(again).toEqual({ code: 1, out: '', error: 'There is a user "bob" already.\n' })
  })

  test('no local stack', async () => {
    const { code, error } = await users(['list'], { env: { DATA_DIR: join(dataDir, 'none') } })
    expect(code).toBe(1)
    expect(error).toMatch(/^No local stack is running: .*npm start.*\n$/)
  })

  test('a local stack that was killed', async () => {
    await db.close()
    const { code, error } = await users(['list'])
    db = await startDynamoDB()
    expect({ code, error }).toEqual({
      code: 1,
      error: 'Nothing listens where the stack should be. Is it still running?\n',
    })
  })
})

describe('what is not understood ends with code 2, the reason and where the help is, and does nothing', () => {
  test.each([
    [[], 'Usage: ledger users', 'users'],
    [['frobnicate'], "unknown command 'frobnicate'", 'users'],
    [['toString'], "unknown command 'toString'", 'users'],
    [['lst'], 'Did you mean list?', 'users'],
    [['add'], "missing required argument 'name'", 'users add'],
    [['add', 'a', 'b'], 'too many arguments', 'users add'],
    [['add', 'a'], 'this is no terminal', 'users add'],
    [['add', 'a', '--role', 'king', '--generate'], 'Allowed choices are viewer, admin.', 'users add'],
    [['role', 'a', 'king'], 'Allowed choices are viewer, admin.', 'users role'],
    [['add', 'a', '--generate', '--password-stdin'], 'cannot be used with', 'users add'],
    [['list', '--generate'], "unknown option '--generate'", 'users list'],
    [['list', '--frobnicate'], "unknown option '--frobnicate'", 'users list'],
    [['list', '--stage', 'a', '--config', 'b'], 'cannot be used with', ''],
  ])('%j', async (args, reason, path) => {
    const { code, out, error } = await users(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toContain(reason)
    if (args.length > 0) expect(error).toContain(`${['npx ledger', path].join(' ').trim()} --help`)
  })
})
