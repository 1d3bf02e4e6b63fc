import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf } from '../http/timestamp.ts'
import { events } from '../outbox/news.ts'
import { newWebhook, webhookChange, webhookPath } from './requests.ts'
import { kinds } from './url.ts'
import { states } from './webhooks.ts'

const clock = (description: string, example: string) => z.string().meta({ description, examples: [example] })
const tz = z.string().meta({ description: 'The time zone.', examples: ['Europe/Berlin'] })

const shown = {
  webhookId: z.string().meta({ description: 'By which it is changed.', examples: ['Vn5hRr2tT0iXo8uY'] }),
  kind: z.enum(kinds).meta({ description: 'A channel of Discord, or a program that takes signed JSON.' }),
  urlEnd: z.string().meta({ description: 'The last four characters of its URL.', examples: ['ijkl'] }),
  events: z.array(z.enum(events)).meta({
    description: 'What is told: `level` is one of a skill, `milestone` all others.',
    examples: [['milestone', 'level']],
  }),
  players: z
    .array(z.string())
    .nullable()
    .meta({ description: 'Whose news are told; of everybody when it is null.', examples: [['Zezima']] }),
  digest: z
    .strictObject({ at: clock('The local time at which it comes.', '08:30'), tz })
    .nullable()
    .meta({ description: 'When all news of a day come together; null when they come at once.' }),
  quiet: z
    .strictObject({
      from: clock('The local time at which they begin.', '22:00'),
      to: clock('The local time at which they end.', '07:00'),
      tz,
    })
    .nullable()
    .meta({ description: 'Local hours in which news wait; null when there are none.', examples: [null] }),
  state: z.enum(states).meta({
    description:
      '`active`; `failing` while messages are not taken, which are tried again for a week; `off` when it answered that nobody is there (401, 404, 410); `paused` by an admin.',
    examples: ['active'],
  }),
  lastError: z
    .string()
    .nullable()
    .meta({ description: 'Why the last message was not taken; null when it was.', examples: [null] }),
  lastErrorAt: timeOf('When that was.').nullable(),
  lastDeliveredAt: timeOf('When a message was taken last; null before the first.').nullable(),
  createdAt: timeOf('When it was made.'),
}

const webhook = z.strictObject(shown).meta({ id: 'Webhook' })

const madeWebhook = z
  .strictObject({
    ...shown,
    secret: z
      .string()
      .optional()
      .meta({
        description: 'With which messages to `json` are signed, as Standard Webhooks has it; shown this once.',
        examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      }),
  })
  .meta({ id: 'MadeWebhook' })

const webhookList = z
  .strictObject({ webhooks: z.array(webhook).meta({ description: 'All of them, the newest first.' }) })
  .meta({ id: 'WebhookList' })

const tested = z
  .strictObject({
    delivered: z.boolean().meta({ description: 'Whether the message was taken.' }),
    error: z
      .string()
      .nullable()
      .meta({ description: 'Why it was not; null when it was.', examples: [null] }),
  })
  .meta({ id: 'TestedWebhook' })

/** The contract of the routes about webhooks. */
export const webhookRoutes = {
  'POST /webhooks': {
    summary: 'Makes a webhook, which tells a channel or a program what happens',
    description:
      'There are twenty at most. A message to `json` is a POST of `{"type","timestamp","data"}`, signed as Standard Webhooks has it; `type` is `news` with `data.events`, or `test`. What could not be told is tried again for a week; what happened before is not told.',
    body: newWebhook,
    status: 201,
    response: madeWebhook,
    errors: ['player_not_tracked', 'too_many_webhooks'],
  },
  'GET /webhooks': { summary: 'Lists the webhooks', response: webhookList, errors: [] },
  'PATCH /webhooks/{webhookId}': {
    summary: 'Changes what a webhook tells, pauses it, or switches it on again',
    params: webhookPath,
    body: webhookChange,
    response: webhook,
    errors: ['player_not_tracked', 'webhook_not_found'],
  },
  'DELETE /webhooks/{webhookId}': {
    summary: 'Deletes a webhook, with its URL and its secret',
    params: webhookPath,
    errors: ['webhook_not_found'],
  },
  'POST /webhooks/{webhookId}/test': {
    summary: 'Sends a test message at once, and tells whether it was taken',
    description: 'A webhook that was `off` or `failing` and takes it is `active` again.',
    params: webhookPath,
    response: tested,
    errors: ['webhook_not_found'],
  },
} as const satisfies Record<string, RouteDoc>
