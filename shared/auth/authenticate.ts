import { openTable, type Table } from '../dynamodb.ts'
import { readEnv, text } from '../env.ts'
import { invalidToken } from './refusals.ts'
import type { Session } from './session.ts'
import { findSession } from './sessions.ts'
import { tokenVerifier } from './tokens.ts'

interface Care {
  /** Whether it must be known for sure that the session has not ended a moment ago, for a whole read unit instead of a half. */
  consistent: boolean
}

type Authenticate = (authorization: string | undefined, care: Care) => Promise<Session>

/** Makes `authenticate` for one auth table. */
export const authenticator = (table: Table): Authenticate => {
  const verify = tokenVerifier(table)
  return async (authorization, care) => {
    const [, token] = /^Bearer +([\w.-]+)$/i.exec(authorization ?? '') ?? []
    const subject = token === undefined ? undefined : await verify(token)
    const session = subject && (await findSession(table, subject, Date.now(), care))
    if (!session) throw invalidToken()
    return session
  }
}

let authenticateHere: Authenticate | undefined

/**
 * Who is asking, by the value of the `Authorization` header: the session as it stands, with the role it has now. Throws
 * `invalid_token` unless there is one; and whatever else goes wrong is thrown as well, so nobody is ever let in by a fault.
 */
export const authenticate: Authenticate = async (authorization, care) => {
  authenticateHere ??= authenticator(openTable(readEnv({ AUTH_TABLE: text }).AUTH_TABLE))
  return authenticateHere(authorization, care)
}
