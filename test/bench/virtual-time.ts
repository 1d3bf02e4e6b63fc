import type { Clock } from '../../shared/pace/clock.ts'

interface Timer {
  at: number
  /** Tells timers of one moment apart: the one that was set first is the first to go off. */
  order: number
  wake: () => void
}

const sooner = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** Timers in a binary heap, the next one on top. */
class Timers {
  readonly #heap: Timer[] = []

  get next(): Timer | undefined {
    return this.#heap[0]
  }

  push(timer: Timer): void {
    const heap = this.#heap
    let place = heap.push(timer) - 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!sooner(timer, heap[parent]!)) break
      heap[place] = heap[parent]!
      place = parent
    }
    heap[place] = timer
  }

  pop(): Timer | undefined {
    const heap = this.#heap
    const top = heap[0]
    const last = heap.pop()
    if (heap.length === 0 || last === undefined) return top
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && sooner(heap[child + 1]!, heap[child]!)) child += 1
      if (!sooner(heap[child]!, last)) break
      heap[place] = heap[child]!
      place = child
    }
    heap[place] = last
    return top
  }
}

/** A clock that jumps from one timer to the next, once everything that is to happen at a moment has happened. */
export interface VirtualTime extends Clock {
  sleep: (ms: number) => Promise<void>
  /** Lets time pass until a moment. */
  runUntil: (end: number) => Promise<void>
}

// Whatever is under way is done with promises alone, and Node comes to its next tick when none of them has anything left to do.
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

export const virtualTime = (start: number): VirtualTime => {
  const timers = new Timers()
  let now = start
  let order = 0
  const sleepUntil = (at: number): Promise<void> =>
    new Promise((wake) => timers.push({ at: Math.max(at, now), order: order++, wake }))
  return {
    now: () => now,
    sleepUntil,
    sleep: (ms) => sleepUntil(now + ms),
    runUntil: async (end) => {
      await settled()
      for (let timer = timers.next; timer && timer.at <= end; timer = timers.next) {
        timers.pop()
        now = timer.at
        timer.wake()
        await settled()
      }
      now = Math.max(now, end)
    },
  }
}
