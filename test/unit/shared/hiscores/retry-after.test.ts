import { expect, it } from 'vitest'
import { retryAfterMs } from '../../../../shared/hiscores/retry-after.ts'

const now = Date.UTC(2026, 7, 20, 12, 0, 0)

it.each([
  ['120', 120_000],
  [' 5 ', 5_000],
  ['0', 1_000],
  ['86400', 3_600_000],
  ['Thu, 20 Aug 2026 12:02:00 GMT', 120_000],
  ['Thu, 20 Aug 2026 11:00:00 GMT', 1_000],
  ['Fri, 21 Aug 2026 12:00:00 GMT', 3_600_000],
])('%j asks for a wait of %i ms', (header, wait) => {
  expect(retryAfterMs(header, now)).toBe(wait)
})

it.each([undefined, '', 'soon', '-5', '1.5', 'Thu, 99 Foo'])('%j asks for none', (header) => {
  expect(retryAfterMs(header, now)).toBeUndefined()
})
