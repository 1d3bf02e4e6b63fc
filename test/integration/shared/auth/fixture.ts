import type { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, beforeEach, vi } from 'vitest'
import { addAccount } from '../../../../shared/auth/accounts.ts'
import { type Asker, isKeyHolder } from '../../../../shared/auth/asker.ts'
import { authenticator } from '../../../../shared/auth/authenticate.ts'
import type { Session } from '../../../../shared/auth/session.ts'
import {
  type Refresh,
  refresh,
  type SignIn,
  type SignInDesk,
  signIn,
  signInDesk,
  type Tokens,
} from '../../../../shared/auth/sign-in.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import { startDynamoDB, type TestDynamoDB } from '../../../dynamodb.ts'

export const minuteMs = 60_000
export const dayMs = 86_400_000
export const lifetimes = { accessTokenMs: 15 * minuteMs, refreshTokenMs: 7 * dayMs, sessionMs: 90 * dayMs }
export const password = 'correct horse'

/** What is thrown for a token that does not open the API. */
export const refused = { code: 'invalid_token' }

type Command = GetCommand | PutCommand | UpdateCommand | DeleteCommand

/** The table, but with every command going through `send`. */
export const through = (table: Table, send: (command: Command) => Promise<unknown>): Table => ({
  ...table,
  client: Object.create(table.client, { send: { value: send } }),
})

/** The table, but with something done before the nth command that is sent to it; `sent` tells how many there were. */
export const interrupted = (table: Table, n: number, interruption: () => Promise<unknown>) => {
  let sent = 0
  const interruptedTable = through(table, async (command) => {
    if (sent === n) await interruption()
    sent += 1
    return table.client.send(command as GetCommand)
  })
  return { table: interruptedTable, sent: () => sent }
}

/** What came of a sign-in or a refresh; throws unless it succeeded. */
export const tokensOf = async (work: Promise<SignIn | Refresh>): Promise<Tokens> => {
  const result = await work
  if (result.outcome !== 'succeeded') throw new Error(`it ended with ${result.outcome}`)
  return result.tokens
}

/** An auth table, a desk to sign in at, a clock that the test moves, and for each test a new user. */
export class Fixture {
  now = Date.UTC(2026, 7, 20)
  username = ''
  desk!: SignInDesk
  #db!: TestDynamoDB
  #authenticate!: ReturnType<typeof authenticator>
  #users = 0

  constructor() {
    beforeAll(async () => {
      // The token verifier asks the system for the time.
      vi.useFakeTimers({ toFake: ['Date'], now: this.now })
      this.#db = await startDynamoDB()
      this.desk = signInDesk(this.table, lifetimes)
      this.#authenticate = authenticator(this.table)
    })
    beforeEach(async () => {
      this.#users += 1
      this.username = `user${this.#users}`
      await addAccount(this.table, { username: this.username, password, role: 'viewer' }, this.now)
    })
    afterAll(async () => {
      vi.useRealTimers()
      await this.#db.close()
    })
  }

  get table(): Table {
    return this.#db.auth
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.now += ms
    vi.setSystemTime(this.now)
  }

  signIn(
    username = this.username,
    withPassword = password,
    table = this.table,
    deviceSecret?: string,
  ): Promise<SignIn> {
    return signIn({ ...this.desk, table }, { username, password: withPassword, deviceSecret }, this.now)
  }

  /** An attempt to sign in as this test's user from a device. */
  signInFrom(deviceSecret: string, withPassword = password): Promise<SignIn> {
    return this.signIn(this.username, withPassword, this.table, deviceSecret)
  }

  /** The secret that this test's user gets for signing in without one. */
  async newDevice(): Promise<string> {
    const result = await this.signIn()
    if (result.outcome !== 'succeeded') throw new Error(`it ended with ${result.outcome}`)
    return result.tokens.deviceSecret
  }

  refresh(refreshToken: string, table = this.table): Promise<Refresh> {
    return refresh({ ...this.desk, table }, refreshToken, this.now)
  }

  authenticate(authorization: string | undefined): Promise<Asker> {
    return this.#authenticate(authorization, { consistent: true })
  }

  /** The session that an access token opens. */
  async session({ accessToken }: Tokens): Promise<Session> {
    const asker = await this.authenticate(`Bearer ${accessToken}`)
    if (isKeyHolder(asker)) throw new Error('a token is no key')
    return asker
  }
}
