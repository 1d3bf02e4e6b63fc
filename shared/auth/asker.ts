import { createHash } from 'node:crypto'
import type { Role, Session } from './session.ts'

/** Who is asking by an API key, as the auth table knows the key at this moment. */
export interface KeyHolder {
  key: { id: string; name: string }
  username: string
  role: Role
  /** When the key ends, in milliseconds since 1970; null for one without an end. */
  expiresAt: number | null
}

/** Who is asking: a user who has signed in, or a key of a user. */
export type Asker = Session | KeyHolder

export const isKeyHolder = (asker: Asker): asker is KeyHolder => 'key' in asker

/** Who that is, in words, for the log and the audit: `alice`, or `key:sheet of alice`. No username has a colon. */
export const whoOf = (asker: Asker): string =>
  isKeyHolder(asker) ? `key:${asker.key.name} of ${asker.username}` : asker.username

/** What tells one session from another in the log, and opens nothing; undefined for a key. */
export const sessionMark = (asker: Asker): string | undefined =>
  isKeyHolder(asker) ? undefined : createHash('sha256').update(asker.id).digest('base64url').slice(0, 8)
