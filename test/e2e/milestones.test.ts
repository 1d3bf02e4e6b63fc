import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, fetchNow, signIn } from './client.ts'
import { isDeployed } from './deployed.ts'
import { type RunningHiscores, startHiscores } from './hiscores.ts'
import { hurry } from './program.ts'
import { type RunningTracker, startTracker } from './tracker.ts'

let hiscores: RunningHiscores
let tracker: RunningTracker
let client: Client

beforeAll(async () => {
  hiscores = await startHiscores()
  tracker = await startTracker({ HISCORES_URL: hiscores.url, FETCH_PACE_SECONDS: '0.1', TICK_SECONDS: '1' })
  if (!isDeployed) hurry(tracker)
  client = await signIn(tracker.url)
  await client.post('/players', { username: 'Idle Hands' })
  await client.post('/players', { username: 'Slow Burner' })
})
afterAll(async () => {
  await tracker?.stop()
  await hiscores?.stop()
})

/** Lets characters have more than they would. */
const gains = (offsets: Record<string, Record<string, number>>) => hiscores.control({ offsets })

describe('what a character reaches', () => {
  it('is nothing by its first state', async () => {
    expect((await client.get('/players/idle_hands/milestones')).body).toEqual({ milestones: [], nextCursor: null })
    expect((await client.get('/milestones')).body).toEqual({ milestones: [], nextCursor: null })
  })

  it('comes next, with its progress', async () => {
    const { status, body } = await client.get('/players/idle_hands/milestones/next')
    expect(status).toBe(200)
    const zulrah = body.next.find(
      ({ metric, kind }: Record<string, unknown>) => metric === 'zulrah' && kind === 'kills',
    )
    expect(zulrah).toEqual({
      ...{ metric: 'zulrah', kind: 'kills', threshold: 250, current: 120 },
      ...{ progress: 0.1333, perDay: null, estimatedAt: null, certainty: null },
    })
  })

  it('is told once it is stored, with the window in which it was reached', async () => {
    const { body: first } = await client.get('/players/idle_hands/stats')
    await gains({ 'Idle Hands': { Zulrah: 400, Attack: 13_000_000 } })
    expect(await fetchNow(client, 'idle_hands')).toMatchObject({ outcome: 'changed' })
    const { body: second } = await client.get('/players/idle_hands/stats')
    const { body } = await client.get('/players/IDLE_HANDS/milestones')
    const window = { username: 'Idle Hands', after: first.fetchedAt, by: second.fetchedAt }
    const told = body.milestones.filter(({ kind }: { kind: string }) => ['kills', 'level'].includes(kind))
    expect(told).toEqual([
      { ...window, metric: 'zulrah', kind: 'kills', threshold: 500, value: 520 },
      { ...window, metric: 'zulrah', kind: 'kills', threshold: 250, value: 520 },
      ...[99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 80, 70].flatMap((threshold) =>
        threshold > first.skills.attack.level
          ? [{ ...window, metric: 'attack', kind: 'level', threshold, value: second.skills.attack.level }]
          : [],
      ),
    ])
    expect(body.nextCursor).toBeNull()
  })

  it('is not told again when nothing more is reached', async () => {
    const before = (await client.get('/players/idle_hands/milestones')).body
    await gains({ 'Idle Hands': { Zulrah: 401, Attack: 13_000_000 } })
    expect(await fetchNow(client, 'idle_hands')).toMatchObject({ outcome: 'changed' })
    expect((await client.get('/players/idle_hands/milestones')).body).toEqual(before)
  })

  it('is in the list of all players, the newest first, page by page', async () => {
    await gains({ 'Idle Hands': { Zulrah: 401, Attack: 13_000_000 }, 'Slow Burner': { Tempoross: 50 } })
    expect(await fetchNow(client, 'slow_burner')).toMatchObject({ outcome: 'changed' })
    const { body: all } = await client.get('/milestones')
    expect(all.milestones[0]).toMatchObject({ username: 'Slow Burner', metric: 'tempoross', threshold: 100 })
    const own = (await client.get('/players/idle_hands/milestones')).body.milestones
    expect(all.milestones.slice(1)).toEqual(own)
    for (const path of ['/milestones', '/players/idle_hands/milestones']) {
      const paged: unknown[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page: { milestones: unknown[]; nextCursor: string | null } = (
          await client.get(`${path}?limit=2${cursor && `&cursor=${cursor}`}`)
        ).body
        paged.push(...page.milestones)
        cursor = page.nextCursor
      }
      expect(paged).toEqual(path === '/milestones' ? all.milestones : own)
    }
  })

  it('goes with the state that reached it', async () => {
    const { body: player } = await client.get('/players/slow_burner')
    const path = `/players/slow_burner/snapshots/${player.lastChangedAt}`
    expect((await client.request('DELETE', path)).status).toBe(204)
    expect((await client.get('/players/slow_burner/milestones')).body.milestones).toEqual([])
  })

  it('goes with its player', async () => {
    expect((await client.request('DELETE', '/players/idle_hands')).status).toBe(204)
    expect(await client.get('/players/idle_hands/milestones')).toMatchObject({ status: 404 })
    expect((await client.get('/milestones')).body).toEqual({ milestones: [], nextCursor: null })
  })
})
