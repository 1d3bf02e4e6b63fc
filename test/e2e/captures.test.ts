import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../shared/hiscores/answer.ts'
import { slugOf } from '../../shared/hiscores/metrics.ts'
import { captures } from '../captures.ts'
import { type Client, fetchNow, signIn } from './client.ts'
import { type RunningHiscores, startHiscores } from './hiscores.ts'
import { type RunningTracker, startTracker } from './tracker.ts'

let hiscores: RunningHiscores
let tracker: RunningTracker
let client: Client

beforeAll(async () => {
  hiscores = await startHiscores()
  tracker = await startTracker({ HISCORES_URL: hiscores.url, FETCH_PACE_SECONDS: '0.05' })
  client = await signIn(tracker.url)
})
afterAll(async () => {
  await tracker?.stop()
  await hiscores?.stop()
})

/** Lets the hiscores answer this for a character, whatever they knew of it. */
const shows = (name: string, answer: unknown): Promise<void> =>
  hiscores.control({ rules: [{ kind: 'answer', name, answer: answer as never }] })

const values = ({ skills, activities }: Answer): Map<string, number> =>
  new Map([
    ...skills.map(({ name, xp }): [string, number] => [slugOf(name), xp]),
    ...activities.map(({ name, score }): [string, number] => [slugOf(name), score]),
  ])

/** What was gained by name, computed from the answers alone: known at both ends, and another number. */
const gainedByName = (start: Answer, end: Answer): Record<string, number> => {
  const before = values(start)
  const ratings = new Set(['lms_rank', 'pvp_arena_rank'])
  const gained = [...values(end)].flatMap(([metric, value]) => {
    const from = before.get(metric) ?? -1
    return from < 0 || value < 0 || from === value || ratings.has(metric) ? [] : [[metric, value - from] as const]
  })
  return Object.fromEntries(gained)
}

// biome-ignore lint/suspicious/noExplicitAny: the body of an answer.
const gainedIn = (history: any): Record<string, number> => {
  const { overall, skills, bosses, activities } = history
  const all = Object.entries<{ gained: number | null }>({ overall, ...skills, ...bosses, ...activities })
  return Object.fromEntries(all.flatMap(([metric, { gained }]) => (gained === null ? [] : [[metric, gained]])))
}

const rollTheJ = captures('roll-the-j')

describe.skipIf(rollTheJ.length === 0)('one player, eight days apart', () => {
  it('gained exactly what lies between the two answers', async () => {
    const [first, second] = rollTheJ
    await shows('Roll The J', first!.json)
    const added = await client.post('/players', { username: 'roll_the_j' })
    expect(added).toMatchObject({ status: 201, body: { username: 'Roll The J', lastOutcome: 'changed' } })
    await shows('Roll The J', second!.json)
    expect(await fetchNow(client, 'ROLL-THE-J')).toMatchObject({ status: 'succeeded', outcome: 'changed' })

    const { status, body } = await client.get('/players/roll%20the%20j/history?days=30')
    expect(status).toBe(200)
    expect(body.overall).toMatchObject({ gained: 372_760, levels: { start: 2_273, end: 2_274, gained: 1 } })
    const gained = Object.entries<{ gained: number; levels: { gained: number } }>(body.skills)
    expect(Object.fromEntries(gained.map(([skill, gain]) => [skill, [gain.gained, gain.levels.gained]]))).toEqual({
      strength: [92, 0],
      hitpoints: [31, 0],
      crafting: [42_848, 0],
      mining: [64_468, 0],
      runecraft: [265_321, 1],
    })
    expect(body.bosses).toEqual({ mad_angel: expect.objectContaining({ start: 80, end: 81, gained: 1 }) })
    expect(body.activities).toEqual({})
  })

  it('has the statistics of the second answer now, and of the first before', async () => {
    const { body: now } = await client.get('/players/roll_the_j/stats')
    expect(now).toMatchObject({
      overall: { experience: 453_846_899, level: 2_274 },
      bosses: { mad_angel: { kills: 81 } },
    })
    expect(now.skills.overall).toBeUndefined()
    expect(Object.keys(now.skills)).toHaveLength(24)
    expect(Object.keys(now.activities)).toHaveLength(20)
    expect(Object.keys(now.bosses)).toHaveLength(71)
    const moment = new Date(Date.parse(now.fetchedAt) - 1).toISOString()
    const { body: before } = await client.get(`/players/roll_the_j/stats?at=${moment}`)
    expect(before.overall).toEqual({ rank: 138_114, level: 2_273, experience: 453_474_139 })
  })
})

const b0aty = captures('b0aty')

describe.skipIf(b0aty.length === 0)('one player over eighteen months, whose rows shift', () => {
  it('gained under the right names from each answer to each later one', async () => {
    const times: string[] = []
    for (const { json } of b0aty) {
      await shows('B0aty', json)
      if (times.length === 0) await client.post('/players', { username: 'B0aty' })
      else await fetchNow(client, 'b0aty')
      times.push((await client.get('/players/b0aty/stats')).body.fetchedAt)
    }
    for (const [from, start] of b0aty.entries()) {
      for (const [to, end] of b0aty.entries()) {
        if (to <= from) continue
        const { body } = await client.get(`/players/b0aty/history?start=${times[from]}&end=${times[to]}`)
        expect({ from, to, gained: gainedIn(body) }).toEqual({
          from,
          to,
          gained: gainedByName(start.answer, end.answer),
        })
      }
    }
  })
})

describe('numbers beyond 32 bits', () => {
  it('are exact through the whole chain', async () => {
    const answer = (xp: number) => ({
      name: 'Big Number',
      skills: [
        { id: 0, name: 'Overall', rank: 1, level: 2_376, xp },
        { id: 1, name: 'Attack', rank: 1, level: 99, xp: 200_000_000 },
      ],
      activities: [{ id: 0, name: 'Zulrah', rank: 1, score: 2 ** 31 - 1 }],
    })
    await shows('Big Number', answer(4_600_000_001))
    await client.post('/players', { username: 'Big Number' })
    await shows('Big Number', answer(4_600_000_004))
    await fetchNow(client, 'big_number')
    const { body } = await client.get('/players/big_number/history')
    expect(body.overall).toMatchObject({ start: 4_600_000_001, end: 4_600_000_004, gained: 3 })
    const stats = await client.get('/players/big_number/stats')
    expect(stats.body.bosses.zulrah.kills).toBe(2_147_483_647)
  })
})
