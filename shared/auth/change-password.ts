import type { Table } from '../dynamodb.ts'
import { countFailure, lockedForMs } from './attempts.ts'
import { checkPassword, hashPassword } from './passwords.ts'
import type { Session } from './session.ts'
import { endOtherSessions } from './sessions.ts'
import { findUser, replacePassword } from './users.ts'

/** How a user's change of the own password ended. `changed`: an administrator has changed the user in the meantime. */
export type PasswordChange =
  | { outcome: 'succeeded' | 'wrong_password' | 'changed' }
  | { outcome: 'locked'; waitMs: number }

/**
 * Gives a user another password. The session that asks goes on, all others of the user end. Wrong ones count for this
 * session alone: so neither strangers nor somebody with a stolen token keep a user from it. A change that was cut short has
 * been made, and no session of before can be refreshed.
 */
export const changePassword = async (
  table: Table,
  { id, username }: Session,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
  now: number,
): Promise<PasswordChange> => {
  const guesser = { username, session: id }
  const waitMs = await lockedForMs(table, guesser, now)
  if (waitMs > 0) return { outcome: 'locked', waitMs }
  const user = await findUser(table, username)
  if (!(await checkPassword(currentPassword, user?.passwordHash)) || !user) {
    const lateMs = await countFailure(table, guesser, now)
    return lateMs > 0 ? { outcome: 'locked', waitMs: lateMs } : { outcome: 'wrong_password' }
  }
  const lateMs = await lockedForMs(table, guesser, now)
  if (lateMs > 0) return { outcome: 'locked', waitMs: lateMs }
  const revision = await replacePassword(table, user, await hashPassword(newPassword))
  if (revision === undefined) return { outcome: 'changed' }
  await endOtherSessions(table, { username, sessionId: id }, { from: user.revision, to: revision })
  return { outcome: 'succeeded' }
}
