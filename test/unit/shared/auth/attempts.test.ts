import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lockMs } from '../../../../shared/auth/attempts.ts'

test('the first four wrong passwords lock nothing, the fifth locks for half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map(lockMs)).toEqual([0, 0, 0, 0, 30_000, 60_000, 120_000])
})

test('the lock grows, and never beyond an hour', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), (tries) => {
      expect(lockMs(tries + 1)).toBeGreaterThanOrEqual(lockMs(tries))
      expect(lockMs(tries)).toBeLessThanOrEqual(3_600_000)
    }),
  )
  expect(lockMs(12)).toBe(3_600_000)
})
