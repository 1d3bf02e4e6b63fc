import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose'
import * as z from 'zod/mini'
import type { Table } from '../dynamodb.ts'
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

/** How long a key is used before the table is asked again whether it is still there. */
const rememberedMs = 5 * 60_000

const itemSchema = z.object({
  kid: z.string(),
  /** The private JSON Web Key. */
  jwk: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), d: z.string() }),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
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
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': 'PRIVATE_KEY' },
      ConsistentRead: true,
    }),
  )
  return Items.map((item) => itemSchema.parse(item)).filter(({ expiresAt }) => expiresAt * 1000 > now)
}

const make = async (table: Table, now: number): Promise<PrivateKey> => {
  const pair = await generateKeyPair('ES256', { extractable: true })
  const jwk = itemSchema.shape.jwk.parse(await exportJWK(pair.privateKey))
  const kid = await calculateJwkThumbprint(jwk)
  const { d: _, ...publicHalf } = jwk
  const published: PublicKey = { ...publicHalf, kid, alg: 'ES256', use: 'sig' }
  const key: PrivateKey = { kid, jwk, createdAt: now, expiresAt: Math.floor((now + signsMs) / 1000) }
  // In this order, so that no token is ever signed by a key that nobody can look up.
  await publishKey(table, published, now + signsMs + verifiesMs)
  await table.client.send(new PutCommand({ TableName: table.name, Item: { PK: 'PRIVATE_KEY', SK: kid, ...key } }))
  return key
}

/**
 * The keys of one table. The function it returns gives the key to sign with at a moment: the newest that is not yet 30
 * days old, or else a new one. Two processes may each make one at the same time, which harms nobody: both are published.
 */
export const signingKeys = (table: Table): ((now: number) => Promise<SigningKey>) => {
  let remembered: (SigningKey & { until: number }) | undefined
  return async (now) => {
    if (remembered && now < remembered.until) return remembered
    const usable = await read(table, now)
    const newest = usable.sort((a, b) => b.createdAt - a.createdAt)[0] ?? (await make(table, now))
    const key = await importJWK(newest.jwk, 'ES256')
    remembered = { kid: newest.kid, key, until: Math.min(now + rememberedMs, newest.expiresAt * 1000) }
    return remembered
  }
}

/**
 * Withdraws all keys, after one may have become known: within five minutes no access token of before is good, and the
 * next sign-in makes a new key. Sessions and their refresh tokens go on.
 */
export const withdrawKeys = async (table: Table, now: number): Promise<void> => {
  for (const { kid } of await read(table, now)) {
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: { PK: 'PRIVATE_KEY', SK: kid } }))
  }
  for (const { kid } of await publishedKeys(table, now)) await withdrawKey(table, kid)
}
