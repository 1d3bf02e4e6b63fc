import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isZone, zoneOf } from '../../../../shared/progress/zone.ts'

const minute = 60_000
const day = 86_400_000

/** The date that a wall calendar shows, by a formatter that knows nothing of offsets. */
const calendar = (zone: string): ((moment: number) => string) => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' })
  return (moment) => format.format(moment)
}

/** The first minute that the calendar shows a date or a later one, found by looking at every single one. */
const firstMinute = (zone: string, date: string): number => {
  const dateAt = calendar(zone)
  let moment = Date.parse(date) - 15 * 60 * minute
  while (dateAt(moment) < date) moment += minute
  return moment
}

const iso = (moment: number): string => new Date(moment).toISOString()
const start = (zone: string, date: string): string => iso(zoneOf(zone).startOf(Date.parse(date)))

describe('the first moment of a date', () => {
  it.for([
    ['UTC', '2026-08-20', '2026-08-20T00:00:00.000Z'],
    ['Asia/Kathmandu', '2026-08-20', '2026-08-19T18:15:00.000Z'],
    // The day on which clocks go forward has 23 hours, the one on which they go back 25.
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00.000Z'],
    // Half an hour of daylight saving.
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-06', '2026-04-05T13:30:00.000Z'],
    // Midnight is skipped, comes twice, and is when clocks go back.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z'],
    ['America/Sao_Paulo', '2019-02-17', '2019-02-17T03:00:00.000Z'],
    // The whole day was skipped.
    ['Pacific/Apia', '2011-12-29', '2011-12-29T10:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z'],
  ] as const)('in %s, %s, is %s', ([zone, date, expected]) => {
    expect(start(zone, date)).toBe(expected)
    expect(iso(firstMinute(zone, date))).toBe(expected)
  })

  it('is the first minute at which the calendar shows it, in every zone, all year round', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    const dates = fc.integer({ min: Date.parse('2007-01-01') / day, max: Date.parse('2030-01-01') / day })
    fc.assert(
      fc.property(zones, dates, (zone, number) => {
        const date = iso(number * day).slice(0, 10)
        expect(start(zone, date)).toBe(iso(firstMinute(zone, date)))
      }),
      { numRuns: 150 },
    )
  })
})

describe('the date at a moment', () => {
  it('is what the calendar shows', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: Date.parse('2035-01-01') }), (zone, moment) => {
        expect(iso(zoneOf(zone).dateAt(moment)).slice(0, 10)).toBe(calendar(zone)(moment))
      }),
    )
  })
})

describe('a zone', () => {
  it('is known by its name in any case, and nothing else is one', () => {
    for (const name of ['UTC', 'utc', 'Europe/Berlin', 'europe/berlin', 'Etc/GMT+5']) expect(isZone(name)).toBe(true)
    for (const name of ['', 'Mars/Olympus', '+01:00', '-05', 'Europe', 'Europe/Berlin '])
      expect(isZone(name)).toBe(false)
  })
})
