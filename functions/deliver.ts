import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod/mini'
import { openTable } from '../shared/dynamodb.ts'
import { readEnv, text } from '../shared/env.ts'
import { log } from '../shared/log.ts'
import { orderSchema, type Tested } from '../shared/outbox/deliverer.ts'
import { deliverNews } from '../shared/webhooks/deliver.ts'
import { testWebhook } from '../shared/webhooks/test-webhook.ts'

const env = readEnv({
  TRACKER_TABLE: text,
  AUTH_TABLE: text,
  // Where all goes in place of where it says; empty but on the local stack.
  WEBHOOK_URL: z.string(),
})
const delivering = {
  tracker: openTable(env.TRACKER_TABLE),
  auth: openTable(env.AUTH_TABLE),
  now: Date.now,
  sleep: (ms: number) => sleep(ms),
  sending: { insteadOf: env.WEBHOOK_URL || undefined },
}

// For what is stored when the last answer has come.
const storingMs = 5_000

/** Tells webhooks what there is to tell, or sends a test to one of them. */
export const handler = async (
  order: unknown,
  context: { getRemainingTimeInMillis: () => number },
): Promise<Tested | undefined> => {
  const { test } = orderSchema.parse(order)
  if (test !== undefined) return testWebhook(delivering, test)
  const startedAt = Date.now()
  const delivered = await deliverNews(delivering, startedAt + context.getRemainingTimeInMillis() - storingMs)
  log.info('news', { ...(delivered ?? { busy: true }), durationMs: Date.now() - startedAt })
  return undefined
}
