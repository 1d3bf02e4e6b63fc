import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type BuildOptions, buildSync } from 'esbuild'
import { bundleFunctions, bundling, functionNames, lean } from '../../lib/bundles.ts'
import { firstEvents } from './cold/first-events.ts'
import { median } from './median.ts'
import { markdownTable } from './table.ts'

/*
 * How long each function's bundle takes to load, and how long its first request takes, in fresh processes, beside an empty handler
 * and a bundle of only the DynamoDB document client, as it comes and without what is left out of the functions; what the same
 * request takes a second time, which is what it would take first if one had been made while loading; and what a compile cache of
 * V8's would give.
 *
 *   npm run bench:cold [-- ROUNDS]
 */

const rounds = Number(process.argv[2] ?? 21)

// Loads a bundle as Lambda does, and asks it twice. The processor's time is told as well, since other processes hardly disturb it.
const load = `
  const [, file, event] = process.argv
  console.log = console.info = console.warn = console.error = () => {}
  const timed = async (work) => {
    const cpu = process.cpuUsage(), start = performance.now()
    await work()
    const ms = performance.now() - start, { user, system } = process.cpuUsage(cpu)
    return { ms, cpuMs: (user + system) / 1000 }
  }
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 25_000 }
  const measure = async () => {
    let handler
    const ask = () => handler(JSON.parse(event), context)
    const loading = await timed(() => { handler = require(file).handler })
    const first = await timed(ask)
    const second = await timed(ask)
    process.stderr.write(JSON.stringify({ loading, first, second }), () => process.exit())
  }
  measure()
`

// What the functions read from their environment when they start.
const environment = {
  AWS_REGION: 'us-east-1',
  TRACKER_TABLE: 'tracker',
  AUTH_TABLE: 'auth',
  FETCH_QUEUE_URL: 'http://127.0.0.1/queue',
  FETCH_DLQ_URL: 'http://127.0.0.1/letters',
  DELIVER_FUNCTION: 'deliver',
  WEBHOOK_URL: '',
  HISCORES_URL: 'http://127.0.0.1',
  FETCH_PACE_SECONDS: '2',
  TICK_SECONDS: '60',
  BASE_INTERVAL_MINUTES: '60',
  MAX_INTERVAL_MINUTES: '1440',
  PACE_SHARE: '0.6',
  RETENTION_DAYS: '90',
  ACCESS_TOKEN_MINUTES: '15',
  REFRESH_TOKEN_DAYS: '7',
  SESSION_DAYS: '90',
}

const sdk = `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
  import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
  const client = DynamoDBDocumentClient.from(new DynamoDBClient())
  export const handler = (Key) => client.send(new GetCommand({ TableName: 'tracker', Key }))`

const yardsticks: Record<string, { contents: string; options: BuildOptions }> = {
  empty: { contents: 'export const handler = async () => ({})', options: {} },
  sdk: { contents: sdk, options: {} },
  'sdk, lean': { contents: sdk, options: lean },
}

const bundlesDir = bundleFunctions()
const cacheDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-cache-'))

const store = new Worker(new URL('./cold/empty-store.ts', import.meta.url), { execArgv: [] })
const [storeUrl] = await once(store, 'message')
// The key is nobody's: the store looks at none.
const surroundings = {
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'bench',
  AWS_ENDPOINT_URL: storeUrl,
  AWS_ACCESS_KEY_ID: 'any',
  AWS_SECRET_ACCESS_KEY: 'any',
}

interface Taken {
  ms: number
  cpuMs: number
}

/** What a process took to load a bundle, and to answer two requests. */
interface Start {
  loading: Taken
  first: Taken
  second: Taken
}

const startOnce = (file: string, event: unknown, cached: boolean): Start => {
  const env = { ...environment, ...surroundings, ...(cached && { NODE_COMPILE_CACHE: cacheDir }) }
  const { stderr, status } = spawnSync(process.execPath, ['-e', load, file, JSON.stringify(event)], {
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${file}: ${stderr}`)
  return JSON.parse(stderr.trimEnd().split('\n').at(-1)!)
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

try {
  const files = Object.entries(yardsticks).map(([name, { contents, options }]) => {
    const outfile = join(bundlesDir, `${name}.js`)
    buildSync({ ...bundling, ...options, stdin: { contents, resolveDir: import.meta.dirname }, outfile })
    return [name, outfile] as const
  })
  const bundles = [
    ...files.map(([name, file]) => ({ name, file, event: { PK: 'x', SK: 'x' } })),
    ...functionNames.map((name) => ({ name, file: join(bundlesDir, name, 'index.js'), event: firstEvents[name] })),
  ]
  const runs = bundles.flatMap((bundle) =>
    [false, true].map((cached) => ({ ...bundle, cached, starts: [] as Start[] })),
  )

  // Once to fill the caches, the file system's among them.
  for (const { file, event, cached } of runs) startOnce(file, event, cached)
  for (let round = 1; round <= rounds; round++) {
    for (const { file, event, cached, starts } of runs) starts.push(startOnce(file, event, cached))
    console.error(`round ${round} of ${rounds}`)
  }

  const find = (name: string, cached: boolean) => runs.find((run) => run.name === name && run.cached === cached)!.starts
  const whole =
    (key: keyof Taken) =>
    ({ loading, first }: Start): number =>
      loading[key] + first[key]
  const yardstick = find('sdk', false)
  const results = bundles.map(({ name, file }) => {
    const starts = find(name, false)
    const cached = find(name, true)
    const of = (all: Start[], pick: (start: Start) => number) => rounded(median(all.map(pick)), 1)
    // Of the pairs of one round, in which the machine was equally busy.
    const ratio = (all: Start[], to: Start[], key: keyof Taken) =>
      rounded(median(all.map((start, round) => whole(key)(start) / whole(key)(to[round]!))), 2)
    return {
      bundle: name,
      kilobytes: rounded(statSync(file).size / 1000, 1),
      loadMs: of(starts, ({ loading }) => loading.ms),
      firstMs: of(starts, ({ first }) => first.ms),
      secondMs: of(starts, ({ second }) => second.ms),
      ms: of(starts, whole('ms')),
      ratio: ratio(starts, yardstick, 'ms'),
      cpuMs: of(starts, whole('cpuMs')),
      cpuRatio: ratio(starts, yardstick, 'cpuMs'),
      cachedMs: of(cached, whole('ms')),
      cachedRatio: ratio(cached, starts, 'ms'),
    }
  })
  const heads = [
    ...['bundle', 'KB', 'load ms', 'first ms', 'second ms', 'load + first ms', 'times the SDK'],
    ...['processor ms', 'times the SDK', 'ms with a cache', 'times without'],
  ]
  console.log(`\n${markdownTable([heads, ...results.map((result) => Object.values(result).map(String))])}\n`)
  console.log(JSON.stringify({ bench: 'cold', node: process.version, rounds, results }))
} finally {
  await store.terminate()
  for (const dir of [bundlesDir, cacheDir]) rmSync(dir, { recursive: true, force: true })
}
