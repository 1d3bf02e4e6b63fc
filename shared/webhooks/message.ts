import { createHash } from 'node:crypto'
import type { News } from '../outbox/news.ts'

/** One request to a receiver. */
export interface Message {
  /** The ids of the news that it tells. */
  tells: readonly string[]
  body: string
}

/** The id of a message, the same whenever the same news are told to the same webhook. */
export const messageId = (webhookId: string, { tells }: Pick<Message, 'tells'>): string =>
  `msg_${createHash('sha256')
    .update([webhookId, ...tells].join('\n'))
    .digest('base64url')
    .slice(0, 27)}`

/** News by player, those first whose news are oldest; of each in their order. */
export const byPlayer = (news: readonly News[]): News[][] => [...Map.groupBy(news, ({ player }) => player).values()]
