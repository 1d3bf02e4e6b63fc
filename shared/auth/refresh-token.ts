import { createHash, createHmac, randomBytes } from 'node:crypto'
import { usernameSchema } from './username.ts'

/*
 * A refresh token has the address of its session in front of its secrets, so that the session is found by its key:
 * base64url of session id, lineage, secret (16 bytes each) and username. Clients see an opaque string. The lineage is the
 * same in all tokens of a session and nowhere else, so a token that was good once is told from one that never was; the
 * secret is another one in each.
 */

const partBytes = 16

/** What a refresh token says. Both secrets have 128 random bits. */
export interface RefreshToken {
  username: string
  sessionId: string
  lineage: Buffer
  secret: Buffer
}

// Secrets of 128 random bits need no slow hash.
const hash = (...parts: Buffer[]): string => createHash('sha256').update(Buffer.concat(parts)).digest('base64url')

/** The SHA-256 of what the tokens of a session have in common; all that is ever stored of it. */
export const lineageHash = ({ lineage }: RefreshToken): string => hash(lineage)

/** The SHA-256 of what tells a token from the others of its session; all that is ever stored of it. */
export const secretHash = ({ lineage, secret }: RefreshToken): string => hash(lineage, secret)

const randomText = (): string => randomBytes(partBytes).toString('base64url')

/** A new session id: 16 random bytes, base64url. It is no secret. */
export const newSessionId = randomText

/** What a token is to be followed with: 16 random bytes, base64url. */
export const newSalt = randomText

/** Makes the first refresh token of a session. */
export const newRefreshToken = (username: string, sessionId: string): RefreshToken => ({
  username,
  sessionId,
  lineage: randomBytes(partBytes),
  secret: randomBytes(partBytes),
})

/**
 * The token that follows another one: always the same for the same salt. Nobody can make it who has the token alone, or
 * all that is stored alone.
 */
export const successor = (token: RefreshToken, salt: string): RefreshToken => ({
  ...token,
  secret: createHmac('sha256', token.secret).update(salt).digest().subarray(0, partBytes),
})

/** A refresh token as its client gets it. */
export const writeRefreshToken = ({ username, sessionId, lineage, secret }: RefreshToken): string =>
  Buffer.concat([Buffer.from(sessionId, 'base64url'), lineage, secret, Buffer.from(username)]).toString('base64url')

/** Reads a refresh token; undefined when it cannot be one of ours. */
export const parseRefreshToken = (token: string): RefreshToken | undefined => {
  const bytes = Buffer.from(token, 'base64url')
  // Node's decoder skips what it does not know; a token has one spelling only.
  if (bytes.toString('base64url') !== token) return undefined
  const part = (index: number): Buffer => bytes.subarray(index * partBytes, (index + 1) * partBytes)
  const name = bytes.subarray(3 * partBytes).toString()
  const username = usernameSchema.safeParse(name)
  if (!username.success || username.data !== name) return undefined
  return { username: name, sessionId: part(0).toString('base64url'), lineage: part(1), secret: part(2) }
}
