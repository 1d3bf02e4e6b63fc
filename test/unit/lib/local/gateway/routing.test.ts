import { describe, expect, it } from 'vitest'
import { match } from '../../../../../lib/local/gateway/routing.ts'

const keys = [
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'GET /pets/dog/{id}',
  'ANY /pets/dog/1',
  'GET /pets/dog/1',
  'GET /{kind}/dog/toys',
]
const routes = keys.map((key) => ({ key, target: key }))
const routed = (method: string, path: string, among = routes) => {
  const found = match(among, method, path)
  return found && [found.route.key, found.parameters]
}

describe('match', () => {
  it.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', undefined],
    ['PUT', '/pets/dog/1', 'ANY /pets/dog/1', undefined],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/cat/1/x', 'GET /pets/{proxy+}', { proxy: 'cat/1/x' }],
    ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
    ['GET', '/', '$default', undefined],
  ])('leads %s %s to %s', (method, path, key, parameters) => {
    expect(routed(method, path)).toEqual([key, parameters])
  })

  it('prefers a literal on the left, and any exact path to a greedy one', () => {
    expect(routed('GET', '/pets/dog/toys')).toEqual(['GET /pets/dog/{id}', { id: 'toys' }])
    expect(routed('GET', '/cats/dog/toys')).toEqual(['GET /{kind}/dog/toys', { kind: 'cats' }])
  })

  it('does not care in which order the routes are given', () => {
    expect(routed('GET', '/pets/dog/1', routes.toReversed())).toEqual(['GET /pets/dog/1', undefined])
  })

  it('takes a trailing slash for another path, and no empty segment for a parameter', () => {
    const plain = [
      { key: 'GET /players', target: 0 },
      { key: 'GET /players/{username}', target: 0 },
    ]
    expect(match(plain, 'GET', '/players/')).toBeUndefined()
    expect(match(plain, 'GET', '/players//')).toBeUndefined()
  })

  it('sends HEAD and OPTIONS to ANY or $default, never to GET', () => {
    const plain = [
      { key: 'GET /players', target: 0 },
      { key: '$default', target: 0 },
    ]
    expect(match(plain, 'HEAD', '/players')?.route.key).toBe('$default')
    expect(match(plain, 'OPTIONS', '/players')?.route.key).toBe('$default')
  })

  it('splits at a decoded slash', () => {
    expect(routed('GET', decodeURIComponent('/pets%2Fdog%2F9'))).toEqual(['GET /pets/dog/{id}', { id: '9' }])
  })

  it('finds nothing without a $default', () => {
    expect(match([{ key: 'GET /a', target: 0 }], 'POST', '/a')).toBeUndefined()
  })
})
