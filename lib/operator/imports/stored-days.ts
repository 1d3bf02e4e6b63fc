import type { Table } from '../../../shared/dynamodb.ts'
import { alive, dateOf, daySK, type Item, snapSK } from '../../../shared/snapshots/items.ts'
import { pages } from '../../../shared/snapshots/query.ts'

/** What is stored of a player of one day (UTC), oldest first; all of it was seen by one tracker. */
interface StoredDay {
  /** What it was imported from; undefined for what this tracker has seen itself. */
  source: string | undefined
  /** Under their sort keys: the changes that have not expired, and the last state of the day. */
  items: Map<string, Item>
}

export type StoredDays = Map<string, StoredDay>

/** An item as it is in the table. */
export const rawItem = (SK: string, item: Item): Record<string, unknown> & { SK: string } => ({ ...item, SK })

/** Everything that is stored of a player, by the dates, upwards. A read unit for seven states. */
export const storedDays = async (table: Table, player: string, now: number): Promise<StoredDays> => {
  const found: [string, Item][] = []
  for (const [kind, keyOf] of [['SNAP', snapSK] as const, ['DAY', daySK] as const]) {
    const range = { from: `${kind}#`, to: `${kind}#~`, consistent: true }
    for await (const items of pages(table, player, range)) {
      found.push(...items.filter((item) => alive(item, now)).map((item): [string, Item] => [keyOf(item.at), item]))
    }
  }
  const days: StoredDays = new Map()
  for (const [SK, item] of found.sort(([, a], [, b]) => a.at - b.at)) {
    const date = dateOf(item.at)
    const day = days.get(date) ?? { source: item.source, items: new Map() }
    days.set(date, day)
    day.items.set(SK, item)
  }
  return days
}
