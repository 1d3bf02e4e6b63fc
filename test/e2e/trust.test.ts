import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
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
})
afterAll(async () => {
  await tracker?.stop()
  await hiscores?.stop()
})
afterEach(() => hiscores.reset())

const answerOf = (attack: number, mining = 1_000, name?: string) => ({
  ...(name && { name }),
  skills: [
    { id: 0, name: 'Overall', rank: 1, level: 100, xp: attack + mining },
    { id: 1, name: 'Attack', rank: 1, level: 50, xp: attack },
    { id: 2, name: 'Mining', rank: 1, level: 10, xp: mining },
  ],
  activities: [{ id: 0, name: 'Zulrah', rank: -1, score: 5 }],
})

/** Has the hiscores answer for a name, on the boards that are named, or on all. */
const answers = (player: string, answer: object, ...boards: string[]) =>
  hiscores.control({
    rules: (boards.length > 0 ? boards : [undefined]).map((mode) => ({
      kind: 'answer' as const,
      answer: answer as never,
      name: player,
      ...(mode && { mode: mode as never }),
    })),
  })

/** Fetches a player with an answer; how the fetch ended. */
const fetched = async (player: string, answer: object): Promise<string> => {
  await answers(player, answer)
  return (await fetchNow(client, player)).outcome
}

const add = async (username: string, answer: object, mode = 'regular') => {
  await answers(username, answer)
  const { status, body } = await client.post('/players', { username, mode })
  expect(status).toBe(201)
  return body
}

const gained = async (player: string) => {
  const { body } = await client.get(`/players/${player}/history?period=all&metrics=attack`)
  return { gained: body.skills.attack.gained, seams: body.seams.map(({ kind }: { kind: string }) => kind) }
}

const onBoard = async (query: string, username: string) => {
  const { body } = await client.get(`/leaderboard?metric=attack&${query}`)
  return body.entries.find((entry: { username: string }) => entry.username === username)
}

describe('an answer that cannot be', () => {
  it('is kept aside when it names somebody else, and leaves no trace', async () => {
    await add('Own Data', answerOf(200_000))
    expect(await fetched('own_data', answerOf(13_500_000, 1_000, 'Somebody Ese'))).toBe('doubtful')
    expect(await fetched('own_data', answerOf(201_000))).toBe('changed')
    expect(await gained('own_data')).toEqual({ gained: 1_000, seams: [] })
    expect(await onBoard('period=all', 'Own Data')).toMatchObject({ gained: 1_000 })
    const { body } = await client.get('/players/own_data/records')
    expect(body.skills.attack.day).toMatchObject({ gained: 1_000 })
  })

  it('is believed as a fall behind a seam by a second answer, and taken back when the truth returns at once', async () => {
    await add('Cache Age', answerOf(2_000_000))
    expect(await fetched('cache_age', answerOf(1_850_000))).toBe('doubtful')
    expect(await fetched('cache_age', answerOf(2_000_000))).toBe('unchanged')
    expect(await gained('cache_age')).toEqual({ gained: 0, seams: [] })
    expect(await fetched('cache_age', answerOf(1_850_000))).toBe('doubtful')
    expect(await fetched('cache_age', answerOf(1_850_000))).toBe('changed')
    expect(await gained('cache_age')).toEqual({ gained: 0, seams: ['rollback'] })
    expect(await fetched('cache_age', answerOf(2_000_000))).toBe('unchanged')
    expect(await gained('cache_age')).toEqual({ gained: 0, seams: [] })
  })

  it('is under review as a rise, without a place or a record until an admin accepts it', async () => {
    await add('Name Taken', answerOf(500_000))
    expect(await fetched('name_taken', answerOf(150_000_000))).toBe('doubtful')
    expect(await fetched('name_taken', answerOf(150_000_000))).toBe('changed')
    const { body: reviewed } = await client.get('/players/name_taken')
    expect(reviewed.review).toEqual({ at: reviewed.lastChangedAt, kind: 'rise' })
    expect(await onBoard('period=all', 'Name Taken')).toBeUndefined()
    expect(await onBoard('limit=100', 'Name Taken')).toBeUndefined()
    expect((await client.get('/players/name_taken/records')).body.skills).toEqual({})
    const accepted = await client.post('/players/name_taken/review', { accept: true })
    expect(accepted.body.review).toBeNull()
    expect(await onBoard('period=all', 'Name Taken')).toMatchObject({ gained: 149_500_000 })
    const { body: records } = await client.get('/players/name_taken/records')
    expect(records.skills.attack.day).toMatchObject({ gained: 149_500_000 })
    expect(await client.post('/players/name_taken/review', { accept: true })).toMatchObject({
      status: 404,
      body: { code: 'review_not_found' },
    })
  })

  it('becomes a seam when an admin refuses it', async () => {
    await add('Refused', answerOf(500_000))
    for (let times = 0; times < 2; times++) await fetched('refused', answerOf(150_000_000))
    const { body } = await client.post('/players/refused/review', { accept: false })
    expect(body.review).toBeNull()
    expect(await gained('refused')).toEqual({ gained: 0, seams: ['taken_over'] })
  })
})

describe('what is wrong all the same', () => {
  it('is taken back, as if it had never been', async () => {
    await add('Take Back', answerOf(100_000))
    await fetched('take_back', answerOf(900_000))
    await fetched('take_back', answerOf(901_000))
    const { body: list } = await client.get('/players/take_back/snapshots')
    expect(list.snapshots.map(({ overall }: { overall: { experience: number } }) => overall.experience)).toEqual([
      101_000, 901_000, 902_000,
    ])
    for (const { at } of list.snapshots.slice(1).toReversed()) {
      expect((await client.request('DELETE', `/players/take_back/snapshots/${at}`)).status).toBe(204)
      expect((await client.request('DELETE', `/players/take_back/snapshots/${at}`)).status).toBe(404)
    }
    expect(await gained('take_back')).toEqual({ gained: 0, seams: [] })
    expect((await client.get('/players/take_back/stats')).body.skills.attack.experience).toBe(100_000)
    expect((await client.get('/players/take_back/records')).body.skills).toEqual({})
    expect(await onBoard('limit=100', 'Take Back')).toMatchObject({ value: 100_000 })
  })

  it('is parted by a seam that an admin sets, and joined again', async () => {
    await add('Parted', answerOf(100_000))
    await fetched('parted', answerOf(150_000))
    const { body: before } = await client.get('/players/parted')
    const set = await client.post('/players/parted/seams', { at: before.lastChangedAt })
    expect(set).toMatchObject({ status: 201, body: { at: before.lastChangedAt, kind: 'corrected' } })
    expect(await gained('parted')).toEqual({ gained: 0, seams: ['corrected'] })
    expect((await client.get('/players/parted/records')).body.skills).toEqual({})
    expect((await client.get('/players/parted/seams')).body.seams).toEqual([set.body])
    expect((await client.request('DELETE', set.headers.get('location')!)).status).toBe(204)
    expect(await gained('parted')).toEqual({ gained: 50_000, seams: [] })
    expect((await client.get('/players/parted/records')).body.skills.attack.day).toMatchObject({ gained: 50_000 })
    expect((await client.post('/players/parted/seams', { at: before.addedAt })).status).toBe(400)
  })
})

describe('the board of an account', () => {
  it('follows it from hardcore to ironman, behind a seam', async () => {
    const everywhere = ['regular', 'ironman', 'hardcore_ironman']
    await answers('Dead Iron', answerOf(1_000_000), ...everywhere)
    const { body: added } = await client.post('/players', { username: 'Dead Iron', mode: 'auto' })
    expect(added).toMatchObject({ mode: 'hardcore_ironman', autoMode: true })
    await hiscores.control({
      rules: everywhere.map((mode) => ({
        kind: 'answer' as const,
        answer: answerOf(mode === 'hardcore_ironman' ? 1_000_000 : 1_200_000) as never,
        name: 'Dead Iron',
        mode: mode as never,
      })),
    })
    await fetchNow(client, 'dead_iron')
    expect((await client.get('/players/dead_iron')).body).toMatchObject({ mode: 'ironman', autoMode: true })
    expect(await gained('dead_iron')).toEqual({ gained: 0, seams: ['board'] })
    const chosen = await client.request('PATCH', '/players/dead_iron', { mode: 'regular' })
    expect(chosen.body).toMatchObject({ mode: 'regular', autoMode: false })
  })
})
