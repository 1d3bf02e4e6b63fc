import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { checkPassword, hashPassword } from '../../shared/auth/passwords.ts'
import { endAllSessions } from '../../shared/auth/sessions.ts'
import { changeUser, createUser, findUser, type User } from '../../shared/auth/users.ts'
import type { Table } from '../../shared/dynamodb.ts'
import type { Credentials } from './access/signature.ts'

interface Wanted {
  dynamodbUrl: string
  credentials: Credentials
  authTable: string
  /** The password that was asked for, if any was. */
  password: string | undefined
  /** The file that keeps a password which was made up, so that every start can tell it; none when nothing is kept. */
  madeFile: string | undefined
}

/** Sees to it that `admin` signs in with this password; sessions go on unless it is another one. */
const give = async (table: Table, before: User | undefined, password: string): Promise<void> => {
  if (before && !before.disabled && before.role === 'admin' && (await checkPassword(password, before.passwordHash)))
    return
  const passwordHash = await hashPassword(password)
  if (await createUser(table, { username: 'admin', role: 'admin', passwordHash }, Date.now())) return
  await changeUser(table, 'admin', { passwordHash, role: 'admin', disabled: false })
  await endAllSessions(table, 'admin')
}

const madeBefore = (file: string | undefined): string | undefined =>
  file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : undefined

const make = (file: string | undefined): string => {
  const made = madeBefore(file) ?? randomBytes(12).toString('base64url')
  if (file !== undefined) writeFileSync(file, made, { mode: 0o600 })
  return made
}

/**
 * Sees to it that there is a user `admin`: with the password that is asked for; or else, when there is one already, as
 * it is, whoever has set its password since; or else with a password made up. Says in a few words how `admin` signs in.
 * A password that somebody has chosen is kept as its hash alone.
 */
export const setAdmin = async (wanted: Wanted): Promise<string> => {
  const { dynamodbUrl, credentials, authTable, password, madeFile } = wanted
  const connection = new DynamoDBClient({ endpoint: dynamodbUrl, region: 'us-east-1', credentials })
  const client = DynamoDBDocumentClient.from(connection)
  const table = { client, name: authTable }
  try {
    const before = await findUser(table, 'admin')
    if (password !== undefined) {
      await give(table, before, password)
      if (madeFile) rmSync(madeFile, { force: true })
      return 'password as given'
    }
    if (!before) {
      const made = make(madeFile)
      await give(table, before, made)
      return `password ${made}`
    }
    if (before.disabled) return 'disabled; ADMIN_PASSWORD enables it again, with that password'
    const made = madeBefore(madeFile)
    const stands = made !== undefined && (await checkPassword(made, before.passwordHash))
    return stands ? `password ${made}` : 'password as given before; ADMIN_PASSWORD sets another one'
  } finally {
    client.destroy()
  }
}
