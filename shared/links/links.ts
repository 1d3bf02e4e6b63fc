import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { itemsOf, type Table, unlessRefused } from '../dynamodb.ts'

/*
 * Links: what shows some players to whoever has it, without signing in. One partition has them all, at most a hundred.
 *
 * | access pattern | key                   |
 * | one link       | PK LINKS, SK LINK#<id> |
 * | all links      | PK LINKS              |
 */

/** How many links there may be at once. */
export const mostLinks = 100

const itemSchema = z.object({
  SK: z.string(),
  /** The names of the players as they were spelled then. */
  players: z.array(z.string()),
  /** In milliseconds since 1970. */
  createdAt: z.number(),
  /** When it ends, likewise; undefined when it does not. */
  endsAt: z.optional(z.number()),
})

/** A link, without its secret. */
export interface Link extends Omit<z.output<typeof itemSchema>, 'SK'> {
  linkId: string
}

const prefix = 'LINK#'
const keyFor = (linkId: string) => ({ PK: 'LINKS', SK: `${prefix}${linkId}` })

const decode = (item: unknown): Link => {
  const { SK, ...link } = itemSchema.parse(item)
  return { linkId: SK.slice(prefix.length), ...link }
}

// DynamoDB deletes what has expired days later.
const isGood = ({ endsAt }: Link, now: number): boolean => endsAt === undefined || endsAt > now

/** Stores a link. A write unit, two with more than some forty players. */
export const putLink = async (table: Table, { linkId, endsAt, ...link }: Link): Promise<void> => {
  const end = endsAt === undefined ? {} : { endsAt, expiresAt: Math.ceil(endsAt / 1000) }
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keyFor(linkId), ...link, ...end } }))
}

/** A link that has neither ended nor been revoked, as of this very moment. One read unit. */
export const findLink = async (table: Table, linkId: string, now: number): Promise<Link | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyFor(linkId), ConsistentRead: true }),
  )
  const link = Item && decode(Item)
  return link && isGood(link, now) ? link : undefined
}

/** All links that are good, the newest first. A read unit per 4 KB, which are some ten or more. */
export const listLinks = async (table: Table, now: number): Promise<Link[]> => {
  const items = await itemsOf(table, 'LINKS')
  return items
    .map(decode)
    .filter((link) => isGood(link, now))
    .sort((a, b) => b.createdAt - a.createdAt)
}

/** Revokes a link, at once; false when there is none. */
export const deleteLink = (table: Table, linkId: string): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: keyFor(linkId),
        ConditionExpression: 'attribute_exists(PK)',
      }),
    ),
  )
