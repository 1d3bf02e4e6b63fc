import { signal } from '@preact/signals'

/** The time in milliseconds since 1970, which moves every ten seconds and as soon as the page is looked at again. */
export const now = signal(Date.now())

const tick = (): void => {
  if (document.visibilityState === 'visible') now.value = Date.now()
}

/** Lets `now` move. */
export const startClock = (): void => {
  setInterval(tick, 10_000)
  document.addEventListener('visibilitychange', tick)
}
