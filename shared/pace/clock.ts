import { setTimeout as sleep } from 'node:timers/promises'

/** Time as the tracker sees it, in milliseconds since 1970, so that tests can let years pass. */
export interface Clock {
  now: () => number
  sleepUntil: (at: number) => Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // Timers may fire a millisecond early, which would be a request before its time. A wait that gets longer is that of a clock
  // that was set back.
  sleepUntil: async (at) => {
    let before = Infinity
    for (let wait = at - Date.now(); wait > 0 && wait <= before; wait = at - Date.now()) {
      before = wait
      await sleep(wait)
    }
  },
}
