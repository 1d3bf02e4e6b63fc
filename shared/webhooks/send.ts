import type { Table } from '../dynamodb.ts'
import type { News } from '../outbox/news.ts'
import { discordMessages, discordTest, discordUrl } from './discord.ts'
import { type Message, messageId } from './message.ts'
import { post, type Sending } from './post.ts'
import type { Secret } from './secrets.ts'
import { jsonMessages, jsonTest, signature } from './standard.ts'
import { type Kind, urlFault } from './url.ts'
import { judge, type Verdict } from './verdict.ts'
import type { Webhook } from './webhooks.ts'

/** What delivering needs to know and to reach. */
export interface Delivering {
  tracker: Table
  auth: Table
  now: () => number
  sleep: (ms: number) => Promise<unknown>
  sending: Sending
}

/** The messages that tell news to a webhook, in the order in which they are to be sent. */
export const messagesFor = ({ kind, origin }: Pick<Webhook, 'kind' | 'origin'>, news: readonly News[]): Message[] =>
  kind === 'discord' ? discordMessages(news, origin) : jsonMessages(news)

/** The message of a test. */
export const testFor = (kind: Kind, now: number): Message => (kind === 'discord' ? discordTest() : jsonTest(now))

/** Sends a message; what became of it. The id of what is sent again is the same, but for a test, which is always another. */
export const send = async (
  { now, sending }: Delivering,
  { webhookId, kind }: Pick<Webhook, 'webhookId' | 'kind'>,
  secret: Secret | undefined,
  message: Message,
): Promise<Verdict> => {
  if (!secret) return { kind: 'gone', reason: 'its URL is gone; it has to be made anew' }
  // What was fine when it was stored may not be any more.
  const fault = urlFault(kind, secret.url)
  if (fault !== undefined) return { kind: 'gone', reason: `its URL ${fault}` }
  const { body, tells } = message
  const id = messageId(webhookId, tells.length > 0 ? message : { tells: [String(now())] })
  const headers = secret.secret === undefined ? {} : signature(secret.secret, id, body, now())
  const url = kind === 'discord' ? discordUrl(secret.url) : secret.url
  return judge(await post(url, body, headers, sending))
}
