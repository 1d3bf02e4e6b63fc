import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPlayer } from '../../../shared/players/players.ts'
import { storeAnswer } from '../../../shared/snapshots/store.ts'
import { skillRow } from '../../rows.ts'
import { type Client, eventually, fetchNow } from '../client.ts'
import { type OwnStack, startStack } from './stack.ts'

const minute = 60_000

let stack: OwnStack
let client: Client

beforeAll(async () => {
  stack = await startStack({ tickSeconds: 1 })
  client = stack.admin
})
afterAll(() => stack?.stop())

const add = async (username: string, more: Record<string, unknown> = {}) => {
  const { status, body } = await client.post('/players', { username, ...more })
  expect(status).toBe(201)
  return body
}
const change = (username: string, body: unknown) => client.request('PATCH', `/players/${username}`, body)

describe('PATCH /players/{username}', () => {
  it('pauses a player, who is not fetched any more, and resumes it, due at once', async () => {
    const added = await add('Zezima')
    const paused = await change('zezima', { active: false })
    expect(paused).toMatchObject({ status: 200, body: { active: false, nextFetchAt: null } })
    const refused = await client.post('/players/zezima/fetch')
    expect(refused).toMatchObject({ status: 409, body: { code: 'player_inactive' } })
    const before = Date.now()
    const resumed = await change('zezima', { active: true })
    expect(resumed).toMatchObject({ status: 200, body: { active: true } })
    expect(Date.parse(resumed.body.nextFetchAt)).toBeLessThanOrEqual(Date.now())
    expect(Date.parse(resumed.body.nextFetchAt)).toBeGreaterThanOrEqual(before)
    // The schedule takes it from there.
    await eventually(
      () => client.get('/players/zezima'),
      ({ body }) => Date.parse(body.lastFetchedAt) > Date.parse(added.lastFetchedAt),
    )
  })

  it('sets an interval, which counts from the last fetch, and gives it back to the progress', async () => {
    const { lastFetchedAt } = await add('Idle Hands')
    const fixed = await change('idle_hands', { fetchIntervalMinutes: 10_080 })
    expect(fixed.body.fetchIntervalMinutes).toBe(10_080)
    expect(Date.parse(fixed.body.nextFetchAt) - Date.parse(lastFetchedAt)).toBe(10_080 * minute)
    const adaptive = await change('idle_hands', { fetchIntervalMinutes: null })
    expect(adaptive.body.fetchIntervalMinutes).toBeNull()
    expect(Date.parse(adaptive.body.nextFetchAt) - Date.parse(lastFetchedAt)).toBe(60 * minute)
  })

  it('refuses what is no interval, and changes nothing', async () => {
    for (const fetchIntervalMinutes of [4, 10_081, 30.5, '30']) {
      const { status, body } = await change('idle_hands', { fetchIntervalMinutes })
      expect(status).toBe(400)
      expect(body.issues).toMatchObject([{ path: 'fetchIntervalMinutes' }])
    }
    expect((await client.get('/players/idle_hands')).body.fetchIntervalMinutes).toBeNull()
  })

  it('leaves a player as it is where nothing is asked', async () => {
    const before = await client.get('/players/idle_hands')
    expect(await change('idle_hands', {})).toMatchObject({ status: 200, body: before.body })
    expect((await client.get('/players/idle_hands')).body).toEqual(before.body)
    expect(await change('no_such_name', {})).toMatchObject({ status: 404, body: { code: 'player_not_tracked' } })
  })

  it('moves a player to another board, due at once', async () => {
    await add('Iron Will')
    const moved = await change('iron_will', { mode: 'ironman' })
    expect(moved).toMatchObject({ status: 200, body: { mode: 'ironman' } })
    expect(Date.parse(moved.body.nextFetchAt)).toBeLessThanOrEqual(Date.now())
    expect(await fetchNow(client, 'iron_will')).toMatchObject({ status: 'succeeded' })
    expect((await client.get('/players/iron_will/stats')).body.mode).toBe('ironman')
  })
})

describe('the name of a player', () => {
  const shown = async () => (await client.get('/players/lynx_titan')).body.username

  it('is the one that was typed where the hiscores only echo it, until it is spelled otherwise', async () => {
    stack.hiscores.control({ rules: [{ kind: 'echo' }] })
    expect(await add('lynx-titan')).toMatchObject({ username: 'lynx-titan' })
    await fetchNow(client, 'LYNX_TITAN')
    expect(await shown()).toBe('lynx-titan')
    const { body: before } = await client.get('/players/lynx_titan')
    const mended = await change('lynx_titan', { username: 'Lynx Titan' })
    expect(mended).toMatchObject({ status: 200, body: { ...before, username: 'Lynx Titan' } })
    await fetchNow(client, 'lynx-titan')
    expect(await shown()).toBe('Lynx Titan')
    expect(stack.hiscores.requests.slice(-2).map(({ name }) => name)).toEqual(['lynx-titan', 'Lynx Titan'])
  })

  it('is the one that the hiscores write, where they do', async () => {
    stack.hiscores.reset()
    await change('lynx_titan', { username: 'LYNX TITAN' })
    expect(await shown()).toBe('LYNX TITAN')
    await fetchNow(client, 'lynx_titan')
    expect(await shown()).toBe('Lynx Titan')
  })

  it('is not changed to that of somebody else, which is a rename', async () => {
    const refused = await change('lynx_titan', { username: 'Lynx Tita', active: false })
    expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
    expect(refused.body.issues).toEqual([
      { path: 'username', message: expect.stringContaining('POST /players/{username}/rename') },
    ])
    for (const username of ['', 'Lynx Titan 123', 7, null]) {
      const { status, body } = await change('lynx_titan', { username })
      expect([status, body.issues?.[0]?.path]).toEqual([400, 'username'])
    }
    expect((await client.get('/players/lynx_titan')).body).toMatchObject({ username: 'Lynx Titan', active: true })
    expect((await change('nobody', { username: 'Nobody' })).status).toBe(404)
  })
})

describe('the mode auto', () => {
  it.for([
    ['Zezima', 'regular'],
    ['Iron Will', 'ironman'],
    ['Hard Luck', 'hardcore_ironman'],
    ['Died Once', 'ironman'],
    ['Ultra Light', 'ultimate_ironman'],
    ['Ex Iron', 'regular'],
  ] as const)('finds out that %s plays %s', async ([username, mode]) => {
    const path = `/players/${encodeURIComponent(username)}`
    await client.request('DELETE', path)
    // Whoever has left a board did so an hour after the start of the simulator.
    stack.hiscores.control({ advanceSeconds: 7_200 })
    expect(await add(username, { mode: 'auto' })).toMatchObject({ username, mode })
    expect((await change(path.slice('/players/'.length), { mode: 'auto' })).body.mode).toBe(mode)
  })

  it('tells of nobody that the hiscores do not know', async () => {
    const refused = await client.post('/players', { username: 'No Such Name', mode: 'auto' })
    expect(refused).toMatchObject({ status: 404, body: { code: 'player_not_found' } })
  })
})

describe('POST /players/{username}/rename', () => {
  const history = async (username: string) =>
    (await client.get(`/players/${username}/history/overall?points=1000`)).body.points as { experience: number }[]

  it('moves a player with its history, and makes it one with that of a name that is tracked already', async () => {
    for (const name of ['zezima', 'idle_hands', 'lynx_titan']) await client.request('DELETE', `/players/${name}`)
    const { addedAt } = await add('Idle Hands')
    expect(await history('idle_hands')).toHaveLength(1)
    await add('Zezima')
    const path = '/players/idle_hands/rename'
    const refused = await client.post(path, { to: 'Zezima' })
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'player_exists', message: expect.stringMatching(/merge/) },
    })
    const merged = await client.post(path, { to: 'Zezima', merge: true, force: true })
    expect(merged).toMatchObject({ status: 200, body: { username: 'Zezima', addedAt } })
    expect((await client.get('/players/idle_hands')).body.code).toBe('player_not_tracked')
    expect((await history('zezima')).length).toBeGreaterThan(1)
    const there = await client.post('/players/zezima/rename', { to: 'Lynx Titan', force: true, merge: true })
    expect(there).toMatchObject({ status: 200, body: { username: 'Lynx Titan', addedAt } })
    expect((await client.request('DELETE', '/players/lynx_titan')).status).toBe(204)
  })

  it('joins no histories of two characters unless it is forced', async () => {
    await add('Lynx Titan')
    await add('Idle Hands')
    const refused = await client.post('/players/lynx_titan/rename', { to: 'Idle Hands', merge: true })
    expect(refused).toMatchObject({ status: 409, body: { code: 'values_fell', issues: expect.any(Array) } })
    expect((await client.get('/players/lynx_titan')).status).toBe(200)
    await client.request('DELETE', '/players/lynx_titan')
    await client.request('DELETE', '/players/idle_hands')
  })
})

describe('POST /players/{username}/swap', () => {
  it('lets two players exchange their names, and each history stays with its character', async () => {
    const first = await add('Lynx Titan', { fetchIntervalMinutes: 10_080 })
    const second = await add('Idle Hands')
    const swapped = await client.post('/players/lynx-titan/swap', { with: 'IDLE HANDS' })
    expect(swapped).toMatchObject({
      status: 200,
      body: {
        players: [
          { username: 'Idle Hands', addedAt: first.addedAt, fetchIntervalMinutes: 10_080 },
          { username: 'Lynx Titan', addedAt: second.addedAt, fetchIntervalMinutes: null },
        ],
      },
    })
    const { body } = await client.get('/players?limit=100')
    expect(body.players.map(({ username }: { username: string }) => username).join()).not.toContain('~')
    expect((await client.get('/players/idle_hands')).body.addedAt).toBe(first.addedAt)
  })

  it('is refused for one player alone, and for one who is not tracked', async () => {
    const alone = await client.post('/players/lynx_titan/swap', { with: 'Lynx-Titan' })
    expect(alone).toMatchObject({ status: 400, body: { issues: [{ path: 'with', message: 'is the same player' }] } })
    for (const [one, other] of [
      ['lynx_titan', 'No Such Name'],
      ['no_such_name', 'Lynx Titan'],
    ]) {
      const refused = await client.post(`/players/${one}/swap`, { with: other })
      expect(refused).toMatchObject({ status: 404, body: { code: 'player_not_tracked' } })
    }
  })
})

describe('a player whose name is Stats', () => {
  it('is reached on every route', async () => {
    // The simulated hiscores know nobody of this name.
    const at = Date.now()
    const rows = { skills: [skillRow('Overall', 25, 1), skillRow('Magic', 25, 1)], activities: [] }
    const { latest } = await storeAnswer(stack.tracker, { key: 'stats', addedAt: at }, { at, rows }, 90)
    const player = { key: 'stats', username: 'Stats', mode: 'regular' as const, active: true, addedAt: at, failures: 0 }
    expect(
      await createPlayer(stack.tracker, { ...player, latest, lastFetchedAt: at, nextFetchAt: at + 60 * minute }),
    ).toBe(true)
    const asked: [string, string, unknown?][] = [
      ['GET', '/players/stats'],
      ['GET', '/players/stats/stats'],
      ['GET', '/players/stats/history'],
      ['GET', '/players/stats/history/magic'],
      ['GET', '/players/stats/records'],
      ['GET', '/players/stats/export'],
      ['GET', '/players/stats/tasks'],
      ['GET', '/players/stats?usernames=stats'],
      ['PATCH', '/players/stats', { fetchIntervalMinutes: 60 }],
    ]
    for (const [method, path, body] of asked) {
      expect([path, (await client.request(method, path, body)).status]).toEqual([path, 200])
    }
    expect((await client.get('/players/stats')).body.username).toBe('Stats')
    expect((await client.post('/players/stats/fetch')).status).toBe(202)
    expect((await client.request('DELETE', '/players/stats')).status).toBe(204)
  })
})
