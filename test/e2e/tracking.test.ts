import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, eventually, fetchNow, signIn } from './client.ts'
import { isDeployed } from './deployed.ts'
import { type RunningHiscores, startHiscores } from './hiscores.ts'
import { hurry } from './program.ts'
import { type RunningTracker, startTracker } from './tracker.ts'

const paceMs = 200

// A deployed schedule fires once a minute.
const patienceSeconds = isDeployed ? 150 : 40

// From a deployed tracker the way is longer, and not always the same; without a pace two would still come at once.
const wayMs = isDeployed ? paceMs / 2 : 0

let hiscores: RunningHiscores
let tracker: RunningTracker
let client: Client

beforeAll(async () => {
  hiscores = await startHiscores()
  tracker = await startTracker({
    HISCORES_URL: hiscores.url,
    FETCH_PACE_SECONDS: String(paceMs / 1000),
    TICK_SECONDS: '1',
  })
  if (!isDeployed) hurry(tracker)
  client = await signIn(tracker.url)
})
afterAll(async () => {
  await tracker?.stop()
  await hiscores?.stop()
})

describe('the schedule', () => {
  it('fetches 40 due players and never asks faster than the pace', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `Sim ${index + 1}`)
    for (const username of names) expect((await client.post('/players', { username })).status).toBe(201)
    const before = (await hiscores.arrivals()).length
    expect(before).toBe(40)
    // Whoever is resumed is due at once.
    for (const username of names) {
      for (const active of [false, true]) await client.request('PATCH', `/players/${username}`, { active })
    }
    await eventually(
      async () => new Set((await hiscores.arrivals()).slice(before).map(({ name }) => name)).size,
      (fetched) => fetched === 40,
      patienceSeconds,
    )
    const times = (await hiscores.arrivals()).map(({ at }) => at)
    const gaps = times.slice(1).map((at, index) => at - times[index]!)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(paceMs - wayMs)
  })
})

describe('rank drift', () => {
  it('stores no second snapshot the same day, but the player was fetched', async () => {
    const { body: added } = await client.post('/players', { username: 'Idle Hands' })
    const { body: first } = await client.get('/players/idle_hands/stats')
    await hiscores.control({ advanceSeconds: 60 })
    expect(await fetchNow(client, 'idle_hands')).toMatchObject({ status: 'succeeded', outcome: 'unchanged' })
    const { body: player } = await client.get('/players/idle_hands')
    expect(Date.parse(player.lastFetchedAt)).toBeGreaterThan(Date.parse(added.lastFetchedAt))
    expect(player).toMatchObject({ lastChangedAt: added.lastChangedAt, lastOutcome: 'unchanged' })
    const { body: second } = await client.get('/players/idle_hands/stats')
    expect(second).toEqual(first)
  })
})

describe('hiscores that are down', () => {
  it('put off an addition, and nothing is stored', async () => {
    await hiscores.control({ rules: [{ kind: 'unavailable', name: 'Slow Burner', retryAfter: 3 }] })
    const refused = await client.post('/players', { username: 'Slow Burner' })
    expect(refused).toMatchObject({ status: 503, body: { code: 'upstream_unavailable' } })
    expect(refused.headers.get('retry-after')).toBe('3')
    expect(await client.get('/players/slow_burner')).toMatchObject({
      status: 404,
      body: { code: 'player_not_tracked' },
    })
    await hiscores.reset()
    await eventually(
      () => client.post('/players', { username: 'Slow Burner' }),
      ({ status }) => status === 201,
    )
  })
})

describe('a player that is removed', () => {
  it('is gone with everything about it', async () => {
    await client.post('/players', { username: 'Zezima' })
    const { body } = await client.post('/players/zezima/fetch')
    expect((await client.request('DELETE', '/players/ZEZIMA')).status).toBe(204)
    for (const path of ['', '/stats', '/history', '/tasks', `/tasks/${body.taskId}`]) {
      expect(await client.get(`/players/zezima${path}`)).toMatchObject({ status: 404 })
    }
    expect((await client.request('DELETE', '/players/zezima')).status).toBe(404)
    const { body: list } = await client.get('/players')
    expect(list.players.map((player: { username: string }) => player.username)).not.toContain('Zezima')
  })

  it('starts from nothing when it is added again', async () => {
    const { body: added } = await client.post('/players', { username: 'Zezima' })
    const { body } = await client.get('/players/zezima/history?days=1')
    expect(body.from.fetchedAt).toBe(added.lastFetchedAt)
    expect((await client.get('/players/zezima/tasks')).body.tasks).toEqual([])
  })
})
