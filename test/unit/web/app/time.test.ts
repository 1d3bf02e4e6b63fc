import { describe, expect, it } from 'vitest'
import { ago, ahead, dayOf, exact, longDay, span, spoken, toTheSecond } from '../../../../web/app/time.ts'

const at = (text: string): number => Date.parse(text)
const berlin = 'Europe/Berlin'
const noon = at('2026-08-20T10:00:00Z')

describe('spoken', () => {
  it.each([
    ['2026-08-20T04:05:00Z', '06:05'],
    ['2026-08-19T22:00:00Z', '00:00'],
    ['2026-08-19T21:59:00Z', 'yesterday 23:59'],
    ['2026-08-20T22:00:00Z', 'tomorrow 00:00'],
    ['2026-08-17T10:00:00Z', 'Mon 12:00'],
    ['2026-08-13T10:00:00Z', '13 Aug, 12:00'],
    ['2025-08-20T10:00:00Z', '20 Aug 2025, 12:00'],
  ])('says %s as %s', (moment, words) => {
    expect(spoken(at(moment), noon, berlin)).toBe(words)
  })
})

describe('dayOf', () => {
  it('begins the day at midnight of the zone', () => {
    expect(dayOf(at('2026-08-19T22:00:00Z'), berlin)).toBe('2026-08-20')
    expect(dayOf(at('2026-08-19T22:00:00Z'), 'UTC')).toBe('2026-08-19')
  })
})

describe('exact', () => {
  it('tells the second and the zone', () => {
    expect(exact(at('2026-08-20T16:30:05Z'), berlin)).toBe('Thu, 20 Aug 2026, 18:30:05 (Europe/Berlin)')
  })
})

describe('toTheSecond', () => {
  it('tells the day of the week and the second', () => {
    expect(toTheSecond(at('2026-08-20T16:30:05Z'), berlin)).toBe('Thu 18:30:05')
  })
})

describe('longDay', () => {
  it('names the day', () => {
    expect(longDay(noon, berlin)).toBe('Thursday 20 August')
  })
})

describe('span', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [59_000, '59 s'],
    [60_000, '1 min'],
    [3_599_000, '59 min'],
    [3_600_000, '1 h'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 days'],
  ])('says %i ms as %s', (ms, words) => {
    expect(span(ms)).toBe(words)
  })
})

describe('ago and ahead', () => {
  it('say nothing of seconds', () => {
    expect(ago(noon - 59_000, noon)).toBe('just now')
    expect(ago(noon - 60_000, noon)).toBe('1 min ago')
    expect(ahead(noon + 59_000, noon)).toBe('any moment')
    expect(ahead(noon + 720_000, noon)).toBe('in 12 min')
  })
})
