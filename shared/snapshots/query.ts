import { pagesBetween, type Range, type Table } from '../dynamodb.ts'
import { type Item, itemOf } from './items.ts'
import { playerPK } from './key.ts'

/** The items of a player in a range, page by page as they are asked for. Half a read unit per 4 KB of a page, a whole one if consistent. */
export async function* pages(table: Table, player: string, range: Range): AsyncGenerator<Item[]> {
  for await (const items of pagesBetween(table, playerPK(player), range)) yield items.map(itemOf)
}

/** The items at one end of a range, `limit` of them, in one request. */
export const edge = async (table: Table, player: string, range: Range & { limit: number }): Promise<Item[]> => {
  for await (const items of pages(table, player, range)) return items
  return []
}
