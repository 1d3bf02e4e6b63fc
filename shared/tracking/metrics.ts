import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { fetchesMetric, measuredOutcomes } from '../pace/counts.ts'
import type { Outcome } from '../players/players.ts'
import type { Dispatched } from './dispatch.ts'
import type { Ending } from './fetch.ts'

// The namespace and the service come from the environment.
const metrics = new Metrics()

/** Whether the hiscores gave an answer, by how the fetch ended. */
const answered: Record<Outcome, boolean> = {
  changed: true,
  unchanged: true,
  doubtful: true,
  not_found: true,
  rate_limited: false,
  unavailable: false,
  malformed: false,
}

const isOutcome = (ending: Ending): ending is Outcome => ending in answered

/**
 * Writes how the fetches of a batch ended as metrics: `FetchesChanged`, `FetchesNotFound` and so on; and as
 * `FetchesAnswered` a one for each request that the hiscores answered and a zero for each that they did not. Who was not
 * asked for in the end does not count.
 */
export const countFetches = (endings: readonly Ending[]): void => {
  const asked = endings.filter(isOutcome)
  // Powertools warns, as a line that is no JSON, when there is nothing to write.
  if (asked.length === 0) return
  for (const outcome of asked) {
    if (measuredOutcomes.includes(outcome)) metrics.addMetric(fetchesMetric(outcome), MetricUnit.Count, 1)
    metrics.addMetric('FetchesAnswered', MetricUnit.Count, answered[outcome] ? 1 : 0)
  }
  metrics.publishStoredMetrics()
}

/** Writes how late the schedule is, and whether it becomes later, as metrics. */
export const measureTick = ({ lateMs, lateGrowth, paused }: Dispatched): void => {
  metrics.addMetric('LatenessSeconds', MetricUnit.Seconds, lateMs / 1000)
  metrics.addMetric('LatenessGrowthPercent', MetricUnit.Percent, 100 * lateGrowth)
  metrics.addMetric('CircuitOpen', MetricUnit.Count, paused ? 1 : 0)
  metrics.publishStoredMetrics()
}
