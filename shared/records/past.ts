import type { State } from '../snapshots/items.ts'
import { eachValue, valuesOf } from '../snapshots/readings.ts'

/** What metrics were at the moments of a player's states, which are upwards; null is unknown. */
export interface Past {
  times: readonly number[]
  /** Those that have had a row. */
  metrics: ReadonlySet<string>
  valuesOf: (metric: string) => readonly (number | null)[]
}

/** The past of somebody of whom nothing was stored. */
export const noPast: Past = { times: [], metrics: new Set(), valuesOf: () => [] }

const metricsOf = (past: Past, states: readonly State[]): Set<string> => {
  const metrics = new Set(past.metrics)
  for (const [index, state] of states.entries()) {
    // States of one layout have the same rows.
    if (state.layout === states[index - 1]?.layout) continue
    eachValue(state, ({ metric }) => metrics.add(metric))
  }
  return metrics
}

/** A past with states that came behind it, oldest first. */
export const withStates = (past: Past, states: readonly State[]): Past => ({
  times: [...past.times, ...states.map(({ at }) => at)],
  metrics: metricsOf(past, states),
  valuesOf: (metric) => [...past.valuesOf(metric), ...valuesOf(states, metric)],
})
