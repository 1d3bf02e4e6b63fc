import { hash, randomUUID } from 'node:crypto'
import { SimpleJwksCache, SimplePenaltyBox } from 'aws-jwt-verify/jwk'
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier'
import { SignJWT } from 'jose'
import * as z from 'zod/mini'
import type { Table } from '../dynamodb.ts'
import { publishedKeys } from './public-keys.ts'
import type { Session } from './session.ts'
import type { SigningKey } from './signing-keys.ts'

/*
 * Access tokens: JSON Web Tokens signed with ES256. A token names its session; what its bearer may do is looked up there.
 */

const issuer = 'hiscore-ledger'
const audience = 'hiscore-ledger-api'

/** How long the public keys are remembered: one that was withdrawn is honoured no longer than this. */
const rememberedMs = 5 * 60_000

/** Signs an access token for a session, good for `lifetimeMs` from `now`. */
export const signAccessToken = (
  { kid, key }: SigningKey,
  session: Session,
  { now, lifetimeMs }: { now: number; lifetimeMs: number },
): Promise<string> =>
  new SignJWT({ sid: session.id, role: session.role })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(session.username)
    .setJti(randomUUID())
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor((now + lifetimeMs) / 1000))
    .sign(key)

/** The session that a valid token names. */
export interface TokenSubject {
  username: string
  sessionId: string
}

// The verifier itself is content with a token that never expires.
const claimsSchema = z.object({ sub: z.string(), sid: z.string(), exp: z.number() })

/** The most tokens that a process remembers to be good; each is some 300 bytes. */
const mostRemembered = 1_000

class KeysUnreadable extends Error {
  override readonly name = 'KeysUnreadable'
}

/**
 * Makes the check for access tokens, whose public keys come from the auth table. It returns undefined for every token
 * that is not signed by one of our keys, for this API, and good at this moment by the system's clock. A token that was good
 * is not verified again until it expires or the keys are read anew. Throws only when the keys cannot be read.
 */
export const tokenVerifier = (table: Table): ((token: string) => Promise<TokenSubject | undefined>) => {
  let loadedAt = Number.NEGATIVE_INFINITY
  /** What the good tokens say, by their hashes. Another one with each set of keys, so none outlives its key. */
  let good = new Map<string, z.output<typeof claimsSchema>>()
  const load = async (): Promise<ArrayBuffer> => {
    const now = Date.now()
    const keys = await publishedKeys(table, now).catch((cause: unknown) => {
      throw new KeysUnreadable('the public keys cannot be read', { cause })
    })
    loadedAt = now
    good = new Map()
    return new TextEncoder().encode(JSON.stringify({ keys })).buffer
  }
  const verifier = JwtVerifier.create(
    // The verifier knows its keys by an address; this one is never called.
    { issuer, audience, jwksUri: 'https://hiscore-ledger.invalid/.well-known/jwks.json' },
    {
      jwksCache: new SimpleJwksCache({
        fetcher: { fetch: load },
        // An unknown key id makes the verifier load the keys again, since there may be a new one; forged ones make it do
        // so once a second at most. Its default of ten seconds would, under attack, refuse a new key for as long.
        penaltyBox: new SimplePenaltyBox({ waitSeconds: 1 }),
      }),
    },
  )
  const verified = async (token: string): Promise<z.output<typeof claimsSchema> | undefined> => {
    const known = good
    const name = hash('sha256', token, 'base64url')
    const before = known.get(name)
    if (before && before.exp >= Date.now() / 1000) return before
    const claims = claimsSchema.safeParse(await verifier.verify(token))
    if (!claims.success) return undefined
    const [oldest] = known.keys()
    if (oldest !== undefined && known.size >= mostRemembered) known.delete(oldest)
    // Where the keys were read meanwhile nobody looks there any more.
    known.set(name, claims.data)
    return claims.data
  }
  return async (token) => {
    if (Date.now() - loadedAt >= rememberedMs) await verifier.hydrate()
    try {
      const claims = await verified(token)
      return claims && { username: claims.sub, sessionId: claims.sid }
    } catch (error) {
      // Everything else is the token's fault: node:crypto, too, throws at a signature that is too short or too long.
      if (error instanceof KeysUnreadable) throw error
      return undefined
    }
  }
}
