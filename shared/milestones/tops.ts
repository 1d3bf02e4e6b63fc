import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import { finalName } from '../snapshots/aliases.ts'
import { catalogueOf } from '../snapshots/catalogue.ts'
import { playerPK } from '../snapshots/key.ts'
import type { Tops } from './find.ts'

/*
 * Tops that ranks have left, of one life: an attribute for each metric, the best top that it was in. A rank that is in its top is
 * in the state, so nothing is written but when one leaves a top for the first time.
 *
 * | access pattern               | key                                                     |
 * | the tops of a player's life  | PK PLAYER#<key>, SK TOPS#<time of the life's beginning> |
 */

const prefix = 'TOPS#'

const topsSchema = z.record(z.string(), z.number())

const keyFor = (player: string, begun: number) => ({
  PK: playerPK(player),
  SK: `${prefix}${new Date(begun).toISOString()}`,
})

/** What the ranks of a life have left, under the names that the rows have now. One read unit. */
export const topsLeft = async (table: Table, player: string, begun: number): Promise<Tops> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyFor(player, begun), ConsistentRead: true }),
  )
  if (!Item) return new Map()
  const { PK: _, SK: __, ...tops } = Item
  const { aliases } = await catalogueOf(table)
  return new Map(Object.entries(topsSchema.parse(tops)).map(([metric, top]) => [finalName(aliases, metric), top]))
}

/** Writes tops where nobody has noted better ones; false when somebody has. */
const writeTops = (
  table: Table,
  player: string,
  begun: number,
  tops: readonly [string, number][],
): Promise<boolean> => {
  const all = tops.map(([metric, top], index) => ({ metric, top, index }))
  return unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keyFor(player, begun),
        UpdateExpression: `SET ${all.map(({ index }) => `#m${index} = :t${index}`).join(', ')}`,
        ConditionExpression: all
          .map(({ index }) => `(attribute_not_exists(#m${index}) OR #m${index} > :t${index})`)
          .join(' AND '),
        ExpressionAttributeNames: Object.fromEntries(all.map(({ metric, index }) => [`#m${index}`, metric])),
        ExpressionAttributeValues: Object.fromEntries(all.map(({ top, index }) => [`:t${index}`, top])),
      }),
    ),
  )
}

// An expression has 4 KB, and each of them takes some fifty bytes.
const mostAtOnce = 50

/** Notes tops that were left, beside those that are noted and are not better; nothing without any. A write unit. */
export const noteTops = async (table: Table, player: string, begun: number, tops: Tops): Promise<void> => {
  const all = [...tops]
  for (let start = 0; start < all.length; start += mostAtOnce) {
    const some = all.slice(start, start + mostAtOnce)
    if (await writeTops(table, player, begun, some)) continue
    for (const each of some) await writeTops(table, player, begun, [each])
  }
}

/** Whether a sort key is that of tops. */
export const isTops = (SK: string): boolean => SK.startsWith(prefix)

/** When the life began whose tops are under a sort key; undefined where none are. */
export const topsBegun = (SK: string): number | undefined =>
  isTops(SK) ? Date.parse(SK.slice(prefix.length)) : undefined

/** Puts tops in the place of those that were noted. */
export const replaceTops = async (table: Table, player: string, begun: number, tops: Tops): Promise<void> => {
  if (tops.size === 0) {
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyFor(player, begun) }))
    return
  }
  const Item = { ...Object.fromEntries(tops), ...keyFor(player, begun) }
  await table.client.send(new PutCommand({ TableName: table.name, Item }))
}
