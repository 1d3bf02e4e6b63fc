import { setTimeout as sleep } from 'node:timers/promises'

/** Time as the tracker sees it, in milliseconds since 1970, so that tests can let years pass. */
export interface Clock {
  now: () => number
  sleepUntil: (at: number) => Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // Timers may fire a millisecond early, which would be a request before its time.
  sleepUntil: async (at) => {
    for (let wait = at - Date.now(); wait > 0; wait = at - Date.now()) await sleep(wait)
  },
}
