import { createHash, randomBytes } from 'node:crypto'
import { usernameSchema } from './username.ts'

/*
 * A refresh token is 32 random bytes with the address of the session they open in front of it, so that the session is
 * found by its key: base64url of session id (16 bytes), secret (32 bytes) and username. Clients see an opaque string.
 */

const idBytes = 16
const secretBytes = 32

/** What a refresh token says. */
export interface RefreshToken {
  username: string
  sessionId: string
  /** The SHA-256 of the secret; all that is ever stored of it. A secret of 256 random bits needs no slow hash. */
  secretHash: string
}

const hash = (secret: Buffer): string => createHash('sha256').update(secret).digest('base64url')

/** A new session id: 16 random bytes, base64url. */
export const newSessionId = (): string => randomBytes(idBytes).toString('base64url')

/** Makes a new refresh token for a session. */
export const newRefreshToken = (username: string, sessionId: string): { token: string; secretHash: string } => {
  const secret = randomBytes(secretBytes)
  const bytes = Buffer.concat([Buffer.from(sessionId, 'base64url'), secret, Buffer.from(username)])
  return { token: bytes.toString('base64url'), secretHash: hash(secret) }
}

/** Reads a refresh token; undefined when it cannot be one of ours. */
export const parseRefreshToken = (token: string): RefreshToken | undefined => {
  const bytes = Buffer.from(token, 'base64url')
  // Node's decoder skips what it does not know; a token has one spelling only.
  if (bytes.toString('base64url') !== token) return undefined
  const name = bytes.subarray(idBytes + secretBytes).toString()
  const username = usernameSchema.safeParse(name)
  if (!username.success || username.data !== name) return undefined
  return {
    username: name,
    sessionId: bytes.subarray(0, idBytes).toString('base64url'),
    secretHash: hash(bytes.subarray(idBytes, idBytes + secretBytes)),
  }
}
