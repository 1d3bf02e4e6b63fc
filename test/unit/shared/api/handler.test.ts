import type { Context } from 'aws-lambda'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { api } from '../../../../shared/api/handler.ts'
import { type RouteKey, routes } from '../../../../shared/api/routes.ts'
import { authenticate } from '../../../../shared/auth/authenticate.ts'
import { ApiError } from '../../../../shared/http/errors.ts'
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

describe('a look', () => {
  const route = 'GET /players/{username}/stats'
  const ask = (handler: ReturnType<typeof api>, of: RouteKey = route) => {
    const [method = ''] = of.split(' ')
    return handler(event({ route: of, method, headers: { authorization: 'Bearer a.b.c' } }), {} as Context)
  }
  /** Tells that a token is good, and lets in, or not, once `until` has come. */
  const admitting = (order: string[], until: Promise<unknown>, refusal?: ApiError) =>
    vi.mocked(authenticate).mockImplementation(async (_, { meanwhile }) => {
      meanwhile?.()
      await until
      order.push('session')
      if (refusal) throw refusal
      return session
    })

  it('is begun while the session of a good token is looked up, once, and told after that', async () => {
    const order: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    admitting(order, promise)
    const handler = api<'stats'>({
      [route]: async () => {
        order.push('look')
        setImmediate(resolve)
        return { body: { seen: true } }
      },
    } as never)
    expect(await ask(handler)).toMatchObject({ statusCode: 200, body: '{"seen":true}' })
    expect(order).toEqual(['look', 'session'])
  })

  it('tells what went wrong in it, however early that was', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    admitting([], promise)
    const handler = api<'stats'>({
      [route]: async () => {
        setImmediate(resolve)
        throw new ApiError('player_not_tracked', 'Nobody.')
      },
    } as never)
    expect(await ask(handler)).toMatchObject({ statusCode: 404 })
  })

  it('says nothing to a session that has ended, and is over by then', async () => {
    const order: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    admitting(order, Promise.resolve(), new ApiError('invalid_token', 'No.'))
    const handler = api<'stats'>({
      [route]: async () => {
        await promise
        order.push('look')
        return { body: { secret: true } }
      },
    } as never)
    const answer = ask(handler)
    setImmediate(resolve)
    expect(await answer).toMatchObject({ statusCode: 401, body: expect.not.stringContaining('secret') })
    expect(order).toEqual(['session', 'look'])
  })

  it('by a key begins after that is known to be one', async () => {
    const order: string[] = []
    vi.mocked(authenticate).mockImplementation(async () => {
      order.push('key')
      return session
    })
    const handler = api<'stats'>({
      [route]: async () => {
        order.push('look')
        return { body: {} }
      },
    } as never)
    expect(await ask(handler)).toMatchObject({ statusCode: 200 })
    expect(order).toEqual(['key', 'look'])
  })

  it.for(Object.keys(routes) as RouteKey[])('is what %s is, or it is not begun early', async (of) => {
    const { access, function: name } = routes[of]
    const order: string[] = []
    admitting(order, Promise.resolve())
    const handler = api({
      [of]: async () => {
        order.push('work')
        return { body: {} }
      },
    } as never)
    await ask(handler, of)
    const early = access === 'viewer' && of.startsWith('GET ') && ['players', 'stats', 'history'].includes(name)
    expect(order).toEqual(access === 'public' ? ['work'] : early ? ['work', 'session'] : ['session', 'work'])
  })
})
