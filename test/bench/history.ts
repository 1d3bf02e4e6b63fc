/*
 * The same questions about a month, a year and ten years of hourly snapshots, which the simulator made: the read units and items
 * that each takes, and how long it takes over HTTP on the local stack. Fails when a gain costs more with the years, or a chart of 200
 * points over ten years costs more than one and a half times as much as over one.
 *
 *   npm run bench:history
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runningStack } from '../../lib/operator/local.ts'
import { sheetOf } from '../../lib/simulator/sheet.ts'
import { characterOf } from '../../lib/simulator/world.ts'
import type { Table } from '../../shared/dynamodb.ts'
import { parseAnswer } from '../../shared/hiscores/answer.ts'
import { trackedPlayer } from '../../shared/players/tracked.ts'
import { history } from '../../shared/progress/history.ts'
import { newestStateOf } from '../../shared/progress/newest.ts'
import { series } from '../../shared/progress/series.ts'
import { type AskedWindow, windowOf } from '../../shared/progress/windows.ts'
import { dayMs } from '../../shared/snapshots/items.ts'
import { leaveHistory } from '../capacity/history.ts'
import { meter } from '../capacity/meter.ts'
import { tableAt } from '../dynamodb.ts'
import { type Client, signIn } from '../e2e/client.ts'
import { startTracker } from '../e2e/tracker.ts'
import { markdownTable } from './table.ts'

const hour = 3_600_000
const retentionDays = 90
const rounds = 60

/** Players who gain something every ten seconds, and for how long they have been tracked. */
const players = [
  { key: 'sim_10', span: '1 month', days: 30 },
  { key: 'sim_20', span: '1 year', days: 365 },
  { key: 'sim_30', span: '10 years', days: 3_652 },
]

const now = Date.now()
const startOf = ({ days }: { days: number }): number => now - days * dayMs

/** A question, as it is asked over HTTP and of the code behind that. */
interface Question {
  name: string
  path: (key: string) => string
  ask: (table: Table, key: string) => Promise<unknown>
}

const playerOf = (table: Table, key: string) => trackedPlayer(table, key, { consistent: false })

const gain = (name: string, asked: Partial<AskedWindow>): Question => ({
  name,
  path: (key) => `/players/${key}/history?${new URLSearchParams(asked as Record<string, string>)}`,
  ask: async (table, key) => {
    const window = windowOf({ tz: 'UTC', ...asked }, { days: 7 }, now)
    return history(table, await playerOf(table, key), window, undefined, now)
  },
})

const dateAgo = (days: number): string => new Date(now - days * dayMs).toISOString().slice(0, 10)

const chart: Question = {
  name: 'chart of 200 points over everything',
  path: (key) => `/players/${key}/history/overall?points=200`,
  ask: async (table, key) => {
    const window = { start: undefined, end: now }
    return series(table, await playerOf(table, key), { metric: 'overall', window, points: 200 }, now)
  },
}

const gains = [
  gain('gain of 7 days', { days: 7 }),
  gain('gain over everything', { period: 'all' }),
  gain('gain between two dates', { start: dateAgo(20), end: dateAgo(9) }),
  gain('gain between two times', { start: `${dateAgo(20)}T15:20Z`, end: `${dateAgo(9)}T19:40Z` }),
]

const questions: Question[] = [
  {
    name: 'statistics, latest',
    path: (key) => `/players/${key}/stats`,
    ask: async (table, key) => newestStateOf(table, await playerOf(table, key)),
  },
  ...gains,
  chart,
]

interface Result {
  question: string
  span: string
  reads: number
  items: number
  latencies: number[]
}

/** Leaves the histories behind, as tracking with the simulator would have. */
const prepare = async (table: Table): Promise<void> => {
  for (const { key, span, days } of players) {
    const start = startOf({ days })
    const character = characterOf(key)!
    const rowsAt = (at: number) => {
      const seconds = (at - start) / 1000
      return parseAnswer(sheetOf(character, 'regular', { world: seconds, running: seconds }))
    }
    await leaveHistory(table, { key, start, end: now, everyMs: hour, retentionDays, rowsAt })
    console.log(`${span} of hourly snapshots stored`)
  }
}

const count = async (table: Table): Promise<Result[]> => {
  const { table: metered, read } = meter(table)
  // The names of the rows are read once in a process's life.
  await questions[0]!.ask(metered, players[0]!.key)
  const results: Result[] = []
  for (const { name, ask } of questions) {
    for (const { key, span } of players) {
      read()
      await ask(metered, key)
      const { reads, items } = read()
      results.push({ question: name, span, reads, items, latencies: [] })
    }
  }
  return results
}

/** Asks everything in turn, so that whatever else the machine does meets all alike. */
const clock = async (client: Client, results: readonly Result[]): Promise<void> => {
  for (let round = 0; round <= rounds; round++) {
    for (const { question, span, latencies } of results) {
      const { path } = questions.find(({ name }) => name === question)!
      const { key } = players.find((player) => player.span === span)!
      const startedAt = performance.now()
      const { status } = await client.get(path(key))
      if (status !== 200) throw new Error(`${path(key)} answered ${status}`)
      // The first round warms up.
      if (round > 0) latencies.push(performance.now() - startedAt)
    }
    if (round % 10 === 0) console.log(`asked ${round} of ${rounds} times`)
  }
}

const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.ceil(sorted.length * share) - 1]! * 10) / 10
}

const faultsIn = (results: readonly Result[]): string[] => {
  const readsOf = ({ name }: Question): number[] =>
    results.filter(({ question }) => question === name).map(({ reads }) => reads)
  const grown = gains.filter((each) => new Set(readsOf(each)).size > 1)
  const [, year, decade] = readsOf(chart) as [number, number, number]
  return [
    ...grown.map((each) => `${each.name}: ${readsOf(each).join(', ')} read units`),
    ...(decade > 1.5 * year ? [`${chart.name}: ${decade} read units for ten years, ${year} for one`] : []),
  ]
}

const dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-history-'))
const tracker = await startTracker({ DATA_DIR: dataDir, TICK_SECONDS: '3600' })
try {
  const { dynamodbUrl, trackerTable, credentials } = runningStack(dataDir)
  const table = tableAt(dynamodbUrl, trackerTable, credentials)
  await prepare(table)
  const results = await count(table)
  await clock(await signIn(tracker.url), results)
  const shown = results.map(({ latencies, ...result }) => ({
    ...result,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
  }))
  const heads = ['question', 'history', 'read units', 'items', 'p50 ms', 'p95 ms']
  console.log(`\n${markdownTable([heads, ...shown.map((result) => Object.values(result).map(String))])}\n`)
  const faults = faultsIn(results)
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length > 0 ? 1 : 0
  console.log(JSON.stringify({ bench: 'history', rounds, results: shown }))
} finally {
  await tracker.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
