import { levelForExperience } from '../hiscores/levels.ts'
import { isoTime } from '../http/time.ts'
import type { State } from '../snapshots/items.ts'
import { type Reading, readingsOf } from '../snapshots/readings.ts'
import {
  type ActivityKey,
  activities,
  type BossKey,
  bosses,
  type ComputedKey,
  computed,
  type KeyHere,
  type RowKey,
  type SkillKey,
  skills,
} from './metrics.ts'

/*
 * States as Wise Old Man's programs read them: every metric that they know is there, and what is not known is -1, but for a
 * skill's level, which is 1. Nothing is ever null.
 */

/** What a state says of a metric; undefined where it has no such row. */
type Row = (metric: RowKey) => Reading | undefined

/** Something for each of some metrics. */
const each = <K extends string, T>(keys: readonly K[], of: (key: K) => T): Record<K, T> =>
  Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, T>

/** Something for each metric that there is, by their kinds. */
export const ofEach = <S, B, A, C>(of: {
  skill: (metric: SkillKey) => S
  boss: (metric: BossKey) => B
  activity: (metric: ActivityKey) => A
  computed: (metric: ComputedKey) => C
}) => ({
  skills: each(skills, of.skill),
  bosses: each(bosses, of.boss),
  activities: each(activities, of.activity),
  computed: each(computed, of.computed),
})

const rowsOf = (state: State | undefined, keyHere: KeyHere): Row => {
  const readings = new Map(state && readingsOf(state).map((reading) => [reading.metric, reading]))
  return (metric) => readings.get(keyHere(metric))
}

/** The level of a skill; the first one where nothing is known. */
const levelOf = ({ level, value }: Pick<Reading, 'level' | 'value'>): number => level ?? levelForExperience(value ?? 0)

const unknown = { value: null, level: null, rank: null }

/** All metrics of a state, or what stands for them where there is none. */
export const metricsOf = (state: State | undefined, keyHere: KeyHere) => {
  const row = rowsOf(state, keyHere)
  const amountOf = (metric: RowKey): number => row(metric)?.value ?? -1
  const rankOf = (metric: RowKey): number => row(metric)?.rank ?? -1
  const skill = (metric: SkillKey) => {
    const reading = row(metric) ?? unknown
    return { metric, experience: amountOf(metric), rank: rankOf(metric), level: levelOf(reading), ehp: 0 }
  }
  const others = skills.filter((metric) => metric !== 'overall')
  const overall = () => ({
    ...skill('overall'),
    // No experience at all is none that is known.
    experience: amountOf('overall') || -1,
    level: row('overall')?.level ?? others.reduce((sum, metric) => sum + levelOf(row(metric) ?? unknown), 0),
  })
  return ofEach({
    skill: (metric) => (metric === 'overall' ? overall() : skill(metric)),
    boss: (metric) => ({ metric, kills: amountOf(metric), rank: rankOf(metric), ehb: 0 }),
    activity: (metric) => ({ metric, score: amountOf(metric), rank: rankOf(metric) }),
    // Until there are rates.
    computed: (metric) => ({ metric, value: 0, rank: -1 }),
  })
}

export type Metrics = ReturnType<typeof metricsOf>

/** A state as a snapshot of a player, by its number. */
export const womSnapshot = (playerId: number, state: State, keyHere: KeyHere) => ({
  // They are asked for by their moments.
  id: -1,
  playerId,
  createdAt: isoTime(state.at) as string,
  importedAt: null,
  data: metricsOf(state, keyHere),
})
