import { describe, expect, it } from 'vitest'
import { preflightHeaders, withCors } from '../../../../../lib/local/gateway/cors.ts'

const cors = {
  AllowOrigins: ['https://a.example', 'http://*'],
  AllowMethods: ['GET', 'POST'],
  AllowHeaders: ['authorization'],
  ExposeHeaders: ['x-request-id'],
  MaxAge: 600,
}

describe('preflightHeaders', () => {
  it('answers an origin that is allowed', () => {
    expect(preflightHeaders(cors, 'https://a.example')).toEqual({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '600',
    })
  })

  it('knows origins by their scheme', () => {
    expect(preflightHeaders(cors, 'http://anything')).toHaveProperty('access-control-allow-origin', 'http://anything')
  })

  it('tells other origins nothing', () => {
    expect(preflightHeaders(cors, 'https://b.example')).toEqual({})
  })
})

describe('withCors', () => {
  it('replaces what the function says about origins', () => {
    const headers = { 'content-type': 'text/css', 'access-control-allow-origin': 'https://evil.example' }
    expect(withCors({ AllowOrigins: ['*'], ExposeHeaders: ['etag'] }, 'https://b.example', headers)).toEqual({
      'content-type': 'text/css',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'etag',
    })
  })

  it('adds nothing for a request without an origin', () => {
    expect(withCors(cors, undefined, { etag: '1' })).toEqual({ etag: '1' })
  })
})
