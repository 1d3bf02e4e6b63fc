import { signal } from '@preact/signals'
import { ask } from './client.ts'
import type { Answer } from './contract.ts'
import { titleOf } from './words/titles.ts'

/** A metric as the API lists it. */
export type Metric = Answer<'GET /metrics'>['metrics'][number]

/** Every metric that is known, in the game's order; undefined until `loadMetrics` has brought them. */
export const metrics = signal<readonly Metric[] | undefined>(undefined)

let asking: Promise<void> | undefined

/** Asks for the metrics, once. Throws a `Failure`. */
export const loadMetrics = (): Promise<void> => {
  asking ??= ask('GET /metrics').then(
    (answer) => {
      metrics.value = answer.metrics
    },
    (error: unknown) => {
      asking = undefined
      throw error
    },
  )
  return asking
}

/** What a metric is called: as the hiscores write it where that is known. */
export const nameOf = (metric: string): string =>
  metrics.value?.find((each) => each.metric === metric)?.name ?? titleOf(metric)
