import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportLines, importLines } from '../../../lib/operator/backup.ts'
import { type Client, eventually, fetchNow } from '../client.ts'
import { type OwnStack, startStack } from './stack.ts'

let stack: OwnStack
let client: Client

beforeAll(async () => {
  stack = await startStack({ tickSeconds: 1 })
  client = stack.admin
})
afterAll(() => stack?.stop())

/** What every object in JavaScript has, as rows of the hiscores. */
const rowNames = ['Constructor', '__proto__', 'toString', 'hasOwnProperty']

/** The hiscores know somebody, with so much in every row. */
const knows = (name: string, value: number) => ({
  kind: 'answer' as const,
  name,
  answer: {
    name,
    skills: ['Overall', ...rowNames].map((row) => ({ name: row, rank: 5, level: 50, xp: value })),
    activities: rowNames.map((row) => ({ name: `${row} `, rank: 5, score: value })),
  },
})

const at = (name: string, path = ''): string => `/players/${encodeURIComponent(name)}${path}`

describe.each([
  ['Constructor', 'valueOf'],
  ['__proto__', 'is_Prototype'],
  ['toString', '__Proto__ 2'],
  ['hasOwnProp', 'constructors'],
])('a character called %s', (name, later) => {
  it('lives a whole life', async () => {
    stack.hiscores.control({ rules: [knows(name, 1_000)] })
    const added = await client.post('/players', { username: name })
    expect(added).toMatchObject({ status: 201, body: { username: name, lastOutcome: 'changed' } })
    expect((await client.post('/players', { username: name.toUpperCase() })).body.code).toBe('player_exists')
    expect((await client.get('/players')).body.players).toMatchObject([{ username: name }])

    stack.hiscores.control({ rules: [knows(name, 1_500)] })
    expect(await fetchNow(client, encodeURIComponent(name))).toMatchObject({ outcome: 'changed' })
    expect((await client.get(at(name, '/tasks'))).body.tasks).toMatchObject([{ status: 'succeeded' }])

    const { body: stats } = await client.get(at(name, '/stats'))
    const slugs = ['constructor', 'proto', 'tostring', 'hasownproperty']
    expect(Object.keys(stats.skills)).toEqual(slugs)
    for (const slug of slugs) expect(stats.skills[slug]).toEqual({ rank: 5, level: 50, experience: 1_500 })
    const both = await client.get(`/players/stats?usernames=${encodeURIComponent(name)},Nobody`)
    expect(both.body).toMatchObject({ stats: [{ username: name }], missing: [{ username: 'Nobody' }] })

    const { body: history } = await client.get(at(name, '/history?metrics=constructor,proto'))
    expect(Object.keys(history.skills)).toEqual(['constructor', 'proto'])
    for (const gain of Object.values(history.skills)) expect(gain).toMatchObject({ gained: 500 })
    for (const slug of slugs) {
      const { body: series } = await client.get(at(name, `/history/${slug}`))
      expect(series.points).toMatchObject([{ experience: 1_000 }, { experience: 1_500 }])
      const { body: board } = await client.get(`/leaderboard?metric=${slug}`)
      expect(board.entries).toMatchObject([{ username: name, value: 1_500 }])
      const { body: gained } = await client.get(`/leaderboard?metric=${slug}&period=all`)
      expect(gained.entries).toMatchObject([{ username: name, gained: 500 }])
    }
    expect((await client.get(at(name, '/records'))).body.skills.constructor.day).toMatchObject({ gained: 500 })
    const lines = (await client.get(at(name, '/export?format=ndjson'))).body.trim().split('\n').map(JSON.parse)
    expect(lines).toMatchObject([
      { skills: { proto: { experience: 1_000 } } },
      { skills: { proto: { experience: 1_500 } } },
    ])
    expect((await client.get(at(name, '/export?format=csv'))).body).toContain(',skills,constructor,5,50,1500')

    // Whoever is resumed is due at once, and the schedule finds it.
    const { lastFetchedAt } = (await client.get(at(name))).body
    for (const active of [false, true]) await client.request('PATCH', at(name), { active })
    await eventually(
      () => client.get(at(name)),
      ({ body }) => Date.parse(body.lastFetchedAt) > Date.parse(lastFetchedAt),
    )

    stack.hiscores.control({ rules: [knows(later, 1_600)] })
    const renamed = await client.post(at(name, '/rename'), { to: later })
    expect(renamed).toMatchObject({ status: 200, body: { username: later } })
    expect((await client.get(at(name))).status).toBe(404)
    expect((await client.get(at(later, '/stats'))).body.overall.experience).toBe(1_500)

    const tables = { tracker: stack.tracker, auth: stack.auth }
    const backup: string[] = []
    for await (const line of exportLines(tables, () => {})) backup.push(line.trimEnd())
    expect((await client.request('DELETE', at(later))).status).toBe(204)
    expect((await client.get(at(later))).status).toBe(404)
    expect(backup.filter((line) => line.includes(`"username":"${later}"`))).toHaveLength(1)

    stack.hiscores.control({ rules: [knows(later, 1_700)] })
    expect((await client.post('/players', { username: later })).status).toBe(201)
    await importLines(
      tables,
      (async function* () {
        yield* backup
      })(),
      () => {},
    )
    const { body: series } = await client.get(at(later, '/history/constructor'))
    expect(series.points.map((point: { experience: number }) => point.experience)).toEqual([1_000, 1_500, 1_700])
    expect((await client.request('DELETE', at(later))).status).toBe(204)
    expect((await client.get('/players')).body.players).toEqual([])
  })
})

it('crashes nothing', () => {
  expect(stack.log.filter((line) => line.includes('ERROR'))).toEqual([])
})
