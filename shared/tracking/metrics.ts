import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { fetchesMetric } from '../pace/counts.ts'
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
 * Writes how the fetches of a batch ended as metrics: `FetchesChanged`, `FetchesUnavailable` and so on; and as
 * `FetchesAnswered` a one for each request that the hiscores answered and a zero for each that they did not. Who was not
 * asked for in the end does not count.
 */
export const countFetches = (endings: readonly Ending[]): void => {
  const asked = endings.filter(isOutcome)
  // Powertools warns, as a line that is no JSON, when there is nothing to write.
  if (asked.length === 0) return
  for (const outcome of asked) {
    metrics.addMetric(fetchesMetric(outcome), MetricUnit.Count, 1)
    metrics.addMetric('FetchesAnswered', MetricUnit.Count, answered[outcome] ? 1 : 0)
  }
  metrics.publishStoredMetrics()
}

/** Writes how late the schedule is, and how much of the pace it uses, as metrics. */
export const measureTick = ({ lateMs, due, queued, waiting, room, paused }: Dispatched): void => {
  metrics.addMetric('LatenessSeconds', MetricUnit.Seconds, lateMs / 1000)
  metrics.addMetric('PlayersDue', MetricUnit.Count, due)
  metrics.addMetric('PaceUsePercent', MetricUnit.Percent, (100 * (queued + waiting)) / room)
  metrics.addMetric('CircuitOpen', MetricUnit.Count, paused ? 1 : 0)
  metrics.publishStoredMetrics()
}
