import { log } from '../log.ts'
import { alone } from '../outbox/lease.ts'
import type { News } from '../outbox/news.ts'
import { inOrder, onlyOf, pendingNews, settleNews } from '../outbox/outbox.ts'
import { toldFrom } from './hours.ts'
import { oldestMail, putMail, takeMail } from './mail.ts'
import { findSecret } from './secrets.ts'
import { type Delivering, messagesFor, send } from './send.ts'
import { changeWebhook, findWebhook, listWebhooks, type Webhook, type WebhookChange } from './webhooks.ts'

/*
 * Delivering: what is in the outbox, and in the mail of those whose time has come, is told; what cannot be told now goes into the
 * mail, after it says when it is looked at: mail that nobody knows of would never be told. News leave the outbox last: whoever is
 * cut short leaves work to be done again, and something to be told twice at most.
 */

// As many as are read at once, and told together if need be. What comes behind waits, so that the order is kept.
const mostMail = 300

// A channel takes some thirty a minute, and a person fewer; what is left comes with the next minutes.
const mostMessages = 5

// A limit that is over so soon is waited for.
const mostPauseMs = 3_000

// A message that is refused so often is let go, since it keeps back all others.
const mostRefusals = 5

// Longer than an answer is waited for.
const sendingMs = 7_000

const minuteMs = 60_000
const hourMs = 60 * minuteMs

const backoffMs = (failures: number): number => Math.min(hourMs, minuteMs * 2 ** (failures - 1))

const isOn = ({ state }: Webhook): boolean => state === 'active' || state === 'failing'

/** What a webhook is to be told of some news. */
const wantedOf = ({ events, players }: Webhook, news: readonly News[]): News[] =>
  news
    .filter(({ player }) => !players || players.some(({ key }) => key === player))
    .map((each) => onlyOf(each, events))
    .filter(({ happenings }) => happenings.length > 0)

/** How telling has gone so far. */
interface Course {
  told: News[]
  change: WebhookChange
  /** When to go on, where it does not. */
  waitUntil?: number
}

/** Tells a webhook some news, message by message, until one is not taken or there were enough. */
const tell = async (
  delivering: Delivering,
  webhook: Webhook,
  news: readonly News[],
  deadline: number,
): Promise<Course> => {
  const { auth, now, sleep } = delivering
  const secret = await findSecret(auth, webhook.webhookId)
  const course: Course = { told: [], change: { state: webhook.state, failures: webhook.failures } }
  const byId = new Map(news.map((each) => [each.id, each]))
  const { change, told } = course
  for (const message of messagesFor(webhook, news).slice(0, mostMessages)) {
    if (now() + sendingMs > deadline) return course
    const verdict = await send(delivering, webhook, secret, message)
    const failures = (change.failures ?? 0) + 1
    const failed = (reason: string): void => {
      const lastError = { at: now(), message: reason }
      Object.assign(change, { state: 'failing', failures, lastError } satisfies WebhookChange)
      log.warn('news not taken', { webhook: webhook.webhookId, reason, failures })
    }
    const done = (): unknown => told.push(...message.tells.map((id) => byId.get(id)!))
    switch (verdict.kind) {
      case 'delivered':
        done()
        Object.assign(change, { state: 'active', failures: 0, lastError: undefined, lastDeliveredAt: now() })
        if (verdict.waitMs > mostPauseMs) return { ...course, waitUntil: now() + verdict.waitMs }
        if (verdict.waitMs > 0) await sleep(verdict.waitMs)
        break
      case 'later':
        failed(verdict.reason)
        return { ...course, waitUntil: now() + Math.max(verdict.waitMs, backoffMs(failures)) }
      case 'refused':
        failed(verdict.reason)
        if (failures < mostRefusals) return { ...course, waitUntil: now() + backoffMs(failures) }
        done()
        change.failures = 0
        break
      case 'gone':
        failed(verdict.reason)
        change.state = 'off'
        return course
      default:
        verdict satisfies never
    }
  }
  return course
}

/** What a webhook has waiting, in its order; whether that is all of it. */
const waitingOf = async ({ tracker, now }: Delivering, webhook: Webhook, fresh: readonly News[]) => {
  const { webhookId, mailAt } = webhook
  const mail = mailAt === undefined ? [] : await oldestMail(tracker, webhookId, mostMail, now())
  const whole = mail.length < mostMail
  const known = new Set(mail.map(({ id }) => id))
  const added = fresh.filter(({ id }) => !known.has(id))
  return { mail, added, whole, all: inOrder(whole ? [...mail, ...added] : mail) }
}

/** The moment from which a webhook may be told what waits for it. */
const openFrom = ({ hours, mailAt }: Webhook, now: number): number => {
  if (mailAt !== undefined && mailAt > now) return mailAt
  // What waited for the hour of a digest has waited; quiet hours may have begun since.
  return hours && (mailAt === undefined || hours.digest === undefined) ? toldFrom(hours, now) : now
}

/** Tells a webhook what there is for it, or keeps it for later; how many of its news were told. */
const serve = async (
  delivering: Delivering,
  webhook: Webhook,
  news: readonly News[],
  deadline: number,
): Promise<number> => {
  const { tracker, now } = delivering
  const { webhookId, mailAt } = webhook
  const store = (change: WebhookChange) => changeWebhook(tracker, webhook, change)
  if (!isOn(webhook)) {
    if (mailAt !== undefined) await store({ mailAt: undefined })
    return 0
  }
  const fresh = wantedOf(webhook, news)
  const open = openFrom(webhook, now())
  if (open > now()) {
    if (open !== mailAt && (fresh.length > 0 || mailAt !== undefined)) await store({ mailAt: open })
    if (fresh.length > 0) await putMail(tracker, webhookId, fresh, now())
    return 0
  }
  const { mail, added, whole, all } = await waitingOf(delivering, webhook, fresh)
  if (all.length === 0) {
    if (mailAt !== undefined) await store({ mailAt: undefined })
    return 0
  }
  const { told, change, waitUntil } = await tell(delivering, webhook, all, deadline)
  const gone = new Set(told.map(({ id }) => id))
  const left = added.filter(({ id }) => !gone.has(id))
  const off = change.state === 'off'
  const taken = mail.filter(({ id }) => off || gone.has(id))
  if (taken.length > 0) await takeMail(tracker, webhookId, taken)
  const more = !off && (!whole || told.length < all.length)
  // A limit that lasts is kept in mind also when nothing is left.
  const at = more ? (waitUntil ?? now()) : waitUntil
  if (!(await store({ ...change, mailAt: at })) && more) await keepMail(delivering, webhookId)
  if (!off && left.length > 0) await putMail(tracker, webhookId, left, now())
  return told.length
}

/** Has a webhook looked at anew that somebody has changed while it was told something. */
const keepMail = async ({ tracker, now }: Delivering, webhookId: string): Promise<void> => {
  const current = await findWebhook(tracker, webhookId)
  if (current) await changeWebhook(tracker, current, { mailAt: now() })
}

/** As {@link serve}; what goes wrong for one webhook is that one's alone, and none of its news is lost. */
const serveSafely = async (
  delivering: Delivering,
  webhook: Webhook,
  news: readonly News[],
  deadline: number,
): Promise<number> => {
  const { tracker, now } = delivering
  const { webhookId } = webhook
  try {
    return await serve(delivering, webhook, news, deadline)
  } catch (error) {
    log.error('webhook not served', { webhook: webhookId, error: error as Error })
    await changeWebhook(tracker, webhook, { mailAt: now() + minuteMs })
    await putMail(tracker, webhookId, wantedOf(webhook, news), now())
    return 0
  }
}

/** What was done. */
export interface Delivered {
  news: number
  told: number
}

/**
 * Tells what there is to tell, until a moment (milliseconds since 1970) at the latest; undefined while somebody else does. One
 * webhook that does not answer keeps no other waiting.
 */
export const deliverNews = (delivering: Delivering, deadline: number): Promise<Delivered | undefined> => {
  const { tracker, now } = delivering
  return alone(tracker, { now: now(), until: deadline }, async () => {
    const done: Delivered = { news: 0, told: 0 }
    for (;;) {
      const { news, more } = await pendingNews(tracker, now())
      const webhooks = await listWebhooks(tracker)
      const told = await Promise.all(webhooks.map((each) => serveSafely(delivering, each, news, deadline)))
      await settleNews(tracker, news, now())
      done.news += news.length
      done.told += told.reduce((sum, each) => sum + each, 0)
      if (!more || news.length === 0 || now() + 2 * sendingMs > deadline) return done
    }
  })
}
