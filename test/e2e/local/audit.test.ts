import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audited } from '../../../shared/api/audited.ts'
import { type Client, eventually, fetchNow, request, signIn } from '../client.ts'
import { type OwnStack, password, startStack } from './stack.ts'

let stack: OwnStack

beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack?.stop())

interface Entry {
  at: string
  who: string
  action: string
  subject: string
}

const audit = async (): Promise<Entry[]> => (await stack.admin.get('/audit')).body.entries

/** What a request has added to the audit, without the moment. */
const added = async (work: () => Promise<{ status: number }>, expected = [200, 201, 204]): Promise<string[]> => {
  const before = (await audit()).length
  const { status } = await work()
  expect(expected).toContain(status)
  const entries = await audit()
  return entries.slice(0, entries.length - before).map(({ who, action, subject }) => `${who}: ${action} ${subject}`)
}

describe('the audit', () => {
  it('has who changed what, for every route that changes something', async () => {
    const { admin } = stack
    const seen = new Set<string>()
    const expectEntry = async (method: string, path: string, body: unknown, entry: string): Promise<void> => {
      expect(await added(() => admin.request(method, path, body))).toEqual([`admin: ${entry}`])
      seen.add(entry.split(' ')[0]!)
    }

    await expectEntry('POST', '/players', { username: 'Sim 10' }, 'player.add sim_10')
    await expectEntry('POST', '/players', { username: 'sim-11' }, 'player.add sim_11')
    await expectEntry('PATCH', '/players/Sim_10', { active: false }, 'player.pause sim_10')
    await expectEntry('PATCH', '/players/sim%2010', { active: true }, 'player.resume sim_10')
    await expectEntry('PATCH', '/players/sim_10', { fetchIntervalMinutes: 30 }, 'player.change sim_10')
    stack.hiscores.control({ advanceSeconds: 3_600 })
    await fetchNow(admin, 'sim_10')
    const [, at] = (await admin.get('/players/sim_10/snapshots')).body.snapshots.map((each: { at: string }) => each.at)
    await expectEntry('POST', '/players/sim_10/seams', { at }, `seam.add sim_10 ${at}`)
    await expectEntry('DELETE', `/players/sim_10/seams/${at}`, undefined, `seam.remove sim_10 ${at}`)
    await expectEntry('DELETE', `/players/sim_10/snapshots/${at}`, undefined, `snapshot.takeBack sim_10 ${at}`)
    const alias = '/metrics/magic/formerly/prayer'
    await expectEntry('PUT', alias, undefined, 'alias.set magic, formerly prayer')
    await expectEntry('DELETE', alias, undefined, 'alias.remove magic, formerly prayer')
    await expectEntry('POST', '/players/sim_10/swap', { with: 'SIM 11' }, 'player.swap sim_10 and sim_11')
    const rename = { to: 'Sim 12', force: true }
    await expectEntry('POST', '/players/sim_10/rename', rename, 'player.rename sim_10 to sim_12')
    const merge = { to: 'Sim 11', merge: true, force: true }
    await expectEntry('POST', '/players/sim_12/rename', merge, 'player.merge sim_12 to sim_11')
    let linkId = ''
    const share = async () => {
      const answer = await admin.post('/links', { players: ['Sim 11'] })
      linkId = answer.body.linkId
      return answer
    }
    expect(await added(share)).toEqual([`admin: link.create ${linkId}`])
    seen.add('link.create')
    await expectEntry('DELETE', `/links/${linkId}`, undefined, `link.delete ${linkId}`)
    let webhookId = ''
    const told = async () => {
      const url = 'https://news.example.org/here'
      const answer = await admin.post('/webhooks', { kind: 'json', url, events: ['level'] })
      webhookId = answer.body.webhookId
      return answer
    }
    expect(await added(told)).toEqual([`admin: webhook.create ${webhookId}`])
    seen.add('webhook.create')
    const hook = `/webhooks/${webhookId}`
    await expectEntry('PATCH', hook, { events: ['record'] }, `webhook.change ${webhookId}`)
    await expectEntry('DELETE', hook, undefined, `webhook.delete ${webhookId}`)
    let goalId = ''
    const aim = async () => {
      const answer = await admin.post('/players/sim_11/goals', { metric: 'overall', gain: 1_000, per: 'day' })
      goalId = answer.body.goalId
      return answer
    }
    expect(await added(aim)).toEqual([`admin: goal.set sim_11 ${goalId}`])
    seen.add('goal.set')
    await expectEntry('DELETE', `/players/Sim%2011/goals/${goalId}`, undefined, `goal.delete sim_11 ${goalId}`)
    await expectEntry('DELETE', '/players/sim_11', undefined, 'player.remove sim_11')

    await expectEntry('POST', '/auth/keys', { name: 'my sheet' }, 'key.create my sheet')
    const [{ keyId }] = (await admin.get('/auth/keys')).body.keys
    await expectEntry('DELETE', `/auth/keys/${keyId}`, undefined, 'key.delete my sheet')
    const other = await signIn(stack.url, 'viewer', password)
    const next = 'another horse battery'
    for (const [currentPassword, newPassword] of [
      [password, next],
      [next, password],
    ]) {
      const change = () => other.post('/auth/password', { currentPassword, newPassword })
      expect(await added(change)).toEqual(['viewer: password.change viewer'])
    }
    seen.add('password.change')
    expect(await added(() => other.post('/auth/logout-all'))).toEqual(['viewer: sessions.end viewer'])
    seen.add('sessions.end')
    stack.viewer = await signIn(stack.url, 'viewer', password)

    const all = Object.values(audited).flatMap((rule) => (typeof rule === 'string' ? [rule] : []))
    expect(all.filter((action) => !seen.has(action))).toEqual([])
  })

  it('names the key by which something was changed, and its user', async () => {
    const { body } = await stack.admin.post('/auth/keys', { name: 'bot', role: 'admin' })
    const headers = { 'x-api-key': body.key }
    const add = () => request(stack.url, 'POST', '/players', { headers, body: { username: 'Sim 13' } })
    expect(await added(add)).toEqual(['key:bot of admin: player.add sim_13'])
    expect((await request(stack.url, 'GET', '/audit', { headers })).status).toBe(200)
  })

  it('has nothing of what was refused, or changes nothing', async () => {
    const { admin, viewer } = stack
    const asked: [Client, string, string, unknown][] = [
      [admin, 'POST', '/players', { username: 'Sim 13' }],
      [admin, 'POST', '/players', { username: '' }],
      [admin, 'DELETE', '/players/nobody', undefined],
      [admin, 'POST', '/players/sim_13/review', { accept: true }],
      [admin, 'POST', '/players/sim_13/fetch', undefined],
      [admin, 'GET', '/players', undefined],
      [viewer, 'DELETE', '/players/sim_13', undefined],
      [viewer, 'POST', '/auth/keys', { name: 'more', role: 'admin' }],
    ]
    for (const [client, method, path, body] of asked) {
      expect(await added(() => client.request(method, path, body), [200, 202, 400, 403, 404, 409])).toEqual([])
    }
  })

  it('is for admins, newest first and page by page', async () => {
    expect((await stack.viewer.get('/audit')).status).toBe(403)
    const all = await audit()
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    )
    const paged: Entry[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await stack.admin.get(`/audit?limit=7${cursor && `&cursor=${cursor}`}`)
      expect(body.entries.length).toBeLessThanOrEqual(7)
      paged.push(...body.entries)
      cursor = body.nextCursor
    }
    expect(paged).toEqual(all)
    for (const query of ['limit=0', 'limit=101', 'cursor=x', 'who=admin']) {
      expect((await stack.admin.get(`/audit?${query}`)).status).toBe(400)
    }
  })
})

describe('the log line of a request', () => {
  const lines = () => stack.log.filter((line) => line.includes('"message":"request"')).map((line) => JSON.parse(line))

  /** The lines of so many requests; a function's log may come after its answer. */
  const linesOf = (count: number) =>
    eventually(
      async () => lines(),
      ({ length }) => length === count,
    )

  /** Until the line of the newest request, which took this route, is there: those of the same function before it are too. */
  const settled = (route: string) =>
    eventually(
      async () => lines().at(-1)?.route,
      (last) => last === route,
    )

  it('says who, by which session or key', async () => {
    const [one, other] = [await signIn(stack.url, 'viewer', password), await signIn(stack.url, 'viewer', password)]
    const { body } = await one.post('/auth/keys', { name: 'sheet' })
    await settled('POST /auth/keys')
    stack.log.length = 0
    await one.get('/players')
    await one.get('/players')
    await other.get('/players')
    await request(stack.url, 'GET', '/players', { headers: { 'x-api-key': body.key } })
    await request(stack.url, 'GET', '/health')
    const [first, second, third, byKey, nobody] = await linesOf(5)
    expect(first).toMatchObject({ who: 'viewer', session: expect.stringMatching(/^[\w-]{8}$/) })
    expect(second.session).toBe(first.session)
    expect(third.session).not.toBe(first.session)
    expect(byKey).toMatchObject({ who: 'key:sheet of viewer' })
    expect(byKey).not.toHaveProperty('session')
    expect(nobody).not.toHaveProperty('who')
    const { sid } = JSON.parse(Buffer.from(one.token.split('.')[1]!, 'base64url').toString())
    expect(stack.log.join()).not.toContain(sid)
  })

  it('cuts what the client chose', async () => {
    await stack.viewer.get('/auth/me')
    await settled('GET /auth/me')
    stack.log.length = 0
    const long = 'x'.repeat(5_000)
    await request(stack.url, 'GET', `/${long}`)
    await stack.viewer.get(`/players/${long}/stats`)
    // Of all headers together Node takes 16 KB.
    const header = 'x'.repeat(3_000)
    const headers = {
      'x-forwarded-for': header,
      'x-amzn-trace-id': header,
      'user-agent': header,
      'x-request-id': header,
    }
    await request(stack.url, 'POST', '/auth/login', { headers, body: { username: 'nobody', password } })
    await linesOf(3)
    for (const line of stack.log) expect(line.length).toBeLessThan(1_500)
  })
})
