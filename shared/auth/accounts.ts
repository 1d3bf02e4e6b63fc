import type { Table } from '../dynamodb.ts'
import { forgetAttempts } from './attempts.ts'
import { forgetDevices } from './devices.ts'
import { limitKeys } from './keys.ts'
import { hashPassword, nameFault, newPasswordSchema } from './passwords.ts'
import type { Role } from './session.ts'
import { endAllSessions } from './sessions.ts'
import { operatorName, usernameSchema } from './username.ts'
import { changeUser, createUser, findUser, removeUser, type User } from './users.ts'
import '../faults.ts'

/*
 * What an administrator does to users. Each change is written first and the user's sessions are ended after it, so one
 * that was cut short is completed by doing it again; until then the sessions cannot be refreshed. Keys, which last longer than
 * sessions, are lowered or ended before the change too: where it was cut short they are rather too few than too many.
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

const hashed = (password: string, username: string): Promise<string> => {
  const chosen = check(newPasswordSchema.safeParse(password))
  const fault = nameFault(chosen, username)
  if (fault) throw new AccountError(`${fault}.`)
  return hashPassword(chosen)
}

const noSuchUser = (username: string): AccountError => new AccountError(`There is no user "${username}".`)

/** Takes from a user's keys what the user may not do after a change. A new password leaves them alone. */
const lowerKeys = async (table: Table, name: string, { role, disabled }: Partial<User>): Promise<void> => {
  if (disabled) await limitKeys(table, name, undefined)
  else if (role !== undefined) await limitKeys(table, name, role)
}

const change = async (table: Table, username: string, fields: Partial<User>): Promise<void> => {
  const name = named(username)
  await lowerKeys(table, name, fields)
  if (!(await changeUser(table, name, fields))) throw noSuchUser(name)
  await lowerKeys(table, name, fields)
  await endAllSessions(table, name)
}

/** Adds a user. Throws `AccountError` when the name is taken, or the name or the password will not do. */
export const addAccount = async (
  table: Table,
  { username, password, role }: { username: string; password: string; role: Role },
  now: number,
): Promise<void> => {
  const name = named(username)
  if (name === operatorName)
    throw new AccountError(`"${name}" is what the audit calls this command. Choose another name.`)
  const created = await createUser(table, { username: name, role, passwordHash: await hashed(password, name) }, now)
  if (!created) throw new AccountError(`There is a user "${name}" already.`)
}

/** Sets a user's password, ends the user's sessions, forgets the devices and unlocks the name. Throws `AccountError`. */
export const setPassword = async (table: Table, username: string, password: string): Promise<void> => {
  const name = named(username)
  await change(table, name, { passwordHash: await hashed(password, name) })
  await forgetDevices(table, name)
  await forgetAttempts(table, name)
}

/** Unlocks a name after wrong passwords; nothing else of the user changes. Throws `AccountError` when there is none. */
export const unlock = async (table: Table, username: string): Promise<void> => {
  const name = named(username)
  if (!(await findUser(table, name))) throw noSuchUser(name)
  await forgetAttempts(table, name)
}

/** Gives a user another role, which the user's keys do not exceed from now on, and ends the user's sessions. Throws `AccountError`. */
export const setRole = (table: Table, username: string, role: Role): Promise<void> => change(table, username, { role })

/** Keeps a user from signing in, and ends the user's sessions and keys. Throws `AccountError`. */
export const disableAccount = (table: Table, username: string): Promise<void> =>
  change(table, username, { disabled: true })

/** Lets a disabled user sign in again; the keys of before have ended. Throws `AccountError`. */
export const enableAccount = (table: Table, username: string): Promise<void> =>
  change(table, username, { disabled: false })

/** Removes a user and ends the user's sessions and keys. Throws `AccountError` when there is none. */
export const removeAccount = async (table: Table, username: string): Promise<void> => {
  const name = named(username)
  await limitKeys(table, name, undefined)
  const removed = await removeUser(table, name)
  // Even for a user who is gone, so that doing it again completes a removal that was cut short.
  await limitKeys(table, name, undefined)
  await endAllSessions(table, name)
  await forgetDevices(table, name)
  if (!removed) throw noSuchUser(name)
}
