import { describe, expect, it } from 'vitest'
import { parseAnswer } from '../../../../shared/hiscores/answer.ts'
import { captures } from '../../../captures.ts'

const overall = { name: 'Overall', rank: 5, level: 2_376, xp: 4_800_000_000 }
const zulrah = { name: 'Zulrah', rank: -1, score: 3 }
const answerWith = (change: object = {}) => ({ name: 'Zezima', skills: [overall], activities: [zulrah], ...change })

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
    expect(parseAnswer(answerWith({ name: null }))).not.toHaveProperty('name')
  })

  it('takes unknown rows for data and passes over unknown keys and positions', () => {
    const boss = { name: 'Brand New Boss', rank: 1, score: 1 }
    const json = { ...answerWith({ activities: [{ id: 'x', ...boss, since: 2027 }] }), season: 3 }
    expect(parseAnswer(json)).toEqual(answerWith({ activities: [boss] }))
  })

  it('takes the largest exact number', () => {
    const most = { ...zulrah, score: 2 ** 53 - 1 }
    expect(parseAnswer(answerWith({ activities: [most] })).activities).toEqual([most])
  })

  it.each([
    ['null', null],
    ['a list', []],
    ['text', 'maintenance'],
    ['no skills', { activities: [zulrah] }],
    ['no activities', { skills: [overall] }],
    ['an empty list of skills', answerWith({ skills: [] })],
    ['an empty list of activities', answerWith({ activities: [] })],
    ['no Overall', answerWith({ skills: [{ ...overall, name: 'Attack' }] })],
    ['two rows of one name', answerWith({ activities: [zulrah, { ...zulrah, score: 4 }] })],
    ['a number as text', answerWith({ activities: [{ ...zulrah, score: '3' }] })],
    ['a fraction', answerWith({ activities: [{ ...zulrah, score: 3.5 }] })],
    ['a number below -1', answerWith({ activities: [{ ...zulrah, rank: -2 }] })],
    ['a number that is not exact', answerWith({ activities: [{ ...zulrah, score: 2 ** 53 }] })],
    ['level 0', answerWith({ skills: [{ ...overall, level: 0 }] })],
    ['a row without a name', answerWith({ activities: [{ ...zulrah, name: '' }] })],
    ['a row without its score', answerWith({ activities: [{ name: 'Zulrah', rank: 1 }] })],
  ])('refuses %s', (_, json) => {
    expect(() => parseAnswer(json)).toThrow(Error)
  })

  it('says where the fault is', () => {
    expect(() => parseAnswer(answerWith({ activities: [{ ...zulrah, score: '3' }] }))).toThrow(
      /^activities\.0\.score: /,
    )
  })
})
