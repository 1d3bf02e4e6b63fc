import { describe, expect, it } from 'vitest'
import { parse } from '../../../../shared/http/parse.ts'
import {
  periodMs,
  womGainedQuery,
  womGivenWindow,
  womSnapshotsQuery,
  womWindow,
} from '../../../../shared/wom/requests.ts'

const now = Date.parse('2026-08-20T18:30:00Z')
const hour = 3_600_000
const day = 24 * hour

const startOf = (startDate: string): number | undefined =>
  parse(womGainedQuery, { startDate, endDate: startDate }).startDate

describe('a date', () => {
  const moment = Date.parse('2026-01-02T03:04:05Z')

  it.each([
    ['as JavaScript writes it', new Date(moment).toString()],
    ['as it writes it elsewhere', 'Thu Jan 01 2026 22:04:05 GMT-0500 (Eastern Standard Time)'],
    ['whose plus sign has become a space', 'Fri Jan 02 2026 04:04:05 GMT 0100 (Central European Standard Time)'],
    ['in UTC, as JSON has it', '2026-01-02T03:04:05.000Z'],
    ['as HTTP writes it', new Date(moment).toUTCString()],
    ['as Python writes it without a zone', '2026-01-02T03:04:05'],
    ['as Python prints it', '2026-01-02 03:04:05'],
    ['as Python writes it with one', '2026-01-02T03:04:05+00:00'],
    ['likewise, with a space for the plus sign', '2026-01-02T04:04:05 01:00'],
    ['with an offset without a colon', '2026-01-02T05:34:05+0230'],
  ])('%s is that moment', (_, text) => {
    expect(startOf(text)).toBe(moment)
  })

  it('keeps its milliseconds, of whatever is finer', () => {
    expect(startOf('2026-01-02T03:04:05.123456+00:00')).toBe(moment + 123)
    expect(startOf('2026-01-02 03:04:05.5')).toBe(moment + 500)
  })

  it('alone is its first moment in UTC', () => {
    expect(startOf('2026-01-02')).toBe(Date.parse('2026-01-02T00:00:00Z'))
  })

  it.each(['yesterday', '1767323045000', '2026-13-01', '2026-01-02T25:00:00Z', '', '02/01/2026'])(
    'that is none is refused: %s',
    (text) => {
      expect(() => startOf(text)).toThrow(expect.objectContaining({ code: 'validation_failed' }))
    },
  )
})

describe('a period', () => {
  it.each([
    ['five_min', 300_000],
    ['day', day],
    ['week', 7 * day],
    ['month', 31 * day],
    ['year', 31_556_926_000],
    ['3h', 3 * hour],
    ['1y2m3w4d5h', 31_556_926_000 + 2 * 31 * day + 3 * 7 * day + 4 * day + 5 * hour],
    ['2m12h', 2 * 31 * day + 12 * hour],
  ])('%s ends now and is as long as it says', (period, length) => {
    expect(periodMs(period)).toBe(length)
    const asked = parse(womGainedQuery, { period })
    expect(womWindow(asked, now)).toEqual({ start: now - length, end: now })
  })

  it.each(['', 'decade', '3', 'h', '5h4d', '1d1d', '-1d', '1.5d', '99999d'])(
    'that is none is refused: %j',
    (period) => {
      expect(() => parse(womGainedQuery, { period })).toThrow(expect.objectContaining({ code: 'validation_failed' }))
    },
  )

  it('that is longer than there was anything begins in 1970', () => {
    expect(womWindow({ period: '99y' }, now)).toEqual({ start: 0, end: now })
  })
})

describe('a window', () => {
  const refused = (path: string) =>
    expect.objectContaining({ code: 'validation_failed', issues: [expect.objectContaining({ path })] })

  it('is everything where nobody says of which time, unless it has to be said', () => {
    expect(womWindow({}, now)).toEqual({ start: undefined, end: now })
    expect(() => womGivenWindow({}, now)).toThrow(refused('period'))
    expect(womGivenWindow({ period: 'day' }, now)).toEqual({ start: now - day, end: now })
    expect(womGivenWindow({ startDate: 0, endDate: now }, now)).toEqual({ start: 0, end: now })
  })

  it('wants both dates, the right way round', () => {
    expect(() => womWindow({ startDate: now }, now)).toThrow(refused('endDate'))
    expect(() => womWindow({ endDate: now }, now)).toThrow(refused('startDate'))
    expect(() => womWindow({ startDate: 2, endDate: 1 }, now)).toThrow(refused('startDate'))
  })

  it('ends now where it would end later', () => {
    expect(womWindow({ startDate: now - day, endDate: now + day }, now)).toEqual({ start: now - day, end: now })
    expect(womWindow({ startDate: now + day, endDate: now + 2 * day }, now)).toEqual({ start: now, end: now })
    expect(womWindow({ startDate: -5, endDate: -1 }, now)).toEqual({ start: 0, end: 0 })
  })
})

describe('a part of a list', () => {
  it('is the first twenty, and passes over what it does not know', () => {
    const asked = { page: '3', limit: '200', offset: '400' }
    expect(parse(womSnapshotsQuery, {})).toMatchObject({ limit: 20, offset: 0 })
    expect(parse(womSnapshotsQuery, asked)).toEqual({ limit: 200, offset: 400 })
    for (const [name, value] of Object.entries({ limit: '201', offset: '10001' })) {
      expect(() => parse(womSnapshotsQuery, { [name]: value })).toThrow(
        expect.objectContaining({ issues: [expect.objectContaining({ path: name })] }),
      )
    }
  })
})
