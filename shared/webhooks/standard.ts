import { createHmac, randomBytes } from 'node:crypto'
import { isoTime } from '../http/time.ts'
import type { Happening, News } from '../outbox/news.ts'
import type { Message } from './message.ts'

/*
 * News as JSON, signed as Standard Webhooks has it: whoever has the secret can tell that a request is from here, and when it was
 * sent. https://www.standardwebhooks.com
 */

const prefix = 'whsec_'

/** A new secret: 256 random bits. */
export const newSecret = (): string => `${prefix}${randomBytes(32).toString('base64')}`

/** The headers of a message that is sent at a moment (milliseconds since 1970). */
export const signature = (secret: string, id: string, body: string, now: number): Record<string, string> => {
  const timestamp = String(Math.floor(now / 1_000))
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  const signed = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signed}` }
}

// A receiver takes some ten kilobytes without a thought; each event is some 200 bytes.
const mostEvents = 50

const view = (happening: Happening): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(happening).map(([key, value]) => [
      key,
      ['after', 'by', 'start', 'end'].includes(key) ? isoTime(value as number) : value,
    ]),
  )

const bodyOf = (type: string, at: number, data: Record<string, unknown>): string =>
  JSON.stringify({ type, timestamp: isoTime(at), data })

/** The messages that tell news, in their order, each with some fifty events at most unless one player has more at once. */
export const jsonMessages = (news: readonly News[]): Message[] => {
  const packs: News[][] = []
  let count = 0
  for (const each of news) {
    const last = packs.at(-1)
    count += each.happenings.length
    if (last && count <= mostEvents) last.push(each)
    else {
      packs.push([each])
      count = each.happenings.length
    }
  }
  return packs.map((pack) => ({
    tells: pack.map(({ id }) => id),
    body: bodyOf('news', pack.at(-1)!.at, {
      events: pack.flatMap(({ id, at, username, happenings }) =>
        happenings.map((each) => ({ id, username, at: isoTime(at), ...view(each) })),
      ),
    }),
  }))
}

/** The message that a test sends. */
export const jsonTest = (now: number): Message => ({ tells: [], body: bodyOf('test', now, {}) })
