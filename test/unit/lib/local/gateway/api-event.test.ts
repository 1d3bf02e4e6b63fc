import { describe, expect, it } from 'vitest'
import { apiEvent, type WireRequest } from '../../../../../lib/local/gateway/api-event.ts'

const now = new Date('2026-03-02T19:03:58.123Z')
const event = (request: Partial<WireRequest>) =>
  apiEvent(
    {
      method: 'GET',
      path: '/players/a b',
      rawQuery: '',
      rawHeaders: ['Host', 'api.example:8080'],
      httpVersion: '1.1',
      sourceIp: '127.0.0.1',
      body: Buffer.alloc(0),
      ...request,
    },
    { apiId: 'Api', routeKey: 'GET /players/{username}', parameters: { username: 'a b' }, now },
  )

describe('apiEvent', () => {
  it('describes the request in its context', () => {
    const made = event({ rawHeaders: ['Host', 'api.example:8080', 'User-Agent', 'test'] })
    expect(made).toMatchObject({
      version: '2.0',
      routeKey: 'GET /players/{username}',
      rawPath: '/players/a b',
      rawQueryString: '',
      pathParameters: { username: 'a b' },
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        apiId: 'Api',
        domainName: 'api.example:8080',
        http: { method: 'GET', path: '/players/a b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        routeKey: 'GET /players/{username}',
        stage: '$default',
        time: '02/Mar/2026:19:03:58 +0000',
        timeEpoch: now.getTime(),
      },
    })
    expect(made.requestContext.requestId).toMatch(/^[\w+/]{15}=$/)
  })

  it('has no cookies, query parameters or body where the request has none', () => {
    const made = event({})
    expect(made).not.toHaveProperty('cookies')
    expect(made).not.toHaveProperty('queryStringParameters')
    expect(made).not.toHaveProperty('body')
  })

  it('joins repeated headers with commas, in lower case, and takes cookies apart', () => {
    const made = event({
      rawHeaders: ['X-Tag', 'a', 'x-tag', 'b', 'Cookie', 'one=1; two=2', 'Connection', 'close', 'cookie', 'three=3'],
    })
    expect(made.headers).toMatchObject({ 'x-tag': 'a,b', 'content-length': '0' })
    expect(made.headers).not.toHaveProperty('cookie')
    expect(made.headers).not.toHaveProperty('connection')
    expect(made.cookies).toEqual(['one=1', 'two=2', 'three=3'])
  })

  it('appends the client to the forwarding headers', () => {
    const made = event({ rawHeaders: ['Host', 'localhost:3000', 'X-Forwarded-For', '9.9.9.9'] })
    expect(made.headers).toMatchObject({
      'x-forwarded-for': '9.9.9.9,127.0.0.1',
      'x-forwarded-port': '3000',
      'x-forwarded-proto': 'http',
    })
  })

  it('decodes and joins query parameters but leaves the query string raw', () => {
    const made = event({ rawQuery: 'a=1&a=2&b=x%20y+z&c&d=%zz&e=1=2&__proto__=p' })
    expect(made.rawQueryString).toBe('a=1&a=2&b=x%20y+z&c&d=%zz&e=1=2&__proto__=p')
    expect(Object.entries(made.queryStringParameters!)).toEqual([
      ['a', '1,2'],
      ['b', 'x y z'],
      ['c', ''],
      ['d', '%zz'],
      ['e', '1=2'],
      ['__proto__', 'p'],
    ])
  })

  it.each([
    ['application/json; charset=utf-8', 'é', false],
    ['TEXT/CSV', 'é', false],
    ['application/octet-stream', 'w6k=', true],
    ['application/x-www-form-urlencoded', 'w6k=', true],
    [undefined, 'w6k=', true],
  ])('hands on a body of type %s as %s', (type, body, isBase64Encoded) => {
    const rawHeaders = type === undefined ? [] : ['Content-Type', type]
    expect(event({ rawHeaders, body: Buffer.from('é') })).toMatchObject({ body, isBase64Encoded })
  })
})
