import { experienceForLevel, maxLevel } from '../hiscores/levels.ts'
import type { Kind } from '../milestones/ladders.ts'
import list from './achievements.json' with { type: 'json' }
import { type ActivityKey, type BossKey, bosses, nameOf, type RowKey, type SkillKey, skills } from './metrics.ts'
import type { Metrics } from './snapshot.ts'

/*
 * What Wise Old Man counts as achievements, which is less than the milestones here: the thresholds are in `achievements.json`, and
 * each is a milestone as well, by which it is known when it was reached.
 */

/** What is counted of an achievement. */
type Measure = 'levels' | 'experience' | 'kills' | 'score'

export interface AchievementType {
  name: string
  metric: RowKey
  measure: Measure
  threshold: number
  /** The threshold before it; 0 for the first one. */
  from: number
  /** The milestone that it is. */
  kind: Kind
  step: number
  currentOf: (metrics: Metrics) => number
}

/** A threshold in few letters, as in `5k`, `50m` and `4.60b`. */
const short = (threshold: number): string => {
  const of = (unit: number): string => {
    const amount = threshold / unit
    return Number.isInteger(amount) ? String(amount) : amount.toFixed(unit === 1_000 ? 1 : 2)
  }
  if (threshold < 1_000) return String(threshold)
  if (threshold < 1_000_000) return `${of(1_000)}k`
  return threshold < 1_000_000_000 ? `${of(1_000_000)}m` : `${of(1_000_000_000)}b`
}

type Ladder = Pick<AchievementType, 'metric' | 'measure' | 'kind' | 'currentOf'> & {
  nameOf: (threshold: number) => string
}

const rungs = (thresholds: readonly number[], { nameOf: named, ...rest }: Ladder): AchievementType[] =>
  thresholds.map((threshold, index) => ({
    ...rest,
    threshold,
    name: named(threshold),
    from: thresholds[index - 1] ?? 0,
    step: threshold,
  }))

const trained = skills.filter((skill) => skill !== 'overall')
const mastered = experienceForLevel(maxLevel)

/** The experience of all skills, as far as it counts for a level that all of them are to have. */
const cappedAt = (level: number) => {
  const most = experienceForLevel(level)
  return (metrics: Metrics): number =>
    trained.reduce((sum, skill) => sum + Math.min(most, Math.max(0, metrics.skills[skill].experience)), 0)
}

const baseThreshold = (level: number): number => experienceForLevel(level) * trained.length

/** That all skills have some level; each counts up to that level, so each has a value of its own. */
const base = list.base.map((level, index): AchievementType => {
  const threshold = baseThreshold(level)
  return {
    metric: 'overall',
    measure: 'levels',
    threshold,
    name: level === maxLevel ? 'Maxed Overall' : `Base ${level} Stats`,
    from: index === 0 ? 0 : baseThreshold(list.base[index - 1]!),
    kind: 'base_level',
    step: level,
    currentOf: cappedAt(level),
  }
})

const overall = rungs(list.overall, {
  metric: 'overall',
  measure: 'experience',
  kind: 'experience',
  nameOf: (threshold) => `${short(threshold)} Overall Exp.`,
  currentOf: ({ skills: { overall: all } }) => all.experience,
})

const ofSkill = (metric: SkillKey): AchievementType[] =>
  rungs(list.skills, {
    metric,
    measure: 'experience',
    kind: 'experience',
    nameOf: (threshold) => `${threshold === mastered ? maxLevel : short(threshold)} ${nameOf(metric)}`,
    currentOf: (metrics) => metrics.skills[metric].experience,
  }).map((type) => (type.threshold === mastered ? { ...type, kind: 'level', step: maxLevel } : type))

// What has its measure in its name.
const counted: readonly RowKey[] = ['barrows_chests', 'lunar_chests']
const scored: readonly RowKey[] = ['bounty_hunter_hunter', 'bounty_hunter_rogue', 'last_man_standing']

const ofBoss = (metric: BossKey): AchievementType[] => {
  const { default: usual, others } = list.bosses
  return rungs(others.find(({ metrics }) => metrics.includes(metric))?.thresholds ?? usual, {
    metric,
    measure: 'kills',
    kind: 'kills',
    nameOf: (threshold) => `${short(threshold)} ${nameOf(metric)}${counted.includes(metric) ? '' : ' kills'}`,
    currentOf: (metrics) => metrics.bosses[metric].kills,
  })
}

const ofActivity = (metric: ActivityKey, thresholds: readonly number[]): AchievementType[] =>
  rungs(thresholds, {
    metric,
    measure: 'score',
    kind: 'score',
    nameOf: (threshold) => `${short(threshold)} ${nameOf(metric)}${scored.includes(metric) ? ' score' : ''}`,
    currentOf: (metrics) => metrics.activities[metric].score,
  })

/** All achievements that there are, in the order of their metrics. */
export const achievementTypes: readonly AchievementType[] = [
  ...overall,
  ...base,
  ...trained.flatMap(ofSkill),
  ...bosses.flatMap(ofBoss),
  ...list.activities.flatMap(({ metrics, thresholds }) =>
    metrics.flatMap((metric) => ofActivity(metric as ActivityKey, thresholds)),
  ),
]
