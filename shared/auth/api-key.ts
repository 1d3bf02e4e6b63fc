import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { usernameSchema } from './username.ts'

/*
 * An API key is 32 random bytes with the address of its item in front of them and a checksum behind them: `hl_` and base64url
 * of key id (9 bytes), secret (32 bytes), username and CRC-32 of all these (4 bytes). By the prefix whoever finds one somewhere
 * knows what it is; by the checksum a mistyped one is refused without a look into the table.
 */

const prefix = 'hl_'
const idBytes = 9
const secretBytes = 32
const checksumBytes = 4

/** What an API key says. */
export interface ApiKey {
  username: string
  keyId: string
  /** The SHA-256 of the secret; all that is ever stored of it. A secret of 256 random bits needs no slow hash. */
  secretHash: string
}

/** Whether somebody means an API key, good or not. */
export const looksLikeApiKey = (text: string): boolean => text.startsWith(prefix)

/** The id of a key: 9 bytes in base64url. */
export const keyIdPattern = /^[\w-]{12}$/

const hash = (secret: Buffer): string => createHash('sha256').update(secret).digest('base64url')

const checksum = (bytes: Buffer): Buffer => {
  const sum = Buffer.alloc(checksumBytes)
  sum.writeUInt32BE(crc32(bytes))
  return sum
}

/** Makes a new key for a user; `key` itself is told once, and nowhere kept. */
export const newApiKey = (username: string): ApiKey & { key: string } => {
  const id = randomBytes(idBytes)
  const secret = randomBytes(secretBytes)
  const bytes = Buffer.concat([id, secret, Buffer.from(username)])
  const key = `${prefix}${Buffer.concat([bytes, checksum(bytes)]).toString('base64url')}`
  return { username, keyId: id.toString('base64url'), secretHash: hash(secret), key }
}

/** Reads a key; undefined when it cannot be one of ours. */
export const parseApiKey = (text: string): ApiKey | undefined => {
  if (!looksLikeApiKey(text)) return undefined
  const whole = Buffer.from(text.slice(prefix.length), 'base64url')
  // Node's decoder skips what it does not know; a key has one spelling only.
  if (`${prefix}${whole.toString('base64url')}` !== text) return undefined
  const bytes = whole.subarray(0, -checksumBytes)
  if (!checksum(bytes).equals(whole.subarray(-checksumBytes))) return undefined
  const name = bytes.subarray(idBytes + secretBytes).toString()
  const username = usernameSchema.safeParse(name)
  if (!username.success || username.data !== name) return undefined
  return {
    username: name,
    keyId: bytes.subarray(0, idBytes).toString('base64url'),
    secretHash: hash(bytes.subarray(idBytes, idBytes + secretBytes)),
  }
}
