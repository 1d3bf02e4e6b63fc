import { signal } from '@preact/signals'
import { ask } from './client.ts'
import type { Answer } from './contract.ts'

/** A metric as the API lists it. */
export type Metric = Answer<'GET /metrics'>['metrics'][number]

const known = signal<readonly Metric[] | undefined>(undefined)
let asking: Promise<void> | undefined

/** Every metric that is known, in the game's order; undefined until `loadMetrics` has brought them. */
export const metrics = known

/** Asks for the metrics, once. Throws a `Failure`. */
export const loadMetrics = (): Promise<void> => {
  asking ??= ask('GET /metrics').then(
    (answer) => {
      known.value = answer.metrics
    },
    (error: unknown) => {
      asking = undefined
      throw error
    },
  )
  return asking
}

const small = new Set(['of', 'the', 'and', 'in', 'to'])

/** A key as a title, where its name is not known: of `theatre_of_blood` `Theatre of Blood`. */
export const titleOf = (metric: string): string =>
  metric
    .split('_')
    .map((word, place) => (place > 0 && small.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ')

/** What a metric is called: as the hiscores write it where that is known. */
export const nameOf = (metric: string): string =>
  known.value?.find((each) => each.metric === metric)?.name ?? titleOf(metric)

/** A board as a word: of `hardcore_ironman` `hardcore ironman`. */
export const boardName = (mode: string): string => mode.replaceAll('_', ' ')
