import { describe, expect, it } from 'vitest'
import { dateRange, dateTime, duration, weekdayDate } from '../../../../web/charts/dates.ts'

const at = Date.UTC(2026, 2, 12, 23, 5)

describe('dates', () => {
  it('are said in the zone that is asked for', () => {
    expect(dateTime(at, 'UTC')).toBe('12 Mar 2026, 23:05')
    expect(dateTime(at, 'Asia/Kathmandu')).toBe('13 Mar 2026, 04:50')
    expect(weekdayDate(at, 'UTC')).toBe('Thu 12 Mar 2026')
  })

  it('as a range say nothing twice', () => {
    const from = (...[year, month, day]: [number, number, number]) => dateRange(Date.UTC(year, month, day), at, 'UTC')
    expect(from(2026, 2, 12)).toBe('12 Mar 2026')
    expect(from(2026, 2, 1)).toBe('1 – 12 Mar 2026')
    expect(from(2026, 0, 30)).toBe('30 Jan – 12 Mar 2026')
    expect(from(2025, 2, 12)).toBe('12 Mar 2025 – 12 Mar 2026')
  })
})

describe('duration', () => {
  it.each([
    [59_999, 'moments'],
    [60_000, '1 minute'],
    [3 * 3_600_000, '3 hours'],
    [86_400_000, '1 day'],
    [800 * 86_400_000, '2 years'],
  ])('says %d ms as %s', (ms, words) => {
    expect(duration(ms)).toBe(words)
  })
})
