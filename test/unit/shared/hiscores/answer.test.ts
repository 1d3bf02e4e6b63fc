import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Answer, parseAnswer } from '../../../../shared/hiscores/answer.ts'
import { slugOf } from '../../../../shared/hiscores/metrics.ts'
import { decodeRows, encodeRows } from '../../../../shared/snapshots/codec.ts'
import { layoutOf } from '../../../../shared/snapshots/layout.ts'
import { captures } from '../../../captures.ts'

const overall = { name: 'Overall', rank: 5, level: 2_376, xp: 4_800_000_000 }
const attack = { name: 'Attack', rank: 7, level: 99, xp: 200_000_000 }
const zulrah = { name: 'Zulrah', rank: -1, score: 3 }
const answerWith = (change: object = {}) => ({ name: 'Zezima', skills: [overall], activities: [zulrah], ...change })

const skill = (row: object) => parseAnswer(answerWith({ skills: [{ ...attack, ...row }] })).skills[0]
const activity = (row: object) => parseAnswer(answerWith({ activities: [{ ...zulrah, ...row }] })).activities[0]

describe('parseAnswer', () => {
  const all = captures()
  it.skipIf(all.length === 0).each(all)('takes $file row by row as it is', ({ json }) => {
    const given = json as { name?: string; skills: object[]; activities: object[] }
    const withoutId = (rows: object[]) => rows.map((row) => ({ ...row, id: undefined }))
    expect(parseAnswer(json)).toEqual({
      ...given,
      skills: withoutId(given.skills),
      activities: withoutId(given.activities),
    })
  })

  it('does without a display name', () => {
    expect(parseAnswer({ skills: [overall], activities: [zulrah] })).toEqual({
      skills: [overall],
      activities: [zulrah],
    })
    for (const name of [null, '', 7, {}]) expect(parseAnswer(answerWith({ name }))).not.toHaveProperty('name')
  })

  it('takes unknown rows for data and passes over unknown keys and positions', () => {
    const boss = { name: 'Brand New Boss', rank: 1, score: 1 }
    const json = { ...answerWith({ activities: [{ id: 'x', ...boss, since: 2027 }] }), season: 3 }
    expect(parseAnswer(json)).toEqual(answerWith({ activities: [boss] }))
  })

  it('takes the third unranked shape as it is: a value that is known, of a player who is not ranked', () => {
    const row = { name: 'Mining', rank: -1, level: 75, xp: 1_271_864 }
    expect(parseAnswer(answerWith({ skills: [overall, row] })).skills).toEqual([overall, row])
  })

  it.each([
    ['null', null],
    ['a list', []],
    ['text', 'maintenance'],
    ['no lists at all', { hiscores: { version: 2, entries: [] } }],
    ['lists without rows', { skills: [], activities: [] }],
    ['lists of something else', { skills: [null, 7, 'Attack', [attack]], activities: { zulrah } }],
    ['rows without names', { skills: [{ rank: 1, level: 1, xp: 1 }], activities: [{ ...zulrah, name: '' }] }],
  ])('refuses %s', (_, json) => {
    expect(() => parseAnswer(json)).toThrow('has no row that can be read, neither in "skills" nor in "activities"')
  })
})

describe('one bad row', () => {
  it.each([null, undefined, '3', 3.5, -2, 2 ** 31, 2 ** 53, Number.NaN, true, [3], {}])(
    'with %j for a number is one unknown value',
    (value) => {
      expect(activity({ score: value })).toEqual({ ...zulrah, score: -1 })
      expect(activity({ rank: value })).toEqual({ ...zulrah, rank: -1 })
      expect(skill({ xp: value })).toEqual({ ...attack, xp: -1 })
      expect(skill({ rank: value })).toEqual({ ...attack, rank: -1 })
      expect(skill({ level: value })).toEqual({ ...attack, level: 0 })
    },
  )

  it('knows no rank and no level of 0, and nothing beyond what the game can have', () => {
    expect(activity({ rank: 0, score: 0 })).toEqual({ ...zulrah, rank: -1, score: 0 })
    expect(skill({ rank: 0, level: 0, xp: 0 })).toEqual({ ...attack, rank: -1, level: 0, xp: 0 })
    expect(skill({ level: 126, xp: 200_000_000 })).toMatchObject({ level: 126, xp: 200_000_000 })
    expect(skill({ level: 127, xp: 200_000_001 })).toMatchObject({ level: 0, xp: -1 })
    expect(skill({ name: 'Overall', level: 6_300, xp: 10_000_000_000 })).toMatchObject({ level: 6_300, xp: 10 ** 10 })
    expect(skill({ name: 'Overall', level: 6_301, xp: 10_000_000_001 })).toMatchObject({ level: 0, xp: -1 })
    expect(activity({ rank: 2 ** 31 - 1, score: 2 ** 31 - 1 })).toMatchObject({ rank: 2 ** 31 - 1, score: 2 ** 31 - 1 })
  })

  it('leaves the others as they are, also when its list is gone', () => {
    const bad = { name: 'Vorkath', rank: null, score: null }
    const vorkath = { name: 'Vorkath', rank: -1, score: -1 }
    expect(parseAnswer(answerWith({ activities: [bad, zulrah] })).activities).toEqual([vorkath, zulrah])
    for (const list of [undefined, null, [], {}, 'none']) {
      expect(parseAnswer(answerWith({ skills: list }))).toEqual(answerWith({ skills: [] }))
      expect(parseAnswer(answerWith({ activities: list }))).toEqual(answerWith({ activities: [] }))
    }
  })

  it('without a name that can be read is left out; of two with one name the first counts', () => {
    const bad = ['', undefined, null, 7, '!?', '\ud800 Dragon', 'x'.repeat(101), 'ドラゴン'.repeat(9)]
    const rows = bad.map((name) => ({ ...zulrah, name }))
    const twice = [...rows, zulrah, null, { ...zulrah, score: 4 }]
    expect(parseAnswer(answerWith({ activities: twice })).activities).toEqual([zulrah])
  })

  it('takes names of a hundred bytes, and no more of them than one stored item can hold', () => {
    const named = (letter: string, length: number) =>
      Array.from({ length: 2_000 }, (_, index) => ({ ...zulrah, name: `${letter.repeat(length)}${index}` }))
    const bytes = (rows: { name: string }[]) => rows.reduce((sum, { name }) => sum + Buffer.byteLength(name), 0)
    expect(parseAnswer(answerWith({ activities: named('a', 10) })).activities).toHaveLength(1_000)
    const { activities } = parseAnswer(answerWith({ activities: named('竜', 32) }))
    expect(activities.length).toBeGreaterThan(400)
    expect(bytes(activities)).toBeLessThanOrEqual(50_000)
  })
})

describe('Overall', () => {
  const rows = (overallXp: number, attackXp: number) =>
    parseAnswer({
      skills: [
        { ...overall, xp: overallXp },
        { ...attack, xp: attackXp },
      ],
      activities: [],
    }).skills

  it('of 0 beside a skill with experience is unknown', () => {
    expect(rows(0, 18_300_000)[0]?.xp).toBe(-1)
    expect(rows(-1, 18_300_000)[0]?.xp).toBe(-1)
    expect(rows(18_300_000, 18_300_000)[0]?.xp).toBe(18_300_000)
  })

  it('of 0 beside nothing is 0', () => {
    expect(rows(0, 0)[0]?.xp).toBe(0)
    expect(rows(0, -1)[0]?.xp).toBe(0)
  })

  it('may be missing', () => {
    expect(parseAnswer(answerWith({ skills: [attack] }))).toEqual(answerWith({ skills: [attack] }))
  })
})

/** JSON that looks like an answer here and there, with anything in the place of anything. */
const anything = fc.oneof(fc.jsonValue(), fc.double(), fc.maxSafeInteger(), fc.constant(undefined))
const anyName = fc.oneof(fc.constantFrom('Overall', 'Attack', 'Constructor', '__proto__', 'toString'), fc.string())
const anyRow = fc.oneof(
  anything,
  fc.record({ name: anyName, rank: anything, level: anything, xp: anything, score: anything }, { requiredKeys: [] }),
)
const anyList = fc.oneof({ weight: 4, arbitrary: fc.array(anyRow) }, anything)
const anyAnswer = fc.record({ name: anything, skills: anyList, activities: anyList }, { requiredKeys: [] })

const expectBounded = ({ skills, activities }: Answer): void => {
  const integer = (value: number, least: number, most: number) =>
    expect(Number.isInteger(value) && value >= least && value <= most, String(value)).toBe(true)
  for (const { name, rank, level, xp } of skills) {
    const times = slugOf(name) === 'overall' ? 50 : 1
    integer(rank, -1, 2 ** 31 - 1)
    integer(level, 0, 126 * times)
    integer(xp, -1, 200_000_000 * times)
    expect(rank).not.toBe(0)
  }
  for (const { rank, score } of activities) {
    integer(rank, -1, 2 ** 31 - 1)
    integer(score, -1, 2 ** 31 - 1)
    expect(rank).not.toBe(0)
  }
}

describe('whatever an answer holds', () => {
  it('is read when there is one row that can be, within bounds, and comes back from what is stored', () => {
    fc.assert(
      fc.property(anyAnswer, fc.boolean(), (json, first) => {
        const list = Array.isArray(json.activities) ? json.activities : []
        const answer = parseAnswer({ ...json, activities: first ? [zulrah, ...list] : [...list, zulrah] })
        expect(answer.activities.some(({ name }) => name === 'Zulrah')).toBe(true)
        expectBounded(answer)
        const { name, ...rows } = answer
        expect(decodeRows(layoutOf(rows), encodeRows(rows))).toEqual(rows)
        expect(parseAnswer(answer)).toEqual(answer)
      }),
    )
  })

  it('is read, or refused in one sentence', () => {
    fc.assert(
      fc.property(fc.oneof(anything, anyAnswer), (json) => {
        try {
          expectBounded(parseAnswer(json))
        } catch (error) {
          expect((error as Error).message).toMatch(/^has no row that can be read/)
        }
      }),
    )
  })
})
