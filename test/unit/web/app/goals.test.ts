import { describe, expect, it } from 'vitest'
import { type Goal, goalWords, standingWords } from '../../../../web/app/words/goals.ts'

const now = Date.parse('2026-11-27T12:00:00Z')

const base: Goal = {
  ...{
    goalId: '01K34R6P7Q2W8XJ5T9C0VBNZEA',
    metric: 'attack',
    target: 13_034_431,
    deadline: null,
    gain: null,
    per: null,
  },
  ...{ tz: 'UTC', createdAt: '2026-11-01T00:00:00.000Z', status: 'open', since: null, current: 12_000_000 },
  ...{ progress: 0.5, perDay: 50_000, estimatedAt: '2026-12-18T00:00:00.000Z', endsAt: null, streak: null },
}
const weekly: Goal = {
  ...{ ...base, target: null, gain: 500_000, per: 'week', current: 120_000, streak: 0 },
  endsAt: '2026-11-30T00:00:00.000Z',
}

describe('a goal in words', () => {
  it('says what is wanted', () => {
    expect(goalWords(base, 'Attack')).toBe('Attack: 13,034,431')
    expect(goalWords({ ...base, deadline: '2026-12-31T23:59:59.999Z' }, 'Attack')).toBe(
      'Attack: 13,034,431 by 31 Dec 2026',
    )
    expect(goalWords(weekly, 'Attack')).toBe('Attack: 500,000 a week')
  })

  it('says how it stands', () => {
    const words = (change: Partial<Goal>, goal = base) => standingWords({ ...goal, ...change }, now, 'UTC')
    expect(words({})).toBe('Now 12,000,000; about 18 Dec 2026 at the rate of the last 30 days.')
    expect(words({ deadline: '2026-12-01T00:00:00.000Z' })).toBe(
      'Now 12,000,000; about 18 Dec 2026 at the rate of the last 30 days, which is too late.',
    )
    expect(words({ estimatedAt: null, perDay: 0 })).toBe('Now 12,000,000; nothing gained in 30 days.')
    expect(words({ estimatedAt: null, perDay: null, current: null })).toBe(
      'Now unknown so far; not known for a day yet.',
    )
    expect(words({ status: 'missed', since: '2026-11-20T00:00:00.000Z' })).toBe(
      'Missed on 20 Nov 2026; now 12,000,000.',
    )
    expect(words({ estimatedAt: '2026-11-29T00:00:00.000Z' }, weekly)).toBe(
      '120,000 this week; about 29 Nov 2026 at the rate of the last 30 days.',
    )
    expect(words({ status: 'reached', current: 600_000, streak: 3 }, weekly)).toBe(
      'Reached: 600,000 this week. Kept 3 weeks in a row.',
    )
  })
})
