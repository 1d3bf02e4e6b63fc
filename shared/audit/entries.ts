import { randomBytes } from 'node:crypto'
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import type { Table } from '../dynamodb.ts'
import type { Pages } from '../http/cursor.ts'
import { type Action, actions } from './actions.ts'

/*
 * The audit: who has changed users, keys or players, in the auth table. People do that, some times a day, so one partition holds
 * two years of it.
 *
 * | access pattern       | key                                                  |
 * | all, newest first    | PK AUDIT, SK <time>#<random>, as of when it was done |
 */

const PK = 'AUDIT'

const keptMs = 730 * 86_400_000

/** The pages of the audit, by the keys of the entries. */
export const auditPages: Pages = { name: 'audit', key: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[\w-]{8}$/ }

const entrySchema = z.object({
  SK: z.string(),
  who: z.string(),
  action: z.enum(actions),
  subject: z.string(),
})

/** What somebody has done, when (milliseconds since 1970), and to whom or what. */
export interface Entry {
  at: number
  who: string
  action: Action
  subject: string
}

/** Writes an entry down. */
export const addEntry = async (table: Table, { at, who, action, subject }: Entry): Promise<void> => {
  const SK = `${new Date(at).toISOString()}#${randomBytes(6).toString('base64url')}`
  await table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: { PK, SK, who, action, subject, expiresAt: Math.floor((at + keptMs) / 1000) },
      // What is written stays as it is.
      ConditionExpression: 'attribute_not_exists(PK)',
    }),
  )
}

const decode = (item: unknown): Entry => {
  const { SK, ...rest } = entrySchema.parse(item)
  return { at: Date.parse(SK.split('#')[0]!), ...rest }
}

/** A page of entries, newest first, from the one behind the key `after` on; `next` is the key to go on from. */
export const auditPage = async (
  table: Table,
  { count, after }: { count: number; after: string | undefined },
  now: number,
): Promise<{ entries: Entry[]; next: string | undefined }> => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': PK },
      ScanIndexForward: false,
      ExclusiveStartKey: after === undefined ? undefined : { PK, SK: after },
      // One more tells whether there is another page.
      Limit: count + 1,
      // Whoever has just changed something finds it here.
      ConsistentRead: true,
    }),
  )
  // DynamoDB may keep for days what is over.
  const kept = Items.filter((item) => decode(item).at > now - keptMs)
  const page = kept.slice(0, count)
  return { entries: page.map(decode), next: kept.length > count ? (page.at(-1)!.SK as string) : undefined }
}
