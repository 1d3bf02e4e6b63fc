import type { Mode } from '../../shared/hiscores/boards.ts'
import { levelForExperience, maxExperience } from '../../shared/hiscores/levels.ts'
import { type Character, type Offsets, valuesAt } from './character.ts'
import { rankOf } from './ranks.ts'
import { activityThresholds, skillNames } from './rows.ts'

/** A moment of the simulated world, in seconds. */
export interface Moment {
  /** Since the world's beginning. */
  world: number
  /** Since this simulator was started. */
  running: number
}

/** An answer in the JSON of the real hiscores. */
export interface Sheet {
  name: string
  skills: SheetRow[]
  activities: SheetRow[]
}

interface SheetRow {
  id: number
  name: string
}

// The real threshold is the place 2,000,000; with it, about this much experience is left outside.
const leastExperience = 1_000

const skillField = { least: leastExperience, most: maxExperience }
const overallField = { least: leastExperience, most: maxExperience * skillNames.length }

// A score grows to a hundred thousand times its threshold before it is the first of its board.
const topScore = 100_000

/**
 * A character's answer on one board, in the JSON of the real hiscores as of August 2026; undefined when that board does not
 * have the character. Levels and `Overall` are those of the experience that the answer shows.
 */
export const sheetOf = (character: Character, mode: Mode, moment: Moment, offsets?: Offsets): Sheet | undefined => {
  const board = character.boards[mode]
  if (!board) return undefined
  const values = valuesAt(character, Math.min(moment.world, board.leftAfter ?? Infinity), offsets)
  const old = moment.running < (character.oldShapeSeconds ?? 0)
  const seed = (row: string): string => `${character.name}/${mode}/${row}`

  const skills = skillNames.map((name) => {
    const xp = values.get(name) ?? 0
    if (xp < leastExperience) return { name, rank: -1, level: 1, xp: old ? -1 : 0 }
    return {
      name,
      rank: rankOf({ value: xp, ...skillField }, seed(name), moment.world),
      level: levelForExperience(xp),
      xp,
    }
  })
  const level = skills.reduce((sum, skill) => sum + skill.level, 0)
  const xp = skills.reduce((sum, skill) => sum + Math.max(0, skill.xp), 0)
  const ranked = xp >= leastExperience
  const rank = ranked ? rankOf({ value: xp, ...overallField }, seed('Overall'), moment.world) : -1
  const overall = { name: 'Overall', rank, level, xp: old && !ranked ? -1 : xp }

  const activities = activityThresholds.map(([name, least]) => {
    // A rating that everybody is given at first.
    const score = values.get(name) ?? (name === 'PvP Arena - Rank' ? 2_500 : 0)
    if (score < least) return { name, rank: -1, score: old ? -1 : score }
    return { name, rank: rankOf({ value: score, least, most: least * topScore }, seed(name), moment.world), score }
  })
  const numbered = (rows: { name: string }[]): SheetRow[] => rows.map((row, id) => ({ id, ...row }))
  return { name: character.name, skills: numbered([overall, ...skills]), activities: numbered(activities) }
}
