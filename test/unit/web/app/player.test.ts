import { describe, expect, it } from 'vitest'
import { coursePoints, toEdges, valueBefore } from '../../../../web/app/screens/player/course-points.ts'
import { gainGroups, gainOf, unitOf } from '../../../../web/app/screens/player/gains.ts'
import { levelProgress } from '../../../../web/app/screens/player/level-progress.ts'
import { recordGroups } from '../../../../web/app/screens/player/record-rows.ts'
import { inPanelOrder } from '../../../../web/app/screens/player/skill-order.ts'

const gain = (start: number | null, end: number | null) => ({
  start,
  end,
  gained: start === null || end === null ? null : end - start,
  perDay: 1,
})
const skill = (start: number, end: number) => ({ ...gain(start, end), levels: { start: 1, end: 2, gained: 1 } })

type History = Parameters<typeof gainGroups>[0]

const history = (change: Partial<History> = {}): History => ({
  username: 'Zezima',
  mode: 'regular',
  period: { start: '2026-08-13T00:00:00.000Z', end: '2026-08-20T00:00:00.000Z' },
  from: { fetchedAt: '2026-08-12T23:00:00.000Z', baseline: 'at_or_before_start' },
  to: { fetchedAt: '2026-08-19T23:00:00.000Z' },
  elapsedDays: 7,
  seams: [],
  overall: skill(100, 300),
  skills: { attack: skill(10, 20), magic: skill(0, 190) },
  bosses: { zulrah: { ...gain(null, 5), newlyRanked: true }, vorkath: gain(1, 3), constructor: gain(7, 8) },
  activities: { lms_rank: { ...gain(500, 480), gained: null, change: -20 } },
  ...change,
})

describe('gainGroups', () => {
  it('has the most gained first and what is unknown last', () => {
    const order = gainGroups(history()).map(({ rows }) => rows.map(({ metric }) => metric))
    expect(order).toEqual([['magic', 'attack'], ['vorkath', 'constructor', 'zulrah'], ['lms_rank']])
  })

  it('shows how far a rating moved', () => {
    expect(gainGroups(history())[2]?.rows[0]).toMatchObject({ gained: -20, isRating: true })
  })

  it('leaves out groups in which nothing moved', () => {
    expect(gainGroups(history({ skills: {}, bosses: {}, activities: {} }))).toEqual([])
  })
})

describe('gainOf', () => {
  it('finds a metric in its group, and none that only every object has', () => {
    expect(gainOf(history(), 'overall')?.gained).toBe(200)
    expect(gainOf(history(), 'constructor')?.gained).toBe(1)
    expect(gainOf(history({ bosses: {} }), 'constructor')).toBeUndefined()
    expect(unitOf('bosses')).toBe('kills')
  })
})

describe('a course', () => {
  const span = { start: Date.parse('2026-08-13T00:00:00Z'), end: Date.parse('2026-08-20T00:00:00Z') }
  const points = coursePoints({
    points: [
      { at: '2026-08-14T00:00:00.000Z', experience: 12, level: 1, rank: null },
      { at: '2026-08-15T00:00:00.000Z', experience: 20, level: 2, rank: 7 },
    ],
  })

  it('begins with the value of the state before, and holds the last one until the last fetch', () => {
    const fetchedAt = Date.parse('2026-08-18T00:00:00Z')
    const before = valueBefore(history(), 'attack', points)
    expect(toEdges(points, { span, before, fetchedAt }).map(({ at, value }) => [at, value])).toEqual([
      [span.start, 10],
      [points[0]!.at, 12],
      [points[1]!.at, 20],
      [fetchedAt, 20],
    ])
  })

  it('does not go on beyond its window, nor from a value that is unknown', () => {
    const late = Date.parse('2027-01-01T00:00:00Z')
    expect(toEdges(points, { span, before: null, fetchedAt: late }).at(-1)?.at).toBe(span.end)
    expect(toEdges([{ ...points[0]!, value: null }], { span, before: null, fetchedAt: late })).toHaveLength(1)
  })

  it('does not know what was before the first state', () => {
    const first = history({ from: { fetchedAt: '2026-08-14T00:00:00.000Z', baseline: 'first_snapshot' } })
    expect(valueBefore(first, 'attack', points)).toBeNull()
    // What did not move had the same value before.
    expect(valueBefore(history(), 'slayer', points)).toBe(12)
  })
})

describe('recordGroups', () => {
  const record = (gained: number) => ({ gained, start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z', href: '' })
  const none = { day: null, week: null, month: null, year: null }

  it('has the best of one length, the most first, without those that have none', () => {
    const groups = recordGroups(
      {
        username: 'Zezima',
        mode: 'regular',
        overall: { ...none, day: record(9) },
        skills: { attack: { ...none, day: record(1) }, magic: { ...none, day: record(5) }, slayer: none },
        bosses: { zulrah: { ...none, week: record(3) } },
        activities: {},
      },
      'day',
    )
    expect(groups.map(({ group, rows }) => [group, rows.map(({ metric }) => metric)])).toEqual([
      ['overall', ['overall']],
      ['skills', ['magic', 'attack']],
    ])
  })
})

describe('inPanelOrder', () => {
  it('has the skills as the game has them, and new ones at the end', () => {
    expect(inPanelOrder(['sailing', 'dancing', 'mining', 'attack', 'runecrafting', 'hitpoints'])).toEqual([
      'attack',
      'hitpoints',
      'mining',
      'runecrafting',
      'sailing',
      'dancing',
    ])
  })
})

describe('levelProgress', () => {
  it('tells how far it is to the next level, also beyond 99', () => {
    expect(levelProgress(0)).toEqual({ next: 2, share: 0, left: 83 })
    expect(levelProgress(13_034_431)).toEqual({ next: 100, share: 0, left: 1_356_729 })
    expect(levelProgress(200_000_000)).toBeUndefined()
  })
})
