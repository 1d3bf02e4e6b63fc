import fc from 'fast-check'
import type { ActivityRow, Rows, SkillRow } from '../shared/hiscores/answer.ts'

/** A number as the hiscores may send it: unknown, small, beyond 32 bits, up to the largest exact one. */
const value = fc.oneof(
  fc.constant(-1),
  fc.nat(100),
  fc.nat(200_000_000),
  fc.integer({ min: 2 ** 32, max: 2 ** 33 }),
  fc.maxSafeNat(),
)

const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 12 })

/** Any rows at all, with any names in any order. */
export const anyRows: fc.Arbitrary<Rows> = fc.tuple(names, names).chain(([skills, activities]) =>
  fc.record({
    skills: fc.tuple(
      ...skills.map((name) =>
        fc.record({ name: fc.constant(name), rank: value, level: fc.integer({ min: 0, max: 2_376 }), xp: value }),
      ),
    ),
    activities: fc.tuple(
      ...activities.map((name) => fc.record({ name: fc.constant(name), rank: value, score: value })),
    ),
  }),
)

/** A skill's row; unknown where nothing is said. */
export const skillRow = (name: string, xp = -1, level = 1, rank = -1): SkillRow => ({ name, rank, level, xp })

/** An activity's row; unknown where nothing is said. */
export const activityRow = (name: string, score = -1, rank = -1): ActivityRow => ({ name, rank, score })

/** Rows of a character by the experience and scores that matter to a test. */
export const rowsOf = (skills: Record<string, number>, activities: Record<string, number> = {}): Rows => ({
  skills: [
    skillRow(
      'Overall',
      Object.values(skills).reduce((sum, xp) => sum + Math.max(xp, 0), 0),
    ),
    ...Object.entries(skills).map(([name, xp]) => skillRow(name, xp)),
  ],
  activities: Object.entries(activities).map(([name, score]) => activityRow(name, score)),
})
