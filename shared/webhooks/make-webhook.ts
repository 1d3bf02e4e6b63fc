import { randomBytes } from 'node:crypto'
import type { Table } from '../dynamodb.ts'
import { canonicalName } from '../hiscores/names.ts'
import { ApiError } from '../http/errors.ts'
import { isoTime } from '../http/time.ts'
import type { Event } from '../outbox/news.ts'
import { tellWanted } from '../pace/pace.ts'
import { findPlayers, isTracked } from '../players/players.ts'
import { notTracked } from '../players/tracked.ts'
import type { Hours } from './hours.ts'
import { deleteSecret, putSecret } from './secrets.ts'
import { newSecret } from './standard.ts'
import { type Kind, urlEnd } from './url.ts'
import {
  changeWebhook,
  deleteWebhook,
  findWebhook,
  listWebhooks,
  mostWebhooks,
  putWebhook,
  type Webhook,
} from './webhooks.ts'

/** A webhook as the API shows it. */
export const webhookView = (webhook: Webhook) => {
  const { webhookId, kind, urlEnd: end, events, players, hours, state, lastError } = webhook
  const { tz, digest, quiet } = hours ?? {}
  return {
    ...{ webhookId, kind, urlEnd: end, events },
    players: players?.map(({ username }) => username) ?? null,
    digest: digest === undefined ? null : { at: digest, tz },
    quiet: quiet ? { ...quiet, tz } : null,
    state,
    lastError: lastError?.message ?? null,
    lastErrorAt: isoTime(lastError?.at),
    lastDeliveredAt: isoTime(webhook.lastDeliveredAt),
    createdAt: isoTime(webhook.createdAt),
  }
}

interface Settings {
  events?: readonly Event[] | undefined
  players?: readonly string[] | null | undefined
  digest?: { at: string; tz: string } | null | undefined
  quiet?: { from: string; to: string; tz: string } | null | undefined
}

const hoursOf = ({ digest, quiet }: Settings): Hours | undefined => {
  if (digest) return { tz: digest.tz, digest: digest.at }
  return quiet ? { tz: quiet.tz, quiet: { from: quiet.from, to: quiet.to } } : undefined
}

/** The players of these names. Throws `player_not_tracked` for the first who is not tracked. */
const playersOf = async (table: Table, names: readonly string[]): Promise<NonNullable<Webhook['players']>> => {
  const wanted = new Map(names.map((name) => [canonicalName(name), name]))
  const found = (await findPlayers(table, [...wanted.keys()])).filter(isTracked)
  const keys = new Set(found.map(({ key }) => key))
  for (const [key, name] of wanted) if (!keys.has(key)) throw notTracked(name)
  return found.map(({ key, username }) => ({ key, username }))
}

const once = (events: readonly Event[]): Event[] => [...new Set(events)]

/** Sees to it that workers announce what webhooks tell, and nothing else. A read and a write unit, or two. */
export const settleWanted = (tracker: Table): Promise<void> =>
  tellWanted(tracker, async () => {
    const telling = (await listWebhooks(tracker)).filter(({ state }) => state === 'active' || state === 'failing')
    return once(telling.flatMap(({ events }) => events)).sort()
  })

/** Where webhooks are kept, and what is secret of them. */
export interface Tables {
  tracker: Table
  auth: Table
}

interface Making extends Settings {
  kind: Kind
  url: string
  events: readonly Event[]
  /** Where the page is. */
  origin: string
}

/**
 * Makes a webhook, and returns it with its secret, where it has one, which is shown to nobody again. Throws `player_not_tracked`
 * and `too_many_webhooks`.
 */
export const makeWebhook = async (
  { tracker, auth }: Tables,
  asked: Making,
  now: number,
): Promise<{ webhook: Webhook; secret?: string }> => {
  const { kind, url, origin, events } = asked
  const players = asked.players ? await playersOf(tracker, asked.players) : undefined
  if ((await listWebhooks(tracker)).length >= mostWebhooks) {
    throw new ApiError('too_many_webhooks', `There are ${mostWebhooks} webhooks already; one has to be deleted first.`)
  }
  const webhook: Webhook = {
    webhookId: randomBytes(12).toString('base64url'),
    ...{ kind, origin, players, urlEnd: urlEnd(url), events: once(events), hours: hoursOf(asked) },
    ...{ createdAt: now, state: 'active', failures: 0 },
  }
  const secret = kind === 'json' ? newSecret() : undefined
  // Whoever is cut short here leaves one that is listed, and can be deleted.
  await putWebhook(tracker, webhook)
  await putSecret(auth, webhook.webhookId, { url, ...(secret !== undefined && { secret }) })
  await settleWanted(tracker)
  return { webhook, ...(secret !== undefined && { secret }) }
}

const noWebhook = (): ApiError => new ApiError('webhook_not_found', 'There is no such webhook.')

/** A webhook. Throws `webhook_not_found`. */
export const existingWebhook = async (tracker: Table, webhookId: string): Promise<Webhook> => {
  const webhook = await findWebhook(tracker, webhookId)
  if (!webhook) throw noWebhook()
  return webhook
}

/** Changes a webhook; what is undefined stays. Throws `webhook_not_found` and `player_not_tracked`. */
export const changeWebhookSettings = async (
  tracker: Table,
  webhookId: string,
  { state, ...asked }: Settings & { state?: 'active' | 'paused' | undefined },
  now: number,
): Promise<Webhook> => {
  const players = asked.players ? await playersOf(tracker, asked.players) : undefined
  for (;;) {
    const webhook = await existingWebhook(tracker, webhookId)
    const on = state === 'active' && !['active', 'failing'].includes(webhook.state)
    const change = {
      ...(asked.events && { events: once(asked.events) }),
      ...(asked.players !== undefined && { players }),
      ...((asked.digest !== undefined || asked.quiet !== undefined) && { hours: hoursOf(asked) }),
      ...(state === 'paused' && { state }),
      ...(on && { state, failures: 0, lastError: undefined }),
      // Mail that waits is looked at anew, by the hours that hold now; nobody looks at that of one who is paused.
      mailAt: state === 'paused' || (!on && webhook.mailAt === undefined) ? undefined : now,
    }
    if (!(await changeWebhook(tracker, webhook, change))) continue
    await settleWanted(tracker)
    return { ...webhook, ...change } as Webhook
  }
}

/** Deletes a webhook, its secrets first. Throws `webhook_not_found`. */
export const removeWebhook = async ({ tracker, auth }: Tables, webhookId: string): Promise<void> => {
  await deleteSecret(auth, webhookId)
  if (!(await deleteWebhook(tracker, webhookId))) throw noWebhook()
  await settleWanted(tracker)
}
