import type { Answer } from '../../contract.ts'

type History = Answer<'GET /players/{username}/history'>

/** A metric that moved, or that is unknown on one side, with what it counts. */
export interface GainRow {
  metric: string
  /** What was gained, or of a rating how far it moved; null: unknown. */
  gained: number | null
  isRating: boolean
  perDay: number | null
  /** The level at the end and how many were gained, of skills. */
  level: number | null
  levels: number
  /** How many places it went up; null: unknown. */
  places: number | null
  newlyRanked: boolean
  rollback: boolean
}

export interface GainGroup {
  group: 'skills' | 'bosses' | 'activities'
  rows: GainRow[]
}

type Gain = NonNullable<History['overall']> | History['bosses'][string] | History['activities'][string]

/** One metric of a history as a row. */
export const gainRow = (metric: string, gain: Gain): GainRow => {
  const levels = 'levels' in gain ? gain.levels : undefined
  const { start, end } = gain.rank ?? { start: null, end: null }
  const isRating = 'change' in gain && gain.change !== undefined
  return {
    metric,
    gained: isRating ? (gain.change ?? null) : gain.gained,
    isRating,
    perDay: gain.perDay,
    level: levels?.end ?? null,
    levels: levels?.gained ?? 0,
    places: start === null || end === null ? null : start - end,
    newlyRanked: gain.newlyRanked === true,
    rollback: gain.rollback === true,
  }
}

const groups = ['skills', 'bosses', 'activities'] as const

/** What moved, group by group, each with the most gained first and what is unknown last. */
export const gainGroups = (history: History): GainGroup[] =>
  groups.flatMap((group) => {
    const rows = Object.entries<Gain>(history[group]).map(([metric, gain]) => gainRow(metric, gain))
    const sorted = rows
      .filter(({ gained, newlyRanked, levels }) => gained !== 0 || newlyRanked || levels !== 0)
      .sort((a, b) => (b.gained ?? Number.NEGATIVE_INFINITY) - (a.gained ?? Number.NEGATIVE_INFINITY))
    return sorted.length === 0 ? [] : [{ group, rows: sorted }]
  })

/** What a group's values count, in a word that fits behind a number. */
export const unitOf = (group: GainGroup['group'] | 'overall'): string =>
  ({ overall: 'experience', skills: 'experience', bosses: 'kills', activities: 'score' })[group]

/** The group of a metric in a history; undefined for one that did not move. */
export const groupIn = (history: History, metric: string): GainGroup['group'] | 'overall' | undefined =>
  metric === 'overall' ? 'overall' : groups.find((group) => Object.hasOwn(history[group], metric))

/** What a history says of a metric; undefined for one that did not move. */
export const gainOf = (history: History, metric: string): Gain | undefined => {
  const group = groupIn(history, metric)
  if (group === undefined) return undefined
  return group === 'overall' ? (history.overall ?? undefined) : history[group][metric]
}
