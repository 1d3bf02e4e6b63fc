import type { Context } from 'aws-lambda'
import { describe, expect, it, vi } from 'vitest'
import { openToAll } from '../../../../shared/api/open.ts'
import { log } from '../../../../shared/log.ts'
import { event } from '../http/events.ts'

const context = {} as Context
const page = (route = 'GET /', headers: Record<string, string> = {}) => event({ route, method: 'GET', headers })

describe('a function that anybody may ask', () => {
  it('answers whoever comes, also for HEAD', async () => {
    const handler = openToAll<'web'>({ 'GET /': async () => ({ body: { a: 1 } }) } as never)
    for (const route of ['GET /', 'HEAD /']) {
      expect(await handler(page(route), context)).toMatchObject({ statusCode: 200, body: '{"a":1}' })
    }
  })

  it('lets nobody through to a route that is not public, whatever its types say', async () => {
    const seen = vi.fn()
    const handler = openToAll<'web'>({ 'GET /players': seen } as never)
    expect(await handler(page('GET /players'), context)).toMatchObject({ statusCode: 500 })
    expect(seen).not.toHaveBeenCalled()
  })

  it('logs who asks, and the path, as it is told to', async () => {
    const info = vi.spyOn(log, 'info').mockImplementation(() => {})
    const handler = openToAll<'web'>({ 'GET /': async () => ({ body: {} }) } as never, () => ({
      who: 'link:abc',
      path: '/s/...',
    }))
    await handler(page(), context)
    expect(info).toHaveBeenCalledWith('request', expect.objectContaining({ who: 'link:abc', path: '/s/...' }))
  })
})
