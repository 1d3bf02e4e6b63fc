import type { Gain, Gains } from './gains.ts'
import type { Metric } from './metrics.ts'

/** What is known of a metric that a player has never had. */
const nothing: Gain = { start: null, end: null, gained: null, perDay: null }

/** Gains in which every metric is shown that was named: as unknown when the player has no row of it. */
export const withUnknown = <G extends Gains>(gains: G, named: readonly Metric[] = []): G => {
  const shown = { ...gains }
  for (const { metric, group } of named) {
    const told = [shown.skills, shown.bosses, shown.activities].some((each) => Object.hasOwn(each, metric))
    if (group === 'overall' || told) continue
    const levels = { levels: { start: null, end: null, gained: null } }
    shown[group] = { ...shown[group], [metric]: { ...nothing, ...(group === 'skills' && levels) } }
  }
  return shown
}
