import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { itemsOf, type Table } from '../dynamodb.ts'

/*
 * Public keys: what every function checks access tokens with, and what the API publishes.
 *
 * | access pattern | key                    |
 * | all of them    | PK PUBLIC_KEY, SK kid  |
 */

const publicKeySchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  /** What keeps a token from choosing its own algorithm. */
  alg: z.literal('ES256'),
  use: z.literal('sig'),
})

const itemSchema = z.extend(publicKeySchema, {
  /** Seconds since 1970, as DynamoDB's expiry wants them. */
  expiresAt: z.number(),
})

/** A public key as a JSON Web Key (RFC 7517). */
export type PublicKey = z.output<typeof publicKeySchema>

/** Publishes a key until a moment in milliseconds since 1970. */
export const publishKey = async (table: Table, key: PublicKey, until: number): Promise<void> => {
  const Item = { PK: 'PUBLIC_KEY', SK: key.kid, ...key, expiresAt: Math.ceil(until / 1000) }
  await table.client.send(new PutCommand({ TableName: table.name, Item }))
}

/** The keys that are published at a moment: two at most in the ordinary course of things, so one page holds them. */
export const publishedKeys = async (table: Table, now: number): Promise<PublicKey[]> => {
  // The first token of a new key may be presented milliseconds after the key was written.
  const items = await itemsOf(table, 'PUBLIC_KEY')
  return items
    .map((item) => itemSchema.parse(item))
    .filter(({ expiresAt }) => expiresAt * 1000 > now)
    .map((key) => publicKeySchema.parse(key))
}

/** Withdraws a key: within five minutes nobody honours it any more. */
export const withdrawKey = async (table: Table, kid: string): Promise<void> => {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: { PK: 'PUBLIC_KEY', SK: kid } }))
}
