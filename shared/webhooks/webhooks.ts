import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { itemsOf, type Table, unlessRefused } from '../dynamodb.ts'
import { events } from '../outbox/news.ts'
import { dueNews } from '../outbox/outbox.ts'
import { kinds } from './url.ts'

/*
 * Webhooks: who is told what, and how it goes. One partition has them all, twenty at most, without their URLs and secrets, which
 * are in the other table. One that has mail stands in the index of what is due, at the moment at which it is to be looked at.
 *
 * | access pattern        | key                                  |
 * | one webhook           | PK WEBHOOKS, SK WEBHOOK#<id>         |
 * | all webhooks          | PK WEBHOOKS                          |
 * | those that have mail  | index due: due NEWS, nextFetchAt     |
 */

/** How many webhooks there may be. */
export const mostWebhooks = 20

/** `failing`: the last message was not taken, and is tried again; `off`: nobody is there; `paused` by an admin. */
export const states = ['active', 'failing', 'off', 'paused'] as const

const itemSchema = z.object({
  SK: z.string(),
  kind: z.enum(kinds),
  urlEnd: z.string(),
  /** Where the page is, for links. */
  origin: z.string(),
  events: z.array(z.enum(events)),
  /** Whose news; everybody's without. */
  players: z.optional(z.array(z.object({ key: z.string(), username: z.string() }))),
  /** When the last moves were begun that its players have followed; of none it is done twice. */
  followed: z.optional(z.array(z.number())),
  hours: z.optional(
    z.object({
      tz: z.string(),
      digest: z.optional(z.string()),
      quiet: z.optional(z.object({ from: z.string(), to: z.string() })),
    }),
  ),
  /** In milliseconds since 1970, like all moments here. */
  createdAt: z.number(),
  state: z.enum(states),
  /** What went wrong with the last message, and when; undefined when nothing did. */
  lastError: z.optional(z.object({ at: z.number(), message: z.string() })),
  lastDeliveredAt: z.optional(z.number()),
  /** How many messages in a row were not taken. */
  failures: z.number(),
  /** When it is looked at again, while it has mail. */
  nextFetchAt: z.optional(z.number()),
})

type Item = z.output<typeof itemSchema>

/** A webhook, without its secrets. */
export interface Webhook extends Omit<Item, 'SK' | 'nextFetchAt'> {
  webhookId: string
  mailAt?: number | undefined
}

const PK = 'WEBHOOKS'
const prefix = 'WEBHOOK#'
const keyFor = (webhookId: string) => ({ PK, SK: `${prefix}${webhookId}` })

const decode = (item: unknown): Webhook => {
  const { SK, nextFetchAt: mailAt, ...rest } = itemSchema.parse(item)
  return { webhookId: SK.slice(prefix.length), ...rest, mailAt }
}

/** Stores a new webhook. A write unit. */
export const putWebhook = async (table: Table, { webhookId, mailAt: _, ...rest }: Webhook): Promise<void> => {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keyFor(webhookId), ...rest } }))
}

/** A webhook as it is at this moment. One read unit. */
export const findWebhook = async (table: Table, webhookId: string): Promise<Webhook | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyFor(webhookId), ConsistentRead: true }),
  )
  return Item && decode(Item)
}

/** All webhooks, the newest first. A read unit per 4 KB, which are some ten. */
export const listWebhooks = async (table: Table): Promise<Webhook[]> => {
  const items = await itemsOf(table, PK)
  return items.map(decode).sort((a, b) => b.createdAt - a.createdAt)
}

/** Deletes a webhook; false when there is none. */
export const deleteWebhook = (table: Table, webhookId: string): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: keyFor(webhookId),
        ConditionExpression: 'attribute_exists(PK)',
      }),
    ),
  )

export type WebhookChange = Partial<Omit<Webhook, 'webhookId' | 'kind' | 'urlEnd' | 'createdAt'>>

/**
 * Changes a webhook that is in the state it was seen in; what is given as undefined is taken away. Undefined when there is none, or
 * somebody has changed its state meanwhile. A write unit, two where it comes into the index or leaves it.
 */
export const changeWebhook = async (
  table: Table,
  { webhookId, state: seen }: Pick<Webhook, 'webhookId' | 'state'>,
  { mailAt, ...change }: WebhookChange,
): Promise<boolean> => {
  const due = mailAt === undefined ? undefined : dueNews
  // Mail is the business of who tells of it.
  const all: Record<string, unknown> = { ...change, nextFetchAt: mailAt, due }
  const names = Object.keys(all)
  const kept = names.filter((name) => all[name] !== undefined)
  const gone = names.filter((name) => all[name] === undefined)
  return unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keyFor(webhookId),
        UpdateExpression: [
          kept.length > 0 ? `SET ${kept.map((name) => `#${name} = :${name}`).join(', ')}` : '',
          gone.length > 0 ? `REMOVE ${gone.map((name) => `#${name}`).join(', ')}` : '',
        ].join(' '),
        ConditionExpression: '#state = :seen',
        ExpressionAttributeNames: Object.fromEntries([...names, 'state'].map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ':seen': seen,
          ...Object.fromEntries(kept.map((name) => [`:${name}`, all[name]])),
        },
      }),
    ),
  )
}
