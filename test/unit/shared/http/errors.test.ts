import { expect, it } from 'vitest'
import { ApiError } from '../../../../shared/http/errors.ts'

it('an error tells of twenty issues at most, whatever it is about', () => {
  const issues = Array.from({ length: 95 }, (_, index) => ({ path: `skill_${index}`, message: 'is lower' }))
  expect(new ApiError('values_fell', 'Lower.', { issues: issues.slice(0, 20) }).issues).toEqual(issues.slice(0, 20))
  expect(new ApiError('values_fell', 'Lower.', { issues }).issues).toEqual([
    ...issues.slice(0, 19),
    { path: '', message: 'has 76 more faults' },
  ])
})
