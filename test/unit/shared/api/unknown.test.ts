import { describe, expect, it } from 'vitest'
import { withoutRoute } from '../../../../shared/api/unknown.ts'

describe('withoutRoute', () => {
  it('tells the methods of a path to OPTIONS', () => {
    expect(withoutRoute('OPTIONS', '/players/zezima')).toEqual({
      status: 204,
      headers: { allow: 'GET, PATCH, DELETE, HEAD, OPTIONS' },
    })
    expect(withoutRoute('OPTIONS', '/auth/login').headers.allow).toBe('POST, OPTIONS')
  })

  it('refuses another method with those that there are', () => {
    expect(() => withoutRoute('PUT', '/players')).toThrow(
      expect.objectContaining({ code: 'method_not_allowed', headers: { allow: 'POST, GET, HEAD, OPTIONS' } }),
    )
  })

  it.each(['/player', '/players/', '/players//stats', '/Players', '/players/a/b/c/d'])(
    'finds nothing at %s',
    (path) => {
      for (const method of ['GET', 'OPTIONS']) {
        expect(() => withoutRoute(method, path)).toThrow(expect.objectContaining({ code: 'not_found' }))
      }
    },
  )
})
