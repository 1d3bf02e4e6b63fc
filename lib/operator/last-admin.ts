import { AccountError } from '../../shared/auth/accounts.ts'
import { listUsers, type User } from '../../shared/auth/users.ts'
import type { Table } from '../../shared/dynamodb.ts'

/** No password has this hash: an imported user signs in only after an administrator has set one. */
export const noPassword = 'none'

const isAdmin = ({ role, disabled, passwordHash }: User): boolean =>
  role === 'admin' && !disabled && passwordHash !== noPassword

/** Throws `AccountError` when without this user no admin could sign in any more. Two commands at once may miss it. */
export const assertAdminLeft = async (auth: Table, username: string): Promise<void> => {
  const [first, ...others] = (await listUsers(auth)).filter(isAdmin)
  if (others.length > 0 || first?.username !== username.toLowerCase()) return
  throw new AccountError(`${first.username} is the last admin who can sign in. Make another one first, or add --force.`)
}
