import type { Context } from 'aws-lambda'
import { beforeEach, expect, it, vi } from 'vitest'
import { api } from '../../../../shared/api/handler.ts'
import { type RouteKey, routes } from '../../../../shared/api/routes.ts'
import { authenticate } from '../../../../shared/auth/authenticate.ts'
import { event } from '../http/events.ts'

vi.mock('../../../../shared/auth/authenticate.ts', async (original) => ({
  ...(await original<typeof import('../../../../shared/auth/authenticate.ts')>()),
  authenticate: vi.fn(),
}))

beforeEach(() => {
  vi.spyOn(console, 'info').mockImplementation(() => {})
})

const readOnly = ['players', 'stats', 'history', 'wom']

it.for(Object.keys(routes) as RouteKey[])(
  '%s trusts a session that may have ended only to look at players',
  async (route) => {
    const session = { id: 'id', username: 'bob', role: 'admin', expiresAt: Infinity } as const
    const asked = vi.mocked(authenticate).mockReset().mockResolvedValue(session)
    const handler = api({ [route]: async () => ({}) } as never)
    const [method = ''] = route.split(' ')
    await handler(event({ route, method, headers: { authorization: 'Bearer a.b.c' } }), {} as Context)
    const { access, function: name } = routes[route]
    if (access === 'public') return expect(asked).not.toHaveBeenCalled()
    const consistent = !(route.startsWith('GET ') && readOnly.includes(name) && access === 'viewer')
    expect(asked).toHaveBeenCalledExactlyOnceWith('Bearer a.b.c', { consistent })
  },
)
