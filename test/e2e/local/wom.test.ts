import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  ACTIVITIES,
  BOSSES,
  COMPUTED_METRICS,
  METRICS,
  MetricProps,
  type PlayerDetailsResponse,
  type PlayerResponse,
  SKILLS,
  type SnapshotResponse,
  WOMClient,
} from '@wise-old-man/utils'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { addAccount, disableAccount } from '../../../shared/auth/accounts.ts'
import { changePlayer, findPlayer } from '../../../shared/players/players.ts'
import { metricKeys, nameOf } from '../../../shared/wom/metrics.ts'
import { type Client, fetchNow, signIn } from '../client.ts'
import { assertOnContract } from '../on-contract.ts'
import { type OwnStack, password, startStack } from './stack.ts'

/*
 * Wise Old Man's own client, as it comes from the registry, against a local stack: each method of what there is here. It throws on the
 * statuses that it expects, and answers nothing to all others.
 */

let stack: OwnStack
/** Who may look, and who may add as well. */
let viewer: WOMClient
let admin: WOMClient

const newKey = async (client: Client, role: 'viewer' | 'admin'): Promise<string> =>
  (await client.post('/auth/keys', { name: 'a bot', role })).body.key

const womClient = (apiKey?: string): WOMClient =>
  new WOMClient({ baseAPIUrl: `${stack.url}/wom/v2`, ...(apiKey && { apiKey }) })

/** Lets characters have more than they would. */
const gains = (offsets: Record<string, Record<string, number>>) => stack.hiscores.control({ offsets })

beforeAll(async () => {
  stack = await startStack()
  viewer = womClient(await newKey(stack.viewer, 'viewer'))
  admin = womClient(await newKey(stack.admin, 'admin'))
  await stack.admin.post('/players', { username: 'Lynx Titan' })
  await stack.admin.post('/players', { username: 'Hard Luck', mode: 'auto' })
  await stack.admin.post('/players', { username: 'Idle Hands' })
  gains({ 'Idle Hands': { Zulrah: 400, Attack: 13_000_000 } })
  await fetchNow(stack.admin, 'idle_hands')
  gains({ 'Idle Hands': { Zulrah: 401, Attack: 13_000_000 } })
  await fetchNow(stack.admin, 'idle_hands')
})
afterAll(() => stack?.stop())

// Each answer that the client gets is held against the contract.
beforeEach(() => {
  const { fetch } = globalThis
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const response = await fetch(input, init)
    const { pathname } = new URL(String(input))
    if (pathname.startsWith('/wom/')) {
      const { status, headers } = response
      assertOnContract(init?.method ?? 'GET', pathname, { status, headers, body: await response.clone().json() })
    }
    return response
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  stack.hiscores.reset()
})

const error = (name: string, statusCode: number, message: unknown = expect.any(String)) =>
  expect.objectContaining({ name, statusCode, message })

const aDate = expect.any(Date)

const keysOf = (of: object): string[] => Object.keys(of).sort()

/** That all metrics are there which the client knows, and each knows which it is. */
const expectAllMetrics = (data: Record<'skills' | 'bosses' | 'activities' | 'computed', object>): void => {
  const known = { skills: SKILLS, bosses: BOSSES, activities: ACTIVITIES, computed: COMPUTED_METRICS }
  expect(keysOf(data)).toEqual(keysOf(known))
  for (const [kind, metrics] of Object.entries(known)) {
    const found = data[kind as keyof typeof known] as Record<string, { metric: string }>
    expect(keysOf(found)).toEqual([...metrics].sort())
    for (const metric of metrics) expect(found[metric]!.metric).toBe(metric)
  }
}

const expectSnapshot = ({ data, ...snapshot }: SnapshotResponse, player: PlayerResponse): void => {
  expect(snapshot).toEqual({ id: -1, playerId: player.id, createdAt: aDate, importedAt: null })
  expectAllMetrics(data)
  for (const each of Object.values(data).flatMap((metrics) => Object.values(metrics))) {
    for (const value of Object.values(each)) expect(['number', 'string']).toContain(typeof value)
  }
}

const expectPlayer = (player: PlayerResponse): void =>
  expect(player).toMatchObject({
    ...{ id: expect.any(Number), username: expect.stringMatching(/^[a-z0-9 ]+$/), displayName: expect.any(String) },
    ...{ status: 'active', country: null, patron: false, exp: expect.any(Number) },
    ...{ ehp: 0, ehb: 0, ttm: 0, tt200m: 0 },
    ...{ registeredAt: aDate, updatedAt: aDate, lastChangedAt: aDate, lastImportedAt: null },
  })

const expectDetails = (details: PlayerDetailsResponse): void => {
  expectPlayer(details)
  expect(details).toMatchObject({ combatLevel: expect.any(Number), archive: null, annotations: [] })
  expectSnapshot(details.latestSnapshot!, details)
}

describe('players', () => {
  it('are shown with all that there is of their newest state', async () => {
    const details = await viewer.players.getPlayerDetails('Idle Hands')
    expectDetails(details)
    expect(details).toMatchObject({ username: 'idle hands', displayName: 'Idle Hands', type: 'regular', build: 'main' })
    expect(details.latestSnapshot?.data).toMatchObject({
      skills: { attack: { experience: 13_750_000, level: 99, ehp: 0 } },
      bosses: { zulrah: { kills: 521 }, vorkath: { ehb: 0 } },
      activities: { last_man_standing: { score: expect.any(Number) } },
      computed: { ehp: { metric: 'ehp', value: 0, rank: -1 } },
    })
    expect(details.exp).toBe(details.latestSnapshot?.data.skills.overall.experience)
  })

  it('have the same number in any spelling, by which they are found', async () => {
    const { id } = await viewer.players.getPlayerDetails('idle_hands')
    expect(id).toBeGreaterThan(0)
    expect(id).toBeLessThan(2 ** 31)
    expect(await viewer.players.getPlayerDetailsById(id)).toEqual(await viewer.players.getPlayerDetails('IDLE-HANDS'))
    await expect(viewer.players.getPlayerDetailsById(id === 1 ? 2 : 1)).rejects.toEqual(error('NotFoundError', 404))
  })

  it('are of the types and builds that there are', async () => {
    const hard = await viewer.players.getPlayerDetails('hard luck')
    const lynx = await viewer.players.getPlayerDetails('lynx titan')
    expect([hard.type, lynx.type]).toEqual(['hardcore', 'regular'])
    expect(lynx).toMatchObject({ exp: 4_800_000_000, combatLevel: 126, build: 'main' })
  })

  it('are found by the beginning of their names', async () => {
    const found = await viewer.players.searchPlayers('IDLE')
    expect(found.map(({ displayName }) => displayName)).toEqual(['Idle Hands'])
    for (const player of found) expectPlayer(player)
    expect(await viewer.players.searchPlayers('nobody')).toEqual([])
    const all = (await Promise.all(['h', 'i', 'l'].map((letter) => viewer.players.searchPlayers(letter)))).flat()
    expect(all.map(({ username }) => username)).toEqual(['hard luck', 'idle hands', 'lynx titan'])
    expect(await viewer.players.searchPlayers('idle', { limit: 1, offset: 1 })).toEqual([])
  })

  it('whom nobody tracks are not found, and names that cannot be are refused', async () => {
    await expect(viewer.players.getPlayerDetails('nobody')).rejects.toEqual(
      error('NotFoundError', 404, 'No player named "nobody" is tracked here.'),
    )
    await expect(viewer.players.getPlayerDetails('much too long a name')).rejects.toEqual(
      error('BadRequestError', 400, 'username is too long; a character name has at most 12 characters.'),
    )
  })
})

describe('an update', () => {
  /** Makes it so many seconds ago that somebody was fetched. */
  const fetchedAgo = async (key: string, seconds: number): Promise<void> => {
    const player = (await findPlayer(stack.tracker, key))!
    await changePlayer(stack.tracker, player, { lastFetchedAt: Date.now() - seconds * 1_000 })
  }

  it('of somebody who is not tracked adds the character, on the board that it plays on', async () => {
    const added = await admin.players.updatePlayer('Ultra_Light')
    expectDetails(added)
    expect(added).toMatchObject({ username: 'ultra light', displayName: 'Ultra Light', type: 'ultimate' })
    expect((await stack.viewer.get('/players/ultra_light')).body).toMatchObject({
      ...{ mode: 'ultimate_ironman', autoMode: true },
    })
    const { entries } = (await stack.admin.get('/audit?limit=1')).body
    expect(entries).toEqual([
      { at: expect.any(String), who: 'key:a bot of admin', action: 'player.add', subject: 'ultra_light' },
    ])
  })

  it('adds nobody for a viewer, and no name that the hiscores do not know', async () => {
    await expect(viewer.players.updatePlayer('Slow Burner')).rejects.toEqual(error('ForbiddenError', 403))
    await expect(admin.players.updatePlayer('Nobody Here')).rejects.toEqual(error('BadRequestError', 400))
    expect((await stack.viewer.get('/players/slow_burner')).status).toBe(404)
  })

  it('fetches whom a viewer asks for at once, and not again within a minute', async () => {
    await fetchedAgo('lynx_titan', 1)
    await expect(viewer.players.updatePlayer('Lynx Titan')).rejects.toEqual(error('RateLimitError', 429))
    await fetchedAgo('lynx_titan', 61)
    gains({ 'Lynx Titan': { Zulrah: 7 } })
    const before = await viewer.players.getPlayerDetails('Lynx Titan')
    const updated = await viewer.players.updatePlayer('Lynx Titan')
    expectDetails(updated)
    expect(updated.latestSnapshot?.data.bosses.zulrah.kills).toBe(before.latestSnapshot!.data.bosses.zulrah.kills + 7)
    expect(updated.updatedAt!.getTime()).toBeGreaterThan(before.updatedAt!.getTime())
    await expect(viewer.players.updatePlayer('Lynx Titan')).rejects.toEqual(error('RateLimitError', 429))
    const { entries } = (await stack.admin.get('/audit?limit=1')).body
    expect(entries[0].subject).not.toBe('lynx_titan')
  })

  it('says when the hiscores do not answer, or do not know somebody any more', async () => {
    await fetchedAgo('lynx_titan', 61)
    stack.hiscores.control({ rules: [{ kind: 'unavailable' }] })
    await expect(viewer.players.updatePlayer('Lynx Titan')).rejects.toEqual(error('InternalServerError', 500))
    await fetchedAgo('lynx_titan', 61)
    stack.hiscores.control({ rules: [{ kind: 'not_found' }] })
    await expect(viewer.players.updatePlayer('Lynx Titan')).rejects.toEqual(
      error('BadRequestError', 400, 'The hiscores do not know "Lynx Titan" at the moment.'),
    )
  })

  it('takes whatever body there is, as their plugins send it', async () => {
    await fetchedAgo('ultra_light', 1)
    const headers = { authorization: `Bearer ${stack.admin.token}` }
    for (const [type, body] of [
      ['application/x-www-form-urlencoded', 'accountHash=1'],
      ['application/json', '{"accountHash":1}'],
      ['text/plain', '{'],
    ] as const) {
      const path = `${stack.url}/wom/v2/players/ultra_light`
      const response = await fetch(path, { method: 'POST', headers: { ...headers, 'content-type': type }, body })
      expect([type, response.status]).toEqual([type, 429])
    }
  })

  it('fetches nobody who is paused', async () => {
    await stack.admin.request('PATCH', '/players/lynx_titan', { active: false })
    await expect(viewer.players.updatePlayer('Lynx Titan')).rejects.toEqual(
      error('BadRequestError', 400, 'Lynx Titan is paused.'),
    )
    await stack.admin.request('PATCH', '/players/lynx_titan', { active: true })
  })
})

describe('what was gained', () => {
  it('is told of all metrics, by a period or between two dates', async () => {
    const { startsAt, endsAt, data } = await viewer.players.getPlayerGains('idle hands', { period: 'week' })
    expect([startsAt, endsAt]).toEqual([aDate, aDate])
    expectAllMetrics(data)
    const { start } = data.bosses.zulrah.kills
    expect(data.bosses.zulrah).toEqual({
      metric: 'zulrah',
      ehb: { start: 0, end: 0, gained: 0 },
      rank: { start: expect.any(Number), end: expect.any(Number), gained: expect.any(Number) },
      kills: { start, end: 521, gained: 401 },
    })
    expect(data.skills.attack).toMatchObject({
      experience: { start: 750_000, end: 13_750_000, gained: 13_000_000 },
      level: { end: 99 },
    })
    const all = Object.values(data).flatMap((metrics) => Object.values(metrics as Record<string, object>))
    for (const delta of all.flatMap((each) => Object.values(each).filter((value) => typeof value === 'object'))) {
      expect(delta).toEqual({ start: expect.any(Number), end: expect.any(Number), gained: expect.any(Number) })
    }
    // The client sends dates as JavaScript writes them.
    const dates = { startDate: new Date(startsAt!), endDate: new Date(endsAt!.getTime() + 1_000) }
    const between = await viewer.players.getPlayerGains('idle hands', dates)
    expect(between.data.skills.attack.experience.gained).toBeGreaterThan(0)
    const custom = await viewer.players.getPlayerGains('idle hands', { period: '1y2w3h' })
    expect(custom.data).toEqual(data)
  })

  it('agrees with what our own API says', async () => {
    const { body } = await stack.viewer.get('/players/lynx_titan/history?days=7')
    const { startsAt, endsAt, data } = await viewer.players.getPlayerGains('lynx titan', { period: 'week' })
    expect([startsAt, endsAt]).toEqual([new Date(body.from.fetchedAt), new Date(body.to.fetchedAt)])
    expect(data.bosses.zulrah.kills.gained).toBe(body.bosses.zulrah.gained)
  })

  it('is nothing at all before there was anything', async () => {
    const dates = { startDate: new Date('2015-01-01'), endDate: new Date('2015-02-01') }
    const { startsAt, endsAt, data } = await viewer.players.getPlayerGains('idle hands', dates)
    expect([startsAt, endsAt]).toEqual([null, null])
    expect(data.skills.attack.experience).toEqual({ start: -1, end: -1, gained: 0 })
    expect(data.skills.attack.level).toEqual({ start: 1, end: 1, gained: 0 })
  })

  it('is refused for periods that are none, and dates the wrong way round', async () => {
    const asked = { startDate: new Date('2026-02-01'), endDate: new Date('2026-01-01') }
    await expect(viewer.players.getPlayerGains('idle hands', asked)).rejects.toEqual(
      error('BadRequestError', 400, 'startDate must not be after endDate.'),
    )
    await expect(viewer.players.getPlayerGains('idle hands', { period: 'decade' })).rejects.toEqual(
      error('BadRequestError', 400, expect.stringContaining('period is "decade"')),
    )
    const codeOf = async (query: string) =>
      (await stack.viewer.get(`/wom/v2/players/idle_hands/gained${query}`)).body.code
    expect(await codeOf('?period=decade')).toBe('INVALID_PERIOD')
    expect(await codeOf('?startDate=2026-02-01&endDate=2026-01-01')).toBe('INVALID_DATE_RANGE')
    expect(await codeOf('')).toBe('INVALID_PERIOD')
  })
})

describe('snapshots', () => {
  it('are listed, the newest first, in parts', async () => {
    const details = await viewer.players.getPlayerDetails('idle hands')
    const all = await viewer.players.getPlayerSnapshots('idle hands', { period: 'day' })
    expect(all).toHaveLength(3)
    for (const snapshot of all) expectSnapshot(snapshot, details)
    const moments = all.map(({ createdAt }) => createdAt.getTime())
    expect(moments).toEqual(moments.toSorted((a, b) => b - a))
    expect(all[0]).toEqual(details.latestSnapshot)
    const asked = { startDate: new Date(moments[2]! - 1_000), endDate: new Date(moments[0]! + 1_000) }
    expect(await viewer.players.getPlayerSnapshots('idle hands', asked, { limit: 1, offset: 1 })).toEqual([all[1]])
    expect(await viewer.players.getPlayerSnapshots('idle hands', asked, { limit: 200, offset: 3 })).toEqual([])
    const later = { startDate: new Date('2015-01-01'), endDate: new Date('2015-02-01') }
    expect(await viewer.players.getPlayerSnapshots('idle hands', later)).toEqual([])
    await expect(viewer.players.getPlayerSnapshots('idle hands', asked, { limit: 201 })).rejects.toEqual(
      error('BadRequestError', 400),
    )
  })

  it('have a timeline of each metric', async () => {
    const timeline = await viewer.players.getPlayerSnapshotTimeline('idle hands', 'zulrah', { period: 'day' })
    expect(timeline.map(({ value }) => value)).toEqual([521, 520, 120])
    for (const point of timeline)
      expect(point).toEqual({ value: expect.any(Number), rank: expect.any(Number), date: aDate })
    expect(await viewer.players.getPlayerSnapshotTimeline('idle hands', 'zulrah')).toEqual(timeline)
    for (const metric of METRICS) {
      const points = await viewer.players.getPlayerSnapshotTimeline('idle hands', metric)
      expect([metric, points.length]).toEqual([metric, 3])
    }
  })
})

describe('records', () => {
  it('are told of each length and metric', async () => {
    const { id } = await viewer.players.getPlayerDetails('idle hands')
    const records = await viewer.players.getPlayerRecords('idle hands')
    const zulrah = records.filter(({ metric }) => metric === 'zulrah')
    expect(zulrah).toEqual(
      ['day', 'week', 'month', 'year'].map((period) => ({
        ...{ playerId: id, period, metric: 'zulrah', value: 401 },
        updatedAt: aDate,
      })),
    )
    const wanted = { period: 'week', metric: 'attack' } as const
    const [record, ...more] = await viewer.players.getPlayerRecords('idle hands', wanted)
    expect([record, more]).toEqual([expect.objectContaining({ ...wanted, value: 13_000_000 }), []])
    expect(await viewer.players.getPlayerRecords('idle hands', { ...wanted, period: 'five_min' })).toEqual([])
  })
})

describe('achievements', () => {
  it('have the moment at which they were first seen, where it is known', async () => {
    const { id } = await viewer.players.getPlayerDetails('idle hands')
    const achievements = await viewer.players.getPlayerAchievements('idle hands')
    const named = new Map(achievements.map((achievement) => [achievement.name, achievement]))
    expect(named.get('99 Attack')).toEqual({
      ...{ playerId: id, name: '99 Attack', metric: 'attack', measure: 'experience', threshold: 13_034_431 },
      ...{ legacy: false, accuracy: expect.any(Number), createdAt: aDate },
    })
    expect(named.get('99 Attack')!.createdAt.getFullYear()).toBeGreaterThan(2020)
    expect(named.get('500 Zulrah kills')?.accuracy).toBeGreaterThan(0)
    // At the first state it was reached already.
    expect(named.get('Base 60 Stats')).toMatchObject({ createdAt: new Date(0), accuracy: null })
    expect(named.has('99 Strength')).toBe(false)
    const lynx = await viewer.players.getPlayerAchievements('lynx titan')
    expect(lynx.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'Maxed Overall',
        '4.60b Overall Exp.',
        '200m Sailing',
        '1k Zulrah kills',
        '5k Clue Scrolls (All)',
      ]),
    )
  })

  it('are counted with the way to each', async () => {
    const progress = await viewer.players.getPlayerAchievementProgress('idle hands')
    expect(progress).toHaveLength(434)
    expect(progress.find(({ name }) => name === '1k Zulrah kills')).toMatchObject({
      ...{ createdAt: null, accuracy: null, currentValue: 521, absoluteProgress: 0.521, relativeProgress: 0.042 },
    })
    expect(progress.find(({ name }) => name === '99 Attack')).toMatchObject({ createdAt: aDate, relativeProgress: 1 })
  })
})

describe('what there is none of here', () => {
  it('is nothing, of whoever is tracked', async () => {
    const { players } = viewer
    expect(await players.getPlayerNames('idle hands')).toEqual([])
    expect(await players.getPlayerArchives('idle hands')).toEqual([])
    expect(await players.getPlayerGroups('idle hands', { limit: 5, offset: 5 })).toEqual([])
    expect(await players.getPlayerCompetitions('idle hands', { status: 'ongoing' as never })).toEqual([])
    expect(await players.getPlayerCompetitionStandings('idle hands', { status: 'ongoing' as never })).toEqual([])
    await expect(players.getPlayerNames('nobody')).rejects.toEqual(error('NotFoundError', 404))
  })

  it('is no endpoint either, by their own error', async () => {
    await expect(viewer.players.assertPlayerType('idle hands')).rejects.toEqual(error('NotFoundError', 404))
    await expect(viewer.groups.getGroupDetails(1)).rejects.toEqual(error('NotFoundError', 404))
    await expect(viewer.competitions.createCompetition({} as never)).rejects.toEqual(error('NotFoundError', 404))
  })
})

describe('leaderboards', () => {
  it('tell who has gained most', async () => {
    const asked = { metric: 'zulrah', period: 'week' } as const
    const board = await viewer.deltas.getDeltaLeaderboard(asked)
    expect(board.map(({ player, gained }) => [player.displayName, gained])).toEqual([
      ['Idle Hands', 401],
      ['Lynx Titan', 7],
    ])
    for (const { player, startDate, endDate } of board) {
      expectPlayer(player)
      expect([startDate, endDate]).toEqual([aDate, aDate])
    }
    const of = async (filter: object) => (await viewer.deltas.getDeltaLeaderboard({ ...asked, ...filter })).length
    expect(await of({ playerType: 'regular' })).toBe(2)
    expect(await of({ playerType: 'ironman' })).toBe(0)
    expect(await of({ playerBuild: 'main' })).toBe(2)
    expect(await of({ playerBuild: 'zerker' })).toBe(0)
    expect(await of({ country: 'SE' })).toBe(0)
    expect(await of({ metric: 'ehp' })).toBe(0)
    await expect(viewer.deltas.getDeltaLeaderboard({ ...asked, period: '3d' })).rejects.toEqual(
      error('BadRequestError', 400),
    )
  })

  it('tell the best records that are kept', async () => {
    const asked = { metric: 'zulrah', period: 'week' } as const
    // Whoever is paused has them kept at once, and is in no leaderboard then.
    await stack.admin.request('PATCH', '/players/lynx_titan', { active: false })
    expect(await viewer.records.getRecordLeaderboard(asked)).toEqual([])
    await stack.admin.request('PATCH', '/players/idle_hands', { active: false })
    await stack.admin.request('PATCH', '/players/idle_hands', { active: true })
    const [first, ...others] = await viewer.records.getRecordLeaderboard(asked)
    expect(others).toEqual([])
    expect(first).toMatchObject({ ...asked, value: 401, updatedAt: aDate, playerId: first!.player.id })
    expectPlayer(first!.player)
  })
})

describe('a number', () => {
  it('stays with its character when that is given another name, and leads to nobody once it is removed', async () => {
    const { id } = await viewer.players.getPlayerDetails('ultra light')
    const { id: other } = await viewer.players.getPlayerDetails('hard luck')
    await stack.admin.post('/players/ultra_light/swap', { with: 'Hard Luck' })
    expect((await viewer.players.getPlayerDetailsById(id)).displayName).toBe('Hard Luck')
    expect((await viewer.players.getPlayerDetails('ultra light')).id).toBe(other)
    const { id: idle } = await viewer.players.getPlayerDetails('idle hands')
    const renamed = await stack.admin.post('/players/idle_hands/rename', { to: 'Slow Burner', force: true })
    expect(renamed.status).toBe(200)
    expect(await viewer.players.getPlayerDetails('slow burner')).toMatchObject({ id: idle })
    expect((await viewer.players.getPlayerDetailsById(idle)).displayName).toBe('Slow Burner')
    await stack.admin.request('DELETE', '/players/slow_burner')
    await expect(viewer.players.getPlayerDetailsById(idle)).rejects.toEqual(error('NotFoundError', 404))
  })

  it('of two players who become one leads to that one', async () => {
    await admin.players.updatePlayer('One Defence')
    await admin.players.updatePlayer('Level Three')
    const one = await viewer.players.getPlayerDetails('one defence')
    const two = await viewer.players.getPlayerDetails('level three')
    expect([one.build, two.build]).toEqual(['f2p', 'f2p_lvl3'])
    await stack.admin.post('/players/one_defence/rename', { to: 'Level Three', merge: true, force: true })
    expect((await viewer.players.getPlayerDetailsById(one.id)).id).toBe(two.id)
    expect((await viewer.players.getPlayerDetailsById(two.id)).id).toBe(two.id)
  })
})

describe('whoever has no good key', () => {
  it('is refused as the client expects', async () => {
    await expect(womClient().players.getPlayerDetails('idle hands')).rejects.toEqual(error('ForbiddenError', 403))
    await expect(womClient('not a key').players.searchPlayers('a')).rejects.toEqual(error('ForbiddenError', 403))
    await addAccount(stack.auth, { username: 'leaver', password, role: 'viewer' }, Date.now())
    const leaving = womClient(await newKey(await signIn(stack.url, 'leaver', password), 'viewer'))
    await leaving.players.searchPlayers('a')
    await disableAccount(stack.auth, 'leaver')
    await expect(leaving.players.updatePlayer('idle hands')).rejects.toEqual(error('ForbiddenError', 403))
  })
})

describe('the example in its README', () => {
  const require = createRequire(import.meta.url)
  const readme = readFileSync(new URL('../../../node_modules/@wise-old-man/utils/README.md', import.meta.url), 'utf8')

  it('runs as it stands, but for the address and the key', async () => {
    const [, example] = /```javascript\n([\s\S]*?)```/.exec(readme)!
    const apiKey = await newKey(stack.viewer, 'viewer')
    const baseAPIUrl = `${stack.url}/wom/v2`
    const addressed = example!.replace('new WOMClient()', `new WOMClient(${JSON.stringify({ apiKey, baseAPIUrl })})`)
    expect(addressed).not.toBe(example)
    const asked = vi.mocked(globalThis.fetch)
    const AsyncFunction = (async () => {}).constructor as FunctionConstructor
    await AsyncFunction('require', addressed)(require)
    const { value } = asked.mock.results.at(-1)!
    expect(String(asked.mock.lastCall![0])).toBe(`${baseAPIUrl}/competitions?title=the&status=ongoing&limit=5`)
    expect((await value).status).toBe(200)
  })
})

it('its metrics are those that we know, by their names', () => {
  expect([...metricKeys].sort()).toEqual([...METRICS].sort())
  for (const metric of metricKeys) expect(nameOf(metric)).toBe(MetricProps[metric].name)
})
