import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { itemsOf } from '../../../../shared/dynamodb.ts'
import { log } from '../../../../shared/log.ts'
import { events, type News } from '../../../../shared/outbox/news.ts'
import { announce, hasNews } from '../../../../shared/outbox/outbox.ts'
import { deliverNews } from '../../../../shared/webhooks/deliver.ts'
import { putSecret } from '../../../../shared/webhooks/secrets.ts'
import type { Delivering } from '../../../../shared/webhooks/send.ts'
import { newSecret } from '../../../../shared/webhooks/standard.ts'
import { findWebhook, putWebhook, type Webhook } from '../../../../shared/webhooks/webhooks.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { type Answering, type Received, type Receivers, startReceivers } from '../../../discord.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const start = Date.parse('2026-08-20T10:00:00Z')

let receivers: Receivers
beforeAll(async () => {
  log.setLogLevel('SILENT')
  receivers = await startReceivers()
})
afterAll(() => receivers.stop())
afterEach(() => {
  receivers.answer()
  receivers.received.length = 0
  receivers.taken.length = 0
})

const answering =
  (status: number, headers: Record<string, string> = {}): Answering =>
  (_, response) => {
    response.writeHead(status, headers).end('{}')
    return status < 300
  }

/** Taken, but nobody here hears of that. */
const lost: Answering = (_, response) => {
  response.destroy()
  return true
}

/** Some webhooks, an outbox, and a clock that stands still. */
class Stage {
  now = start
  readonly tracker: Table
  readonly auth: Table
  /** After so many calls of a table the process is dead. */
  callsLeft = Infinity
  #announced = 0

  constructor() {
    const mortal = (table: Table): Table => {
      const send = (command: unknown): Promise<unknown> => {
        this.callsLeft -= 1
        if (this.callsLeft < 0) return Promise.reject(new Error('killed'))
        return table.client.send(command as never)
      }
      return { name: table.name, client: { send } as unknown as Table['client'] }
    }
    this.tracker = mortal(tableOf(new MemoryTable()))
    this.auth = mortal(tableOf(new MemoryTable()))
  }

  get #delivering(): Delivering {
    return {
      tracker: this.tracker,
      auth: this.auth,
      now: () => this.now,
      sleep: async (ms) => {
        this.now += ms
      },
      sending: { insteadOf: receivers.url, timeoutMs: 2_000 },
    }
  }

  async webhook(own: Partial<Webhook> = {}): Promise<string> {
    const webhook: Webhook = {
      ...{ webhookId: 'a', kind: 'json', urlEnd: 'osrs', origin: 'https://ledger.example', events: [...events] },
      ...{ createdAt: start, state: 'active', failures: 0 },
      ...own,
    }
    await putWebhook(this.tracker, webhook)
    const url = webhook.kind === 'json' ? 'https://hooks.example.com/osrs' : 'https://discord.com/api/webhooks/1/a'
    await putSecret(this.auth, webhook.webhookId, { url, secret: newSecret() })
    return webhook.webhookId
  }

  /** Announces that a player has another name; its number. */
  async announce(player = 'zezima'): Promise<string> {
    const id = String(++this.#announced).padStart(2, '0')
    const happenings: News['happenings'] = [{ event: 'renamed', formerly: id }]
    await announce(this.tracker, { id, at: this.now, player, username: player, happenings }, events)
    return id
  }

  deliver() {
    return deliverNews(this.#delivering, this.now + 50_000)
  }

  /** Delivers as the ticks of the next day and a half would; nothing is left to be done then. */
  async settle(): Promise<void> {
    for (let hours = 0; hours < 36; hours++) {
      this.now += hourMs
      if (await hasNews(this.tracker, this.now)) await this.deliver()
    }
    expect(await hasNews(this.tracker, this.now + 24 * hourMs)).toBe(false)
  }
}

const told = (received: readonly Received[]): { id: string; username: string }[] =>
  received.flatMap(({ body }) => JSON.parse(body).data?.events ?? [])

const ids = (received: readonly Received[]): string[] => told(received).map(({ id }) => id)

describe('news', () => {
  it('are told once, in one message, and stay told', async () => {
    const stage = new Stage()
    await stage.webhook()
    for (let count = 0; count < 3; count++) await stage.announce()
    expect(await stage.deliver()).toEqual({ news: 3, told: 3 })
    expect(receivers.taken).toHaveLength(1)
    expect(ids(receivers.taken)).toEqual(['01', '02', '03'])
    expect(await hasNews(stage.tracker, stage.now)).toBe(false)
    await announce(
      stage.tracker,
      { id: '01', at: stage.now, player: 'zezima', username: 'Zezima', happenings: [{ event: 'missing' }] },
      events,
    )
    expect(await hasNews(stage.tracker, stage.now)).toBe(false)
  })

  it('are told by one at a time', async () => {
    const stage = new Stage()
    await stage.webhook()
    await stage.announce()
    const both = await Promise.all([stage.deliver(), stage.deliver()])
    expect(both.filter((each) => each === undefined)).toHaveLength(1)
    expect(ids(receivers.taken)).toEqual(['01'])
  })

  it('that nobody wants any more are over', async () => {
    const stage = new Stage()
    await stage.webhook({ state: 'paused' })
    await stage.announce()
    expect(await stage.deliver()).toEqual({ news: 1, told: 0 })
    expect(await hasNews(stage.tracker, stage.now + hourMs)).toBe(false)
  })

  it('wait for a receiver that does not answer, ever longer, and keep no other one waiting', async () => {
    const stage = new Stage()
    const broken = await stage.webhook()
    await stage.webhook({ webhookId: 'b' })
    receivers.answer((request, response) =>
      answering(receivers.received.filter(({ body }) => body === request.body).length === 1 ? 503 : 204)(
        request,
        response,
      ),
    )
    await stage.announce()
    await stage.deliver()
    expect(ids(receivers.taken)).toEqual(['01'])
    expect([await findWebhook(stage.tracker, 'a'), await findWebhook(stage.tracker, 'b')]).toContainEqual(
      expect.objectContaining({
        ...{ state: 'failing', failures: 1, mailAt: stage.now + minuteMs },
        lastError: { at: stage.now, message: 'it answered with status 503' },
      }),
    )
    expect(broken).toBe('a')
    await stage.settle()
    expect(ids(receivers.taken)).toEqual(['01', '01'])
  })

  it('are kept for a day that a receiver is out, and then come together', async () => {
    const stage = new Stage()
    await stage.webhook({ kind: 'discord' })
    receivers.answer(answering(503))
    for (let minutes = 0; minutes < 24 * 60; minutes += 5) {
      stage.now += 5 * minuteMs
      await stage.announce(`p${minutes % 35}`)
      if (await hasNews(stage.tracker, stage.now)) await stage.deliver()
    }
    // Once an hour in the end.
    expect(receivers.received.length).toBeLessThan(40)
    receivers.answer()
    receivers.received.length = 0
    await stage.settle()
    expect(receivers.received.length).toBe(1)
    const names = receivers.taken.flatMap(({ body }) =>
      JSON.parse(body).embeds.map(({ title }: { title: string }) => title),
    )
    expect(names.toSorted()).toEqual(['p0', 'p10', 'p15', 'p20', 'p25', 'p30', 'p5'])
    expect(await itemsOf(stage.tracker, 'MAIL#a')).toEqual([])
  })

  it('wait as long as Discord says, to the fraction of a second', async () => {
    const stage = new Stage()
    await stage.webhook()
    receivers.answer(answering(429, { 'retry-after': '64.57' }))
    await stage.announce()
    await stage.deliver()
    expect((await findWebhook(stage.tracker, 'a'))!.mailAt).toBe(stage.now + 64_570)
    receivers.answer(answering(204, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.5' }))
    stage.now += 64_570
    const before = stage.now
    await stage.deliver()
    expect(ids(receivers.taken)).toEqual(['01'])
    expect(stage.now).toBe(before + 1_500)
  })

  it.each([401, 404, 410])('are no more told to whom answered %i', async (status) => {
    const stage = new Stage()
    await stage.webhook()
    receivers.answer(answering(status))
    await stage.announce()
    await stage.deliver()
    await stage.announce()
    await stage.settle()
    expect(receivers.received).toHaveLength(1)
    expect(await findWebhook(stage.tracker, 'a')).toMatchObject({
      ...{ state: 'off', mailAt: undefined },
      lastError: { message: `it answered with status ${status}` },
    })
  })

  it('that are refused again and again keep back no others for ever', async () => {
    const stage = new Stage()
    await stage.webhook()
    receivers.answer((request, response) => answering(ids([request]).includes('01') ? 400 : 204)(request, response))
    await stage.announce()
    await stage.deliver()
    await stage.settle()
    await stage.announce()
    await stage.settle()
    expect(receivers.received.length).toBe(6)
    expect(ids(receivers.taken)).toEqual(['02'])
  })

  it('come once a day to whom wants a digest, and after quiet hours', async () => {
    const stage = new Stage()
    await stage.webhook({ hours: { tz: 'UTC', digest: '18:00' } })
    await stage.webhook({ webhookId: 'b', hours: { tz: 'UTC', quiet: { from: '09:30', to: '12:15' } } })
    const arrivals: string[] = []
    receivers.answer((request, response) => {
      arrivals.push(`${new Date(stage.now).toISOString().slice(8, 16)} ${ids([request]).join()}`)
      return answering(204)(request, response)
    })
    for (; stage.now < start + 24 * hourMs; stage.now += 15 * minuteMs) {
      if (stage.now < start + 3 * hourMs && stage.now % hourMs === 0) await stage.announce()
      if (await hasNews(stage.tracker, stage.now)) await stage.deliver()
    }
    expect(arrivals).toEqual(['20T12:15 01,02,03', '20T18:00 01,02,03'])
  })

  it('go nowhere when their URL is gone', async () => {
    const stage = new Stage()
    await stage.webhook()
    await putSecret(stage.auth, 'a', { url: 'https://127.0.0.1/' })
    await stage.announce()
    await stage.deliver()
    expect(receivers.received).toEqual([])
    expect((await findWebhook(stage.tracker, 'a'))!.state).toBe('off')
  })
})

describe('whatever happens', () => {
  const receiving = fc.constantFrom<Answering | undefined>(
    undefined,
    undefined,
    answering(503),
    answering(302, { location: 'https://elsewhere.example' }),
    answering(429, { 'retry-after': '0.5' }),
    answering(403),
    lost,
  )
  const hours = fc.constantFrom<Webhook['hours']>(
    undefined,
    { tz: 'UTC', digest: '18:00' },
    { tz: 'UTC', quiet: { from: '11:00', to: '13:00' } },
  )
  const step = fc.record({
    news: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }),
    receiving,
    minutes: fc.integer({ min: 1, max: 90 }),
    callsLeft: fc.oneof({ weight: 2, arbitrary: fc.constant(Infinity) }, fc.integer({ min: 0, max: 25 })),
  })

  it('all news are told, those of each player in their order; and once where nothing has died and no answer was lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), hours, async (steps, own) => {
        receivers.received.length = 0
        receivers.taken.length = 0
        const stage = new Stage()
        await stage.webhook({ hours: own })
        const expected: { id: string; username: string }[] = []
        for (const { news, receiving: answer, minutes, callsLeft } of steps) {
          stage.now += minutes * minuteMs
          for (const username of news) expected.push({ id: await stage.announce(username), username })
          receivers.answer(answer)
          stage.callsLeft = callsLeft
          await stage.deliver().catch(() => undefined)
          stage.callsLeft = Infinity
        }
        receivers.answer()
        await stage.settle()
        const all = told(receivers.taken)
        for (const player of ['a', 'b', 'c']) {
          const first = new Set(all.filter(({ username }) => username === player).map(({ id }) => id))
          expect([...first]).toEqual(expected.filter(({ username }) => username === player).map(({ id }) => id))
        }
        const peaceful = steps.every(({ callsLeft, receiving: answer }) => callsLeft === Infinity && answer !== lost)
        if (peaceful) expect(all.length).toBe(expected.length)
        expect(await itemsOf(stage.tracker, 'MAIL#a')).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})
