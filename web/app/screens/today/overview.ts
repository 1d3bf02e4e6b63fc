import { computed, effect, signal, untracked } from '@preact/signals'
import { asFailure } from '../../answers.ts'
import { ask } from '../../client.ts'
import { now } from '../../clock.ts'
import type { Answer } from '../../contract.ts'
import type { Failure } from '../../failure.ts'
import { place, slug } from '../../router.ts'
import { standing } from '../../session.ts'
import { dayOf } from '../../time.ts'
import { zone } from '../../zone.ts'
import { staleAt } from './stale.ts'

/*
 * What everybody gained, which is kept while other screens are shown, so that Today is there at once when somebody comes back.
 */

type Page = Answer<'GET /overview'>

/** A character as the overview has it. */
export type Card = Page['players'][number]

/** The cards of all characters as far as they have been asked for, in name order. */
export interface Overview {
  cards: readonly Card[]
  /** The latest of all characters, the newest first. */
  milestones: Page['milestones']
  /** Names the next page; null on the last one. */
  next: string | null
  /** When the cards came, in milliseconds since 1970. */
  at: number
  tz: string
}

// As many as a first load has room for.
const pageSize = 30

export const overview = signal<Overview | undefined>(undefined)
export const failure = signal<Failure | undefined>(undefined)
export const isLoading = signal(false)
let latest = 0
// How many cards somebody wants to see, whatever is asked for anew meanwhile.
let wantedCards = 1

/** The cards, of which those that are as before are the same objects, so that they are not drawn again. */
const keeping = (before: readonly Card[] = [], cards: readonly Card[]): Card[] => {
  const known = new Map(before.map((card) => [card.username, card]))
  return cards.map((card) => {
    const old = known.get(card.username)
    return old !== undefined && JSON.stringify(old) === JSON.stringify(card) ? old : card
  })
}

/** Asks for pages until there are as many cards as before, or behind those that are there. */
const load = async (from: Overview | undefined, count: number): Promise<void> => {
  const mine = ++latest
  const tz = zone.peek()
  isLoading.value = true
  try {
    let { cards, milestones }: Pick<Overview, 'cards' | 'milestones'> = from ?? { cards: [], milestones: [] }
    let cursor = from?.next ?? undefined
    do {
      const page: Page = await ask('GET /overview', { query: { tz, limit: pageSize, cursor } })
      cards = [...cards, ...page.players]
      // The first page alone has them.
      milestones = [...milestones, ...page.milestones]
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined && cards.length < count)
    if (mine !== latest) return
    const kept = keeping(overview.peek()?.cards, cards)
    overview.value = { cards: kept, milestones, next: cursor ?? null, at: Date.now(), tz }
    failure.value = undefined
  } catch (error) {
    if (mine === latest) failure.value = asFailure(error)
  } finally {
    if (mine === latest) isLoading.value = false
  }
}

const forget = (): void => {
  latest++
  wantedCards = 1
  overview.value = undefined
  failure.value = undefined
  isLoading.value = false
}

/** Asks for the cards anew. */
export const reload = (): Promise<void> => load(undefined, Math.max(wantedCards, overview.peek()?.cards.length ?? 1))

/** Asks for the next page. */
export const more = async (): Promise<void> => {
  const seen = overview.peek()
  if (!seen || seen.next === null) return
  wantedCards = seen.cards.length + 1
  // What is being asked for anew would be lost with the cards of before.
  await load(isLoading.peek() ? undefined : seen, wantedCards)
}

/** Whose cards they are: a link's, or those of who is signed in; undefined when nobody may see any. */
const viewer = computed(() => slug.value ?? (standing.value === 'in' ? 'user' : undefined))

/** The zone of the days that are to be shown just now; undefined while another screen is. */
const wanted = computed(() => (viewer.value !== undefined && place.value.screen === 'today' ? zone.value : undefined))

const isStale = computed(() => {
  const seen = overview.value
  return seen !== undefined && (now.value >= staleAt(seen) || dayOf(now.value, seen.tz) !== dayOf(seen.at, seen.tz))
})

/** Sees to it that there are cards when they are to be shown, and asks anew when they may have become others. */
export const watchOverview = (): void => {
  let seenBy: string | undefined
  effect(() => {
    const isAnother = viewer.value !== seenBy
    seenBy = viewer.value
    // Whoever comes next is shown nothing of what somebody else has seen.
    if (isAnother) forget()
    if (wanted.value !== undefined) void untracked(reload)
  })
  effect(() => {
    if (wanted.value !== undefined && isStale.value && !isLoading.peek()) void untracked(reload)
  })
}
