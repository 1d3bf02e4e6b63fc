import { describe, expect, it } from 'vitest'
import { apiResponse } from '../../../../../lib/local/gateway/api-response.ts'

const response = (result: unknown) => {
  const made = apiResponse(JSON.stringify(result))
  return made && { ...made, body: made.body.toString() }
}

describe('apiResponse', () => {
  it.each([[{ name: 'x' }], ['text'], [[1]], [null]])('takes %j for the JSON body of a 200', (result) => {
    expect(response(result)).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      cookies: [],
      body: JSON.stringify(result),
    })
  })

  it('takes status, headers, cookies and body from a result with a status', () => {
    const result = { statusCode: 201, headers: { Location: '/x', 'X-Count': 3 }, cookies: ['a=1', 'b=2'], body: 'made' }
    expect(response(result)).toEqual({
      status: 201,
      headers: { 'content-type': 'text/plain; charset=utf-8', location: '/x', 'x-count': '3' },
      cookies: ['a=1', 'b=2'],
      body: 'made',
    })
  })

  it('decodes a body in base64', () => {
    const body = Buffer.from([0, 255]).toString('base64')
    expect(apiResponse(JSON.stringify({ statusCode: 200, body, isBase64Encoded: true }))?.body).toEqual(
      Buffer.from([0, 255]),
    )
  })

  it('takes a status given as text, and no body', () => {
    expect(response({ statusCode: '204' })).toMatchObject({ status: 204, body: '' })
  })

  it('leaves the headers of the connection to the server', () => {
    const headers = { 'Content-Length': '1', Connection: 'close', 'content-type': 'text/css' }
    expect(response({ statusCode: 200, headers })?.headers).toEqual({ 'content-type': 'text/css' })
  })

  it.each([
    [{ statusCode: 'ok' }],
    [{ statusCode: 99 }],
    [{ statusCode: 200, body: { no: 'text' } }],
    [{ statusCode: 200, headers: [] }],
    [{ statusCode: 200, headers: { a: {} } }],
    [{ statusCode: 200, cookies: 'a=1' }],
  ])('refuses %j', (result) => {
    expect(response(result)).toBeUndefined()
  })
})
