import { type Signal, useSignal } from '@preact/signals'
import { useCallback, useEffect } from 'preact/hooks'
import { ask } from './client.ts'
import type { Answer, Route } from './contract.ts'
import { Failure } from './failure.ts'
import type { Asked } from './wire/urls.ts'

/** What is known of an answer: the newest that came stays while another one is asked for, or when none comes. */
export interface Known<T> {
  answer: T | undefined
  failure: Failure | undefined
  isLoading: boolean
  /** When the answer came, in milliseconds since 1970. */
  at: number | undefined
}

/** The failure that something thrown is. */
export const asFailure = (error: unknown): Failure => (error instanceof Failure ? error : new Failure('unreadable'))

/**
 * Asks a route whenever what is asked changes, and when `reload` is called; nothing while `asked` is undefined. When another
 * thing is asked, the answer to the one before is forgotten, unless `keep` says that it may stand in for it.
 */
export const useAnswer = <R extends Route>(
  route: R,
  asked: Asked | undefined,
  { keep = false } = {},
): { known: Signal<Known<Answer<R>>>; reload: () => Promise<void> } => {
  const known = useSignal<Known<Answer<R>>>({ answer: undefined, failure: undefined, isLoading: true, at: undefined })
  const latest = useSignal(0)
  const key = JSON.stringify(asked)

  const load = useCallback(
    async (forget: boolean) => {
      if (key === undefined) return
      const mine = ++latest.value
      const { answer, at } = forget ? { answer: undefined, at: undefined } : known.peek()
      known.value = { ...known.peek(), answer, at, isLoading: true }
      const next = await ask(route, JSON.parse(key) as Asked).then(
        (came): Known<Answer<R>> => ({ answer: came, failure: undefined, isLoading: false, at: Date.now() }),
        (error): Known<Answer<R>> => ({ answer, at, failure: asFailure(error), isLoading: false }),
      )
      // An answer that was overtaken by a later question is not shown.
      if (mine === latest.peek()) known.value = next
    },
    [route, key],
  )
  useEffect(() => {
    void load(!keep)
  }, [load, keep])
  return { known, reload: useCallback(() => load(false), [load]) }
}
