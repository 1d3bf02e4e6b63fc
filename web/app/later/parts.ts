import { effect } from '@preact/signals'
import { type Place, placeOf } from '../places.ts'
import { placeAhead } from '../router.ts'
import { isOnline } from '../shell/online.ts'
import { type Later, later } from './later.ts'

/*
 * What is not needed to sign in and to see Today: its scripts are on their way as soon as somebody points to where they are
 * needed. Those of the characters are as soon as somebody does anything at all, since that leads to them most of the time.
 */

/** What shows characters in figures. */
export const figures = later(() => import('./figures.ts'))

/** What changes things. */
export const manage = later(() => import('./manage.ts'))

const partOf = ({ screen }: Place): Later<unknown> | undefined => {
  if (screen === 'manage') return manage
  return screen === 'player' || screen === 'board' ? figures : undefined
}

/** Whether the script of a place is there. */
export const isThere = (place: Place): boolean => {
  const its = partOf(place)
  return its === undefined || its.part.value !== undefined
}

/** Loads what may be wanted next, without insisting on it. */
const loadAhead = (its: Later<unknown> | undefined): void => {
  if (its && isOnline.peek() && its.failure.peek() === undefined) void its.load()
}

const pointedTo = (target: EventTarget | null): Later<unknown> | undefined => {
  const link = target instanceof Element ? target.closest('a') : null
  return link?.origin === location.origin ? partOf(placeOf(link.pathname).place) : undefined
}

/** Has the parts there in time, and listens for what leads to them as long as one is missing. */
export const watchParts = (): void => {
  const listening = new AbortController()
  effect(() => {
    if (figures.part.value !== undefined && manage.part.value !== undefined) listening.abort()
  })
  effect(() => {
    const wanted = partOf(placeAhead.value)
    // Asked for anew when the network goes or comes: what did not come for want of one comes when it is back.
    isOnline.value
    void wanted?.load()
  })
  for (const sign of ['pointerover', 'keydown']) document.addEventListener(sign, () => loadAhead(figures), listening)
  for (const sign of ['pointerover', 'focusin']) {
    document.addEventListener(sign, ({ target }) => loadAhead(pointedTo(target)), listening)
  }
}
