import { combatLevel, levelForExperience, maxLevel } from '../hiscores/levels.ts'
import type { Reading } from '../snapshots/readings.ts'
import type { Kind } from './ladders.ts'

/** Something that a state tells of a character and that has a ladder; null is unknown. */
export interface Measure {
  kind: Kind
  /** The key of the metric; `overall` for what is told of the whole character. */
  metric: string
  value: number | null
  /** The highest value that there can be, where its ladder depends on that. */
  most?: number
}

/** What tells measures apart. */
export const nameOf = ({ kind, metric }: Pick<Measure, 'kind' | 'metric'>): string => `${kind} ${metric}`

/** A row that tells no level tells it by its experience: 13,034,431 is level 99. */
const levelOf = ({ value, level }: Reading): number | null =>
  level ?? (value === null ? null : levelForExperience(value))

/** All measures of a state, of its rows in their order. */
export const measuresOf = (readings: Iterable<Reading>): Measure[] => {
  const all = [...readings]
  const skills = all.filter(({ group }) => group === 'skills')
  const levels = new Map(skills.map((skill) => [skill.metric, levelOf(skill)]))
  const measure = (kind: Kind, metric: string, value: number | null, most?: number): Measure => ({
    ...{ kind, metric, value },
    ...(most !== undefined && { most }),
  })
  const rows = all.flatMap((reading): Measure[] => {
    const { group, metric, value, level, rank, rating } = reading
    const place = measure('rank', metric, rank)
    if (group === 'bosses') return [measure('kills', metric, value), place]
    if (group === 'activities') return rating ? [place] : [measure('score', metric, value), place]
    const experience = measure('experience', metric, value)
    if (group === 'skills') return [measure('level', metric, levelOf(reading)), experience, place]
    return [measure('total_level', metric, level, maxLevel * skills.length), experience, place]
  })
  const known = [...levels.values()].filter((level) => level !== null)
  const base = known.length > 0 && known.length === levels.size ? Math.min(...known) : null
  return [
    ...rows,
    measure(
      'combat_level',
      'overall',
      combatLevel((skill) => levels.get(skill) ?? null),
    ),
    measure('base_level', 'overall', base),
  ]
}
