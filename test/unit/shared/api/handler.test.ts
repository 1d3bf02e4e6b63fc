import type { Context } from 'aws-lambda'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { api } from '../../../../shared/api/handler.ts'
import { type RouteKey, routes } from '../../../../shared/api/routes.ts'
import { authenticate } from '../../../../shared/auth/authenticate.ts'
import { ApiError } from '../../../../shared/http/errors.ts'
import type { Player } from '../../../../shared/players/players.ts'
import { event } from '../http/events.ts'

vi.mock('../../../../shared/auth/authenticate.ts', async (original) => ({
  ...(await original<typeof import('../../../../shared/auth/authenticate.ts')>()),
  authenticate: vi.fn(),
}))

beforeEach(() => {
  vi.spyOn(console, 'info').mockImplementation(() => {})
})

const session = { id: 'id', username: 'bob', role: 'admin', expiresAt: Infinity } as const

const readOnly = ['players', 'stats', 'history', 'wom']

it.for(Object.keys(routes) as RouteKey[])(
  '%s trusts a session that may have ended only to look at players',
  async (route) => {
    const asked = vi.mocked(authenticate).mockReset().mockResolvedValue(session)
    const handler = api({ [route]: async () => ({}) } as never)
    const [method = ''] = route.split(' ')
    await handler(event({ route, method, headers: { authorization: 'Bearer a.b.c' } }), {} as Context)
    const { access, function: name } = routes[route]
    if (access === 'public') return expect(asked).not.toHaveBeenCalled()
    const consistent = !(route.startsWith('GET ') && readOnly.includes(name) && access === 'viewer')
    expect(asked).toHaveBeenCalledExactlyOnceWith('Bearer a.b.c', { consistent, meanwhile: expect.any(Function) })
  },
)

describe('a player that is looked at', () => {
  const route = 'GET /players/{username}/stats'
  const ask = (handler: ReturnType<typeof api>, of: RouteKey = route) => {
    const [method = ''] = of.split(' ')
    const asked = event({ route: of, method, headers: { authorization: 'Bearer a.b.c' } })
    return handler({ ...asked, pathParameters: { username: 'zezima' } }, {} as Context)
  }
  const zezima = { username: 'Zezima' } as Player

  it('is found while the session of a good token is looked up, once', async () => {
    const order: string[] = []
    vi.mocked(authenticate).mockImplementation(async (_, { meanwhile }) => {
      meanwhile?.()
      await Promise.resolve()
      order.push('session')
      return session
    })
    const find = vi.fn(async (username: string | undefined) => {
      order.push(`find ${username}`)
      return zezima
    })
    const handler = api<'stats'>(
      {
        [route]: async ({ player }: { player: () => Promise<Player> }) => ({ body: [await player(), await player()] }),
      } as never,
      { find },
    )
    expect(await ask(handler)).toMatchObject({ statusCode: 200, body: JSON.stringify([zezima, zezima]) })
    expect(order).toEqual(['find zezima', 'session'])
  })

  it('is found after a key is known to be one', async () => {
    vi.mocked(authenticate).mockResolvedValue(session)
    const find = vi.fn(async () => zezima)
    const handler = api<'stats'>(
      { [route]: async ({ player }: { player: () => Promise<Player> }) => ({ body: await player() }) } as never,
      { find },
    )
    expect(await ask(handler)).toMatchObject({ statusCode: 200, body: JSON.stringify(zezima) })
    expect(find).toHaveBeenCalledExactlyOnceWith('zezima')
  })

  it('says nothing to a session that has ended, whether it is there or not', async () => {
    vi.mocked(authenticate).mockImplementation(async (_, { meanwhile }) => {
      meanwhile?.()
      throw new ApiError('invalid_token', 'No.')
    })
    const find = vi.fn(() => Promise.reject(new ApiError('player_not_tracked', 'Nobody.')))
    expect(await ask(api<'stats'>({ [route]: vi.fn() } as never, { find }))).toMatchObject({ statusCode: 401 })
    expect(find).toHaveBeenCalledOnce()
  })

  it.for(['PATCH /players/{username}', 'GET /leaderboard'] as const)('is not found for %s', async (of) => {
    vi.mocked(authenticate).mockImplementation(async (_, { meanwhile }) => {
      meanwhile?.()
      return session
    })
    const find = vi.fn(async () => zezima)
    await ask(api({ [of]: async () => ({ body: {} }) } as never, { find }), of)
    expect(find).not.toHaveBeenCalled()
  })
})
