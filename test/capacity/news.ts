import { setTimeout as sleep } from 'node:timers/promises'
import type { News } from '../../shared/outbox/news.ts'
import { announce, hasNews } from '../../shared/outbox/outbox.ts'
import { deliverNews } from '../../shared/webhooks/deliver.ts'
import { makeWebhook } from '../../shared/webhooks/make-webhook.ts'
import { startReceivers } from '../discord.ts'
import type { Laboratory } from './measure.ts'

const start = Date.parse('2026-08-20T18:30:00Z')

/** What a day's play may bring at once. */
const reached = (id: number): News => ({
  ...{ id: `reached zezima ${id}`, at: start + id, player: 'zezima', username: 'Zezima' },
  happenings: Array.from({ length: 5 }, (_, index) => ({
    ...{ event: 'milestone', metric: 'zulrah', name: 'Zulrah', kind: 'kills', threshold: 1_000 * index, value: 5_000 },
    ...{ after: start - 3_600_000, by: start },
  })),
})

/** Measures what news take, when there are some and when there are none. */
export const measureNews = async ({ tracker, auth, measure }: Laboratory): Promise<void> => {
  const receivers = await startReceivers()
  try {
    const now = start + 3_600_000
    const tables = { tracker, auth }
    const sending = { insteadOf: receivers.url }
    const deliver = () => deliverNews({ ...tables, now: () => now, sleep, sending }, now + 50_000)
    await measure('look for news', () => hasNews(tracker, now))
    const url = 'https://discord.com/api/webhooks/1/a'
    const webhook = { kind: 'discord', url, events: ['milestone'], origin: 'https://ledger.example' } as const
    await measure('make a webhook', () => makeWebhook(tables, webhook, start))
    await measure('announce news', () => announce(tracker, reached(1), ['milestone']))
    await measure('tell news to a webhook', deliver)
    for (let id = 2; id <= 11; id++) await announce(tracker, reached(id), ['milestone'])
    await measure('tell news to a webhook, of ten at once', deliver, 10)
    receivers.answer((_, response) => {
      response.writeHead(503).end()
      return false
    })
    await announce(tracker, reached(12), ['milestone'])
    await measure('keep news for later', deliver)
  } finally {
    await receivers.stop()
  }
}
