import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, fetchNow, signIn } from './client.ts'
import { isDeployed } from './deployed.ts'
import { type RunningHiscores, startHiscores } from './hiscores.ts'
import { hurry } from './program.ts'
import { type RunningTracker, startTracker } from './tracker.ts'

let hiscores: RunningHiscores
let tracker: RunningTracker
let client: Client
let path: string

beforeAll(async () => {
  hiscores = await startHiscores()
  tracker = await startTracker({ HISCORES_URL: hiscores.url, FETCH_PACE_SECONDS: '0.1', TICK_SECONDS: '1' })
  if (!isDeployed) hurry(tracker)
  client = await signIn(tracker.url)
  await client.post('/players', { username: 'Idle Hands' })
  path = '/players/idle_hands/goals'
})
afterAll(async () => {
  await tracker?.stop()
  await hiscores?.stop()
})

/** Lets a character have more than it would. */
const gains = (more: Record<string, number>) => hiscores.control({ offsets: { 'Idle Hands': more } })

describe('goals', () => {
  it('are none at first', async () => {
    expect((await client.get(path)).body).toEqual({ goals: [] })
  })

  it('are set, reached by what a fetch brings, and deleted', async () => {
    const kills = await client.post(path, {
      metric: 'Zulrah',
      target: 500,
      deadline: '2036-12-31',
      tz: 'Europe/Berlin',
    })
    expect(kills).toMatchObject({ status: 201 })
    expect(kills.body).toMatchObject({
      ...{ metric: 'zulrah', target: 500, deadline: '2036-12-31T22:59:59.999Z', gain: null, per: null },
      ...{ status: 'open', current: 120, progress: 0, perDay: null, estimatedAt: null, since: null },
    })
    const weekly = await client.post(path, { metric: 'attack', gain: 1_000_000, per: 'month' })
    expect(weekly.body).toMatchObject({ target: null, gain: 1_000_000, per: 'month', current: 0, streak: 0 })
    await gains({ Zulrah: 190, Attack: 600_000 })
    expect(await fetchNow(client, 'idle_hands')).toMatchObject({ outcome: 'changed' })
    expect((await client.get(path)).body.goals).toMatchObject([
      { status: 'open', current: 310, progress: 0.5 },
      { status: 'open', current: 600_000, progress: 0.6 },
    ])
    await gains({ Zulrah: 400, Attack: 1_000_000 })
    expect(await fetchNow(client, 'idle_hands')).toMatchObject({ outcome: 'changed' })
    const { body: player } = await client.get('/players/idle_hands')
    const { goals } = (await client.get(path)).body
    expect(goals).toMatchObject([
      { status: 'reached', since: player.lastChangedAt, progress: 1 },
      { status: 'reached', streak: 1, current: 1_000_000 },
    ])
    expect((await client.request('DELETE', `${path}/${goals[0].goalId}`)).status).toBe(204)
    expect(await client.request('DELETE', `${path}/${goals[0].goalId}`)).toMatchObject({
      status: 404,
      body: { code: 'goal_not_found' },
    })
    expect((await client.get(path)).body.goals).toHaveLength(1)
  })

  it('are refused with the reason when they make no sense', async () => {
    const refusals: [object, string][] = [
      [{ metric: 'zulrah' }, 'target'],
      [{ metric: 'zulrah', target: 0 }, 'target'],
      [{ metric: 'zulrah', target: 500 }, 'target'],
      [{ metric: 'zulrah', target: 900, deadline: '2020-01-01' }, 'deadline'],
      [{ metric: 'zulrah', target: 900, gain: 5, per: 'day' }, 'target'],
      [{ metric: 'zulrah', gain: 5 }, 'per'],
      [{ metric: 'zulrah', gain: 5, per: 'year' }, 'per'],
      [{ metric: 'zulra', gain: 5, per: 'day' }, 'metric'],
      [{ metric: 'zulrah', gain: 5, per: 'day', tz: 'Mars' }, 'tz'],
    ]
    for (const [body, field] of refusals) {
      const answer = await client.post(path, body)
      expect(answer, JSON.stringify(body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
      const paths = answer.body.issues.map(({ path: at }: { path: string }) => at)
      // What is unknown is told of the whole.
      expect([field, ''], JSON.stringify(answer.body)).toContain(paths[0])
    }
  })
})
