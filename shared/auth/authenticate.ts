import { openTable, type Table } from '../dynamodb.ts'
import { readEnv, text } from '../env.ts'
import { looksLikeApiKey, parseApiKey } from './api-key.ts'
import type { Asker } from './asker.ts'
import { keyUses } from './key-uses.ts'
import { findKey } from './keys.ts'
import { invalidToken } from './refusals.ts'
import { findSession } from './sessions.ts'
import { tokenVerifier } from './tokens.ts'

interface Care {
  /** Whether it must be known for sure that the session, or the key, has not ended a moment ago, for a whole read unit instead of a half. */
  consistent: boolean
  /** Called once it is known that a token is one of ours, while its session is looked up; not for a key, which anybody can make up. */
  meanwhile?: () => void
}

type Authenticate = (authorization: string | undefined, care: Care) => Promise<Asker>

/**
 * The `Authorization` of a request, also of one that brings its API key as `x-api-key`. Throws `invalid_token` when that
 * header has something else in it, and for two credentials that differ: nobody could say which of them counts.
 */
export const authorizationOf = (headers: Readonly<Record<string, string | undefined>>): string | undefined => {
  const { authorization, 'x-api-key': key } = headers
  if (key === undefined) return authorization
  const bearer = `Bearer ${key}`
  if (!looksLikeApiKey(key) || (authorization !== undefined && authorization !== bearer)) throw invalidToken()
  return bearer
}

/** Makes `authenticate` for one auth table. */
export const authenticator = (table: Table): Authenticate => {
  const verify = tokenVerifier(table)
  const noteUse = keyUses(table)

  const byKey = async (text: string, care: Care): Promise<Asker | undefined> => {
    const key = parseApiKey(text)
    const now = Date.now()
    const holder = key && (await findKey(table, key, now, care))
    if (holder) await noteUse(holder, now)
    return holder
  }

  const byToken = async (token: string, care: Care): Promise<Asker | undefined> => {
    const subject = await verify(token)
    if (!subject) return undefined
    care.meanwhile?.()
    return findSession(table, subject, Date.now(), care)
  }

  return async (authorization, care) => {
    const [, credential] = /^Bearer +([\w.-]+)$/i.exec(authorization ?? '') ?? []
    const find = credential !== undefined && looksLikeApiKey(credential) ? byKey : byToken
    const asker = credential === undefined ? undefined : await find(credential, care)
    if (!asker) throw invalidToken()
    return asker
  }
}

let authenticateHere: Authenticate | undefined

/**
 * Who is asking, by the value of the `Authorization` header: the session or the key as it stands, with the role it has now.
 * Throws `invalid_token` unless there is one; and whatever else goes wrong is thrown as well, so nobody is ever let in by a fault.
 */
export const authenticate: Authenticate = async (authorization, care) => {
  authenticateHere ??= authenticator(openTable(readEnv({ AUTH_TABLE: text }).AUTH_TABLE))
  return authenticateHere(authorization, care)
}
