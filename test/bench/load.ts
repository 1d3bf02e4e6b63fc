/*
 * Fifty clients at once on the local stack for a minute, some that read and some that ask for fetches: how many answers it
 * gives and how long they take. The stack is in memory, on 127.0.0.1, with the simulated hiscores.
 *
 *   npm run bench:load [-- SECONDS]
 */
import autocannon from 'autocannon'
import { type Client, signIn } from '../e2e/client.ts'
import { startTracker } from '../e2e/tracker.ts'
import { markdownTable } from './table.ts'

const seconds = Number(process.argv[2] ?? 60)

// Of the simulator's people those that gain something every ten seconds, so that there is something to store.
const players = Array.from({ length: 20 }, (_, index) => `sim_${10 * (index + 1)}`)

interface Kind {
  name: string
  clients: number
  method?: 'POST'
  paths: string[]
}

const each = (path: string): string[] => players.map((player) => `/players/${player}${path}`)

const kinds: Kind[] = [
  { name: 'statistics', clients: 15, paths: each('/stats') },
  { name: 'gains', clients: 10, paths: each('/history?period=day') },
  { name: 'series', clients: 8, paths: each('/history/magic?points=200') },
  { name: 'list of players', clients: 6, paths: ['/players?limit=100'] },
  { name: 'leaderboard', clients: 3, paths: ['/leaderboard?metric=overall', '/leaderboard?metric=overall&period=day'] },
  { name: 'fetch now', clients: 8, method: 'POST', paths: each('/fetch') },
]

interface Load {
  kind: Kind
  /** Milliseconds per answer. */
  latencies: number[]
  failures: number
}

/** Keeps one kind's clients busy: each sends its next request when it has the answer to the one before. */
const fire = async (url: string, { token }: Client, load: Load): Promise<void> => {
  const { method = 'GET' as const, clients, paths } = load.kind
  const options = {
    url,
    connections: clients,
    duration: seconds,
    // API Gateway waits no longer for a function.
    timeout: 30,
    headers: { authorization: `Bearer ${token}` },
    requests: paths.map((path) => ({ method, path })),
  } satisfies autocannon.Options
  const ended = Promise.withResolvers<unknown>()
  const instance = autocannon(options, ended.resolve)
  instance.on('response', (_client, status, _bytes, ms) => {
    load.latencies.push(ms)
    // A player that was asked for too often is refused, as it should be.
    const isRefused = status === 429 && method === 'POST'
    if ((status < 200 || status > 299) && !isRefused) load.failures += 1
  })
  instance.on('reqError', () => {
    load.failures += 1
  })
  const error = await ended.promise
  if (error) throw error
}

const figures = (name: string, clients: number, latencies: number[], failures: number) => {
  const sorted = latencies.toSorted((a, b) => a - b)
  const percentile = (share: number): number => Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0)
  return {
    name,
    clients,
    answers: sorted.length,
    perSecond: Math.round(sorted.length / seconds),
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    failures,
  }
}

const tracker = await startTracker({ FETCH_PACE_SECONDS: '0.1', TICK_SECONDS: '5' })
const stop = async (): Promise<void> => {
  const code = await tracker.stop()
  if (code !== 0) throw new Error(`the stack ended with ${code}:\n${tracker.output().slice(-2_000)}`)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().then(() => process.exit(1)))

try {
  if (new URL(tracker.url).hostname !== '127.0.0.1')
    throw new Error('only a stack on this machine may be put under load')
  const client = await signIn(tracker.url)
  for (const username of players) {
    const { status, body } = await client.post('/players', { username })
    if (status !== 201) throw new Error(`adding ${username} answered ${status}: ${JSON.stringify(body)}`)
  }
  console.log(`${players.length} players added`)

  const loads: Load[] = kinds.map((kind) => ({ kind, latencies: [], failures: 0 }))
  const all = () => loads.flatMap(({ latencies }) => latencies)
  const failures = () => loads.reduce((sum, load) => sum + load.failures, 0)
  const startedAt = Date.now()
  const progress = setInterval(() => {
    const elapsed = Math.round((Date.now() - startedAt) / 1000)
    console.log(`${elapsed} of ${seconds} s, ${all().length} answers, ${failures()} failures`)
  }, 5_000)
  await Promise.all(loads.map((load) => fire(tracker.url, client, load)))
  clearInterval(progress)

  const clients = kinds.reduce((sum, kind) => sum + kind.clients, 0)
  const results = [
    ...loads.map(({ kind, latencies, failures: failed }) => figures(kind.name, kind.clients, latencies, failed)),
    figures('all', clients, all(), failures()),
  ]
  // What a function threw, answered or not.
  const errorLines = tracker
    .output()
    .split('\n')
    .filter((line) => line.includes('"level":"ERROR"'))
  for (const line of errorLines.slice(0, 5)) console.error(line)
  const heads = ['', 'clients', 'answers', 'per second', 'p50 ms', 'p95 ms', 'p99 ms', 'failures']
  console.log(`\n${markdownTable([heads, ...results.map((row) => Object.values(row).map(String))])}\n`)
  process.exitCode = failures() + errorLines.length > 0 ? 1 : 0
  console.log(JSON.stringify({ bench: 'load', seconds, errorLines: errorLines.length, results }))
} finally {
  await stop()
}
