import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { asFailure } from '../../answers.ts'
import { ask } from '../../client.ts'
import type { Answer } from '../../contract.ts'
import type { Failure } from '../../failure.ts'
import type { BoardQuery } from './board-query.ts'

export type Series = Answer<'GET /players/{username}/history/{metric}'>

/** The courses of some characters, by their names, as far as they have come; each is asked for once for the same question. */
export const useCurves = (
  names: readonly string[],
  { metric, period = 'all' }: Pick<BoardQuery, 'metric' | 'period'>,
  tz: string,
) => {
  const question = JSON.stringify([metric, period, tz])
  const come = useSignal<{ question: string; series: ReadonlyMap<string, Series>; failure: Failure | undefined }>({
    question,
    series: new Map(),
    failure: undefined,
  })
  const wanted = names.join()
  useEffect(() => {
    const before = come.peek()
    const kept = before.question === question ? before.series : new Map<string, Series>()
    come.value = { question, series: kept, failure: undefined }
    for (const username of wanted.split(',')) {
      if (username === '' || kept.has(username)) continue
      const query = { period, tz, points: 200 }
      ask('GET /players/{username}/history/{metric}', { path: { username, metric }, query }).then(
        (series) => {
          const now = come.peek()
          if (now.question === question) come.value = { ...now, series: new Map(now.series).set(username, series) }
        },
        (error: unknown) => {
          const now = come.peek()
          if (now.question === question) come.value = { ...now, failure: asFailure(error) }
        },
      )
    }
  }, [wanted, question, metric, period, tz, come])
  return come
}
