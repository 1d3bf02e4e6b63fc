import { describe, expect, it } from 'vitest'
import { statusOf } from '../../../../shared/http/errors.ts'
import { Failure, failureOf } from '../../../../web/app/failure.ts'
import { explain } from '../../../../web/app/words/explain.ts'

const now = Date.parse('2026-08-20T18:30:00Z')

describe('failureOf', () => {
  it('reads an error of the API, and when to ask again', () => {
    const body = { code: 'too_many_attempts', message: 'wait', requestId: 'r1', issues: [{ path: 'a', message: 'b' }] }
    expect(failureOf(429, new Headers({ 'retry-after': '90' }), body, now)).toMatchObject({
      code: 'too_many_attempts',
      status: 429,
      message: 'wait',
      requestId: 'r1',
      issues: [{ path: 'a', message: 'b' }],
      retryAt: now + 90_000,
    })
  })

  it('reads a date in Retry-After, and forgives one that is none', () => {
    const date = new Headers({ 'retry-after': 'Thu, 20 Aug 2026 18:31:00 GMT' })
    expect(failureOf(503, date, {}, now).retryAt).toBe(now + 60_000)
    expect(failureOf(503, new Headers({ 'retry-after': 'soon' }), {}, now).retryAt).toBeUndefined()
  })

  it.each([
    [429, 'too_many_attempts'],
    [503, 'not_ready'],
    [502, 'unreadable'],
  ])("tells the gateway's own %i by its status", (status, code) => {
    expect(failureOf(status, new Headers(), { message: 'Too Many Requests' }, now).code).toBe(code)
    expect(failureOf(status, new Headers(), undefined, now).code).toBe(code)
  })
})

describe('explain', () => {
  const codes = [...Object.keys(statusOf), 'offline', 'lost', 'ended', 'unreadable'] as Failure['code'][]

  it.each(codes)('says what %s means and what to do', (code) => {
    const { title, advice } = explain(new Failure(code, { message: 'the name is too long' }), now)
    expect(title).toMatch(/^[A-Z].*[^.]$/)
    expect(advice).toMatch(/^[A-Z].*\.$/)
  })

  it('says when to try again', () => {
    const failure = new Failure('too_many_attempts', { retryAt: now + 120_000 })
    expect(explain(failure, now).advice).toBe('Try again in 2 min.')
    expect(explain(failure, now + 200_000).advice).toBe('Try again now.')
  })

  it('names the request of what only an admin can look into', () => {
    expect(explain(new Failure('internal_error', { requestId: 'abc=' }), now).advice).toContain('abc=')
  })
})
