import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose'
import * as z from 'zod/mini'
import { itemsOf, type Table } from '../dynamodb.ts'
import { type PublicKey, publishedKeys, publishKey, withdrawKey } from './public-keys.ts'

/*
 * Signing keys: the private halves. Only the auth function may read them.
 *
 * | access pattern | key                     |
 * | all of them    | PK PRIVATE_KEY, SK kid  |
 */

const dayMs = 86_400_000

/** How long a key signs. */
const signsMs = 30 * dayMs

/** How long its public half is there after that: the longest access token lasts a day, and clocks differ. */
const verifiesMs = 2 * dayMs

/** How long a successor is published before it signs: longer than anybody remembers the public keys. */
const aheadMs = dayMs

const itemSchema = z.object({
  kid: z.string(),
  /** The private JSON Web Key. */
  jwk: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), d: z.string() }),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  /** When it begins to sign, in milliseconds since 1970; keys of an earlier version did so at once. */
  signsFrom: z.optional(z.number()),
  /** When it stops signing, in seconds since 1970, as DynamoDB's expiry wants them. */
  expiresAt: z.number(),
})

type PrivateKey = z.output<typeof itemSchema>

/** A key to sign with. */
export interface SigningKey {
  kid: string
  key: CryptoKey
}

const read = async (table: Table, now: number): Promise<PrivateKey[]> => {
  const items = await itemsOf(table, 'PRIVATE_KEY')
  return items.map((item) => itemSchema.parse(item)).filter(({ expiresAt }) => expiresAt * 1000 > now)
}

const make = async (table: Table, now: number, signsFrom: number): Promise<PrivateKey> => {
  const pair = await generateKeyPair('ES256', { extractable: true })
  const jwk = itemSchema.shape.jwk.parse(await exportJWK(pair.privateKey))
  const kid = await calculateJwkThumbprint(jwk)
  const { d: _, ...publicHalf } = jwk
  const published: PublicKey = { ...publicHalf, kid, alg: 'ES256', use: 'sig' }
  const stopsAt = signsFrom + signsMs
  const key: PrivateKey = { kid, jwk, createdAt: now, signsFrom, expiresAt: Math.floor(stopsAt / 1000) }
  // In this order, so that no token is ever signed by a key that nobody can look up.
  await publishKey(table, published, stopsAt + verifiesMs)
  await table.client.send(new PutCommand({ TableName: table.name, Item: { PK: 'PRIVATE_KEY', SK: kid, ...key } }))
  return key
}

const startOf = ({ signsFrom, createdAt }: PrivateKey): number => signsFrom ?? createdAt

/** Of the keys that sign at a moment, the one that began last. */
const signing = (keys: readonly PrivateKey[], now: number): PrivateKey | undefined =>
  keys.filter((key) => startOf(key) <= now).sort((a, b) => startOf(b) - startOf(a) || b.createdAt - a.createdAt)[0]

/**
 * The keys of one table. The function it returns gives the key to sign with at a moment; when there is none yet, a new one.
 * In the last day of a key it makes and publishes the successor, so that everybody knows it before it signs. The table is
 * asked each time, so a key that was withdrawn signs nothing more. Two processes may each make a key at the same time,
 * which harms nobody: both are published.
 */
export const signingKeys = (table: Table): ((now: number) => Promise<SigningKey>) => {
  let imported: SigningKey | undefined
  return async (now) => {
    const keys = await read(table, now)
    const chosen = signing(keys, now) ?? (await make(table, now, now))
    const lastEnd = Math.max(chosen.expiresAt, ...keys.map(({ expiresAt }) => expiresAt)) * 1000
    if (lastEnd - now <= aheadMs) await make(table, now, lastEnd)
    if (imported?.kid !== chosen.kid) imported = { kid: chosen.kid, key: await importJWK(chosen.jwk, 'ES256') }
    return imported
  }
}

/**
 * Puts a new key in the place of all others, after one may have become known: the new one is published before the others
 * are withdrawn, and signs from now on, so nobody who signs in is refused: functions that do not know a key look it up.
 * Within five minutes no access token of before is good. Sessions and their refresh tokens go on.
 */
export const renewKeys = async (table: Table, now: number): Promise<void> => {
  const [signed, published] = [await read(table, now), await publishedKeys(table, now)]
  await make(table, now, now)
  for (const { kid } of signed) {
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: { PK: 'PRIVATE_KEY', SK: kid } }))
  }
  for (const { kid } of published) await withdrawKey(table, kid)
}
