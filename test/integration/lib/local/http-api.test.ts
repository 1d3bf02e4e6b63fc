import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalStack } from '../../../../lib/local/stack.ts'
import { deploy, httpApi } from './deploy.ts'

const echo = 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) })'
const reply = 'exports.handler = async (event) => JSON.parse(event.body)'
const fail = 'exports.handler = async () => { throw new TypeError("no") }'
const hang = 'exports.handler = () => new Promise((done) => setTimeout(done, 1000))'

const routes = {
  'GET /players/{username}': 'Echo',
  'GET /players/stats': 'Echo',
  'POST /echo': 'Echo',
  'ANY /files/{proxy+}': 'Echo',
  'POST /reply': 'Reply',
  'GET /fail': 'Fail',
  'GET /hang': 'SlowHang',
  $default: 'Echo',
}

let stack: LocalStack
const cleanUps: (() => unknown)[] = []
beforeAll(async () => {
  const functions = { Echo: { code: echo }, Reply: { code: reply }, Fail: { code: fail }, SlowHang: { code: hang } }
  stack = await deploy(functions, httpApi(routes), {}, (each) => cleanUps.push(each))
})
afterAll(async () => {
  for (const each of cleanUps.toReversed()) await each()
})

interface Call {
  method?: string
  headers?: string[]
  body?: string | Buffer
}

/** A request with its headers and path exactly as given, which `fetch` would tidy up. */
const call = async (path: string, { method = 'GET', headers = [], body }: Call = {}) => {
  const answered = Promise.withResolvers<IncomingMessage>()
  const { hostname, port, host } = new URL(stack.url)
  const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))]
  const sent = request({ hostname, port, path, method, headers: ['Host', host, ...length, ...headers] })
  sent.once('response', answered.resolve).once('error', answered.reject).end(body)
  const response = await answered.promise
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}
const eventOf = async (path: string, options?: Call) => JSON.parse((await call(path, options)).body)
const replied = (result: unknown) =>
  call('/reply', { method: 'POST', headers: ['Content-Type', 'application/json'], body: JSON.stringify(result) })

describe('the HTTP API', () => {
  it('hands a request on in payload format 2.0', async () => {
    const headers = ['X-Tag', 'a', 'X-Tag', 'b', 'Cookie', 'one=1; two=2', 'User-Agent', 'test']
    const event = await eventOf('/players/Lynx%20Titan?a=1&a=2&b=%C3%A9', { headers })
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /players/{username}',
      rawPath: '/players/Lynx Titan',
      rawQueryString: 'a=1&a=2&b=%C3%A9',
      queryStringParameters: { a: '1,2', b: 'é' },
      pathParameters: { username: 'Lynx Titan' },
      cookies: ['one=1', 'two=2'],
      headers: { 'x-tag': 'a,b', host: new URL(stack.url).host },
      requestContext: { http: { method: 'GET', sourceIp: '127.0.0.1', userAgent: 'test' }, stage: '$default' },
      isBase64Encoded: false,
    })
  })

  it('prefers the more exact route, and falls back to $default', async () => {
    expect(await eventOf('/players/stats')).toMatchObject({ routeKey: 'GET /players/stats' })
    expect(await eventOf('/files/a/b')).toMatchObject({ pathParameters: { proxy: 'a/b' } })
    expect(await eventOf('/players/x', { method: 'DELETE' })).toMatchObject({ routeKey: '$default' })
  })

  it('hands bodies on as text or in base64', async () => {
    const json = ['Content-Type', 'application/json']
    const post = { method: 'POST', body: '{"é":1}' }
    expect(await eventOf('/echo', { ...post, headers: json })).toMatchObject({
      body: '{"é":1}',
      isBase64Encoded: false,
    })
    const bytes = Buffer.from([0xff, 0x00])
    const binary = await eventOf('/echo', { method: 'POST', body: bytes, headers: ['Content-Type', 'image/png'] })
    expect(binary).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true })
  })

  it('sends what the function answers', async () => {
    const answer = await replied({ statusCode: 418, headers: { 'X-A': 1 }, cookies: ['a=1', 'b=2'], body: 'tea' })
    expect(answer).toMatchObject({ status: 418, body: 'tea' })
    expect(answer.headers).toMatchObject({ 'x-a': '1', 'set-cookie': ['a=1', 'b=2'], 'content-length': '3' })
    expect(answer.headers['apigw-requestid']).toBeDefined()
  })

  it('sends bytes for a body in base64, and a result without a status as JSON', async () => {
    const body = Buffer.from('bytes').toString('base64')
    expect(await replied({ statusCode: 200, isBase64Encoded: true, body })).toMatchObject({ body: 'bytes' })
    expect(await replied({ plain: true })).toMatchObject({ status: 200, body: '{"plain":true}' })
  })

  it('sends no body with a 204, nor to HEAD', async () => {
    const empty = await replied({ statusCode: 204 })
    expect(empty).toMatchObject({ status: 204, body: '' })
    expect(empty.headers).not.toHaveProperty('content-type')
    expect(await call('/players/x', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  })

  it.each([
    ['a function that throws', () => call('/fail')],
    ['an answer that is none', () => replied({ statusCode: 'x' })],
    ['a header that cannot be sent', () => replied({ statusCode: 200, headers: { 'x-a': 'a\nb' } })],
  ])('answers 500 for %s', async (_, ask) => {
    expect(await ask()).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' })
  })

  it('answers 503 for a function that takes longer than its integration waits', async () => {
    expect(await call('/hang')).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' })
  })

  it('answers 400 for a path that cannot be decoded', async () => {
    expect(await call('/players/%zz')).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' })
  })

  it('answers 413 for a body above 10 MB, announced or not', async () => {
    const large = { status: 413, body: '{"message":"Request Entity Too Large"}' }
    const body = Buffer.alloc(10 * 1024 * 1024 + 1)
    expect(await call('/echo', { method: 'POST', body })).toMatchObject(large)
    const chunked = await fetch(`${stack.url}/echo`, {
      method: 'POST',
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect({ status: chunked.status, body: await chunked.text() }).toEqual(large)
  })

  it('outlives a client that goes away in the middle of its request', async () => {
    const gone = Promise.withResolvers<void>()
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1', () => {
      socket.write('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc', () => socket.resetAndDestroy())
    })
    socket.once('close', () => gone.resolve())
    await gone.promise
    expect(await call('/players/x')).toMatchObject({ status: 200 })
  })
})

describe('an HTTP API without $default', () => {
  it('answers 404 where no route is, and preflight requests by itself', async () => {
    const cors = { CorsConfiguration: { AllowOrigins: ['https://a.example'], AllowMethods: ['GET'] } }
    const { url } = await deploy({ Echo: { code: echo } }, httpApi({ 'GET /a': 'Echo' }, cors))
    const missing = await fetch(`${url}/b`)
    expect({ status: missing.status, body: await missing.json() }).toEqual({
      status: 404,
      body: { message: 'Not Found' },
    })
    const preflight = await fetch(`${url}/a`, { method: 'OPTIONS', headers: { origin: 'https://a.example' } })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET')
    const read = await fetch(`${url}/a`, { headers: { origin: 'https://a.example' } })
    expect(read.headers.get('access-control-allow-origin')).toBe('https://a.example')
  })
})
