import { activityThresholds, skillNames } from '../../lib/simulator/rows.ts'
import type { Rows } from '../../shared/hiscores/answer.ts'
import { levelForExperience } from '../../shared/hiscores/levels.ts'

// With as many ranked activities a character takes as many bytes as the newest real capture, a few more than 560.
const ranked = 62

/**
 * The rows of a character that has gained something so many times, in every number as long as a busy character's are; the
 * same for the same arguments.
 */
export const rowsAfter = (gains: number, drift = 0): Rows => {
  const skills = skillNames.map((name) => {
    const xp = 15_000_000 + (name === 'Mining' ? 900 * gains : 0)
    return { name, rank: 120_000 + drift, level: levelForExperience(xp), xp }
  })
  const sum = (of: (skill: (typeof skills)[number]) => number): number =>
    skills.reduce((all, each) => all + of(each), 0)
  const overall = { name: 'Overall', rank: 90_000 + drift, level: sum(({ level }) => level), xp: sum(({ xp }) => xp) }
  const activities = activityThresholds.map(([name], index) =>
    index < ranked ? { name, rank: 150_000 + drift, score: 1_000 } : { name, rank: -1, score: 0 },
  )
  return { skills: [overall, ...skills], activities }
}
