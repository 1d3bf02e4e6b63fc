import { AccountError } from '../../shared/auth/accounts.ts'
import { noPassword } from '../../shared/auth/passwords.ts'
import { listUsers, type User } from '../../shared/auth/users.ts'
import type { Table } from '../../shared/dynamodb.ts'

const isAdmin = ({ role, disabled, passwordHash }: User): boolean =>
  role === 'admin' && !disabled && passwordHash !== noPassword

/** Throws `AccountError` when without this user no admin could sign in any more. Two commands at once may miss it. */
export const assertAdminLeft = async (auth: Table, username: string): Promise<void> => {
  const [first, ...others] = (await listUsers(auth)).filter(isAdmin)
  if (others.length > 0 || first?.username !== username.toLowerCase()) return
  throw new AccountError(`${first.username} is the last admin who can sign in. Make another one first, or add --force.`)
}
