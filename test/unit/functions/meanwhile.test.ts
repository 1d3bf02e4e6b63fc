import { PutCommand } from '@aws-sdk/lib-dynamodb'
import type { Context } from 'aws-lambda'
import { ulid } from 'ulid'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type RouteKey, routes } from '../../../shared/api/routes.ts'
import { addSeam, removeSeam } from '../../../shared/corrections/seams.ts'
import { takeBackState } from '../../../shared/corrections/states.ts'
import type { Table } from '../../../shared/dynamodb.ts'
import { setGoal } from '../../../shared/goals/goals.ts'
import { goalsOf } from '../../../shared/goals/items.ts'
import { ApiError } from '../../../shared/http/errors.ts'
import type { Event, Result } from '../../../shared/http/event.ts'
import { makeLink } from '../../../shared/links/make-link.ts'
import { deleteSeam } from '../../../shared/lives/seam-items.ts'
import { log } from '../../../shared/log.ts'
import type { Player } from '../../../shared/players/players.ts'
import { removePlayer } from '../../../shared/players/remove.ts'
import { trackedPlayer } from '../../../shared/players/tracked.ts'
import { womIdOf } from '../../../shared/players/wom-id.ts'
import { foldForGood } from '../../../shared/records/fold.ts'
import { TornRead } from '../../../shared/torn.ts'
import { addPlayer } from '../../../shared/tracking/add.ts'
import { fetchPlayers } from '../../../shared/tracking/fetch.ts'
import { exchangeNames, renamePlayer } from '../../../shared/tracking/rename.ts'
import { MemoryTable, tableOf } from '../../bench/memory-table.ts'
import { queueOf } from '../../bench/queue.ts'
import { testFetching } from '../../fetching.ts'
import { rowsOf } from '../../rows.ts'
import { event } from '../shared/http/events.ts'

/** What the functions take for the table, and for what fetching needs besides. */
const given = vi.hoisted(() => ({
  send: (_: unknown): Promise<object> => Promise.reject(new Error('no table yet')),
  world: undefined as unknown as ReturnType<typeof testFetching>,
}))

vi.mock('../../../shared/dynamodb.ts', async (original) => ({
  ...(await original<typeof import('../../../shared/dynamodb.ts')>()),
  openTable: (name: string) => ({ name, client: { send: (command: unknown) => given.send(command) } }),
}))
vi.mock('../../../shared/tracking/settings.ts', () => ({
  openFetching: () => ({
    tracker: { name: 'tracker', client: { send: (command: unknown) => given.send(command) } },
    hiscores: {
      fetch: (mode: string, username: string) => given.world.hiscores.fetch(mode, username),
      connect: () => given.world.hiscores.connect(),
      lastSentAt: () => given.world.hiscores.lastSentAt(),
    },
    clock: { now: () => given.world.clock.now(), sleepUntil: (at: number) => given.world.clock.sleepUntil(at) },
    ...{ pace: { intervalMs: 2_000, requestTimeoutMs: 10_000 }, retentionDays: 90, random: () => 0 },
    intervals: { baseMinutes: 60, maxMinutes: 1_440, paceShare: 0.6 },
  }),
}))
vi.mock('../../../shared/pace/message.ts', async (original) => ({
  ...(await original<typeof import('../../../shared/pace/message.ts')>()),
  openQueue: () => queueOf(async () => ({ Successful: [{ Id: '0' }], Attributes: {} })),
}))
// The page itself is made by the build.
vi.mock('../../../shared/api/shared-page.ts', () => ({
  sharedPageReply: (body: object) => ({ body }),
  endedPageReply: () => ({ status: 404, body: {} }),
}))
vi.mock('../../../shared/auth/authenticate.ts', async (original) => ({
  ...(await original<typeof import('../../../shared/auth/authenticate.ts')>()),
  authenticate: async () => ({ id: 'id', username: 'bob', role: 'admin', expiresAt: Infinity }),
}))

const hour = 3_600_000
const day = 24 * hour

type World = ReturnType<typeof testFetching>

const copyOf = (table: MemoryTable): MemoryTable => {
  const copy = new MemoryTable()
  const items = table.partitions().flatMap((PK) => table.items(PK))
  for (const Item of items) copy.execute(new PutCommand({ TableName: 'tracker', Item }))
  return copy
}

// In the middle of a swap nobody has one of the names.
const playerOf = (table: Table, key: string): Promise<Player> => trackedPlayer(table, key)

const fetchIn = async ({ fetching, clock, hiscores }: World, username: string, xp: number, name = username) => {
  hiscores.knows(name, rowsOf({ Mining: xp, Cooking: 2 * xp }, { Zulrah: Math.floor(xp / 100) }))
  await fetchPlayers(fetching, [username.toLowerCase()], clock.now() + 60_000)
}

/** Two characters with some lives each, and all that is made of them. */
const build = async () => {
  const memory = new MemoryTable()
  const table = tableOf(memory)
  const world = testFetching(table)
  const { clock, fetching, hiscores } = world
  for (const username of ['Zezima', 'Durial']) {
    hiscores.knows(username, rowsOf({ Mining: 1_000, Cooking: 2_000 }, { Zulrah: 10 }))
    await addPlayer(fetching, { username, mode: 'regular' }, Infinity)
  }
  for (let count = 1; count <= 10; count++) {
    clock.advance(10 * hour)
    for (const username of ['Zezima', 'Durial']) await fetchIn(world, username, 1_000 + 700 * count)
  }
  const present = { now: clock.now(), retentionDays: 90 }
  for (const key of ['zezima', 'durial']) {
    const player = await playerOf(table, key)
    for (const ago of [70 * hour, 20 * hour, 0])
      await addSeam(table, await playerOf(table, key), player.latest!.at - ago, clock.now())
    await womIdOf(table, await playerOf(table, key))
    await setGoal(table, await playerOf(table, key), { metric: 'mining', gain: 100, per: 'week', tz: 'UTC' }, present)
  }
  const { slug } = await makeLink(table, { players: ['Zezima', 'Durial'] }, clock.now())
  const id = String((await playerOf(table, 'zezima')).womId)
  const goal = memory.items('PLAYER#zezima').find(({ SK }) => String(SK).startsWith('GOAL#'))
  const goalId = String(goal?.SK).slice('GOAL#'.length)
  return { memory, now: clock.now(), params: { slug, id, taskId: ulid(), goalId } }
}

let base: Awaited<ReturnType<typeof build>>
const handlers: Record<string, (event: Event, context: Context) => Promise<Result>> = {}

beforeAll(async () => {
  for (const [name, value] of Object.entries({
    ...{ TRACKER_TABLE: 'tracker', AUTH_TABLE: 'auth', RETENTION_DAYS: '90', TICK_SECONDS: '60' },
    ...{ HISCORES_URL: 'http://127.0.0.1:9', FETCH_PACE_SECONDS: '2', FETCH_QUEUE_URL: 'http://127.0.0.1:9/q' },
    ...{ BASE_INTERVAL_MINUTES: '60', MAX_INTERVAL_MINUTES: '1440', PACE_SHARE: '0.6', DELIVER_FUNCTION: 'deliver' },
  }))
    vi.stubEnv(name, value)
  base = await build()
  vi.useFakeTimers({ now: base.now, toFake: ['Date'] })
  // Nobody waits for a replica that is not there.
  vi.stubGlobal('setTimeout', setImmediate)
  for (const name of ['players', 'stats', 'history', 'share', 'wom']) {
    handlers[name] = (await import(`../../../functions/${name}.ts`)).handler
  }
})
afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

const failed = vi.spyOn(log, 'error').mockImplementation(() => {})
beforeEach(() => {
  failed.mockClear()
  vi.spyOn(log, 'info').mockImplementation(() => {})
})

/** Everything that anybody may do to a player while somebody looks at it. */
const changes: Record<string, (world: World) => Promise<unknown>> = {
  'is removed': async ({ fetching: { tracker }, clock }) =>
    removePlayer(tracker, await playerOf(tracker, 'zezima'), clock.now()),
  'loses a seam': async ({ fetching: { tracker }, clock }) => {
    const player = await playerOf(tracker, 'zezima')
    await removeSeam(tracker, player, player.seams?.[1]?.at ?? 0, clock.now())
  },
  'loses its newest seam': async ({ fetching: { tracker }, clock }) => {
    const player = await playerOf(tracker, 'zezima')
    await removeSeam(tracker, player, player.seams?.at(-1)?.at ?? 0, clock.now())
  },
  'gets another seam': async ({ fetching: { tracker }, clock }) =>
    addSeam(tracker, await playerOf(tracker, 'zezima'), clock.now() - 30 * hour, clock.now()),
  'has its newest state taken back': async ({ fetching: { tracker }, clock }) => {
    const player = await playerOf(tracker, 'zezima')
    await takeBackState(tracker, player, player.latest!.at, clock.now())
  },
  'has its first state taken back': async ({ fetching: { tracker }, clock }) => {
    const player = await playerOf(tracker, 'zezima')
    await takeBackState(tracker, player, player.addedAt, clock.now())
  },
  'has another name': async ({ fetching, clock, hiscores }) => {
    hiscores.knows('Lynx', rowsOf({ Mining: 90_000, Cooking: 90_000 }, { Zulrah: 1_000 }))
    const player = await playerOf(fetching.tracker, 'zezima')
    await renamePlayer(fetching, player, { to: 'Lynx', merge: false, force: true }, clock.now() + day)
  },
  'becomes one with another': async ({ fetching, clock }) => {
    const player = await playerOf(fetching.tracker, 'zezima')
    await renamePlayer(fetching, player, { to: 'Durial', merge: true, force: true }, clock.now() + day)
  },
  'changes names': async ({ fetching }) =>
    exchangeNames(fetching, await playerOf(fetching.tracker, 'zezima'), await playerOf(fetching.tracker, 'durial')),
  'is removed and added again': async (world) => {
    const { fetching, clock, hiscores } = world
    await removePlayer(fetching.tracker, await playerOf(fetching.tracker, 'zezima'), clock.now())
    hiscores.knows('Zezima', rowsOf({ Mining: 5 }, { Zulrah: 1 }))
    await addPlayer(fetching, { username: 'Zezima', mode: 'regular' }, Infinity)
  },
  'is fetched': (world) => fetchIn(world, 'Zezima', 20_000),
  'has its records folded': async ({ fetching: { tracker }, clock }) =>
    foldForGood(tracker, await playerOf(tracker, 'zezima'), clock.now()),
}

const loseSeams = async ({ fetching: { tracker } }: World) => {
  for (const { at } of (await playerOf(tracker, 'zezima')).seams!) await deleteSeam(tracker, 'zezima', at)
}

const week = { period: 'week' }
/** What the routes are asked that need to be, or that have more to them then. */
const queries: { [K in RouteKey]?: Record<string, string>[] } = {
  'GET /players/stats': [{ usernames: 'Zezima,Durial' }],
  'GET /players/{username}/stats': [{}, { at: '2026-08-22T10:30:00Z' }],
  'GET /players/{username}/history': [{}, { period: 'all' }, { ...week, tz: 'Etc/GMT-12' }],
  'GET /players/{username}/history/{metric}': [{}, { period: 'all', points: '10' }, week],
  'GET /players/{username}/calendar': [{ metric: 'mining' }, { metric: 'overall', tz: 'Etc/GMT-12' }],
  'GET /overview': [{}, { tz: 'Etc/GMT-12' }],
  'GET /leaderboard': [
    { metric: 'mining' },
    { metric: 'mining', ...week },
    { metric: 'zulrah', period: 'day', tz: 'Etc/GMT-12' },
  ],
  'GET /s/{slug}/data/overview': [{}, { tz: 'Etc/GMT-12' }],
  'GET /s/{slug}/data/leaderboard': [{ metric: 'mining' }, { metric: 'mining', ...week }],
  'GET /s/{slug}/board': [{ metric: 'mining', ...week }],
  'GET /wom/v2/players/search': [{ username: 'zez' }],
  'GET /wom/v2/players/{username}/gained': [week],
  'GET /wom/v2/players/{username}/snapshots': [week],
  'GET /wom/v2/players/{username}/snapshots/timeline': [{ metric: 'mining', ...week }],
  'GET /wom/v2/deltas/leaderboard': [{ metric: 'mining', ...week }],
  'GET /wom/v2/records/leaderboard': [{ metric: 'mining', ...week }],
}

const looks = (Object.keys(routes) as RouteKey[]).filter((route) => {
  const { function: name, access } = routes[route]
  return (
    route.startsWith('GET ') && access !== 'session' && ['players', 'stats', 'history', 'share', 'wom'].includes(name)
  )
})

const iso = (at: number): string => new Date(at).toISOString()

/** What is asked, besides the route: the parameters of its path that are not everybody's, and the rest. */
interface Asked {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: object
}

/** What somebody may do to a player, by what it is then. */
const writes: readonly [what: string, route: RouteKey, asked: (player: Player) => Asked][] = [
  ['adds', 'POST /players', () => ({ body: { username: 'Lynx' } })],
  ['pauses', 'PATCH /players/{username}', () => ({ body: { active: false } })],
  ['changes', 'PATCH /players/{username}', () => ({ body: { fetchIntervalMinutes: 30 } })],
  ['finds out the mode of', 'PATCH /players/{username}', () => ({ body: { mode: 'auto' } })],
  ['removes', 'DELETE /players/{username}', () => ({})],
  ['renames', 'POST /players/{username}/rename', () => ({ body: { to: 'Lynx', force: true } })],
  ['merges', 'POST /players/{username}/rename', () => ({ body: { to: 'Durial', force: true, merge: true } })],
  ['swaps', 'POST /players/{username}/swap', () => ({ body: { with: 'Durial' } })],
  ['has fetched', 'POST /players/{username}/fetch', () => ({})],
  [
    'takes back the newest state of',
    'DELETE /players/{username}/snapshots/{at}',
    ({ latest }) => ({ params: { at: iso(latest!.at) } }),
  ],
  [
    'takes back the first state of',
    'DELETE /players/{username}/snapshots/{at}',
    ({ addedAt }) => ({ params: { at: iso(addedAt) } }),
  ],
  ['sets a seam of', 'POST /players/{username}/seams', ({ latest }) => ({ body: { at: iso(latest!.at - 30 * hour) } })],
  [
    'removes a seam of',
    'DELETE /players/{username}/seams/{at}',
    ({ seams = [] }) => ({ params: { at: iso(seams[1]!.at) } }),
  ],
  ['sets a target of', 'POST /players/{username}/goals', () => ({ body: { metric: 'mining', target: 99_000 } })],
  ['sets a goal of', 'POST /players/{username}/goals', () => ({ body: { metric: 'mining', gain: 9, per: 'month' } })],
  [
    'deletes a goal of',
    'DELETE /players/{username}/goals/{goalId}',
    () => ({ params: { goalId: base.params.goalId } }),
  ],
  ['makes a link to', 'POST /links', () => ({ body: { players: ['Zezima', 'Durial'] } })],
]

const requestFor = (route: RouteKey, { params = {}, query = {}, body }: Asked): Event => {
  const [method = '', path = ''] = route.split(' ')
  const usual = { ...base.params, username: 'Zezima', metric: 'mining', file: 'mining.svg', ...params }
  const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  return {
    ...event({ route, method, ...(body && json) }),
    rawPath: path,
    pathParameters: Object.fromEntries(Object.entries(usual).filter(([name]) => route.includes(`{${name}}`))),
    queryStringParameters: query,
  }
}

/** What is done, and before which of the requests to the table. */
interface Meanwhile {
  at: number
  change: (world: World) => Promise<unknown>
}

/** Asks, with something done meanwhile, if that may be done then; the status, and how many requests to the table there were. */
const ask = async (route: RouteKey, asked: (player: Player) => Asked, meanwhile?: Meanwhile) => {
  const memory = copyOf(base.memory)
  const table = tableOf(memory)
  const world = testFetching(table)
  given.world = world
  world.clock.advance(base.now - world.clock.now())
  for (const name of ['Lynx', 'Zezima', 'Durial']) {
    world.hiscores.knows(name, rowsOf({ Mining: 20_000, Cooking: 40_000 }, { Zulrah: 1_000 }))
  }
  const request = requestFor(route, asked(await playerOf(table, 'zezima')))
  let count = 0
  let changed: Promise<unknown> = Promise.resolve()
  given.send = async (command) => {
    if (count === meanwhile?.at) changed = meanwhile.change(world).catch(unlessRefused)
    count += 1
    await changed
    return memory.execute(command)
  }
  const context = { getRemainingTimeInMillis: () => 29_000 } as Context
  const answer = await handlers[routes[route].function]!(request, context)
  await changed
  return { status: answer.statusCode, count }
}

const unlessRefused = (error: unknown): void => {
  if (!(error instanceof ApiError)) throw error
}

/** Fails when anything done meanwhile makes a question or a change fail, before any of its requests or one in so many. */
const expectAnswers = async (route: RouteKey, asked: (player: Player) => Asked, usual: number, most = Infinity) => {
  const undisturbed = await ask(route, asked)
  expect(undisturbed).toMatchObject({ status: usual })
  const step = Math.max(1, Math.ceil(undisturbed.count / most))
  for (const [name, change] of Object.entries(changes)) {
    for (let at = 0; at < undisturbed.count; at += step) {
      const { status } = await ask(route, asked, { at, change })
      const where = `${name} before request ${at + 1} of ${undisturbed.count}`
      const faults = failed.mock.calls.filter(([message]) => message === 'request failed')
      expect({ where, status, faults }).toEqual({ where, status: expect.toSatisfy((each) => each < 500), faults: [] })
    }
  }
}

describe('somebody who looks at a player', () => {
  it.each(looks.flatMap((route) => (queries[route] ?? [{}]).map((query) => [route, query] as const)))(
    'with %s %j gets an answer, whatever becomes of it between two reads',
    (route, query) => expectAnswers(route, () => ({ query }), route.endsWith('{taskId}') ? 404 : 200),
  )

  it('is told so when the states at a seam are lost for good', async () => {
    const told = ask('GET /players/{username}/history', () => ({}), { at: 1, change: loseSeams })
    await expect(told).resolves.toMatchObject({ status: 500 })
    expect(failed).toHaveBeenCalledExactlyOnceWith('request failed', {
      requestId: expect.anything(),
      error: expect.any(TornRead),
    })
  })
})

const statuses: { [K in RouteKey]?: number } = {
  ...{ 'POST /players': 201, 'POST /players/{username}/seams': 201, 'POST /players/{username}/goals': 201 },
  ...{ 'POST /links': 201, 'POST /players/{username}/fetch': 202 },
}

describe('somebody who', () => {
  it.each(writes)('%s a player gets an answer, whatever becomes of it meanwhile', (_, route, asked) =>
    expectAnswers(route, asked, statuses[route] ?? (route.startsWith('DELETE') ? 204 : 200), 12),
  )

  it('sets a goal of a player that has another name by then has set none', async () => {
    for (const change of [changes['changes names']!, changes['is removed and added again']!]) {
      const goal = () => ({ body: { metric: 'mining', target: 99_000 } })
      expect(await ask('POST /players/{username}/goals', goal, { at: 3, change })).toMatchObject({ status: 404 })
      expect((await goalsOf(given.world.fetching.tracker, 'zezima')).filter((each) => 'target' in each)).toEqual([])
    }
  })
})
