import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import type { Table } from '../dynamodb.ts'

/*
 * What is secret of a webhook: whoever knows its URL can write to that channel, and whoever knows its secret can sign. In the auth
 * table, in a partition that the function that delivers may read, and those that make webhooks may write and delete but not read.
 *
 * | access pattern | key                         |
 * | of one webhook | PK WEBHOOK_SECRET, SK <id>  |
 */

const schema = z.object({
  url: z.string(),
  /** With which JSON is signed. */
  secret: z.optional(z.string()),
})

export type Secret = z.output<typeof schema>

const keyFor = (webhookId: string) => ({ PK: 'WEBHOOK_SECRET', SK: webhookId })

/** Stores what is secret of a webhook. */
export const putSecret = async (table: Table, webhookId: string, secret: Secret): Promise<void> => {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keyFor(webhookId), ...secret } }))
}

/** What is secret of a webhook; undefined where it is gone. */
export const findSecret = async (table: Table, webhookId: string): Promise<Secret | undefined> => {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: keyFor(webhookId) }))
  return Item && schema.parse(Item)
}

/** Forgets what is secret of a webhook. */
export const deleteSecret = async (table: Table, webhookId: string): Promise<void> => {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyFor(webhookId) }))
}
