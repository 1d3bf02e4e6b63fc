import { experienceForLevel, virtualLevelForExperience } from '../../../../shared/hiscores/levels.ts'

/** How far a skill is on its way to the next level. */
export interface LevelProgress {
  next: number
  /** From 0 to 1. */
  share: number
  /** The experience that is still needed. */
  left: number
}

const mostLevel = 126

/** How far an amount of experience is on its way to the next level, up to the virtual 126; undefined beyond. */
export const levelProgress = (experience: number): LevelProgress | undefined => {
  const level = virtualLevelForExperience(experience)
  if (level >= mostLevel) return undefined
  const from = experienceForLevel(level)
  const to = experienceForLevel(level + 1)
  return { next: level + 1, share: (experience - from) / (to - from), left: to - experience }
}
