import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { batchGet, type Table, unlessRefused } from '../dynamodb.ts'
import { type Event, type News, newsSchema } from './news.ts'

/*
 * The outbox: news that are to be told. An item's key says what it tells, so it is put there once, whoever finds it how often; once
 * it has been handed on it stays for some days, in no index, so that nobody puts it there again. The index of what is due has it
 * until then, and those who have mail (see webhooks), under one name: one look tells whether there is anything to do.
 *
 * | access pattern          | key                                                           |
 * | news by their id        | PK OUTBOX, SK NEWS#<id>                                       |
 * | what is to be done, by time | index due: due NEWS, nextFetchAt (when it came about, or is to be done) |
 */

const PK = 'OUTBOX'

const prefix = 'NEWS#'

/** The name in the index of what is due under which all stands that is to be told. */
export const dueNews = 'NEWS'

// Longer than anybody is not fetched, after which a fetch that was cut short is done again.
const keptMs = 7 * 86_400_000

const keyFor = (id: string) => ({ PK, SK: `${prefix}${id}` })

/** Of what happened, what is wanted. */
export const onlyOf = (news: News, wanted: readonly Event[]): News => ({
  ...news,
  happenings: news.happenings.filter(({ event }) => wanted.includes(event)),
})

/**
 * Announces news, unless it was done before, as far as somebody wants them. Two write units for some eight things that happened, and
 * two once they have been told; nothing for what nobody wants.
 */
export const announce = async (table: Table, news: News, wanted: readonly Event[]): Promise<void> => {
  const { happenings } = onlyOf(news, wanted)
  if (happenings.length === 0) return
  await unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keyFor(news.id), ...news, happenings, due: dueNews, nextFetchAt: news.at },
        ConditionExpression: 'attribute_not_exists(PK)',
      }),
    ),
  )
}

/** The keys of what is to be done by a moment, the oldest first. Half a read unit for some fifty. */
const dueKeys = async (table: Table, now: number, limit: number): Promise<Record<string, unknown>[]> => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'due',
      KeyConditionExpression: 'due = :news AND nextFetchAt <= :now',
      ExpressionAttributeValues: { ':news': dueNews, ':now': now },
      Limit: limit,
    }),
  )
  return Items
}

/** Whether there is anything to tell. Half a read unit. */
export const hasNews = async (table: Table, now: number): Promise<boolean> => (await dueKeys(table, now, 1)).length > 0

/** What there is to tell now. */
export interface Pending {
  /** News that nobody has taken yet, the oldest first. */
  news: News[]
  /** There may be more that is due. */
  more: boolean
}

/** The oldest news that are to be told, as they are now; some hundred at most. A read unit each. */
export const pendingNews = async (table: Table, now: number, limit = 100): Promise<Pending> => {
  const keys = await dueKeys(table, now, limit)
  const own = keys.filter((key) => key.PK === PK).map((key) => ({ PK, SK: key.SK }))
  const items = await batchGet(table, own, { consistent: true })
  // The index may not know yet that somebody has handed them on.
  const news = items.filter(({ due }) => due === dueNews).map((item) => newsSchema.parse(item))
  return { news: inOrder(news), more: keys.length === limit }
}

/** News in the order in which they came about. */
export const inOrder = (news: readonly News[]): News[] =>
  news.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))

/** Says that news have been told, or are in the hands of somebody who will. Two write units each. */
export const settleNews = async (table: Table, news: readonly News[], now: number): Promise<void> => {
  for (const { id } of news) {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keyFor(id),
        UpdateExpression: 'SET expiresAt = :expiresAt REMOVE due, nextFetchAt',
        ExpressionAttributeValues: { ':expiresAt': Math.ceil((now + keptMs) / 1_000) },
      }),
    )
  }
}
