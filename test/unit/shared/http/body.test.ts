import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { jsonBody, maxBodyBytes } from '../../../../shared/http/body.ts'
import { event } from './events.ts'

const read = (body: string, contentType?: string, base64 = false) =>
  jsonBody(event({ method: 'POST', body, base64, headers: contentType ? { 'content-type': contentType } : {} }))

describe('jsonBody', () => {
  it.each([
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/json;charset="utf-8"',
    'application/vnd.a+json',
  ])('takes %s', (type) => {
    expect(read('{"a":1}', type)).toEqual({ a: 1 })
  })

  it.each([
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/jsonp',
    'application/json, text/plain',
    'application/json; charset=latin1',
    'json',
    '',
  ])('refuses a body of type "%s"', (type) => {
    expect(() => jsonBody(event({ body: '{}', headers: { 'content-type': type } }))).toThrow(
      expect.objectContaining({ code: 'unsupported_media_type' }),
    )
  })

  it.each(['gzip', 'br', 'x-gzip', 'deflate', 'zstd', 'identity, gzip', 'gzip, identity', 'GZIP'])(
    'refuses a body that is encoded as %s, whether it is or not',
    (encoding) => {
      const headers = { 'content-type': 'application/json', 'content-encoding': encoding }
      for (const body of ['{"a":1}', gzipSync('{"a":1}').toString('base64')]) {
        expect(() => jsonBody(event({ body, headers, base64: !body.startsWith('{') }))).toThrow(
          expect.objectContaining({ code: 'unsupported_media_type', headers: { 'accept-encoding': 'identity' } }),
        )
      }
    },
  )

  it('takes a body that says that it is not encoded, and asks nothing of the encoding of no body', () => {
    for (const encoding of ['', 'identity', 'Identity']) {
      expect(jsonBody(event({ body: '{"a":1}', headers: { 'content-encoding': encoding } }))).toEqual({ a: 1 })
    }
    expect(jsonBody(event({ headers: { 'content-encoding': 'gzip' } }))).toBeUndefined()
  })

  it('takes a body without a type for JSON, in base64 as API Gateway hands it on', () => {
    expect(read(Buffer.from('{"a":"é"}').toString('base64'), undefined, true)).toEqual({ a: 'é' })
  })

  it('does not ask for the type of no body', () => {
    expect(jsonBody(event({ headers: { 'content-type': 'text/plain' } }))).toBeUndefined()
    expect(read('', 'text/plain')).toBeUndefined()
  })

  it('counts bytes, before base64 and before it looks at the type', () => {
    const full = `"${'é'.repeat(maxBodyBytes / 2 - 1)}"`
    expect(read(full)).toHaveLength(maxBodyBytes / 2 - 1)
    expect(read(Buffer.from(full).toString('base64'), undefined, true)).toHaveLength(maxBodyBytes / 2 - 1)
    const tooLarge = expect.objectContaining({ code: 'payload_too_large' })
    expect(() => read(`${full} `, 'text/plain')).toThrow(tooLarge)
    expect(() => read(Buffer.from(`${full}   `).toString('base64'), undefined, true)).toThrow(tooLarge)
  })

  it('refuses what is no JSON as a whole', () => {
    expect(() => read('{"a":')).toThrow(
      expect.objectContaining({ code: 'validation_failed', issues: [{ path: '', message: expect.any(String) }] }),
    )
  })
})
