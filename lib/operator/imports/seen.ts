import type { Rows } from '../../../shared/hiscores/answer.ts'
import { levelForExperience, maxExperience } from '../../../shared/hiscores/levels.ts'
import { slugOf } from '../../../shared/hiscores/metrics.ts'
import type { Catalogue } from '../../../shared/snapshots/catalogue.ts'
import type { Group } from '../../../shared/snapshots/readings.ts'

/** What another record says of one metric at one moment. */
export interface SeenRow {
  /** Experience, kills or a score; -1 is unknown. */
  value: number
  rank?: number
  /** Of skills; what the experience gives where nothing is said. */
  level?: number
  /** Where the row stands if nobody here has it. */
  group?: Group
}

/** What another record says of a character at one moment (milliseconds since 1970), by the keys of the metrics. */
export interface Seen {
  at: number
  rows: Record<string, SeenRow>
  /** The line of a file on which it begins. */
  line?: number
}

// The game cannot have more: 32 bits, and of experience what some fifty skills have together.
const most = { overall: 50 * maxExperience, skills: maxExperience, other: 2 ** 31 - 1 }

const isSkill = (group: Group | undefined): boolean => group === 'skills' || group === 'overall'

const within = (value: unknown, least: number, greatest: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= greatest

/** A row of numbers that somebody else has kept; what is impossible in it is unknown. */
export const seenRow = (group: Group, value: unknown, rank?: unknown, level?: unknown): SeenRow => {
  const greatest = group === 'overall' ? most.overall : group === 'skills' ? most.skills : most.other
  return {
    value: within(value, 0, greatest) ? value : -1,
    ...(within(rank, 1, most.other) && { rank }),
    ...(within(level, 1, most.other) && isSkill(group) && { level }),
    group,
  }
}

interface Place {
  list: 'skills' | 'activities'
  name: string
  index: number
}

/** A row's name where nobody here has it, as in `Chambers Of Xeric`, whose key is the metric again. */
const nameFor = (metric: string): string =>
  metric
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ')

/** The rows of each list in the game's order: those that nobody here has where they count as what they are. */
const planOf = (places: ReadonlyMap<string, Place>, rows: Seen['rows']) => {
  const placed = Object.entries(rows).map(([metric, { group }]) => {
    const known = places.get(metric)
    if (known) return { metric, ...known }
    const list = isSkill(group) ? ('skills' as const) : ('activities' as const)
    // Bosses come after everything else.
    return { metric, list, name: nameFor(metric), index: group === 'activities' ? -1 : Infinity }
  })
  const of = (list: Place['list']) => placed.filter((each) => each.list === list).sort((a, b) => a.index - b.index || 0)
  return { skills: of('skills'), activities: of('activities') }
}

/**
 * Makes rows of the hiscores of what others have kept, in the order and under the names that this tracker knows. Skills without
 * a level have the one that their experience gives; the total level is known when all skills are.
 */
export const rowMaker = ({ skills, activities }: Catalogue): ((rows: Seen['rows']) => Rows) => {
  const places = new Map<string, Place>()
  for (const [list, names] of Object.entries({ skills, activities })) {
    for (const [index, name] of names.entries()) {
      if (!places.has(slugOf(name))) places.set(slugOf(name), { list: list as Place['list'], name, index })
    }
  }
  const plans = new Map<string, ReturnType<typeof planOf>>()
  return (rows) => {
    const key = Object.keys(rows).join()
    const plan = plans.get(key) ?? planOf(places, rows)
    plans.set(key, plan)
    const made = plan.skills.map(({ metric, name }) => {
      const { value, rank = -1, level = value < 0 ? 0 : levelForExperience(value) } = rows[metric]!
      return { metric, row: { name, rank, level, xp: value } }
    })
    const trained = made.filter(({ metric }) => metric !== 'overall')
    for (const { metric, row } of made) {
      if (metric !== 'overall') continue
      const whole = trained.length > 0 && trained.every((each) => each.row.xp >= 0)
      if (rows[metric]?.level === undefined)
        row.level = whole ? trained.reduce((sum, each) => sum + each.row.level, 0) : 0
      // As in an answer of the hiscores.
      if (row.xp === 0 && trained.some((each) => each.row.xp > 0)) row.xp = -1
    }
    return {
      skills: made.map(({ row }) => row),
      activities: plan.activities.map(({ metric, name }) => {
        const { value, rank = -1 } = rows[metric]!
        return { name, rank, score: value }
      }),
    }
  }
}
