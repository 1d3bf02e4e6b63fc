import { PutCommand } from '@aws-sdk/lib-dynamodb'
import type { Context } from 'aws-lambda'
import { ulid } from 'ulid'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type RouteKey, routes } from '../../../shared/api/routes.ts'
import { addSeam, removeSeam } from '../../../shared/corrections/seams.ts'
import { takeBackState } from '../../../shared/corrections/states.ts'
import type { Table } from '../../../shared/dynamodb.ts'
import { setGoal } from '../../../shared/goals/goals.ts'
import type { Event, Result } from '../../../shared/http/event.ts'
import { makeLink } from '../../../shared/links/make-link.ts'
import { deleteSeam } from '../../../shared/lives/seam-items.ts'
import { log } from '../../../shared/log.ts'
import { findPlayer, type Player } from '../../../shared/players/players.ts'
import { removePlayer } from '../../../shared/players/remove.ts'
import { womIdOf } from '../../../shared/players/wom-id.ts'
import { foldForGood } from '../../../shared/records/fold.ts'
import { TornRead } from '../../../shared/torn.ts'
import { addPlayer } from '../../../shared/tracking/add.ts'
import { fetchPlayers } from '../../../shared/tracking/fetch.ts'
import { exchangeNames, renamePlayer } from '../../../shared/tracking/rename.ts'
import { MemoryTable, tableOf } from '../../bench/memory-table.ts'
import { testFetching } from '../../fetching.ts'
import { rowsOf } from '../../rows.ts'
import { event } from '../shared/http/events.ts'

/** What the functions take for the table. */
const store = vi.hoisted(() => ({ send: (_: unknown): Promise<object> => Promise.reject(new Error('no table yet')) }))

vi.mock('../../../shared/dynamodb.ts', async (original) => ({
  ...(await original<typeof import('../../../shared/dynamodb.ts')>()),
  openTable: (name: string) => ({ name, client: { send: (command: unknown) => store.send(command) } }),
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

const playerOf = async (table: Table, key: string): Promise<Player> => (await findPlayer(table, key))!

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
  return { memory, now: clock.now(), params: { slug, id, taskId: ulid() } }
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
    await removeSeam(tracker, player, player.seams![1]!.at, clock.now())
  },
  'loses its newest seam': async ({ fetching: { tracker }, clock }) => {
    const player = await playerOf(tracker, 'zezima')
    await removeSeam(tracker, player, player.seams!.at(-1)!.at, clock.now())
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

const requestFor = (route: RouteKey, query: Record<string, string>): Event => ({
  ...event({ route }),
  rawPath: route.slice('GET '.length),
  pathParameters: Object.fromEntries(
    Object.entries({ ...base.params, username: 'Zezima', metric: 'mining', file: 'mining.svg' }).filter(([name]) =>
      route.includes(`{${name}}`),
    ),
  ),
  queryStringParameters: query,
})

/** What is done, and before which of the requests to the table. */
interface Meanwhile {
  at: number
  change: (world: World) => Promise<unknown>
}

/** Asks, with something done meanwhile; the status, and how many requests to the table there were. */
const ask = async (route: RouteKey, query: Record<string, string>, meanwhile?: Meanwhile) => {
  const memory = copyOf(base.memory)
  const table = tableOf(memory)
  const world = testFetching(table)
  world.clock.advance(base.now - world.clock.now())
  let count = 0
  let changed: Promise<unknown> = Promise.resolve()
  store.send = async (command) => {
    if (count === meanwhile?.at) changed = meanwhile.change(world)
    count += 1
    await changed
    return memory.execute(command)
  }
  const answer = await handlers[routes[route].function]!(requestFor(route, query), {} as Context)
  await changed
  return { status: answer.statusCode, count }
}

describe('somebody who looks at a player', () => {
  it.each(looks.flatMap((route) => (queries[route] ?? [{}]).map((query) => [route, query] as const)))(
    'with %s %j gets an answer, whatever becomes of it between two reads',
    async (route, query) => {
      const undisturbed = await ask(route, query)
      expect(undisturbed).toMatchObject({ status: route.endsWith('{taskId}') ? 404 : 200 })
      for (const [name, change] of Object.entries(changes)) {
        for (let at = 0; at < undisturbed.count; at++) {
          const { status } = await ask(route, query, { at, change })
          const where = `${name} before request ${at + 1} of ${undisturbed.count}`
          expect({ where, status, failed: failed.mock.calls }).toEqual({
            ...{ where, status: expect.toBeOneOf([200, 404]), failed: [] },
          })
        }
      }
    },
  )

  it('is told so when the states at a seam are lost for good', async () => {
    await expect(ask('GET /players/{username}/history', {}, { at: 1, change: loseSeams })).resolves.toMatchObject({
      status: 500,
    })
    expect(failed).toHaveBeenCalledExactlyOnceWith('request failed', {
      requestId: expect.anything(),
      error: expect.any(TornRead),
    })
  })
})
