import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clock } from '../../../../web/charts/dates.ts'
import { timeTicks } from '../../../../web/charts/time-ticks.ts'
import { dayMs, hourMs, newYear, spans, zones } from './draws.ts'

const labels = (start: number, end: number, most: number, tz: string): string[] =>
  timeTicks({ start, end }, most, tz).map(({ label }) => label)

describe('timeTicks', () => {
  it('stands within the span, in order, at no more marks than asked for and one', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 2, max: 12 }), zones, (span, most, tz) => {
        const moments = timeTicks(span, most, tz).map(({ at }) => at)
        expect(moments.every((at) => at >= span.start && at <= span.end)).toBe(true)
        expect([...new Set(moments)].sort((a, b) => a - b)).toEqual(moments)
        // Months are of different lengths, and on the day on which clocks go back an hour comes twice.
        expect(moments.length).toBeLessThanOrEqual(most + 2)
      }),
      { numRuns: 60 },
    )
  })

  it('stands at local midnights when a day or more lies between two marks', () => {
    fc.assert(
      fc.property(spans, zones, (span, tz) => {
        fc.pre(span.end - span.start > 40 * dayMs)
        const clocks = timeTicks(span, 6, tz).map(({ at }) => clock(at, tz))
        // In Cairo a day in April begins at one o'clock.
        expect(clocks.filter((time) => time !== '00:00' && time !== '01:00')).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('names hours by the clock, and a midnight by its date', () => {
    const start = Date.UTC(2026, 2, 11, 23)
    expect(labels(start, start + 23 * hourMs, 5, 'Europe/Berlin')).toEqual(['12 Mar', '06:00', '12:00', '18:00'])
  })

  it('stays at full hours of the clock on a day on which clocks are set', () => {
    const start = Date.UTC(2026, 2, 28, 23)
    expect(labels(start, start + 23 * hourMs, 5, 'Europe/Berlin')).toEqual([
      '29 Mar',
      '06:00',
      '12:00',
      '18:00',
      '30 Mar',
    ])
    const autumn = Date.UTC(2026, 9, 24, 22)
    expect(labels(autumn, autumn + 24 * hourMs, 5, 'Europe/Berlin')).toEqual(['25 Oct', '06:00', '12:00', '18:00'])
  })

  it('counts months from their firsts, and names New Year by its year', () => {
    expect(labels(newYear - 70 * dayMs, newYear + 70 * dayMs, 6, 'UTC')).toEqual(['Nov', 'Dec', '2026', 'Feb', 'Mar'])
  })

  it('counts ten years in twos', () => {
    expect(labels(Date.UTC(2016, 5, 1), Date.UTC(2026, 5, 1), 6, 'UTC')).toEqual([
      '2018',
      '2020',
      '2022',
      '2024',
      '2026',
    ])
  })

  it('has marks for a span without a length', () => {
    expect(labels(newYear, newYear, 4, 'UTC')).toEqual(['1 Jan'])
  })
})
