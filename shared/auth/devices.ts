import { createHash, randomBytes } from 'node:crypto'
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { itemsOf, type Table } from '../dynamodb.ts'

/*
 * Devices: where users have signed in. Each got a secret for it, which opens nothing, but has its attempts to sign in count
 * apart from those of strangers.
 *
 * | access pattern           | key                                           |
 * | one device               | PK DEVICE#<username>, SK hash of its secret   |
 * | all devices of a user    | PK DEVICE#<username>                          |
 */

/** More than a person has; a script that signs in without its secret gets a new one each time. */
const mostDevices = 50

/** How long a device is remembered that nobody signs in from. */
export const rememberedMs = 180 * 86_400_000

const itemSchema = z.object({
  SK: z.string(),
  /** Whether it was ever there again, in which case it is no script of this sort. */
  cameBack: z.boolean(),
  /** Milliseconds since 1970. */
  lastUsedAt: z.number(),
  /** Seconds since 1970, as DynamoDB's expiry wants them. */
  expiresAt: z.number(),
})

/** A device that has shown its secret. */
export interface Device {
  secret: string
  /** The SHA-256 of the secret, which is all that is stored of it. A secret of 256 random bits needs no slow hash. */
  hash: string
}

const partition = (username: string): string => `DEVICE#${username}`

const deviceOf = (secret: string): Device => ({ secret, hash: createHash('sha256').update(secret).digest('base64url') })

/** The device that a secret is of, if it is one of this user's. Asks the table the same whoever the name is of. */
export const findDevice = async (
  table: Table,
  username: string,
  secret: string,
  now: number,
): Promise<Device | undefined> => {
  const device = deviceOf(secret)
  const Key = { PK: partition(username), SK: device.hash }
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }))
  return Item && itemSchema.parse(Item).expiresAt * 1000 > now ? device : undefined
}

const all = async (table: Table, username: string) => {
  const items = await itemsOf(table, partition(username))
  return items.map((item) => itemSchema.parse(item))
}

const forget = async (table: Table, username: string, hashes: readonly string[]): Promise<void> => {
  await Promise.all(
    hashes.map((SK) =>
      table.client.send(new DeleteCommand({ TableName: table.name, Key: { PK: partition(username), SK } })),
    ),
  )
}

/** Makes room for another device: those go first that never came back, and of these the oldest. */
const makeRoom = async (table: Table, username: string): Promise<void> => {
  const devices = await all(table, username)
  const kept = devices.sort((a, b) => Number(b.cameBack) - Number(a.cameBack) || b.lastUsedAt - a.lastUsedAt)
  await forget(
    table,
    username,
    kept.slice(mostDevices - 1).map(({ SK }) => SK),
  )
}

/**
 * Notes that a user has signed in from a device, for half a year from now on: a known one, or a new one. Returns its
 * secret.
 */
export const rememberDevice = async (
  table: Table,
  username: string,
  known: Device | undefined,
  now: number,
): Promise<string> => {
  if (!known) await makeRoom(table, username)
  const { secret, hash } = known ?? deviceOf(randomBytes(32).toString('base64url'))
  const expiresAt = Math.ceil((now + rememberedMs) / 1000)
  const Item = { PK: partition(username), SK: hash, cameBack: known !== undefined, lastUsedAt: now, expiresAt }
  await table.client.send(new PutCommand({ TableName: table.name, Item }))
  return secret
}

/** Forgets all devices of a user. */
export const forgetDevices = async (table: Table, username: string): Promise<void> =>
  forget(
    table,
    username,
    (await all(table, username)).map(({ SK }) => SK),
  )
