import type { SeamStates } from '../progress/lives.ts'
import type { State } from '../snapshots/items.ts'
import { eachValue, type Group } from '../snapshots/readings.ts'

/** What was gained of a metric. */
interface Gained {
  group: Group
  gained: number
}

/** The stretches of a window between its seams. */
const livesIn = ({ from, to }: { from: State; to: State }, seams: readonly SeamStates[]) => {
  const starts = [from, ...seams.map(({ after }) => after)]
  const ends = [...seams.map(({ before }) => before), to]
  return starts.map((start, index) => ({ start, end: ends[index]! }))
}

/**
 * What was gained of each metric between two states: the sum of what was gained within each life, where both ends of that are
 * known; no entry where nothing is known, nor for ratings. A hundred times cheaper than all that a history tells.
 */
export const gainedIn = (window: { from: State; to: State }, seams: readonly SeamStates[]): Map<string, Gained> => {
  const all = new Map<string, Gained>()
  for (const { start, end } of livesIn(window, seams)) {
    const values = new Map<string, number | null>()
    eachValue(start, ({ metric }, value) => values.set(metric, value))
    eachValue(end, ({ metric, group, rating }, value) => {
      const before = values.get(metric) ?? null
      if (rating || value === null || before === null) return
      all.set(metric, { group, gained: (all.get(metric)?.gained ?? 0) + value - before })
    })
  }
  return all
}

// As many as a card has room for.
const mostTold = 3

/** The skills that gained the most, and where there are fewer the bosses. */
export const topOf = (all: ReadonlyMap<string, Gained>): { metric: string; gained: number }[] => {
  const of = (wanted: Group) =>
    [...all]
      .filter(([, { group, gained }]) => group === wanted && gained > 0)
      .map(([metric, { gained }]) => ({ metric, gained }))
      .toSorted((a, b) => b.gained - a.gained)
  return [...of('skills'), ...of('bosses')].slice(0, mostTold)
}
