import type { Rows } from '../shared/hiscores/answer.ts'
import { levelForExperience } from '../shared/hiscores/levels.ts'
import type { Milestone } from '../shared/milestones/find.ts'
import { type Kind, ladderOf } from '../shared/milestones/ladders.ts'
import { readings } from '../shared/snapshots/readings.ts'

/*
 * What was reached, as its rules say it, slow and obvious: for each threshold the states of a life are looked at one after
 * another. The property tests compare the tracker's milestones with this.
 */

/** A state that was stored, and whether something parts it from those before it. */
export interface Told {
  at: number
  rows: Rows
  parted: boolean
  /** It stays; otherwise the next one of its day takes its place. */
  stays: boolean
}

type Values = Map<string, { kind: Kind; metric: string; value: number | null }>

/** Everything at a state that has thresholds. */
const valuesOf = (rows: Rows): Values => {
  const values: Values = new Map()
  const add = (kind: Kind, metric: string, value: number | null): void =>
    void values.set(`${kind} ${metric}`, { kind, metric, value })
  const levels: (number | null)[] = []
  for (const { metric, group, rating, value, level, rank } of readings(rows).values()) {
    add('rank', metric, rank)
    if (group === 'bosses') add('kills', metric, value)
    if (group === 'activities' && !rating) add('score', metric, value)
    if (group === 'skills' || group === 'overall') add('experience', metric, value)
    if (group === 'overall') add('total_level', metric, level)
    if (group !== 'skills') continue
    levels.push(level ?? (value === null ? null : levelForExperience(value)))
    add('level', metric, levels.at(-1)!)
  }
  const base = levels.length === 0 || levels.includes(null) ? null : Math.min(...(levels as number[]))
  add('base_level', 'overall', base)
  return values
}

/** The lives that some states are of. */
const livesOf = (states: readonly Told[]): Told[][] => {
  const lives: Told[][] = []
  for (const state of states) {
    if (state.parted || lives.length === 0) lives.push([])
    lives.at(-1)!.push(state)
  }
  return lives
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

const isThere = ({ at, stays }: Told, next: Told): boolean => stays || dateOf(at) !== dateOf(next.at)

const inLife = (states: readonly Told[]): Milestone[] => {
  const found: Milestone[] = []
  const all = states.map((state) => ({ ...state, values: valuesOf(state.rows), skills: state.rows.skills.length - 1 }))
  for (const [index, { at: by, values, skills }] of all.entries()) {
    const earlier = all.slice(0, index)
    for (const [name, { kind, metric, value }] of values) {
      if (value === null) continue
      const known = earlier.filter((state) => (state.values.get(name)?.value ?? null) !== null)
      // What a bad row hides is looked for in what is stored.
      const before = known.findLast((state) => state === earlier.at(-1) || isThere(state, all[all.indexOf(state) + 1]!))
      if (!before) continue
      const was = before.values.get(name)!.value!
      const ladder = ladderOf(kind, metric, kind === 'total_level' ? 99 * skills : undefined)
      for (const threshold of ladder) {
        const reached =
          kind === 'rank'
            ? value <= threshold && known.every((state) => state.values.get(name)!.value! > threshold)
            : was < threshold && threshold <= value
        if (reached) found.push({ kind, metric, threshold, value, after: before.at, by })
      }
    }
  }
  return found
}

/** What was reached between states, upwards, in which nobody is able to fight. */
export const reachedIn = (states: readonly Told[]): Milestone[] => livesOf(states).flatMap(inLife)

/** Milestones in an order of their own, to be compared. */
export const inOrder = (milestones: readonly Milestone[]): string[] =>
  milestones
    .map(({ by, after, kind, metric, threshold, value }) => `${by} ${after} ${kind} ${metric} ${threshold}: ${value}`)
    .sort()
