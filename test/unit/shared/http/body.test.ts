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
