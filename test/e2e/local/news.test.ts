import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { itemsOf } from '../../../shared/dynamodb.ts'
import { type Received, type Receivers, startReceivers } from '../../discord.ts'
import { type Answer, eventually, fetchNow } from '../client.ts'
import { type OwnStack, startStack } from './stack.ts'

let receivers: Receivers
let stack: OwnStack

beforeAll(async () => {
  receivers = await startReceivers()
  stack = await startStack({ tickSeconds: 1, webhookUrl: receivers.url })
  for (const username of ['Idle Hands', 'Slow Burner']) await stack.admin.post('/players', { username })
})
afterAll(async () => {
  await stack?.stop()
  await receivers?.stop()
})

const discord = 'https://discord.com/api/webhooks/1234567890/sEcReT-tOkEn'
const program = 'https://hooks.example.com/osrs?key=sEcReT'

const made: string[] = []
const make = async (body: object): Promise<Answer['body']> => {
  const answer = await stack.admin.post('/webhooks', body)
  expect(answer.status).toBe(201)
  made.push(answer.body.webhookId)
  return answer.body
}
const remove = (webhookId: string) => stack.admin.request('DELETE', `/webhooks/${webhookId}`)
const change = (webhookId: string, body: object) => stack.admin.request('PATCH', `/webhooks/${webhookId}`, body)
const shown = async (webhookId: string): Promise<Answer['body']> => {
  const { body } = await stack.admin.get('/webhooks')
  return body.webhooks.find((webhook: { webhookId: string }) => webhook.webhookId === webhookId)
}

afterEach(async () => {
  for (const webhookId of made.splice(0)) await remove(webhookId)
  receivers.answer()
  receivers.received.length = 0
  receivers.taken.length = 0
})

const skills = ['Attack', 'Defence', 'Strength', 'Ranged', 'Prayer', 'Magic', 'Cooking', 'Woodcutting', 'Fletching']
const offsets: Record<string, Record<string, number>> = { 'Idle Hands': {}, 'Slow Burner': {} }

/** Has somebody reach a level in one more skill, or some at once; its name. */
const reach = async (username = 'Idle Hands'): Promise<string> => {
  const own = offsets[username]!
  const skill = skills[Object.keys(own).length]!
  own[skill] = 5_000_000
  stack.hiscores.control({ offsets })
  const key = username.toLowerCase().replace(' ', '_')
  expect(await fetchNow(stack.admin, key)).toMatchObject({ outcome: 'changed' })
  return skill
}

/** The events in a message to a program. */
const eventsIn = ({ body }: Received): { username: string; name: string; threshold: number }[] =>
  JSON.parse(body).data.events

const embedsIn = ({ body }: Received): { title: string; description: string }[] => JSON.parse(body).embeds

const verified = ({ headers, body }: Received, secret: string): boolean => {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(content).digest('base64')}`
}

describe('a webhook', () => {
  it('is made, listed without its URL, changed, paused and deleted', async () => {
    const webhook = await make({
      kind: 'discord',
      url: discord,
      events: ['milestone', 'milestone'],
      players: ['idle_hands'],
    })
    const { webhookId } = webhook
    expect(webhook).toEqual({
      ...{ webhookId, kind: 'discord', urlEnd: 'OkEn', events: ['milestone'], players: ['Idle Hands'] },
      ...{ digest: null, quiet: null, state: 'active', lastError: null, lastErrorAt: null, lastDeliveredAt: null },
      createdAt: expect.any(String),
    })
    expect(await shown(webhookId)).toEqual(webhook)
    const digest = { at: '08:30', tz: 'Europe/Berlin' }
    const { body } = await change(webhookId, { events: ['level'], players: null, digest, state: 'paused' })
    expect(body).toMatchObject({ events: ['level'], players: null, digest, state: 'paused' })
    expect((await change(webhookId, { digest: null, state: 'active' })).body).toMatchObject({
      ...{ events: ['level'], digest: null, state: 'active' },
    })
    expect((await remove(webhookId)).status).toBe(204)
    for (const answer of [await remove(webhookId), await change(webhookId, {})]) {
      expect([answer.status, answer.body.code]).toEqual([404, 'webhook_not_found'])
    }
    expect((await stack.admin.post(`/webhooks/${webhookId}/test`)).body.code).toBe('webhook_not_found')
  })

  it('of a program has a secret, which is shown once', async () => {
    const { secret, ...webhook } = await make({ kind: 'json', url: program, events: ['milestone'] })
    expect(secret).toMatch(/^whsec_/)
    expect(await shown(webhook.webhookId)).toEqual(webhook)
    expect((await change(webhook.webhookId, { events: ['level'] })).body.secret).toBeUndefined()
  })

  it('is the business of admins', async () => {
    expect((await stack.viewer.get('/webhooks')).body.code).toBe('forbidden')
    expect((await stack.viewer.post('/webhooks', { kind: 'json', url: program, events: ['level'] })).status).toBe(403)
  })

  it.each([
    ['no https', { kind: 'json', url: 'http://example.com/' }, 'url'],
    ['an address', { kind: 'json', url: 'https://169.254.169.254/latest/meta-data/' }, 'url'],
    ['IPv6 with IPv4 in it', { kind: 'json', url: 'https://[::ffff:127.0.0.1]/' }, 'url'],
    ['this machine', { kind: 'json', url: 'https://localhost:9001/2018-06-01/runtime/invocation/next' }, 'url'],
    [
      'somebody who is like Discord',
      { kind: 'discord', url: 'https://discord.com.example.com/api/webhooks/1/a' },
      'url',
    ],
    ['no events', { kind: 'json', url: program, events: [] }, 'events'],
    ['unknown events', { kind: 'json', url: program, events: ['loot'] }, 'events.0'],
    ['no such zone', { kind: 'json', url: program, digest: { at: '08:30', tz: 'Mars/Base' } }, 'digest.tz'],
    ['no such time', { kind: 'json', url: program, digest: { at: '24:00', tz: 'UTC' } }, 'digest.at'],
    [
      'quiet hours without an hour',
      { kind: 'json', url: program, quiet: { from: '01:00', to: '01:00', tz: 'UTC' } },
      'quiet',
    ],
  ])('is refused for %s', async (_, body, path) => {
    const { status, body: answer } = await stack.admin.post('/webhooks', { events: ['level'], ...body })
    expect([status, answer.code, answer.issues?.[0].path]).toEqual([400, 'validation_failed', path])
  })

  it('is refused for somebody who is not tracked', async () => {
    const body = { kind: 'json', url: program, events: ['level'], players: ['Nobody'] }
    expect((await stack.admin.post('/webhooks', body)).body.code).toBe('player_not_tracked')
  })

  it('leaves its URL and its secret nowhere', async () => {
    const { secret, webhookId } = await make({ kind: 'json', url: program, events: ['milestone'] })
    await stack.admin.post('/webhooks', { kind: 'discord', url: `${discord}#x`, events: ['milestone'] })
    receivers.answer((_, response) => {
      response.writeHead(500).end(program)
      return false
    })
    await stack.admin.post(`/webhooks/${webhookId}/test`)
    const told = JSON.stringify([await stack.admin.get('/webhooks'), await stack.admin.get('/audit')])
    for (const text of [told, stack.log.join('\n')]) {
      expect(text).not.toContain('sEcReT')
      expect(text).not.toContain(secret)
    }
  })
})

describe('a test', () => {
  it('comes at once, and says whether it was taken', async () => {
    const { webhookId, secret } = await make({ kind: 'json', url: program, events: ['milestone'] })
    expect((await stack.admin.post(`/webhooks/${webhookId}/test`)).body).toEqual({ delivered: true, error: null })
    const [received] = receivers.taken
    expect(received).toMatchObject({ path: '/osrs?key=sEcReT', host: 'hooks.example.com' })
    expect(JSON.parse(received!.body)).toMatchObject({ type: 'test' })
    expect(verified(received!, secret)).toBe(true)
    expect(verified({ ...received!, body: `${received!.body} ` }, secret)).toBe(false)
    expect((await shown(webhookId)).lastDeliveredAt).not.toBeNull()
  })

  it('is taken by Discord', async () => {
    const { webhookId } = await make({ kind: 'discord', url: discord, events: ['milestone'] })
    expect((await stack.admin.post(`/webhooks/${webhookId}/test`)).body.delivered).toBe(true)
    expect(receivers.taken[0]).toMatchObject({
      path: '/api/webhooks/1234567890/sEcReT-tOkEn?wait=true',
      host: 'discord.com',
    })
  })

  it('of a webhook that is gone switches it off, and one that is taken switches it on again', async () => {
    const { webhookId } = await make({ kind: 'discord', url: discord, events: ['milestone'] })
    receivers.answer((_, response) => {
      response.writeHead(404).end('{"message":"Unknown Webhook","code":10015}')
      return false
    })
    const { body } = await stack.admin.post(`/webhooks/${webhookId}/test`)
    expect(body).toEqual({ delivered: false, error: 'it answered with status 404' })
    expect(await shown(webhookId)).toMatchObject({ state: 'off', lastError: 'it answered with status 404' })
    receivers.answer()
    expect((await stack.admin.post(`/webhooks/${webhookId}/test`)).body.delivered).toBe(true)
    expect(await shown(webhookId)).toMatchObject({ state: 'active', lastError: null })
  })

  it('is not led elsewhere', async () => {
    const { webhookId } = await make({ kind: 'json', url: program, events: ['milestone'] })
    receivers.answer((_, response) => {
      response.writeHead(307, { location: `${receivers.url}/elsewhere` }).end()
      return false
    })
    const { body } = await stack.admin.post(`/webhooks/${webhookId}/test`)
    expect(body.error).toBe('it answered with status 307, and redirects are not followed')
    expect(receivers.received).toHaveLength(1)
  })
})

describe('news', () => {
  it('come to a channel and to a program, all of one moment in one message', async () => {
    await make({ kind: 'discord', url: discord, events: ['milestone', 'level'] })
    const { secret } = await make({ kind: 'json', url: program, events: ['level'] })
    const skill = await reach()
    const taken = await receivers.has(2)
    const inDiscord = taken.find(({ host }) => host === 'discord.com')!
    expect(embedsIn(inDiscord)).toEqual([
      expect.objectContaining({
        title: 'Idle Hands',
        url: `${stack.url}/app/player/Idle%20Hands`,
        description: expect.stringContaining(`Level **90** in ${skill} · between <t:`),
      }),
    ])
    const inProgram = taken.find(({ host }) => host === 'hooks.example.com')!
    expect(verified(inProgram, secret)).toBe(true)
    const { milestones } = (await stack.admin.get('/players/idle_hands/milestones?limit=20')).body
    const levels = milestones.filter(({ kind }: { kind: string }) => kind === 'level').toReversed()
    expect(levels.length).toBeGreaterThan(1)
    expect(JSON.parse(inProgram.body).type).toBe('news')
    expect(eventsIn(inProgram)).toEqual(
      levels.map((milestone: { by: string }) =>
        expect.objectContaining({ ...milestone, event: 'level', name: skill, at: milestone.by }),
      ),
    )
  })

  it('are those that are asked for, of those who are asked for', async () => {
    await make({ kind: 'json', url: program, events: ['level'], players: ['Slow Burner'] })
    await make({ kind: 'discord', url: discord, events: ['missing'] })
    await reach()
    await reach('Slow Burner')
    const [message] = await receivers.has(1)
    expect(new Set(eventsIn(message!).map(({ username }) => username))).toEqual(new Set(['Slow Burner']))
    expect(receivers.received).toHaveLength(1)
  })

  it('come in their order, and none twice, once a receiver takes them again', async () => {
    const { webhookId } = await make({ kind: 'json', url: program, events: ['level'] })
    receivers.answer((_, response) => {
      response.writeHead(429, { 'retry-after': '0.35' }).end('{"retry_after":0.35}')
      return false
    })
    const first = await reach()
    await eventually(
      () => shown(webhookId),
      ({ state }) => state === 'failing',
    )
    const second = await reach()
    receivers.answer()
    // What would have waited for minutes comes when somebody has looked after it.
    expect((await stack.admin.post(`/webhooks/${webhookId}/test`)).body.delivered).toBe(true)
    await eventually(
      async () => receivers.taken.slice(1).flatMap(eventsIn),
      (events) => events.some(({ name }) => name === second),
    )
    const told = receivers.taken.slice(1).flatMap(eventsIn)
    expect([...new Set(told.map(({ name }) => name))]).toEqual([first, second])
    const distinct = told.map(({ name, threshold }) => `${name} ${threshold}`)
    expect(new Set(distinct).size).toBe(distinct.length)
    expect(await shown(webhookId)).toMatchObject({ state: 'active', lastError: null })
  })

  it('wait for the hour of a digest', async () => {
    const { webhookId } = await make({
      ...{ kind: 'json', url: program, events: ['level'] },
      // Not within this test.
      digest: { at: new Date(Date.now() - 3_600_000).toISOString().slice(11, 16), tz: 'UTC' },
    })
    await make({ kind: 'discord', url: discord, events: ['level'] })
    const skill = await reach()
    await receivers.has(1)
    expect(receivers.taken.map(({ host }) => host)).toEqual(['discord.com'])
    await change(webhookId, { digest: null })
    const [, message] = await receivers.has(2)
    expect(eventsIn(message!)[0]).toMatchObject({ name: skill })
  })

  it('tell of another name, under which a webhook goes on', async () => {
    const { webhookId } = await make({
      ...{ kind: 'json', url: program, events: ['renamed', 'milestone'], players: ['Slow Burner'] },
    })
    const { status, body } = await stack.admin.post('/players/slow_burner/rename', { to: 'Zezima', force: true })
    expect([status, body.username]).toEqual([200, 'Zezima'])
    expect((await shown(webhookId)).players).toEqual(['Zezima'])
    const [message] = await receivers.has(1)
    expect(eventsIn(message!)).toEqual([
      expect.objectContaining({ username: 'Zezima', event: 'renamed', formerly: 'Slow Burner' }),
    ])
  })

  it('are not even written down where nobody wants to hear of them', async () => {
    await make({ kind: 'json', url: program, events: ['missing'] })
    const before = await itemsOf(stack.tracker, 'OUTBOX')
    await reach()
    expect(await itemsOf(stack.tracker, 'OUTBOX')).toEqual(before)
    expect(stack.log.join('\n')).not.toContain('refused, as AWS would')
  })
})
