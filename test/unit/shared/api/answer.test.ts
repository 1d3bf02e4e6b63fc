import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { failure, finished, success } from '../../../../shared/api/answer.ts'
import { ApiError } from '../../../../shared/http/errors.ts'
import { event } from '../http/events.ts'

const long = { text: 'experience '.repeat(200) }
const read = (headers: Record<string, string> = {}, body: unknown = long, method = 'GET') =>
  finished(event({ headers, method }), success('GET /players/{username}/stats', { body }))

describe('a good answer', () => {
  it('of something that users read may be kept, but is to be asked for again', () => {
    expect(read().headers).toMatchObject({
      'cache-control': 'private, no-cache',
      etag: expect.stringMatching(/^W\/".{22}"$/),
    })
  })

  it('that changes something, signs in or is public is not kept, unless the handler says so', () => {
    for (const route of ['POST /players', 'GET /auth/me', 'GET /health'] as const) {
      const { headers } = finished(event(), success(route, { body: {} }))
      expect(headers?.['cache-control']).toBe('no-store')
      expect(headers).not.toHaveProperty('etag')
    }
    const headers = { 'cache-control': 'public, max-age=300' }
    expect(finished(event(), success('GET /health', { body: {}, headers })).headers).toMatchObject({
      ...headers,
      etag: expect.any(String),
    })
  })

  it('is a 204 when it has nothing to say', () => {
    expect(finished(event(), success('POST /auth/logout', {}))).toEqual({
      statusCode: 204,
      headers: {
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-request-id': 'from-the-gateway=',
      },
    })
  })

  it('may be text', () => {
    const reply = { text: { type: 'text/csv', body: 'a,b\n' } }
    expect(finished(event(), success('GET /players', reply))).toMatchObject({
      headers: { 'content-type': 'text/csv; charset=utf-8' },
      body: 'a,b\n',
    })
  })
})

describe('If-None-Match', () => {
  const etag = String(read().headers?.etag)

  it.each([etag, etag.slice(2), `"other", ${etag}`, '*'])('%s finds nothing new', (tag) => {
    const answer = read({ 'if-none-match': tag, 'accept-encoding': 'br' })
    expect(answer).toEqual({ statusCode: 304, headers: expect.objectContaining({ etag, vary: 'accept-encoding' }) })
    expect(answer.headers).not.toHaveProperty('content-type')
  })

  it.each(['"other"', '', etag.slice(3, -1)])('%s finds the answer', (tag) => {
    expect(read({ 'if-none-match': tag })).toMatchObject({ statusCode: 200, headers: { etag } })
  })

  it('is for GET and HEAD only', () => {
    expect(read({ 'if-none-match': '*' }, long, 'HEAD')).toMatchObject({ statusCode: 304 })
    expect(read({ 'if-none-match': '*' }, long, 'POST')).toMatchObject({ statusCode: 200 })
  })
})

describe('Accept-Encoding', () => {
  const decoders = { br: brotliDecompressSync, gzip: gunzipSync }

  it.each([
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0.5, gzip', 'gzip'],
    ['BR', 'br'],
    ['*', 'br'],
    ['*, br;q=0', 'gzip'],
  ] as const)('%s gets %s', (accepted, encoding) => {
    const { headers, body, isBase64Encoded } = read({ 'accept-encoding': accepted })
    expect(headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding' })
    expect(isBase64Encoded).toBe(true)
    expect(JSON.parse(decoders[encoding](Buffer.from(body!, 'base64')).toString())).toEqual(long)
  })

  it.each(['', 'identity', 'deflate', 'gzip;q=0', '*;q=0', 'gzip;q=x'])('"%s" gets the plain body', (accepted) => {
    const { headers, body } = read({ 'accept-encoding': accepted })
    expect(headers).not.toHaveProperty('content-encoding')
    expect(headers?.vary).toBe('accept-encoding')
    expect(JSON.parse(body!)).toEqual(long)
  })

  it('makes nothing of a short answer', () => {
    expect(read({ 'accept-encoding': 'br' }, { short: true }).headers).not.toHaveProperty('vary')
  })

  it('adds to what an answer depends on already', () => {
    const reply = { body: long, headers: { vary: 'accept' } }
    expect(finished(event(), success('GET /players', reply)).headers?.vary).toBe('accept, accept-encoding')
  })

  it('leaves the tag of an answer as it is', () => {
    expect(read({ 'accept-encoding': 'gzip' }).headers?.etag).toBe(read().headers?.etag)
  })
})

describe('X-Request-Id', () => {
  const idOf = (id: string) =>
    finished(event({ headers: { 'x-request-id': id } }), success('GET /health', { body: {} })).headers?.['x-request-id']

  it('comes back when it is sane', () => {
    for (const id of ['a', 'A-b_c.9', 'x'.repeat(64)]) expect(idOf(id)).toBe(id)
  })

  it("is the gateway's when it is not", () => {
    for (const id of ['', 'x'.repeat(65), 'a b', 'a,b', 'é', 'a\nb']) expect(idOf(id)).toBe('from-the-gateway=')
  })

  it('is in an error as well', () => {
    const asked = event({ headers: { 'x-request-id': 'mine' } })
    const { headers, body } = finished(asked, failure(asked, new ApiError('no_data', 'No.')))
    expect(headers).toMatchObject({ 'x-request-id': 'mine', 'cache-control': 'no-store' })
    expect(JSON.parse(body!)).toEqual({ code: 'no_data', message: 'No.', requestId: 'mine' })
  })
})

describe('an error that nobody foresaw', () => {
  it('tells nothing', () => {
    const { statusCode, body } = failure(event(), new Error('secret'))
    expect(statusCode).toBe(500)
    expect(body).not.toContain('secret')
  })
})
