import { randomUUID } from 'node:crypto'
import { DeleteCommand, GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import type { Role } from './session.ts'

/*
 * Users: who may sign in. Only the auth function and the administrator's own credentials may read these items.
 *
 * | access pattern                    | key                      |
 * | one user                          | PK USER#<name>, SK USER  |
 * | all users, for the administrator  | scan                     |
 */

const userSchema = z.object({
  username: z.string(),
  role: z.enum(['viewer', 'admin']),
  passwordHash: z.string(),
  disabled: z.boolean(),
  /**
   * Another one after each change of the password, the role or `disabled`. A session keeps the revision it was opened
   * under, and one of an earlier revision is never extended.
   */
  revision: z.string(),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
})

export type User = z.output<typeof userSchema>

const keyFor = (username: string) => ({ PK: `USER#${username}`, SK: 'USER' })

/** A user by name, as of this moment; undefined when there is none. */
export const findUser = async (table: Table, username: string): Promise<User | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyFor(username), ConsistentRead: true }),
  )
  return Item && userSchema.parse(Item)
}

/** Stores a new user; false when there is one of that name. */
export const createUser = (
  table: Table,
  user: { username: string; role: Role; passwordHash: string },
  now: number,
): Promise<boolean> => {
  const created: User = { ...user, disabled: false, revision: randomUUID(), createdAt: now }
  return unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keyFor(user.username), ...created },
        ConditionExpression: 'attribute_not_exists(PK)',
      }),
    ),
  )
}

/** Changes a user; false when there is none. The caller ends the user's sessions afterwards. */
export const changeUser = (
  table: Table,
  username: string,
  change: Partial<Pick<User, 'passwordHash' | 'role' | 'disabled'>>,
): Promise<boolean> => {
  const fields = Object.entries({ ...change, revision: randomUUID() })
  return unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keyFor(username),
        UpdateExpression: `SET ${fields.map(([field]) => `#${field} = :${field}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeNames: Object.fromEntries(fields.map(([field]) => [`#${field}`, field])),
        ExpressionAttributeValues: Object.fromEntries(fields.map(([field, value]) => [`:${field}`, value])),
      }),
    ),
  )
}

/** Gives a user another password, unless the user was changed since it was read. Returns the new revision. */
export const replacePassword = async (table: Table, user: User, passwordHash: string): Promise<string | undefined> => {
  const revision = randomUUID()
  const replaced = await unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keyFor(user.username),
        UpdateExpression: 'SET passwordHash = :hash, revision = :next',
        ConditionExpression: 'revision = :revision',
        ExpressionAttributeValues: { ':hash': passwordHash, ':next': revision, ':revision': user.revision },
      }),
    ),
  )
  return replaced ? revision : undefined
}

/** Replaces the hash of an unchanged password, unless the user was changed since it was read. Sessions go on. */
export const replaceHash = (table: Table, user: User, passwordHash: string): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keyFor(user.username),
        UpdateExpression: 'SET passwordHash = :hash',
        ConditionExpression: 'revision = :revision',
        ExpressionAttributeValues: { ':hash': passwordHash, ':revision': user.revision },
      }),
    ),
  )

/** Removes a user; false when there was none. The caller ends the user's sessions afterwards. */
export const removeUser = (table: Table, username: string): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: keyFor(username),
        ConditionExpression: 'attribute_exists(PK)',
      }),
    ),
  )

/** All users in name order, as of this moment. Reads the whole table, which no function may: for the administrator only. */
export const listUsers = async (table: Table): Promise<User[]> => {
  const users: User[] = []
  let start: Record<string, unknown> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new ScanCommand({
        TableName: table.name,
        ConsistentRead: true,
        FilterExpression: 'begins_with(PK, :prefix)',
        ExpressionAttributeValues: { ':prefix': 'USER#' },
        ExclusiveStartKey: start,
      }),
    )
    users.push(...Items.map((item) => userSchema.parse(item)))
    start = LastEvaluatedKey
  } while (start)
  return users.sort((a, b) => (a.username < b.username ? -1 : 1))
}
