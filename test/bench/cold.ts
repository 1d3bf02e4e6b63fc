import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildOptions, buildSync } from 'esbuild'
import { bundleFunctions, bundling, functionNames, lean } from '../../lib/bundles.ts'

/*
 * How long each function's bundle takes to load, in fresh processes, beside an empty handler and a bundle of only the
 * DynamoDB document client, as it comes and without what is left out of the functions; and what a compile cache of V8's
 * would give.
 */

const rounds = 15

// Loads a bundle as Lambda does. The processor's time is told as well, since other processes hardly disturb it.
const load = `
  const cpu = process.cpuUsage(), start = performance.now()
  require(process.argv[1])
  const ms = performance.now() - start, { user, system } = process.cpuUsage(cpu)
  console.log(JSON.stringify({ ms, cpuMs: (user + system) / 1000 }))
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

interface Loading {
  ms: number
  cpuMs: number
}

const loadOnce = (file: string, cached: boolean): Loading => {
  const env = { ...environment, ...(cached && { NODE_COMPILE_CACHE: cacheDir }) }
  return JSON.parse(execFileSync(process.execPath, ['-e', load, file], { env, encoding: 'utf8' }))
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

try {
  const files = Object.entries(yardsticks).map(([name, { contents, options }]) => {
    const outfile = join(bundlesDir, `${name}.js`)
    buildSync({ ...bundling, ...options, stdin: { contents, resolveDir: import.meta.dirname }, outfile })
    return [name, outfile] as const
  })
  const bundles = [...files, ...functionNames.map((name) => [name, join(bundlesDir, name, 'index.js')] as const)]
  const runs = bundles.flatMap(([name, file]) => [
    { name, file, cached: false, loadings: [] as Loading[] },
    { name, file, cached: true, loadings: [] as Loading[] },
  ])

  // Once to fill the caches, the file system's among them.
  for (const { file, cached } of runs) loadOnce(file, cached)
  for (let round = 1; round <= rounds; round++) {
    for (const { file, cached, loadings } of runs) loadings.push(loadOnce(file, cached))
    console.error(`round ${round} of ${rounds}`)
  }

  const find = (name: string, cached: boolean) =>
    runs.find((run) => run.name === name && run.cached === cached)!.loadings
  const yardstick = find('sdk', false)
  const results = bundles.map(([name, file]) => {
    const loadings = find(name, false)
    const cached = find(name, true)
    // Of the pairs of one round, in which the machine was equally busy.
    const ratio = (of: Loading[], to: Loading[], key: keyof Loading) =>
      rounded(median(of.map((loading, round) => loading[key] / to[round]![key])), 2)
    return {
      bundle: name,
      kilobytes: rounded(statSync(file).size / 1000, 1),
      ms: rounded(median(loadings.map(({ ms }) => ms)), 1),
      cpuMs: rounded(median(loadings.map(({ cpuMs }) => cpuMs)), 1),
      ratio: ratio(loadings, yardstick, 'ms'),
      cpuRatio: ratio(loadings, yardstick, 'cpuMs'),
      cachedMs: rounded(median(cached.map(({ ms }) => ms)), 1),
      cachedRatio: ratio(cached, loadings, 'ms'),
    }
  })
  console.table(results)
  console.log(JSON.stringify({ bench: 'cold', node: process.version, rounds, results }))
} finally {
  for (const dir of [bundlesDir, cacheDir]) rmSync(dir, { recursive: true, force: true })
}
