import type { Table } from '../dynamodb.ts'
import { forgetAttempts } from './attempts.ts'
import { forgetDevices } from './devices.ts'
import { hashPassword, newPasswordSchema } from './passwords.ts'
import type { Role } from './session.ts'
import { endAllSessions } from './sessions.ts'
import { usernameSchema } from './username.ts'
import { changeUser, createUser, findUser, removeUser, type User } from './users.ts'
import '../faults.ts'

/*
 * What an administrator does to users. Each change is written first and the user's sessions are ended after it, so one
 * that was cut short is completed by doing it again; until then the sessions cannot be refreshed.
 */

/** Something an administrator asked for that cannot be done; the message says why. */
export class AccountError extends Error {
  override readonly name = 'AccountError'
}

const check = <T>(
  result: { success: true; data: T } | { success: false; error: { issues: { message: string }[] } },
): T => {
  if (result.success) return result.data
  throw new AccountError(`${result.error.issues.map(({ message }) => message).join('; ')}.`)
}

const named = (username: string): string => check(usernameSchema.safeParse(username))

const hashed = (password: string): Promise<string> => hashPassword(check(newPasswordSchema.safeParse(password)))

const noSuchUser = (username: string): AccountError => new AccountError(`There is no user "${username}".`)

const change = async (table: Table, username: string, fields: Partial<User>): Promise<void> => {
  const name = named(username)
  if (!(await changeUser(table, name, fields))) throw noSuchUser(name)
  await endAllSessions(table, name)
}

/** Adds a user. Throws `AccountError` when the name is taken, or the name or the password will not do. */
export const addAccount = async (
  table: Table,
  { username, password, role }: { username: string; password: string; role: Role },
  now: number,
): Promise<void> => {
  const name = named(username)
  const created = await createUser(table, { username: name, role, passwordHash: await hashed(password) }, now)
  if (!created) throw new AccountError(`There is a user "${name}" already.`)
}

/** Sets a user's password, ends the user's sessions, forgets the devices and unlocks the name. Throws `AccountError`. */
export const setPassword = async (table: Table, username: string, password: string): Promise<void> => {
  const name = named(username)
  await change(table, name, { passwordHash: await hashed(password) })
  await forgetDevices(table, name)
  await forgetAttempts(table, name)
}

/** Unlocks a name after wrong passwords; nothing else of the user changes. Throws `AccountError` when there is none. */
export const unlock = async (table: Table, username: string): Promise<void> => {
  const name = named(username)
  if (!(await findUser(table, name))) throw noSuchUser(name)
  await forgetAttempts(table, name)
}

/** Gives a user another role and ends the user's sessions. Throws `AccountError`. */
export const setRole = (table: Table, username: string, role: Role): Promise<void> => change(table, username, { role })

/** Keeps a user from signing in, and ends the user's sessions. Throws `AccountError`. */
export const disableAccount = (table: Table, username: string): Promise<void> =>
  change(table, username, { disabled: true })

/** Lets a disabled user sign in again. Throws `AccountError`. */
export const enableAccount = (table: Table, username: string): Promise<void> =>
  change(table, username, { disabled: false })

/** Removes a user and ends the user's sessions. Throws `AccountError` when there is none. */
export const removeAccount = async (table: Table, username: string): Promise<void> => {
  const name = named(username)
  const removed = await removeUser(table, name)
  // Even for a user who is gone, so that doing it again completes a removal that was cut short.
  await endAllSessions(table, name)
  await forgetDevices(table, name)
  if (!removed) throw noSuchUser(name)
}
