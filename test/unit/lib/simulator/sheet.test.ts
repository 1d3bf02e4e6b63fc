import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cast } from '../../../../lib/simulator/cast.ts'
import type { Character } from '../../../../lib/simulator/character.ts'
import { sheetOf } from '../../../../lib/simulator/sheet.ts'
import { characterOf } from '../../../../lib/simulator/world.ts'
import { type Answer, parseAnswer } from '../../../../shared/hiscores/answer.ts'
import type { Mode } from '../../../../shared/hiscores/boards.ts'
import { levelForExperience } from '../../../../shared/hiscores/levels.ts'
import { captures } from '../../../captures.ts'
import { reachedIn } from '../../../milestones.ts'

const day = 86_400
const year = 365 * day

const answerAt = (name: string, world: number, mode: Mode = 'regular', running = day): Answer =>
  parseAnswer(sheetOf(characterOf(name) as Character, mode, { world, running }))

const overall = (answer: Answer) => answer.skills[0]!
const score = (answer: Answer, name: string) => answer.activities.find((row) => row.name === name)!
const values = ({ skills, activities }: Answer) => [
  ...skills.map(({ xp }) => xp),
  ...activities.map((row) => row.score),
]
const ranks = ({ skills, activities }: Answer) => [...skills, ...activities].map(({ rank }) => rank)

const everybody = [
  ...cast.map(({ name }) => name),
  ...Array.from({ length: 30 }, (_, index) => `Sim ${331 * (index + 1)}`),
  ...[0, 330].map((number) => `Born ${number}`),
]
const anybody = fc.constantFrom(...everybody)
const seconds = fc.double({ min: 0, max: 5 * year, noNaN: true })

describe('every character', () => {
  it('answers on all its boards what the hiscores might, at all times', () => {
    fc.assert(
      fc.property(anybody, seconds, (name, world) => {
        for (const mode of Object.keys(characterOf(name)!.boards) as Mode[]) {
          const answer = answerAt(name, world, mode)
          const skills = answer.skills.slice(1)
          expect(answer.name).toBe(name)
          for (const { xp, level, rank } of skills) {
            expect(level).toBe(levelForExperience(xp))
            expect(xp).toBeLessThanOrEqual(200_000_000)
            expect(rank === -1 || (rank >= 1 && rank <= 2_000_000)).toBe(true)
          }
          expect(overall(answer).xp).toBe(skills.reduce((sum, { xp }) => sum + xp, 0))
          expect(overall(answer).level).toBe(skills.reduce((sum, { level }) => sum + level, 0))
        }
      }),
    )
  })

  it('answers the same at the same moment', () => {
    fc.assert(
      fc.property(anybody, seconds, (name, world) => {
        expect(answerAt(name, world)).toEqual(answerAt(name, world))
      }),
    )
  })

  it('never loses experience or scores as time passes', () => {
    fc.assert(
      fc.property(anybody, seconds, fc.double({ min: 0, max: year, noNaN: true }), (name, world, later) => {
        const before = values(answerAt(name, world))
        const after = values(answerAt(name, world + later))
        before.forEach((value, row) => {
          expect(after[row]).toBeGreaterThanOrEqual(value)
        })
      }),
    )
  })

  it('moves on the ranks within five seconds', () => {
    for (const name of everybody) expect(ranks(answerAt(name, year + 5))).not.toEqual(ranks(answerAt(name, year)))
  })
})

describe('the rows', () => {
  const newest = captures('roll-the-j').at(-1)
  it.skipIf(!newest)('are those of the newest real answer, in its order and with its positions', () => {
    const positions = (json: unknown) => {
      const { skills, activities } = json as Record<'skills' | 'activities', { id: number; name: string }[]>
      return [skills, activities].map((rows) => rows.map(({ id, name }) => [id, name]))
    }
    const sheet = sheetOf(characterOf('Zezima') as Character, 'regular', { world: 0, running: 0 })
    expect(positions(sheet)).toEqual(positions(newest!.json))
  })

  it('below the threshold have no rank but their value', () => {
    const answer = answerAt('Old Timer', 0)
    expect(score(answer, 'Barrows Chests')).toEqual({ name: 'Barrows Chests', rank: -1, score: 3 })
    expect(score(answer, 'Soul Wars Zeal')).toMatchObject({ rank: -1, score: 150 })
    expect(score(answer, 'PvP Arena - Rank')).toMatchObject({ rank: -1, score: 2_500 })
    expect(answer.skills.at(-1)).toEqual({ name: 'Sailing', rank: -1, level: 1, xp: 0 })
    expect(score(answerAt('Idle Hands', 0), 'Mimic').rank).toBeGreaterThan(0)
  })
})

describe('the cast', () => {
  it('Zezima has changed after ten seconds at any time of the round, and kills bosses', () => {
    for (let start = year; start < year + 3_600; start += 7) {
      expect(overall(answerAt('Zezima', start + 10)).xp).toBeGreaterThan(overall(answerAt('Zezima', start)).xp)
    }
    for (const boss of ['Zulrah', 'Vorkath']) {
      expect(score(answerAt('Zezima', 3_600), boss).score).toBeGreaterThan(score(answerAt('Zezima', 0), boss).score)
    }
  })

  it('Lynx Titan has all that there is: more than 32 bits', () => {
    expect(overall(answerAt('Lynx Titan', year))).toMatchObject({ level: 24 * 99, xp: 4_800_000_000 })
  })

  it('Idle Hands gains nothing in years', () => {
    expect(values(answerAt('Idle Hands', 3 * year))).toEqual(values(answerAt('Idle Hands', 0)))
  })

  it('Slow Burner gains something every fifteen minutes and not in between', () => {
    const experience = (world: number) => overall(answerAt('Slow Burner', world)).xp
    expect(experience(899)).toBe(experience(0))
    expect(experience(900)).toBe(experience(0) + 500)
  })

  it('Old Timer has the old shape for two minutes and then the new one, with the same ranked rows', () => {
    const before = answerAt('Old Timer', year, 'regular', 119)
    const after = answerAt('Old Timer', year, 'regular', 120)
    expect(score(before, 'Barrows Chests')).toMatchObject({ rank: -1, score: -1 })
    expect(before.skills.at(-1)).toMatchObject({ rank: -1, level: 1, xp: -1 })
    expect(score(after, 'Barrows Chests')).toMatchObject({ rank: -1, score: 3 })
    expect(before.skills.filter(({ rank }) => rank > 0)).toEqual(after.skills.filter(({ rank }) => rank > 0))
  })

  const on = (name: string, mode: Mode): number => overall(answerAt(name, year, mode)).xp

  it.each([
    ['Iron Will', ['ironman']],
    ['Hard Luck', ['ironman', 'hardcore_ironman']],
    ['Ultra Light', ['ironman', 'ultimate_ironman']],
    ['Level Three', ['skiller']],
    ['One Defence', ['skiller_defence']],
    ['Season Pass', ['deadman', 'leagues', 'tournament', 'fresh_start']],
  ] as const)('%s has the same experience on the regular board and on %j', (name, modes) => {
    for (const mode of modes) expect(on(name, mode)).toBe(on(name, 'regular'))
  })

  it('Died Once and Ex Iron have more where they are than where they were', () => {
    expect(on('Died Once', 'hardcore_ironman')).toBeLessThan(on('Died Once', 'ironman'))
    expect(on('Died Once', 'ironman')).toBe(on('Died Once', 'regular'))
    expect(on('Ex Iron', 'ironman')).toBeLessThan(on('Ex Iron', 'regular'))
  })

  it('is on no board that it does not belong to', () => {
    expect(sheetOf(characterOf('Zezima') as Character, 'ironman', { world: 0, running: 0 })).toBeUndefined()
  })
})

describe('the population', () => {
  it.each(['Sim 1', 'sim_1', 'SIM-9999'])('knows %s', (name) => {
    expect(characterOf(name)).toBeDefined()
  })

  it.each(['Sim 0', 'Sim 01', 'Sim 10000', 'Sim', 'Sim x'])('does not know %s', (name) => {
    expect(characterOf(name)).toBeUndefined()
  })

  it('has one busy character in ten, four that play now and then, and five that rest', () => {
    const gains = (number: number, within: number): boolean => {
      const [before, after] = [year, year + within].map((world) => values(answerAt(`Sim ${number}`, world)))
      return before!.some((value, row) => value !== after![row])
    }
    const gaining = (within: number) =>
      [20, 21, 22, 23, 24, 25, 26, 27, 28, 29].filter((number) => gains(number, within))
    expect(gaining(12)).toContain(20)
    expect(gaining(360)).toEqual(expect.arrayContaining([20, 21, 22]))
    expect(gaining(4_320)).toEqual([20, 21, 22, 23, 24])
  })

  it('is made of people who differ', () => {
    expect(new Set([1, 2, 3, 4, 5].map((number) => overall(answerAt(`Sim ${number}`, 0)).xp)).size).toBe(5)
  })
})

describe('whoever is born on a day', () => {
  const states = (seconds: readonly number[]) =>
    seconds.map((at) => ({ at, rows: answerAt('Born 330', 330 * day + at), parted: false, stays: true }))

  it('has nothing before it', () => {
    expect(overall(answerAt('Born 330', 330 * day - 1)).xp).toBe(0)
    expect(overall(answerAt('Born 330', 330 * day + 60)).xp).toBeGreaterThan(1_000)
  })

  it('reaches something in most quarters of an hour of its first day', () => {
    const quarters = Array.from({ length: 96 }, (_, index) => 900 * (index + 1))
    const reached = reachedIn(states(quarters)).filter(({ kind }) => kind !== 'rank')
    expect(new Set(reached.map(({ by }) => by)).size).toBeGreaterThan(60)
    expect(new Set(reached.map(({ kind }) => kind))).toEqual(
      new Set(['level', 'total_level', 'base_level', 'kills', 'score', 'experience']),
    )
  })
})
