import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { setAdmin } from '../../../../lib/local/admin.ts'
import { disableAccount, setPassword } from '../../../../shared/auth/accounts.ts'
import { type SignIn, signIn, signInDesk } from '../../../../shared/auth/sign-in.ts'
import { startDynamoDB, type TestDynamoDB } from '../../../dynamodb.ts'

vi.mock('node:crypto', async (original) => (await import('../../shared/auth/cheap-scrypt.ts')).cheap(await original()))

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }

let db: TestDynamoDB
let dataDir: string
let madeFile: string
beforeEach(async () => {
  // The one that the local stack has, whatever others the tests are to use.
  db = await startDynamoDB('')
  dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-admin-'))
  madeFile = join(dataDir, 'admin-password')
})
afterEach(async () => {
  await db.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** What a start of the local stack does about the user `admin`. */
const start = (password?: string, file: string | undefined = madeFile): Promise<string> =>
  setAdmin({ dynamodbUrl: db.url, credentials, authTable: db.auth.name, password, madeFile: file })

const outcome = async (password: string): Promise<SignIn['outcome']> => {
  const desk = signInDesk(db.auth, { accessTokenMs: 60_000, refreshTokenMs: 60_000, sessionMs: 60_000 })
  return (await signIn(desk, { username: 'admin', password }, Date.now())).outcome
}

const madeIn = (said: string): string => /^password (\S{16})$/.exec(said)?.[1] ?? said

describe('the user admin', () => {
  it('gets a password that is made up once and told at every start', async () => {
    const said = await start()
    expect(await outcome(madeIn(said))).toBe('succeeded')
    expect(await start()).toBe(said)
    expect(readFileSync(madeFile, 'utf8')).toBe(madeIn(said))
    expect(statSync(madeFile).mode & 0o777).toBe(0o600)
  })

  it('keeps a password that was given when none is given any more', async () => {
    const made = madeIn(await start())
    expect(await start('correct horse')).toBe('password as given')
    expect(await start()).toMatch(/^password as given before/)
    expect(await outcome('correct horse')).toBe('succeeded')
    expect(await outcome(made)).toBe('wrong_password')
    // Only its hash is kept.
    expect(existsSync(madeFile)).toBe(false)
    expect(await start('another horse')).toBe('password as given')
    expect(await outcome('another horse')).toBe('succeeded')
  })

  it('keeps a password that was set by other means, and stays disabled', async () => {
    const made = madeIn(await start())
    await setPassword(db.auth, 'admin', 'set by other means')
    expect(await start()).toMatch(/^password as given before/)
    expect(await outcome('set by other means')).toBe('succeeded')
    expect(await outcome(made)).toBe('wrong_password')

    await disableAccount(db.auth, 'admin')
    expect(await start()).toMatch(/^disabled; ADMIN_PASSWORD enables it again/)
    expect(await outcome('set by other means')).not.toBe('succeeded')
    expect(await start('correct horse')).toBe('password as given')
    expect(await outcome('correct horse')).toBe('succeeded')
  })

  it('gets a password in memory too', async () => {
    const said = await setAdmin({
      dynamodbUrl: db.url,
      credentials,
      authTable: db.auth.name,
      password: undefined,
      madeFile: undefined,
    })
    expect(await outcome(madeIn(said))).toBe('succeeded')
  })
})
