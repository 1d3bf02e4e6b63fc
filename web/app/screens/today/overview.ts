import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { asFailure } from '../../answers.ts'
import { ask } from '../../client.ts'
import { now } from '../../clock.ts'
import type { Answer } from '../../contract.ts'
import type { Failure } from '../../failure.ts'
import { dayOf } from '../../time.ts'
import { zone } from '../../zone.ts'
import { staleAt } from './stale.ts'

type Page = Answer<'GET /overview'>

/** A character as the overview has it. */
export type Card = Page['players'][number]

/** The cards of all characters as far as they have been asked for, in name order. */
export interface Overview {
  cards: readonly Card[]
  /** Names the next page; null on the last one. */
  next: string | null
  /** When the cards came, in milliseconds since 1970. */
  at: number
  tz: string
}

const pageSize = 50

/** The cards, which are asked for anew when they may have become others. `more` asks for the next page. */
export const useOverview = (): {
  overview: Signal<Overview | undefined>
  failure: Signal<Failure | undefined>
  isLoading: Signal<boolean>
  reload: () => Promise<void>
  more: () => Promise<void>
} => {
  const overview = useSignal<Overview | undefined>(undefined)
  const failure = useSignal<Failure | undefined>(undefined)
  const isLoading = useSignal(false)
  const latest = useRef(0)

  /** Asks for pages until there are as many cards as before, or behind those that are there. */
  const load = async (from: Overview | undefined, count: number): Promise<void> => {
    const mine = ++latest.current
    const tz = zone.peek()
    isLoading.value = true
    try {
      let cards = from?.cards ?? []
      let cursor = from?.next ?? undefined
      do {
        const page: Page = await ask('GET /overview', { query: { tz, limit: pageSize, cursor } })
        cards = [...cards, ...page.players]
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined && cards.length < count)
      if (mine !== latest.current) return
      overview.value = { cards, next: cursor ?? null, at: Date.now(), tz }
      failure.value = undefined
    } catch (error) {
      if (mine === latest.current) failure.value = asFailure(error)
    } finally {
      if (mine === latest.current) isLoading.value = false
    }
  }
  const reload = () => load(undefined, overview.peek()?.cards.length ?? 1)
  const more = async () => {
    const seen = overview.peek()
    if (seen && seen.next !== null) await load(seen, seen.cards.length + 1)
  }

  useEffect(() => {
    void reload()
  }, [zone.value])
  const seen = overview.value
  const isStale =
    seen !== undefined && (now.value >= staleAt(seen) || dayOf(now.value, seen.tz) !== dayOf(seen.at, seen.tz))
  useEffect(() => {
    if (isStale && !isLoading.peek()) void reload()
  }, [isStale])
  return { overview, failure, isLoading, reload, more }
}
