import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { publishedKeys } from '../../../shared/auth/public-keys.ts'
import { type SignIn, signIn, signInDesk } from '../../../shared/auth/sign-in.ts'
import { findUser, listUsers } from '../../../shared/auth/users.ts'
import { startDynamoDB, type TestDynamoDB } from '../../dynamodb.ts'
import { writeStackFile } from '../../stack-file.ts'

const script = fileURLToPath(new URL('../../../bin/users.ts', import.meta.url))

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

/** Runs the script as a person would, without AWS in the environment unless it is given. */
const users = async (
  args: string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
) => {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, AWS_EC2_METADATA_DISABLED: 'true', ...env },
  })
  child.stdin.end(input)
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', resolve)
  })
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  expect(error).not.toMatch(/^\s+at /m)
  return { code, out, error }
}

const outcome = async (username: string, password: string): Promise<SignIn['outcome']> => {
  const desk = signInDesk(db.auth, { accessTokenMs: 60_000, refreshTokenMs: 60_000 })
  return (await signIn(desk, { username, password }, Date.now())).outcome
}

const sessions = async (): Promise<number> => {
  const { Items = [] } = await db.auth.client.send(new ScanCommand({ TableName: db.auth.name }))
  return Items.filter(({ PK }) => PK.startsWith('SESSION#')).length
}

test('a user lives from being added to being removed', async () => {
  const input = 'correct horse\n'
  expect(await users(['add', 'Alice', '--role', 'admin', '--password-stdin'], { input })).toEqual({
    code: 0,
    out: 'Added alice.\n',
    error: '',
  })
  expect(await outcome('alice', 'correct horse')).toBe('succeeded')
  expect(await sessions()).toBe(1)

  expect((await users(['list'])).out).toMatch(/^alice +admin +enabled +since \d{4}-\d\d-\d\d\n$/)

  expect((await users(['disable', 'alice'])).code).toBe(0)
  expect(await sessions()).toBe(0)
  expect(await outcome('alice', 'correct horse')).toBe('disabled')
  expect((await users(['list'])).out).toContain('disabled')

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
  expect(await listUsers(db.auth)).toEqual([])
  expect(await outcome('alice', password)).toBe('unknown_user')
})

test('new keys leave sessions alone, and none of the old ones', async () => {
  await users(['add', 'carol', '--password-stdin'], { input: 'correct horse\n' })
  expect(await outcome('carol', 'correct horse')).toBe('succeeded')
  expect(await publishedKeys(db.auth, Date.now())).not.toEqual([])
  const before = await sessions()
  expect((await users(['new-keys'])).code).toBe(0)
  expect(await publishedKeys(db.auth, Date.now())).toEqual([])
  expect(await sessions()).toBe(before)
})

test('a user is a viewer unless told otherwise', async () => {
  await users(['add', 'bob', '--generate'])
  expect((await findUser(db.auth, 'bob'))?.role).toBe('viewer')
})

test('the table of a deployed stack is reached with the AWS environment', async () => {
  const env = {
    DATA_DIR: '/nowhere',
    AWS_ENDPOINT_URL_DYNAMODB: db.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
  expect((await users(['add', 'carol', '--generate', '--table', 'auth'], { env })).code).toBe(0)
  expect(await findUser(db.auth, 'carol')).toMatchObject({ username: 'carol' })
  const { code, error } = await users(['list', '--table', 'other'], { env })
  expect({ code, error }).toEqual({ code: 1, error: 'There is no table "other" in this account and region.\n' })
})

describe('what cannot be done ends with code 1 and one sentence', () => {
  test.each([
    [['disable', 'nobody'], '', 'There is no user "nobody".'],
    [['remove', 'nobody'], '', 'There is no user "nobody".'],
    [['add', 'bob', '--password-stdin'], 'short', 'a password has at least 8 characters.'],
    [['add', 'bob#1', '--generate'], '', 'a username is 1 to 64 of the characters a-z 0-9 . _ @ -.'],
    [['list', '--table', 'auth'], '', 'There is no AWS region in the environment: set AWS_REGION.'],
  ])('%j', async (args, input, sentence) => {
    expect(await users(args, { input })).toEqual({ code: 1, out: '', error: `${sentence}\n` })
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

  test('no credentials', async () => {
    const { code, error } = await users(['list', '--table', 'auth'], {
      env: { AWS_REGION: 'eu-west-1', HOME: dataDir },
    })
    expect({ code, error }).toEqual({ code: 1, error: 'There are no AWS credentials in the environment.\n' })
  })
})

describe('what is not understood ends with code 2, the reason and the help, and does nothing', () => {
  test.each([
    [[], 'Which command?'],
    [['frobnicate'], 'There is no command "frobnicate".'],
    [['toString'], 'There is no command "toString".'],
    [['add'], 'The command is `add NAME`.'],
    [['add', 'a', 'b'], 'The command is `add NAME`.'],
    [['add', 'a'], 'This is no terminal'],
    [['add', 'a', '--role', 'king', '--generate'], 'A role is'],
    [['role', 'a', 'king'], 'A role is'],
    [['add', 'a', '--generate', '--password-stdin'], 'Either'],
    [['list', '--generate'], '`list` takes no --generate.'],
    [['list', '--frobnicate'], "Unknown option '--frobnicate'"],
  ])('%j', async (args, reason) => {
    const { code, out, error } = await users(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toContain(reason)
    expect(error).toContain('Usage:')
  })

  test('but --help is, and needs no stack', async () => {
    const { code, out } = await users(['--help'], { env: { DATA_DIR: '/nowhere' } })
    expect(code).toBe(0)
    expect(out).toContain('Usage: npm run users')
  })
})
