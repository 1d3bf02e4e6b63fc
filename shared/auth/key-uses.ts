import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { itemsOf, type Table, unlessRefused } from '../dynamodb.ts'
import { log } from '../log.ts'
import type { KeyHolder } from './asker.ts'

/*
 * On which day a key was used last. Apart from the keys themselves, since every function notes this, and none of them but the
 * auth function may write keys.
 *
 * | access pattern           | key                                 |
 * | one key                  | PK KEYUSE#<username>, SK key id     |
 * | all keys of a user       | PK KEYUSE#<username>                |
 */

const useSchema = z.object({ SK: z.string(), day: z.string() })

const partition = (username: string): string => `KEYUSE#${username}`
const keyFor = (username: string, keyId: string) => ({ PK: partition(username), SK: keyId })

/** The days, as in `2026-08-20` and in UTC, on which a user's keys were used last, by their ids. */
export const keyUsesOf = async (table: Table, username: string): Promise<Map<string, string>> => {
  const items = await itemsOf(table, partition(username), { consistent: false })
  return new Map(items.map((item) => useSchema.parse(item)).map(({ SK, day }) => [SK, day]))
}

/** Forgets when a key was used, after it has ended. */
export const forgetKeyUse = async (table: Table, username: string, keyId: string): Promise<void> => {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyFor(username, keyId) }))
}

const note = async (table: Table, { key, username, expiresAt }: KeyHolder, day: string): Promise<void> => {
  const Key = keyFor(username, key.id)
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key }))
  if (Item && useSchema.parse(Item).day >= day) return
  await unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...Key, day, ...(expiresAt !== null && { expiresAt: expiresAt / 1000 }) },
        ConditionExpression: 'attribute_not_exists(PK) OR #day < :day',
        ExpressionAttributeNames: { '#day': 'day' },
        ExpressionAttributeValues: { ':day': day },
      }),
    ),
  )
}

/**
 * Notes that keys are used, each at most once a day, whatever the number of functions: a process looks once a day, and writes when
 * nobody has. A day that cannot be noted is no reason to refuse anybody.
 */
export const keyUses = (table: Table): ((holder: KeyHolder, now: number) => Promise<void>) => {
  let today = ''
  let noted = new Set<string>()
  return async (holder, now) => {
    const day = new Date(now).toISOString().slice(0, 10)
    if (day !== today) {
      today = day
      noted = new Set()
    }
    if (noted.has(holder.key.id)) return
    noted.add(holder.key.id)
    try {
      await note(table, holder, day)
    } catch (error) {
      noted.delete(holder.key.id)
      log.warn('key use not noted', { error: error as Error })
    }
  }
}
