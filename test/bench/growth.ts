/*
 * What grows with the number of players, and what does not: for each operation the units of DynamoDB, the requests, this
 * processor's time and the dollars of a month, with few players and with many.
 *
 *   npm run bench:growth [-- PLAYERS...]
 *
 * 400,000 players take some twenty minutes and 8 GB; those that are taken otherwise three minutes.
 */

import { log } from '../../shared/log.ts'
import { slackMs } from '../../shared/pace/turns.ts'
import { countedPerTick } from '../../shared/tracking/census.ts'
import { asked } from './bill.ts'
import { tellingOf } from './board-costs.ts'
import { type Grown, growthOf } from './growth-costs.ts'
import { priceOf } from './prices.ts'
import { markdownTable } from './table.ts'

log.setLogLevel('SILENT')
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1_000, 10_000, 40_000]

const dayMs = 86_400_000
const ticksPerDay = 1_440
const fetchesOf = (players: number): number => Math.min(24 * players, dayMs / (2_000 + slackMs))
const changesOf = (players: number): number => Math.min(0.89 * players, 2_800)

// How often a day. What nobody has measured is supposed: an operator looks every hour, and somebody reads all records in ten days.
const timesADay: Record<string, (players: number) => number> = {
  'leaderboard by value': () => asked.leaderboards / 2,
  'leaderboard by gain': () => asked.leaderboards / 2,
  'count, a tick': () => 0,
  // Every hour, or after twice as long as it takes.
  'count, all of it': (players) => Math.min(24, ticksPerDay / (2 * Math.ceil(players / countedPerTick))),
  'roll, a tick': () => 0,
  'roll, all of it': (players) => dayMs / Math.max(3_600_000, 1_000 * players),
  tick: () => ticksPerDay,
  status: () => 24,
  'list 100 players': () => 24,
  statistics: (players) => asked.statistics * players,
  'gain of a week': (players) => asked.gains * players,
  'chart of a year': (players) => asked.charts * players,
  records: (players) => players / 10,
  'export, a page': () => 24,
  'backup, a player': (players) => players / 7,
  'fetch, changed': changesOf,
  'fetch, unchanged': (players) => fetchesOf(players) - changesOf(players),
  'keeping boards, a change': changesOf,
}

// Functions have 512 MB, and a third of this machine's pace with it.
const functionGigabytes = 0.5
const slower = 3

const dollarsOf = ({ operation, reads, writes, ms }: Grown, players: number): number => {
  const times = 30 * timesADay[operation]!(players)
  const seconds = (times * ms * slower * functionGigabytes) / 1_000
  return (
    priceOf('dynamodbReads', times * reads, { free: false }) +
    priceOf('dynamodbWrites', times * writes, { free: false }) +
    priceOf('lambdaSeconds', seconds, { free: false })
  )
}

const telling = await tellingOf([2, 4, 6, 20])
const grown: { players: number; operations: (Grown & { dollars: number })[] }[] = []
for (const players of sizes) {
  const operations = await growthOf(players, telling, (operation) =>
    console.error(`${Math.round(performance.now() / 1_000)} s: ${players} players, ${operation}`),
  )
  grown.push({ players, operations: operations.map((each) => ({ ...each, dollars: dollarsOf(each, players) })) })
}

const told = (value: number, digits: number): string => (value === 0 ? '-' : String(Number(value.toFixed(digits))))

/** A table of one figure, with a column for each number of players. */
const tableOf = (name: string, figure: (grown: Grown & { dollars: number }) => string): string =>
  markdownTable([
    [name, ...sizes.map((players) => players.toLocaleString('en'))],
    ...grown[0]!.operations.map(({ operation }, index) => [
      operation,
      ...grown.map(({ operations }) => figure(operations[index]!)),
    ]),
  ])

console.log(tableOf('read units', ({ reads }) => told(reads, 1)))
console.log(`\n${tableOf('write units', ({ writes }) => told(writes, 1))}`)
console.log(`\n${tableOf('requests', ({ requests }) => told(requests, 1))}`)
console.log(`\n${tableOf('ms of processor', ({ ms }) => told(ms, 1))}`)
console.log(`\n${tableOf('US dollars a month', ({ dollars }) => told(dollars, 2))}\n`)
console.log(JSON.stringify({ bench: 'growth', grown }))
