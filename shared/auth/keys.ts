import { timingSafeEqual } from 'node:crypto'
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { itemsOf, type Table, unlessRefused } from '../dynamodb.ts'
import { type ApiKey, newApiKey } from './api-key.ts'
import type { KeyHolder } from './asker.ts'
import { forgetKeyUse } from './key-uses.ts'
import { isAbove, type Role } from './session.ts'

/*
 * API keys of users. Every request with a key reads its item, so a key whose item is gone opens nothing.
 *
 * | access pattern       | key                              |
 * | one key              | PK KEY#<username>, SK key id     |
 * | all keys of a user   | PK KEY#<username>                |
 */

const keySchema = z.object({
  SK: z.string(),
  username: z.string(),
  name: z.string(),
  role: z.enum(['viewer', 'admin']),
  /** Of the one secret that is good. */
  secretHash: z.string(),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  /** Seconds since 1970, as DynamoDB's expiry wants them; none for a key without an end. */
  expiresAt: z.optional(z.number()),
})

/** A key as it is listed. Moments are in milliseconds since 1970. */
export interface StoredKey {
  keyId: string
  username: string
  name: string
  role: Role
  createdAt: number
  expiresAt: number | null
}

/** What a key is to be; `expiresAt` in milliseconds since 1970. */
export interface WantedKey {
  username: string
  name: string
  role: Role
  expiresAt: number | undefined
}

const partition = (username: string): string => `KEY#${username}`
const keyFor = (username: string, keyId: string) => ({ PK: partition(username), SK: keyId })

const decode = (item: unknown): StoredKey & { secretHash: string } => {
  const { SK: keyId, expiresAt, ...rest } = keySchema.parse(item)
  return { ...rest, keyId, expiresAt: expiresAt === undefined ? null : expiresAt * 1000 }
}

const isOver = ({ expiresAt }: StoredKey, now: number): boolean => expiresAt !== null && expiresAt <= now

/** Stores a new key, whose text is nowhere else. */
export const createKey = async (table: Table, wanted: WantedKey, now: number): Promise<StoredKey & { key: string }> => {
  const { username, name, role } = wanted
  const { key, keyId, secretHash } = newApiKey(username)
  const expiresAt = wanted.expiresAt === undefined ? undefined : Math.floor(wanted.expiresAt / 1000)
  await table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: { ...keyFor(username, keyId), username, name, role, secretHash, createdAt: now, expiresAt },
      // Of 72 random bits none comes twice; if one did, somebody's key would become another one.
      ConditionExpression: 'attribute_not_exists(PK)',
    }),
  )
  return {
    keyId,
    username,
    name,
    role,
    key,
    createdAt: now,
    expiresAt: expiresAt === undefined ? null : expiresAt * 1000,
  }
}

// Stands in for the hash of a key that is not there. No secret is known that has it.
const nobody = Buffer.alloc(32).toString('base64url')

/**
 * Whose key somebody has presented; undefined when there is none, or it is over. Unless `consistent` it may be read from a copy
 * that hears of an end a moment late, as a rule within milliseconds, for half a read unit instead of a whole one.
 */
export const findKey = async (
  table: Table,
  { username, keyId, secretHash }: ApiKey,
  now: number,
  { consistent }: { consistent: boolean },
): Promise<KeyHolder | undefined> => {
  const read = async (ConsistentRead: boolean) => {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keyFor(username, keyId), ConsistentRead }),
    )
    return Item && decode(Item)
  }
  // What a copy does not know may have been made a moment ago.
  const found = (consistent ? undefined : await read(false)) ?? (await read(true))
  const matches = timingSafeEqual(Buffer.from(found?.secretHash ?? nobody), Buffer.from(secretHash))
  if (!found || !matches || isOver(found, now)) return undefined
  return { key: { id: keyId, name: found.name }, username, role: found.role, expiresAt: found.expiresAt }
}

/** The keys that a user has at this moment, oldest first. They are few, so one page holds them. */
export const keysOf = async (table: Table, username: string, now: number): Promise<StoredKey[]> => {
  const items = await itemsOf(table, partition(username))
  return items
    .map(decode)
    .filter((key) => !isOver(key, now))
    .sort((a, b) => a.createdAt - b.createdAt)
}

/** Ends a key at once. Returns the one that it was; undefined when there was none. */
export const deleteKey = async (table: Table, username: string, keyId: string): Promise<StoredKey | undefined> => {
  const { Attributes } = await table.client.send(
    new DeleteCommand({ TableName: table.name, Key: keyFor(username, keyId), ReturnValues: 'ALL_OLD' }),
  )
  await forgetKeyUse(table, username, keyId)
  return Attributes && decode(Attributes)
}

/** Leaves the keys that a user has at this moment no more than a role; undefined leaves no key at all. */
export const limitKeys = async (table: Table, username: string, most: Role | undefined): Promise<void> => {
  const lower = async ({ keyId, role }: StoredKey): Promise<void> => {
    if (most === undefined) await deleteKey(table, username, keyId)
    else if (isAbove(role, most)) {
      await unlessRefused(
        table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: keyFor(username, keyId),
            UpdateExpression: 'SET #role = :most',
            // Or else a key that was deleted meanwhile would come to be again, in part.
            ConditionExpression: 'attribute_exists(PK)',
            ExpressionAttributeNames: { '#role': 'role' },
            ExpressionAttributeValues: { ':most': most },
          }),
        ),
      )
    }
  }
  // Those that are over as well, which DynamoDB may still keep for days.
  await Promise.all((await keysOf(table, username, Number.NEGATIVE_INFINITY)).map(lower))
}
