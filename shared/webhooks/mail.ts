import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { batchDelete, batchPut, type Table } from '../dynamodb.ts'
import { type News, newsSchema } from '../outbox/news.ts'

/*
 * Mail: news that a webhook could not be told at once, since it does not answer, wants them once a day or is asleep.
 *
 * | access pattern                | key                                  |
 * | a webhook's mail, oldest first | PK MAIL#<webhookId>, SK <time>#<id> |
 */

// Who has not answered for so long does not want to hear of it any more.
const keptMs = 7 * 86_400_000

const keyFor = (webhookId: string, { at, id }: Pick<News, 'at' | 'id'>) => ({
  PK: `MAIL#${webhookId}`,
  SK: `${new Date(at).toISOString()}#${id}`,
})

/** Puts news into a webhook's mail; what is there already stays. A write unit each, as a rule. */
export const putMail = (table: Table, webhookId: string, news: readonly News[], now: number): Promise<void> =>
  batchPut(
    table,
    news.map((each) => ({
      ...keyFor(webhookId, each),
      ...each,
      expiresAt: Math.ceil((now + keptMs) / 1_000),
    })),
  )

/** The oldest news in a webhook's mail, in their order. A read unit per ten or more. */
export const oldestMail = async (table: Table, webhookId: string, limit: number, now: number): Promise<News[]> => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': `MAIL#${webhookId}` },
      ConsistentRead: true,
      Limit: limit,
    }),
  )
  return Items.filter(({ expiresAt }) => expiresAt > now / 1_000).map((item) => newsSchema.parse(item))
}

/** Takes news out of a webhook's mail. A write unit each. */
export const takeMail = (table: Table, webhookId: string, news: readonly News[]): Promise<void> =>
  batchDelete(
    table,
    news.map((each) => keyFor(webhookId, each)),
  )
