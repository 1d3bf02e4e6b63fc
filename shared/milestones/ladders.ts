import * as z from 'zod/mini'
import ladders from './ladders.json' with { type: 'json' }

/*
 * Ladders: the thresholds at which something is reached. They are data, `ladders.json`: for each kind one that all rows have,
 * also those that nobody has heard of, and those of rows that another one fits better.
 */

/** What is reached: a level of a skill, an experience, a level of the whole character, a count, a score or a place. */
export const kinds = [
  'level',
  'experience',
  'total_level',
  'combat_level',
  'base_level',
  'kills',
  'score',
  'rank',
] as const

export type Kind = (typeof kinds)[number]

const threshold = z.int().check(z.positive())

/** Rungs of a ladder: one, some at equal distances, or each of the last ones up to the most that there can be. */
const step = z.union([
  threshold,
  z.strictObject({ from: threshold, to: threshold, every: threshold }),
  z.strictObject({ last: threshold }),
])

const ladder = z.array(step).check(z.minLength(1))

const family = z.strictObject({
  default: ladder,
  rows: z.optional(z.array(z.strictObject({ metrics: z.array(z.string()), ladder }))),
})

const laddersSchema = z.strictObject({
  level: family,
  experience: family,
  total_level: family,
  combat_level: family,
  base_level: family,
  kills: family,
  score: family,
  rank: family,
})

type Ladder = z.output<typeof ladder>

const rungsAt = (rung: Ladder[number], most: number): number[] => {
  if (typeof rung === 'number') return [rung]
  const { from, to, every } = 'last' in rung ? { from: most - rung.last + 1, to: most, every: 1 } : rung
  return Array.from({ length: Math.max(0, Math.floor((to - from) / every) + 1) }, (_, index) => from + index * every)
}

/** The thresholds of a ladder, upwards, where nobody can have more than `most`. */
const thresholdsOf = (steps: Ladder, most: number): number[] => {
  const all = steps.flatMap((each) => rungsAt(each, most)).filter((each) => each > 0 && each <= most)
  return [...new Set(all)].sort((a, b) => a - b)
}

const families = laddersSchema.parse(ladders)

const rows = new Map(
  kinds.flatMap((kind) =>
    (families[kind].rows ?? []).flatMap(({ metrics, ladder: own }) =>
      metrics.map((metric): [string, Ladder] => [`${kind} ${metric}`, own]),
    ),
  ),
)

const known = new Map<string, readonly number[]>()

/**
 * The thresholds that a metric has, upwards; of ranks as well, of which the lower one is the better. `most` is the highest value
 * that there can be, on which the last rungs of some depend.
 */
export const ladderOf = (kind: Kind, metric: string, most = Number.POSITIVE_INFINITY): readonly number[] => {
  const own = rows.get(`${kind} ${metric}`)
  const name = `${kind} ${own ? metric : ''} ${most}`
  const thresholds = known.get(name) ?? thresholdsOf(own ?? families[kind].default, most)
  known.set(name, thresholds)
  return thresholds
}

/** The thresholds of a ladder that lie between two values: those above the first one, up to the second. */
export const between = (thresholds: readonly number[], from: number, to: number): number[] =>
  thresholds.filter((each) => from < each && each <= to)

const ranks = ladderOf('rank', '')

/** The best of the tops that a rank is in, as 1,000 is for a rank of 742; infinite outside of all. */
export const topOf = (rank: number): number => ranks.find((top) => rank <= top) ?? Number.POSITIVE_INFINITY

/** The tops that a rank has come into from another one, the best one last. */
export const topsEntered = (from: number, to: number): number[] =>
  ranks.filter((top) => to <= top && top < from).toReversed()
