/*
 * What tracking does in a day, for so many players and either interval, by the real code in virtual time, and the bytes that it
 * writes to the log, by a local stack. The result, usage.json beside this file, is what the bill is made of.
 *
 *   npm run bench:usage
 */
import { writeFileSync } from 'node:fs'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { log } from '../../shared/log.ts'
import { sizes } from '../capacity/sizes.ts'
import { eventually, signIn } from '../e2e/client.ts'
import { startTracker } from '../e2e/tracker.ts'
import { runScenario, type Setup } from './scenario.ts'

export type Interval = 'adaptive' | 'hourly'

/** Of a day, all players together. */
export interface Tracking {
  players: number
  interval: Interval
  fetches: number
  /** Those that found something new. */
  changes: number
  /** How many batches of messages the fetchers did, and the seconds that they were at it, waiting included. */
  batches: number
  fetcherSeconds: number
  /** How many of the batches were put off, in part or whole, by a request to the queue each. */
  putOff: number
}

export interface Usage {
  measuredOn: string
  tracking: Tracking[]
  /** Of a line of the log or of a stored snapshot, on average. */
  bytes: Record<'fetchLog' | 'fetchMetrics' | 'tickLog' | 'tickMetrics' | 'requestLog' | 'snapshot' | 'map', number>
}

// Adaptive intervals need days to stretch; where the pace is the limit, two show as much as ten.
const runs: [players: number, interval: Interval, days: number][] = [
  [10, 'adaptive', 10],
  [100, 'adaptive', 10],
  [1_000, 'adaptive', 10],
  [40_000, 'adaptive', 2],
  [10, 'hourly', 3],
  [100, 'hourly', 3],
  [1_000, 'hourly', 3],
  [40_000, 'hourly', 2],
]

const track = async (players: number, interval: Interval, days: number): Promise<Tracking> => {
  const setup: Setup = { players, days, seed: 1, calm: true, ...(interval === 'hourly' && { fixedMinutes: 60 }) }
  const worker = new Worker(new URL(import.meta.url), { workerData: setup })
  const { requests, snapshots, batches } = await new Promise<Awaited<ReturnType<typeof runScenario>>>(
    (resolve, reject) => worker.once('message', resolve).once('error', reject),
  )
  console.log(`${players} players, ${interval}: ${requests} fetches in ${days} days`)
  return {
    players,
    interval,
    fetches: Math.round(requests / days),
    // The first snapshot of each is none.
    changes: Math.round(Math.max(0, snapshots - Math.min(players, requests)) / days),
    batches: Math.round(batches.count / days),
    fetcherSeconds: Math.round(batches.seconds / days),
    putOff: Math.round(batches.putOff / days),
  }
}

const mean = (values: number[]): number => Math.round(values.reduce((sum, value) => sum + value, 0) / values.length)

const measureLog = async () => {
  const tracker = await startTracker({ FETCH_PACE_SECONDS: '0.1', TICK_SECONDS: '1' })
  try {
    const client = await signIn(tracker.url)
    for (const username of ['sim_10', 'sim_20', 'sim_30']) {
      await client.post('/players', { username })
      await client.post(`/players/${username}/fetch`)
      await client.get(`/players/${username}/stats`)
      await client.get(`/players/${username}/history?days=7`)
    }
    const linesWith = (mark: string): string[] =>
      tracker
        .output()
        .split('\n')
        .filter((line) => line.includes(mark))
    const marks = {
      fetchLog: '"message":"fetch"',
      fetchMetrics: '"Name":"Fetches',
      tickLog: '"message":"tick"',
      tickMetrics: '"LatenessSeconds":',
      requestLog: '"message":"request"',
    }
    await eventually(
      async () => Object.values(marks).map((mark) => linesWith(mark).length),
      (counts) => counts.every((count) => count >= 1),
    )
    return Object.fromEntries(
      Object.entries(marks).map(([name, mark]) => [name, mean(linesWith(mark).map((line) => Buffer.byteLength(line)))]),
    ) as Record<keyof typeof marks, number>
  } finally {
    await tracker.stop()
  }
}

const trackEach = async (interval: Interval): Promise<Tracking[]> => {
  const all: Tracking[] = []
  for (const [players, ofInterval, days] of runs) {
    if (ofInterval === interval) all.push(await track(players, interval, days))
  }
  return all
}

const measure = async (): Promise<void> => {
  const lines = await measureLog()
  const tracking = await Promise.all([trackEach('adaptive'), trackEach('hourly')])
  const captured = sizes().filter(({ snapshot }) => snapshot !== 'the worst case')
  const bytes = {
    ...lines,
    snapshot: mean(captured.map(({ item }) => item)),
    map: mean(captured.map(({ map }) => map)),
  }
  const usage: Usage = { measuredOn: new Date().toISOString().slice(0, 10), tracking: tracking.flat(), bytes }
  writeFileSync(new URL('usage.json', import.meta.url), `${JSON.stringify(usage, undefined, 2)}\n`)
  console.log(JSON.stringify({ bench: 'usage', ...usage }))
}

if (isMainThread) {
  await measure()
} else {
  log.setLogLevel('SILENT')
  parentPort?.postMessage(await runScenario(workerData as Setup))
}
