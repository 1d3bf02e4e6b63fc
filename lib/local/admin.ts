import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { checkPassword, hashPassword } from '../../shared/auth/passwords.ts'
import { endAllSessions } from '../../shared/auth/sessions.ts'
import { changeUser, createUser, findUser } from '../../shared/auth/users.ts'

interface Wanted {
  dynamodbUrl: string
  authTable: string
  password: string
}

/** Sees to it that the user `admin` exists and has this password; sessions go on unless it is another one. */
export const setAdmin = async ({ dynamodbUrl, authTable, password }: Wanted): Promise<void> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const connection = new DynamoDBClient({ endpoint: dynamodbUrl, region: 'us-east-1', credentials })
  const client = DynamoDBDocumentClient.from(connection)
  const table = { client, name: authTable }
  try {
    const before = await findUser(table, 'admin')
    if (before && !before.disabled && before.role === 'admin' && (await checkPassword(password, before.passwordHash)))
      return
    const passwordHash = await hashPassword(password)
    if (await createUser(table, { username: 'admin', role: 'admin', passwordHash }, Date.now())) return
    await changeUser(table, 'admin', { passwordHash, role: 'admin', disabled: false })
    await endAllSessions(table, 'admin')
  } finally {
    client.destroy()
  }
}
