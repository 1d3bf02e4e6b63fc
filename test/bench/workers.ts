import { enqueue, putOff, readMessage } from '../../shared/pace/message.ts'
import { type Dispatched, dispatch, fetchBatchSize } from '../../shared/tracking/dispatch.ts'
import { type Batch, fetchPlayers } from '../../shared/tracking/fetch.ts'
import type { Fetching } from '../../shared/tracking/fetching.ts'
import { goThroughHistories } from '../../shared/tracking/histories.ts'
import { type Instance, startInstance, type World } from './instance.ts'
import type { Message } from './queue.ts'

const second = 1_000

// As the stack defines them.
export const tickMs = 60 * second
export const pace = { intervalMs: 2 * second, requestTimeoutMs: 10 * second }
export const intervals = { baseMinutes: 60, maxMinutes: 1_440, paceShare: 0.6 }
export const timeoutMs = 60 * second
export const queueRules = { visibilityMs: 6 * timeoutMs, maxReceives: 5 }
const retentionDays = 90
const fetchers = 2

// How long a new process takes to start.
const coldStartMs = 700

/** What is to be known about the workers. Whatever one throws is an error. */
export interface Watch {
  ticked?: (dispatched: Dispatched, at: number) => void
  crashed?: () => void
  /** A fetcher has done a batch, in so many milliseconds. */
  ran?: (ms: number) => void
  /** A fetcher has put messages off. */
  putOff?: () => void
  /** A run took longer than its function may, and was killed. */
  overran?: () => void
  failed: (error: unknown) => void
}

/** What fetching needs, in a process of its own. */
export const fetchingOf = (instance: Instance, { random }: Pick<World, 'random'>): Fetching => ({
  ...instance,
  pace,
  intervals,
  retentionDays,
  random,
})

/** Does what the fetch function does with a batch of messages. */
export type FetchBatch = (instance: Instance, messages: readonly Message[], world: World) => Promise<Batch>

/** As the fetch function does it. */
const fetchBatch: FetchBatch = async (instance, messages, world) => {
  const asked = messages.flatMap(({ body }) => readMessage(body) ?? [])
  const players = asked.map(({ player }) => player)
  const { now } = instance.clock
  const batch = await fetchPlayers(fetchingOf(instance, world), players, now() + timeoutMs)
  await putOff(instance.queue, asked, batch.later, batch.laterAt - now())
  return batch
}

/** The processes that run the schedule and the fetchers. */
export interface Workers {
  /** Makes a fetcher, or in one case of ten the schedule, die after so many more writes. */
  doom: (writes: number) => void
  /** Lets those live whose death has not come yet, because they have had nothing to do. */
  spare: () => void
}

/** Starts them. They work as long as time passes, and whichever dies is replaced. */
export const startWorkers = (world: World, watch: Watch, fetch = fetchBatch): Workers => {
  const { time, random, queue } = world
  const instances = Array.from({ length: fetchers + 1 }, () => startInstance(world))

  const work = async (place: number, run: (instance: Instance) => Promise<void>): Promise<void> => {
    const instance = instances[place]!
    let over = false
    void time.sleep(timeoutMs).then(() => {
      if (over) return
      watch.overran?.()
      instance.kill()
    })
    try {
      if ((await instance.run(() => run(instance))) === 'done') return
      // Two runs that end with one process are one crash.
      if (instances[place] === instance) {
        watch.crashed?.()
        instances[place] = startInstance(world)
      }
      await time.sleep(coldStartMs)
    } catch (error) {
      watch.failed(error)
    } finally {
      over = true
    }
  }

  const runBatch = async (instance: Instance, messages: readonly Message[]): Promise<void> => {
    instance.handles(messages)
    const { crashed, later } = await fetch(instance, messages, world)
    if (later.length > 0) watch.putOff?.()
    for (const player of crashed) watch.failed(new Error(`the fetch of ${player} crashed`))
    queue.delete(messages.filter(({ body }) => !crashed.has(readMessage(body)!.player)))
  }

  const pollQueue = async (place: number): Promise<void> => {
    for (;;) {
      const messages = await queue.receive(fetchBatchSize)
      const startedAt = time.now()
      await work(place, (instance) => runBatch(instance, messages))
      watch.ran?.(time.now() - startedAt)
    }
  }

  const tick = (): Promise<void> =>
    work(fetchers, async ({ tracker, queue, clock }) => {
      const at = clock.now()
      const dispatched = await dispatch(tracker, (keys, delaysMs) => enqueue(queue, keys, delaysMs), at, {
        tickMs,
        paceMs: pace.intervalMs,
      })
      watch.ticked?.(dispatched, at)
      if (dispatched.walking) await goThroughHistories(tracker, clock.now)
    })

  const runSchedule = async (): Promise<void> => {
    for (let at = time.now(); ; at += tickMs) {
      await time.sleepUntil(at + random.between(0, second))
      void tick()
      // The scheduler promises at least once.
      if (random.oneIn(1_000)) void tick()
    }
  }

  for (let place = 0; place < fetchers; place++) void pollQueue(place)
  void runSchedule()
  return {
    doom: (writes) => {
      const place = random.oneIn(10) ? fetchers : random.between(0, fetchers - 1)
      instances[place]!.doom(writes, random.oneIn(2) ? 'before' : 'after')
    },
    spare: () => {
      for (const instance of instances) instance.doom(Infinity, 'before')
    },
  }
}
