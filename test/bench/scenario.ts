import { canonicalName } from '../../shared/hiscores/names.ts'
import { createPlayer } from '../../shared/players/players.ts'
import { dispatch, fetchBatchSize } from '../../shared/tracking/dispatch.ts'
import { fetchPlayers } from '../../shared/tracking/fetch.ts'
import { enqueue, readMessage } from '../../shared/tracking/message.ts'
import { slackMs } from '../../shared/tracking/pace.ts'
import { audit } from './audit.ts'
import { type Instance, startInstance, type World } from './instance.ts'
import { Measures } from './measures.ts'
import { MemoryTable, tableOf } from './memory-table.ts'
import { population } from './population.ts'
import { type Message, VirtualQueue } from './queue.ts'
import { seeded } from './random.ts'
import { virtualHiscores } from './upstream.ts'
import { virtualTime } from './virtual-time.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

// As the stack defines them.
const tickMs = minute
const pace = { intervalMs: 2_000, requestTimeoutMs: 10_000 }
const intervals = { baseMinutes: 60, maxMinutes: 1_440 }
const retentionDays = 90
const fetchers = 2
const timeoutMs = 60_000
const queueRules = { visibilityMs: 6 * timeoutMs, maxReceives: 5 }

// How long a new process takes to start.
const coldStartMs = 700

export interface Setup {
  players: number
  days: number
  seed: number
  /** Every player's interval; adaptive without. */
  fixedMinutes?: number | undefined
  /** Without outage, 429s and crashes. */
  calm?: boolean
}

export interface Progress {
  /** How many days have passed. */
  day: number
  requests: number
}

/** Runs the schedule and the fetchers for some days of virtual time, and tells how it went. */
export const runScenario = async (
  { players, days, seed, fixedMinutes, calm = false }: Setup,
  onProgress?: (progress: Progress) => void,
) => {
  const start = Date.UTC(2026, 0, 1)
  const end = start + days * day
  const time = virtualTime(start)
  const random = seeded(seed)
  const characters = new Map(population(players, start, days, seed).map((character) => [character.name, character]))
  const measures = new Measures(characters.values(), start, {
    paceMs: pace.intervalMs,
    baseMs: intervals.baseMinutes * minute,
  })

  const table = new MemoryTable((before, after) => measures.wrote(before, after))
  const queue = new VirtualQueue(time, random, queueRules)
  const never = { from: Infinity, to: Infinity }
  const after = (share: number, ms: number) => ({
    from: start + share * days * day,
    to: start + share * days * day + ms,
  })
  const faults = {
    outage: calm ? never : after(1 / 3, Math.min(6 * hour, (days / 8) * day)),
    limits: calm ? never : after(2 / 3, Math.min(day, (days / 6) * day)),
  }
  const watcher = {
    arrived: ({ name }: { name: string }, at: number) => {
      const key = canonicalName(name)
      measures.arrived(key, at, (table.peek(`PLAYER#${key}`, 'PLAYER')?.nextFetchAt as number | undefined) ?? at)
    },
    failed: () => measures.failed(),
  }
  const hiscores = virtualHiscores(characters, faults, watcher, time, random)
  const world: World = { time, random, table, queue, hiscores }

  /** Does some work in a process of its own kind, and starts a new one when it has crashed. */
  const instances = Array.from({ length: fetchers + 1 }, () => startInstance(world))
  const work = async (place: number, run: (instance: Instance) => Promise<void>): Promise<boolean> => {
    const instance = instances[place]!
    try {
      if ((await instance.run(() => run(instance))) === 'done') return true
      measures.crashes += 1
      instances[place] = startInstance(world)
      await time.sleep(coldStartMs)
    } catch (error) {
      measures.errors += 1
      console.error(error)
    }
    return false
  }

  /** What the fetch function does with a batch of messages. */
  const fetchBatch = async (instance: Instance, messages: Message[]): Promise<void> => {
    const fetching = { ...instance, pace, intervals, retentionDays, random }
    const keys = messages.flatMap(({ body }) => readMessage(body) ?? [])
    const { crashed, later, laterAt } = await fetchPlayers(fetching, keys, time.now() + timeoutMs)
    if (later.length > 0) await enqueue(instance.queue, later, laterAt - time.now())
    measures.errors += crashed.size
    queue.delete(messages.filter(({ body }) => !crashed.has(readMessage(body)!)))
  }

  const pollQueue = async (place: number): Promise<void> => {
    for (;;) {
      const messages = await queue.receive(fetchBatchSize)
      const startedAt = time.now()
      const done = await work(place, (instance) => fetchBatch(instance, messages))
      if (done && time.now() > startedAt + timeoutMs) measures.overruns += 1
    }
  }

  const tick = (): Promise<boolean> =>
    work(fetchers, async ({ tracker, queue }) => {
      const at = time.now()
      const rules = { tickMs, paceMs: pace.intervalMs }
      measures.ticked(await dispatch(tracker, (keys) => enqueue(queue, keys), at, rules), at)
    })

  const runSchedule = async (): Promise<void> => {
    for (let at = start; ; at += tickMs) {
      await time.sleepUntil(at + random.between(0, 1_000))
      void tick()
      // The scheduler promises at least once.
      if (random.oneIn(1_000)) void tick()
    }
  }

  const crashHourly = async (): Promise<void> => {
    for (let at = start; ; at += hour) {
      await time.sleepUntil(at + random.between(0, hour))
      const place = random.oneIn(10) ? fetchers : random.between(0, fetchers - 1)
      instances[place]!.doom(random.between(0, 15))
    }
  }

  const reportProgress = async (): Promise<void> => {
    for (let passed = 1; ; passed++) {
      await time.sleepUntil(start + passed * day)
      onProgress?.({ day: passed, requests: measures.requests })
    }
  }

  // As if they had been added one after another, at the pace.
  for (const [index, { name }] of [...characters.values()].entries()) {
    await createPlayer(tableOf(table), {
      key: canonicalName(name),
      username: name,
      mode: 'regular',
      active: true,
      addedAt: start,
      nextFetchAt: start + index * (pace.intervalMs + slackMs),
      ...(fixedMinutes !== undefined && { fetchIntervalMinutes: fixedMinutes }),
      failures: 0,
    })
  }
  for (let place = 0; place < fetchers; place++) void pollQueue(place)
  void runSchedule()
  if (!calm) void crashHourly()
  void reportProgress()
  await time.runUntil(end)

  return { ...measures.figures(end), deadLetters: queue.deadLetters.length, ...(await audit(table, measures, end)) }
}

/** What a run comes to. */
export type Figures = Awaited<ReturnType<typeof runScenario>>

/** What must not be, with how often it was. */
export const faultsIn = (figures: Figures): string[] => {
  const { paceViolations, lost, duplicates, deadLetters, forgotten, overruns, errors } = figures
  const counts = { paceViolations, lost, duplicates, deadLetters, forgotten, overruns, errors }
  return Object.entries(counts).flatMap(([fault, count]) => (count > 0 ? [`${fault}: ${count}`] : []))
}
