import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  combatLevel,
  experienceForLevel,
  levelForExperience,
  maxExperience,
  virtualLevelForExperience,
} from '../../../../shared/hiscores/levels.ts'
import { captures } from '../../../captures.ts'

describe('experience and levels', () => {
  it.each([
    [1, 0],
    [2, 83],
    [10, 1_154],
    [50, 101_333],
    [92, 6_517_253],
    [99, 13_034_431],
    [120, 104_273_167],
    [126, 188_884_740],
  ])('level %i takes %i experience', (level, experience) => {
    expect(experienceForLevel(level)).toBe(experience)
  })

  it('there is no level below 1, beyond 126 or between two', () => {
    for (const level of [0, 127, 1.5, Number.NaN]) expect(() => experienceForLevel(level)).toThrow(RangeError)
  })

  it('the level of the experience that a level takes is that level, and one point less is the level before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 126 }), (level) => {
        const experience = experienceForLevel(level)
        expect(virtualLevelForExperience(experience)).toBe(level)
        expect(virtualLevelForExperience(experience - 1)).toBe(level - 1)
      }),
    )
  })

  it('lies between the experience of its level and of the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 188_884_739 }), (experience) => {
        const level = virtualLevelForExperience(experience)
        expect(experienceForLevel(level)).toBeLessThanOrEqual(experience)
        expect(experienceForLevel(level + 1)).toBeGreaterThan(experience)
      }),
    )
  })

  it('stops at 99, and virtually at 126', () => {
    expect(levelForExperience(13_034_430)).toBe(98)
    expect(levelForExperience(13_034_431)).toBe(99)
    expect(levelForExperience(maxExperience)).toBe(99)
    expect(virtualLevelForExperience(maxExperience)).toBe(126)
  })

  it('unknown experience gives level 1', () => {
    expect(levelForExperience(-1)).toBe(1)
  })

  const skills = captures().flatMap(({ answer }) =>
    answer.skills.filter(({ name, xp }) => name !== 'Overall' && xp >= 0),
  )
  it.skipIf(skills.length === 0)('agrees with every level that the hiscores have given', () => {
    for (const { xp, level } of skills) expect(levelForExperience(xp)).toBe(level)
  })
})

describe('combatLevel', () => {
  const of = (levels: Record<string, number | null>) => combatLevel((metric) => levels[metric] ?? null)
  const all = (level: number) => ({
    attack: level,
    strength: level,
    defence: level,
    hitpoints: level,
    prayer: level,
    ranged: level,
    magic: level,
  })

  it.each([
    ['a new character', { ...all(1), hitpoints: 10 }, 3],
    ['a maxed one', all(99), 126],
    ['one whose levels are virtual', all(126), 126],
    ['one without prayer', { ...all(99), prayer: 1 }, 113],
    ['a melee pure', { ...all(1), attack: 60, strength: 99, hitpoints: 85, prayer: 52, ranged: 70 }, 79],
    ['a ranger', { ...all(1), ranged: 99, hitpoints: 90, prayer: 44 }, 76],
    ['a mage', { ...all(1), magic: 94, hitpoints: 60 }, 61],
  ])('of %s', (_, levels, expected) => {
    expect(of(levels)).toBe(expected)
  })

  it('is null when any of the seven skills is unknown', () => {
    for (const metric of Object.keys(all(50))) expect(of({ ...all(50), [metric]: null })).toBeNull()
  })

  it('takes an unranked row of hitpoints for the 10 that everybody has', () => {
    expect(of(all(1))).toBe(3)
  })
})
