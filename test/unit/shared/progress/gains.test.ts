import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gains } from '../../../../shared/progress/gains.ts'
import { valuesDiffer } from '../../../../shared/snapshots/readings.ts'
import { activityRow, anyRows, rowsOf, skillRow } from '../../../rows.ts'

const hour = 3_600_000
const day = 24 * hour

describe('gains', () => {
  it('are end minus start, per day of the time between the snapshots', () => {
    const { skills, overall } = gains(rowsOf({ Mining: 1_000 }), rowsOf({ Mining: 5_000 }), 2 * day)
    expect(skills.mining).toMatchObject({ start: 1_000, end: 5_000, gained: 4_000, perDay: 2_000 })
    expect(overall).toMatchObject({ gained: 4_000, perDay: 2_000 })
  })

  it('tell only what changed, and overall', () => {
    const result = gains(rowsOf({ Mining: 1, Fishing: 5 }), rowsOf({ Mining: 2, Fishing: 5 }), day)
    expect(Object.keys(result.skills)).toEqual(['mining'])
    expect(gains(rowsOf({ Mining: 1 }), rowsOf({ Mining: 1 }), day)).toMatchObject({
      overall: { gained: 0 },
      skills: {},
    })
  })

  it('tell the named metrics when some are named, changed or not', () => {
    const start = rowsOf({ Mining: 1, Fishing: 5 })
    const result = gains(start, rowsOf({ Mining: 2, Fishing: 5 }), day, new Set(['fishing']))
    expect(result.skills).toMatchObject({ fishing: { gained: 0 } })
    expect(Object.keys(result.skills)).toEqual(['fishing'])
  })

  it('follow the names when rows shift', () => {
    const start = rowsOf({}, { Artio: 3, Zulrah: 10 })
    const end = rowsOf({}, { Abyssal: 0, Artio: 3, Brutus: 1, Zulrah: 12 })
    const { bosses } = gains(start, end, day)
    expect(bosses.zulrah).toMatchObject({ start: 10, end: 12, gained: 2 })
    expect(bosses.artio).toBeUndefined()
  })

  it('are unknown, and marked, when the start is', () => {
    const { skills } = gains(rowsOf({ Sailing: -1 }), rowsOf({ Sailing: 900_000 }), day)
    expect(skills.sailing).toMatchObject({ start: null, end: 900_000, gained: null, perDay: null, newlyRanked: true })
  })

  it('take a row that appears with 0 for nothing new, also when it is asked for', () => {
    const flipped = [rowsOf({ Sailing: -1 }, { Zulrah: -1 }), rowsOf({ Sailing: 0 }, { Brutus: 0, Zulrah: 0 })] as const
    expect(gains(...flipped, day)).toMatchObject({ skills: {}, bosses: {} })
    const { skills, bosses } = gains(...flipped, day, new Set(['sailing', 'brutus', 'zulrah']))
    for (const gain of [skills.sailing, bosses.brutus, bosses.zulrah]) {
      expect(gain).toMatchObject({ start: null, end: 0, gained: null })
      expect(gain).not.toHaveProperty('newlyRanked')
    }
  })

  it('know no level where the hiscores gave none that can be', () => {
    const rows = (level: number) => ({ skills: [skillRow('Mining', 5_000, level)], activities: [] })
    expect(gains(rows(0), rows(20), day, new Set(['mining'])).skills.mining).toMatchObject({
      gained: 0,
      levels: { start: null, end: 20, gained: null },
    })
  })

  it('do not take a row that is missing for a loss', () => {
    const { bosses } = gains(rowsOf({}, { Artio: 5, Zulrah: 1 }), rowsOf({}, { Zulrah: 1 }), day)
    expect(bosses).toEqual({})
  })

  it('tell a rollback as it is', () => {
    const { skills } = gains(rowsOf({ Mining: 5_000 }), rowsOf({ Mining: 4_000 }), day)
    expect(skills.mining).toMatchObject({ gained: -1_000, perDay: -1_000, rollback: true })
  })

  it('give ratings a change and no gain', () => {
    const start = { skills: [], activities: [activityRow('LMS - Rank', 900), activityRow('Collections Logged', 1)] }
    const end = { skills: [], activities: [activityRow('LMS - Rank', 850), activityRow('Collections Logged', 1)] }
    const { activities } = gains(start, end, day)
    expect(activities.lms_rank).toEqual({ start: 900, end: 850, gained: null, perDay: null, change: -50 })
  })

  it('tell levels and ranks beside experience', () => {
    const start = { skills: [skillRow('Runecraft', 2_431_418, 82, 330_000)], activities: [] }
    const end = { skills: [skillRow('Runecraft', 2_696_739, 83, 328_120)], activities: [] }
    expect(gains(start, end, day).skills.runecraft).toMatchObject({
      levels: { start: 82, end: 83, gained: 1 },
      rank: { start: 330_000, end: 328_120 },
    })
  })

  it('have no rate when no time has passed', () => {
    expect(gains(rowsOf({ Mining: 1 }), rowsOf({ Mining: 2 }), 0).skills.mining).toMatchObject({
      gained: 1,
      perDay: null,
    })
  })

  const rate = (gained: number, elapsedMs: number): number | null =>
    gains(rowsOf({}, { Zulrah: 5_000_000 }), rowsOf({}, { Zulrah: 5_000_000 + gained }), elapsedMs, new Set(['zulrah']))
      .bosses.zulrah!.perDay

  it('have no rate when less than an hour lies between', () => {
    expect(rate(254, 30_000)).toBeNull()
    expect(rate(254, hour - 1)).toBeNull()
    expect(rate(0, hour - 1)).toBeNull()
    expect(rate(254, hour)).toBe(6_096)
  })

  it.each([
    [0, 7 * day, 0],
    [34_431, 7 * day, 4_919],
    [-34_431, 7 * day, -4_919],
    [701, 7 * day, 100],
    [699, 7 * day, 99.9],
    [100, 7 * day, 14.3],
    [10, 7 * day, 1.43],
    [-1, 7 * day, -0.143],
    [1, 365 * day, 0.00274],
    [1_000_000, 3 * hour + 17, 7_999_987],
  ])('round the rate of %i in %i ms to %d', (gained, elapsedMs, perDay) => {
    expect(rate(gained, elapsedMs)).toBe(perDay)
  })

  it('have a rate of their own sign, half a percent or half a unit from the exact one', () => {
    const gained = fc.oneof(fc.integer({ min: -4_999_999, max: 4_000_000_000 }), fc.integer({ min: -99, max: 99 }))
    fc.assert(
      fc.property(gained, fc.integer({ min: hour, max: 3_650 * day }), (gain, elapsedMs) => {
        const perDay = rate(gain, elapsedMs)!
        const days = elapsedMs / day
        expect(Math.sign(perDay)).toBe(Math.sign(gain))
        const within = Math.min(0.005 * Math.abs(gain), 0.5 * days)
        expect(Math.abs(perDay * days - gain)).toBeLessThanOrEqual(within * (1 + 1e-9) + 1e-6)
        if (Math.abs(perDay) >= 100) expect(perDay).toBe(Math.round(perDay))
        expect(String(Math.abs(perDay)).replace(/^0\.0*|\./g, '').length).toBeLessThanOrEqual(
          Math.max(3, String(Math.abs(Math.trunc(perDay))).length),
        )
      }),
    )
  })

  it('are exact beyond 32 bits', () => {
    const { overall } = gains(rowsOf({ Mining: 4_600_000_000 }), rowsOf({ Mining: 4_600_000_001 }), day)
    expect(overall).toMatchObject({ start: 4_600_000_000, end: 4_600_000_001, gained: 1 })
  })

  it('add up: from a to b and from b to c is from a to c', () => {
    const xp = fc.nat(200_000_000)
    fc.assert(
      fc.property(xp, xp, xp, (a, b, c) => {
        const between = (start: number, end: number): number =>
          gains(rowsOf({ Mining: start }), rowsOf({ Mining: end }), day, new Set(['mining'])).skills.mining!.gained!
        expect(between(a, b) + between(b, c)).toBe(between(a, c))
      }),
    )
  })

  it('are nothing between rows and themselves', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(gains(rows, rows, day)).toMatchObject({ skills: {}, bosses: {}, activities: {} })
        expect(valuesDiffer(rows, rows)).toBe(false)
      }),
    )
  })
})

describe('values', () => {
  it('do not differ when only ranks do', () => {
    const row = skillRow('Mining', 5, 1, 100)
    expect(valuesDiffer({ skills: [row], activities: [] }, { skills: [{ ...row, rank: 7 }], activities: [] })).toBe(
      false,
    )
  })

  it('do not differ when a row of unknown value comes or goes', () => {
    expect(valuesDiffer(rowsOf({}, { Zulrah: 1 }), rowsOf({}, { Brutus: -1, Zulrah: 1 }))).toBe(false)
  })

  it('differ when an unknown value becomes known, or a row comes with one', () => {
    expect(valuesDiffer(rowsOf({}, { Zulrah: -1 }), rowsOf({}, { Zulrah: 3 }))).toBe(true)
    expect(valuesDiffer(rowsOf({}), rowsOf({}, { Zulrah: 3 }))).toBe(true)
  })

  it('do not differ when a row appears with 0, or what was unknown turns out to be 0', () => {
    expect(valuesDiffer(rowsOf({}), rowsOf({}, { 'Brand New Boss': 0 }))).toBe(false)
    expect(valuesDiffer(rowsOf({ Sailing: -1 }, { Zulrah: -1 }), rowsOf({ Sailing: 0 }, { Zulrah: 0 }))).toBe(false)
  })

  it('do not differ when a value becomes unknown, and do when it is another one after that', () => {
    expect(valuesDiffer(rowsOf({}, { Zulrah: 5 }), rowsOf({}, { Zulrah: -1 }))).toBe(false)
    expect(valuesDiffer(rowsOf({}, { Zulrah: 5 }), rowsOf({}))).toBe(false)
    expect(valuesDiffer(rowsOf({}, { Zulrah: 5 }), rowsOf({}, { Zulrah: 6 }))).toBe(true)
    expect(valuesDiffer(rowsOf({}, { Zulrah: 5 }), rowsOf({}, { Zulrah: 0 }))).toBe(true)
  })

  it('do not differ when a rating appears that everybody is given at first', () => {
    const rows = (score: number, rank = -1) => ({
      skills: [],
      activities: [activityRow('PvP Arena - Rank', score, rank), activityRow('Collections Logged', 1)],
    })
    expect(valuesDiffer(rows(-1), rows(2_500))).toBe(false)
    expect(valuesDiffer(rows(-1), rows(2_600, 90_000))).toBe(true)
    expect(valuesDiffer(rows(2_500), rows(2_510))).toBe(true)
  })
})
