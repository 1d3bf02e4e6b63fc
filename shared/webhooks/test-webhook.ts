import type { Tested } from '../outbox/deliverer.ts'
import { findSecret } from './secrets.ts'
import { type Delivering, send, testFor } from './send.ts'
import { changeWebhook, findWebhook, type Webhook, type WebhookChange } from './webhooks.ts'

/** Sends a test to a webhook, whatever its state; what came of it, which its state tells from then on. */
export const testWebhook = async (delivering: Delivering, webhookId: string): Promise<Tested> => {
  const { tracker, auth, now } = delivering
  const webhook = await findWebhook(tracker, webhookId)
  if (!webhook) return { delivered: false, error: 'there is no such webhook' }
  const secret = await findSecret(auth, webhookId)
  const verdict = await send(delivering, webhook, secret, testFor(webhook.kind, now()))
  const delivered = verdict.kind === 'delivered'
  const lastError = delivered ? undefined : { at: now(), message: verdict.reason }
  await changeWebhook(tracker, webhook, {
    ...stateAfter(webhook, verdict.kind),
    lastError,
    ...(delivered && { failures: 0, lastDeliveredAt: now() }),
    // What waits because it did not answer comes now.
    mailAt: delivered && webhook.state !== 'active' && webhook.mailAt !== undefined ? now() : webhook.mailAt,
  })
  return { delivered, error: lastError?.message ?? null }
}

const stateAfter = ({ state }: Webhook, kind: string): Pick<WebhookChange, 'state'> => {
  // Whoever has paused it wants it to stay so.
  if (state === 'paused') return {}
  if (kind === 'delivered') return { state: 'active' }
  return kind === 'gone' ? { state: 'off' } : {}
}
