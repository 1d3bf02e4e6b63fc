import type { Group } from '../snapshots/readings.ts'
import { type Best, type Bests, type Span, spans } from './best.ts'

/** The records of one metric. */
export interface MetricRecords {
  /** As it was when the last of them was made. */
  group: Group
  best: Bests
}

/** A player's records by metric; a metric has one of a year when it has any. */
export type Records = ReadonlyMap<string, MetricRecords>

export const spanNames = Object.keys(spans) as Span[]

const byEach = (of: (span: Span) => Best | null): Bests => ({
  day: of('day'),
  week: of('week'),
  month: of('month'),
  year: of('year'),
})

/** Of two gains the larger one; of equal ones the one that was complete first, and of those the one in the shortest time. */
const better = (a: Best | null, b: Best | null): Best | null => {
  if (!a || !b) return a ?? b
  return (b.gained - a.gained || a.end - b.end || b.start - a.start) > 0 ? b : a
}

/** The better ones of two players' or times' records, whichever way round they are given; groups are the second's where it has any. */
export const mergeRecords = (a: Records, b: Records): Records => {
  const merged = new Map(a)
  for (const [metric, { group, best }] of b) {
    const other = merged.get(metric)?.best
    merged.set(metric, { group, best: other ? byEach((span) => better(other[span], best[span])) : best })
  }
  return merged
}

/** Records without those that are to be dropped. */
export const dropRecords = (records: Records, doomed: (best: Best) => boolean): Records =>
  new Map(
    [...records].flatMap(([metric, { group, best }]) => {
      const left = byEach((span) => (best[span] && doomed(best[span]) ? null : best[span]))
      return spanNames.some((span) => left[span]) ? [[metric, { group, best: left }] as const] : []
    }),
  )

/** Records without those that span a moment behind which another life begins. To be followed by a new look at what is stored. */
export const dropRecordsAcross = (records: Records, moment: number): Records =>
  dropRecords(records, ({ start, end }) => start < moment && moment <= end)

/** Records without those that start or end with the state of a moment. To be followed by a new look at what is stored. */
export const dropRecordsAt = (records: Records, at: number): Records =>
  dropRecords(records, ({ start, end }) => start === at || end === at)

/**
 * Records under other names of their metrics, as when rows were renamed; by the moment of its end, because a name may be given
 * anew. What comes to have one name is merged.
 */
export const renameRecords = (records: Records, nameOf: (metric: string, end: number) => string): Records => {
  let renamed: Records = new Map()
  for (const [metric, { group, best }] of records) {
    for (const name of new Set(spanNames.flatMap((span) => (best[span] ? [nameOf(metric, best[span].end)] : [])))) {
      const named = byEach((span) => (best[span] && nameOf(metric, best[span].end) === name ? best[span] : null))
      renamed = mergeRecords(renamed, new Map([[name, { group, best: named }]]))
    }
  }
  return renamed
}

/** The moments of the states that records start or end with, upwards. */
export const momentsOf = (records: Records): number[] => {
  const all = [...records.values()].flatMap(({ best }) =>
    spanNames.flatMap((span) => (best[span] ? [best[span].start, best[span].end] : [])),
  )
  return [...new Set(all)].sort((a, b) => a - b)
}
