import { describe, expect, it } from 'vitest'
import { judge } from '../../../../shared/webhooks/verdict.ts'

const reply = (status: number, headers: Record<string, string> = {}, body = '') => ({ status, headers, body })

describe('a reply', () => {
  it.each([200, 201, 204])('of status %i is a delivery', (status) => {
    expect(judge(reply(status))).toEqual({ kind: 'delivered', waitMs: 0 })
  })

  it('tells how long to wait when a limit is used up, to the fraction of a second', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.2345' }
    expect(judge(reply(204, headers))).toEqual({ kind: 'delivered', waitMs: 1_235 })
    expect(judge(reply(204, { ...headers, 'x-ratelimit-remaining': '1' }))).toMatchObject({ waitMs: 0 })
    expect(judge(reply(204, { 'x-ratelimit-remaining': '0' }))).toMatchObject({ waitMs: 0 })
  })

  it('of 429 is obeyed, whichever of header and body asks for more, within an hour', () => {
    const waits = (headers: Record<string, string>, body = '') =>
      (judge(reply(429, headers, body)) as { waitMs: number }).waitMs
    expect(waits({ 'retry-after': '0.35' })).toBe(350)
    expect(waits({ 'retry-after': '1' }, '{"retry_after":1.337,"global":true}')).toBe(1_337)
    expect(waits({}, '{"retry_after":64.57}')).toBe(64_570)
    expect(waits({}, 'Too many')).toBe(0)
    expect(waits({}, '{"retry_after":"soon"}')).toBe(0)
    expect(waits({}, '{"retry_after":-1}')).toBe(0)
    expect(waits({ 'retry-after': '999999' })).toBe(3_600_000)
  })

  it.each([401, 404, 410])('of %i says that nobody is there', (status) => {
    expect(judge(reply(status))).toMatchObject({ kind: 'gone', reason: `it answered with status ${status}` })
  })

  it.each([400, 413, 422])('of %i refuses the message', (status) => {
    expect(judge(reply(status)).kind).toBe('refused')
  })

  it.each([301, 302, 307, 308, 403, 408, 418, 500, 502, 503])('of %i is no delivery, and tried again', (status) => {
    expect(judge(reply(status, { location: 'http://169.254.169.254/' })).kind).toBe('later')
  })

  it('that did not come is tried again', () => {
    expect(judge({ failed: 'its host was not found' })).toEqual({
      kind: 'later',
      waitMs: 0,
      reason: 'its host was not found',
    })
  })
})
