import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../../shared/http/errors.ts'
import { parse } from '../../../../shared/http/parse.ts'
import { historyQuery } from '../../../../shared/progress/requests.ts'
import { momentUntil, windowOf } from '../../../../shared/progress/windows.ts'

const now = Date.parse('2026-08-20T12:34:56.789Z')
const iso = (moment: number | undefined): string | undefined =>
  moment === undefined ? undefined : new Date(moment).toISOString()

/** The window of a query, by its first and last moment. */
const windowFor = (query: Record<string, string>, at = now): (string | undefined)[] => {
  const { metrics: _, ...asked } = parse(historyQuery, query)
  const { start, end } = windowOf(asked, { days: 7 }, at)
  return [iso(start), iso(end)]
}

const issuesFor = (query: Record<string, string>): string[] => {
  try {
    windowFor(query)
    return []
  } catch (error) {
    return (error as ApiError).issues!.map(({ path }) => path)
  }
}

describe('a window', () => {
  it.for([
    ['is the last week', {}, '2026-08-13T12:34:56.789Z', iso(now)],
    ['is some days back from now', { days: '0.5' }, '2026-08-20T00:34:56.789Z', iso(now)],
    [
      'is some days back from its end',
      { days: '2', end: '2026-08-10' },
      '2026-08-08T23:59:59.999Z',
      '2026-08-10T23:59:59.999Z',
    ],
    ['is a week back from its end', { end: '2026-08-10' }, '2026-08-03T23:59:59.999Z', '2026-08-10T23:59:59.999Z'],
    ['goes from a start to now', { start: '2026-08-01' }, '2026-08-01T00:00:00.000Z', iso(now)],
    [
      'takes date-times with any offset',
      { start: '2026-08-01T10:00:00+02:00', end: '2026-08-02T00:00Z' },
      '2026-08-01T08:00:00.000Z',
      '2026-08-02T00:00:00.000Z',
    ],
    [
      'takes an offset whose plus sign was read as a space',
      { start: '2026-08-01T10:00:00 02:00', end: '2026-08-02' },
      '2026-08-01T08:00:00.000Z',
      '2026-08-02T23:59:59.999Z',
    ],
    [
      'takes a date as the whole day in the zone',
      { start: '2026-08-01', end: '2026-08-02', tz: 'America/New_York' },
      '2026-08-01T04:00:00.000Z',
      '2026-08-03T03:59:59.999Z',
    ],
    [
      'ends now when its end is in the future',
      { start: '2026-08-20', end: '2027-01-01' },
      '2026-08-20T00:00:00.000Z',
      iso(now),
    ],
    ['never starts before 1970', { start: '0001-01-01' }, '1970-01-01T00:00:00.000Z', iso(now)],
    [
      'may be a moment',
      { start: '2026-08-01T00:00Z', end: '2026-08-01T00:00Z' },
      '2026-08-01T00:00:00.000Z',
      '2026-08-01T00:00:00.000Z',
    ],
    [
      'may be a day, on which clocks are set',
      { start: '2026-03-29', end: '2026-03-29', tz: 'Europe/Berlin' },
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T21:59:59.999Z',
    ],
    [
      'of a date that is today ends now',
      { start: '2026-08-20', end: '2026-08-20' },
      '2026-08-20T00:00:00.000Z',
      iso(now),
    ],
  ] as const)('%s', ([, query, start, end]) => {
    expect(windowFor(query as Record<string, string>)).toEqual([start, end])
  })

  it('that a date ends holds the last moment of that day and none of the next, in any zone', () => {
    const zones = fc.constantFrom('UTC', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Europe/Berlin')
    const dates = fc.integer({ min: 0, max: 9_000 }).map((day) => Date.parse('2010-01-01') + day * 86_400_000)
    fc.assert(
      fc.property(zones, dates, (tz, midnight) => {
        const date = new Date(midnight).toISOString().slice(0, 10)
        const dateAt = new Intl.DateTimeFormat('en-CA', { timeZone: tz, dateStyle: 'short' })
        const end = momentUntil(date, tz, Date.parse('2040-01-01'))
        expect([dateAt.format(end), dateAt.format(end + 1) > date]).toEqual([date, true])
        expect(momentUntil(date, tz, end - 5)).toBe(end - 5)
      }),
      { numRuns: 200 },
    )
  })

  it.for([
    ['day', 'UTC', '2026-08-20T00:00:00.000Z'],
    ['week', 'UTC', '2026-08-17T00:00:00.000Z'],
    ['month', 'UTC', '2026-08-01T00:00:00.000Z'],
    ['year', 'UTC', '2026-01-01T00:00:00.000Z'],
    ['all', 'UTC', undefined],
    ['day', 'Asia/Tokyo', '2026-08-19T15:00:00.000Z'],
    // It is the 21st already.
    ['day', 'Pacific/Kiritimati', '2026-08-20T10:00:00.000Z'],
    ['week', 'Asia/Kathmandu', '2026-08-16T18:15:00.000Z'],
    ['year', 'Europe/Berlin', '2025-12-31T23:00:00.000Z'],
  ] as const)('of a period, a %s in %s, starts at %s', ([period, tz, start]) => {
    expect(windowFor({ period, tz })).toEqual([start, iso(now)])
  })

  it.for([
    // Noon on the days on which clocks were set at night: 11 and 13 hours since midnight.
    ['Europe/Berlin', '2026-03-29T10:00:00.000Z', 11],
    ['Europe/Berlin', '2026-10-25T11:00:00.000Z', 13],
    ['Australia/Lord_Howe', '2026-04-05T01:30:00.000Z', 12.5],
    ['Pacific/Apia', '2011-12-30T22:00:00.000Z', 12],
  ] as const)('of today at noon in %s on %s has %d hours', ([tz, noon, hours]) => {
    const [start] = windowFor({ period: 'day', tz }, Date.parse(noon))
    expect((Date.parse(noon) - Date.parse(start!)) / 3_600_000).toBe(hours)
  })

  it('of a period starts with a day that the calendar shows to be its first, and none of the days since', () => {
    const zones = fc.constantFrom('UTC', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia')
    const moments = fc.integer({ min: Date.parse('2010-01-01'), max: Date.parse('2035-01-01') })
    const shows = (tz: string, options: Intl.DateTimeFormatOptions) => {
      const format = new Intl.DateTimeFormat('en-US', { timeZone: tz, ...options })
      return (moment: number) => format.format(moment)
    }
    fc.assert(
      fc.property(zones, moments, fc.constantFrom('week', 'month', 'year'), (tz, moment, period) => {
        const [start] = windowFor({ period, tz }, moment)
        const first = Date.parse(start!)
        const [options, label] = {
          week: [{ weekday: 'short' }, 'Mon'],
          month: [{ day: 'numeric' }, '1'],
          year: [{ month: 'numeric', day: 'numeric' }, '1/1'],
        }[period] as [Intl.DateTimeFormatOptions, string]
        const show = shows(tz, options)
        expect(show(first)).toBe(label)
        expect(show(first - 1)).not.toBe(label)
        const day = shows(tz, { dateStyle: 'short' })
        for (let later = first; later <= moment; later += 3_600_000) {
          if (day(later) !== day(first)) expect(show(later)).not.toBe(label)
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('a query for a window', () => {
  it.for([
    [{ start: '2026-08-02', end: '2026-08-01' }, ['start']],
    [{ start: '2027-01-01' }, ['start']],
    [{ start: '2026-08-01', days: '3' }, ['days']],
    [{ period: 'week', start: '2026-08-01', end: '2026-08-02', days: '1' }, ['start', 'end', 'days']],
    [{ period: 'fortnight' }, ['period']],
    [{ tz: 'Mars/Olympus' }, ['tz']],
    [{ tz: '+01:00' }, ['tz']],
    [{ start: '2026-02-30' }, ['start']],
    [{ start: '2026-08-01T10:00:00' }, ['start']],
    [{ days: '0' }, ['days']],
    [{ days: 'x', start: 'y', tz: 'z' }, ['days', 'start', 'tz']],
    [{ metrics: 'mining,mining_' }, ['metrics.1']],
    [{ metrics: '' }, ['metrics.0']],
    [{ colour: 'red' }, ['colour']],
  ] as [Record<string, string>, string[]][])('%j is refused', ([query, paths]) => {
    expect(issuesFor(query).sort()).toEqual([...paths].sort())
  })

  it('never fails otherwise, whatever it says', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '2026-08-01',
        '0000-01-01',
        '9999-12-31',
        '0000-01-01T00:00:00+23:59',
        '9999-12-31T23:59:59-23:59',
      ),
    )
    const query = fc.dictionary(fc.constantFrom('start', 'end', 'days', 'period', 'tz', 'metrics'), text)
    const tz = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    fc.assert(
      fc.property(query, tz, (asked, zone) => {
        try {
          const [start, end] = windowFor({ tz: zone, ...asked })
          expect(start === undefined || start <= end!).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError)
        }
      }),
    )
  })
})
