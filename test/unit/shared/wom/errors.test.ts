import { describe, expect, it } from 'vitest'
import { ApiError, type ErrorCode, statusOf } from '../../../../shared/http/errors.ts'
import { tellWom, whereNoData, womErrorOf } from '../../../../shared/wom/errors.ts'

const codes = Object.keys(statusOf) as ErrorCode[]

describe('an error', () => {
  it('has a status that the client throws on', () => {
    for (const code of codes) expect([400, 403, 404, 429, 500]).toContain(womErrorOf(code).status)
  })

  it('has a code that its description has', () => {
    for (const code of codes) {
      const { status, body } = tellWom(new ApiError(code, 'Something is wrong.'))
      expect(womErrorOf(code)).toMatchObject({ status, codes: expect.arrayContaining([body.code]) })
    }
  })

  it('says in its message all that is not valid, and by its code what that is about', () => {
    const told = (...issues: { path: string; message: string }[]) =>
      tellWom(new ApiError('validation_failed', 'The request is not valid.', { issues }))
    const period = { path: 'period', message: 'is "decade"; a period is wanted' }
    const limit = { path: 'limit', message: 'is "0"; a number is wanted' }
    expect(told(period, limit)).toEqual({
      status: 400,
      body: {
        code: 'INVALID_PERIOD',
        message: 'period is "decade"; a period is wanted; limit is "0"; a number is wanted.',
        data: [period, limit],
      },
    })
    expect(told(limit).body.code).toBe('VALIDATION_ERROR')
    expect(told({ path: 'username', message: 'is empty' }).body.code).toBe('INVALID_USERNAME')
    expect(told({ path: 'endDate', message: 'is missing' }).body.code).toBe('INVALID_DATE_RANGE')
  })

  it('that nothing is stored is none', () => {
    expect(whereNoData(new ApiError('no_data', ''))).toBeUndefined()
    for (const error of [new ApiError('not_found', ''), new Error('bug')])
      expect(() => whereNoData(error)).toThrow(error)
  })
})
