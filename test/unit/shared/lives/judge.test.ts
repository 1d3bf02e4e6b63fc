import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Mode } from '../../../../shared/hiscores/boards.ts'
import { type Earlier, judge } from '../../../../shared/lives/judge.ts'
import { rowsOf } from '../../../rows.ts'

const hour = 3_600_000
const of = (before: Record<string, number>, after: Record<string, number>, ms = hour, mode: Mode = 'regular') =>
  judge(rowsOf(before), rowsOf(after), ms, mode)

describe('judge', () => {
  it('lets progress, rest and unknown values pass', () => {
    expect(of({ Attack: 100 }, { Attack: 200 })).toEqual({ fits: true })
    expect(of({ Attack: 100 }, { Attack: 100 })).toEqual({ fits: true })
    const kills = (score: number) => rowsOf({ Attack: 100 }, { Zulrah: score })
    expect(judge(kills(50), kills(-1), hour, 'regular')).toEqual({ fits: true })
    expect(of({ Attack: -1 }, { Attack: 150_000_000 })).toEqual({ fits: true })
    expect(of({}, { Attack: 5 })).toEqual({ fits: true })
  })

  it('doubts a fall of experience, of kills and of scores, but not of ratings and of points of a season', () => {
    const fell = { fits: false, doubt: 'fall', seam: 'rollback' }
    expect(of({ Attack: 2_000_000 }, { Attack: 1_850_000 })).toEqual({ ...fell, metrics: ['overall', 'attack'] })
    const activity = (before: number, after: number, name: string) =>
      judge(rowsOf({ Attack: 5 }, { [name]: before }), rowsOf({ Attack: 5 }, { [name]: after }), hour, 'regular')
    expect(activity(100, 99, 'Zulrah')).toMatchObject(fell)
    expect(activity(100, 99, 'Clue Scrolls (all)')).toMatchObject(fell)
    for (const name of ['LMS - Rank', 'League Points', 'Grid Points', 'Deadman Points', 'Collections Logged']) {
      expect(activity(2_600, 700, name)).toEqual({ fits: true })
    }
  })

  it('doubts a rise of more than a day of play, and allows the time between two answers besides', () => {
    expect(of({ Attack: 500_000 }, { Attack: 150_000_000 }, 2 * hour)).toMatchObject({
      doubt: 'rise',
      metrics: ['attack'],
    })
    expect(of({ Attack: 500_000 }, { Attack: 60_500_000 }, hour)).toEqual({ fits: true })
    expect(of({ Attack: 500_000 }, { Attack: 150_000_000 }, 30 * 24 * hour)).toEqual({ fits: true })
    expect(of({ Attack: 500_000 }, { Attack: 150_000_000 }, 2 * hour, 'leagues')).toEqual({ fits: true })
  })

  it('takes what a state does not know from those before it, with the time since them', () => {
    const day = 24 * hour
    const unknown = { skills: rowsOf({ Attack: -1, Mining: 10 }).skills.slice(1), activities: [] }
    const judged = (after: number, earlier: Earlier[]) =>
      judge(unknown, rowsOf({ Attack: after, Mining: 10 }), hour, 'regular', { earlier })
    const knew = (xp: number, elapsedMs: number) => ({
      rows: { skills: rowsOf({ Attack: xp }).skills.slice(1), activities: [] },
      elapsedMs,
    })
    expect(judged(900, [])).toEqual({ fits: true })
    expect(judged(900, [knew(1_000, day)])).toMatchObject({ doubt: 'fall', metrics: ['attack'] })
    expect(judged(900, [knew(800, day), knew(1_000, 2 * day)])).toEqual({ fits: true })
    expect(judged(190_000_000, [knew(800, day / 2)])).toMatchObject({ doubt: 'rise', metrics: ['attack'] })
    expect(judged(190_000_000, [knew(800, day)])).toEqual({ fits: true })
  })

  it('tells another character from a rollback', () => {
    const kind = (before: Record<string, number>, after: Record<string, number>, mode: Mode = 'regular') => {
      const judgement = of(before, after, hour, mode)
      return 'seam' in judgement ? judgement.seam : undefined
    }
    expect(kind({ Attack: 5_000_000, Mining: 10_000 }, { Attack: 300_000, Mining: 90_000 })).toBe('taken_over')
    expect(kind({ Attack: 2_000_000, Mining: 10_000 }, { Attack: 1_900_000, Mining: 9_000_000 })).toBe('taken_over')
    expect(kind({ Attack: 2_000_000, Mining: 10_000 }, { Attack: 1_900_000, Mining: 40_000 })).toBe('rollback')
    const all = ['Attack', 'Defence', 'Strength', 'Hitpoints', 'Ranged']
    const everything = (xp: number) => Object.fromEntries(all.map((name) => [name, xp]))
    expect(kind(everything(500), everything(490))).toBe('taken_over')
    expect(kind({ Attack: 5_000_000 }, { Attack: 20_000 }, 'leagues')).toBe('season')
  })

  it('never suspects who plays honestly: any mix of skills for up to a day at once, at the fastest rates there are', () => {
    const session = fc.record({
      elapsedMs: fc.integer({ min: 60_000, max: 40 * 24 * hour }),
      // Hours of play since the last answer, of which up to a day may have been played before it.
      played: fc.integer({ min: 0, max: 24 }),
      rates: fc.array(fc.integer({ min: 0, max: 2_500_000 }), { minLength: 3, maxLength: 3 }),
      kills: fc.integer({ min: 0, max: 150 }),
      start: fc.integer({ min: 0, max: 100_000_000 }),
    })
    fc.assert(
      fc.property(session, ({ elapsedMs, played, rates, kills, start }) => {
        const names = ['Attack', 'Prayer', 'Fletching']
        // One thing is trained at a time.
        const hours = (elapsedMs / hour + played) / names.length
        const before = Object.fromEntries(names.map((name) => [name, start]))
        const after = Object.fromEntries(
          names.map((name, index) => [name, Math.min(200_000_000, start + Math.floor(rates[index]! * hours))]),
        )
        const zulrah = Math.floor(kills * hours)
        expect(
          judge(rowsOf(before, { Zulrah: 50 }), rowsOf(after, { Zulrah: 50 + zulrah }), elapsedMs, 'regular'),
        ).toEqual({ fits: true })
      }),
      { numRuns: 2_000 },
    )
  })
})
