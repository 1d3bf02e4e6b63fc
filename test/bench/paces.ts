/*
 * More than one pace, on paper: the same players with one pace, with four and with sixteen, as if so many addresses might ask. Each
 * pace has an item, a tick and a queue of its own, and the players that a hash gives to it; no code of the functions knows of it.
 *
 *   npm run bench:paces [-- PLAYERS DAYS]
 */
import { log } from '../../shared/log.ts'
import { slotMs } from '../../shared/pace/turns.ts'
import { type Habit, habits } from './population.ts'
import { type Figures, faultsIn, runScenario } from './scenario.ts'
import { markdownTable } from './table.ts'
import { pace } from './workers.ts'

const slotsPerDay = 86_400_000 / slotMs(pace)

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const whole = (count: number): string => Math.round(count).toLocaleString('en')

/** What all paces together come to. */
const together = (runs: readonly Figures[], players: readonly number[], days: number): string[] => {
  const sum = (of: (run: Figures) => number): number => runs.reduce((total, run) => total + of(run), 0)
  const caught = (those: readonly Habit[]): string => {
    const count = (kind: 'inTime' | 'all') =>
      sum(({ changes }) => those.reduce((all, habit) => all + changes[habit][kind], 0))
    return percent(count('inTime') / count('all'))
  }
  const each = runs.map(({ requests }) => requests / days / slotsPerDay)
  return [
    `${whole(Math.min(...players))} to ${whole(Math.max(...players))}`,
    whole(sum(({ requests }) => requests) / days),
    `${percent(Math.min(...each))} to ${percent(Math.max(...each))}`,
    whole(sum(({ paceViolations }) => paceViolations)),
    caught(habits),
    ...habits.map((habit) => caught([habit])),
    whole(Math.max(...runs.map(({ latenessSeconds }) => latenessSeconds.p95))),
    (sum(({ batches }) => batches.seconds) / sum(({ requests }) => requests)).toFixed(2),
    ((2 * sum(({ requests }) => requests)) / days / 86_400).toFixed(2),
    (sum(({ snapshots }) => snapshots) / days / 86_400).toFixed(3),
  ]
}

const titles = [
  'players of a pace',
  'requests a day',
  'slots of a pace that are used',
  'pace violations',
  'changes stored within 60 min, all',
  '... of the very active (10 %)',
  '... of the weekly (30 %)',
  '... of the dormant (60 %)',
  'lateness p95 of the latest pace, s',
  'seconds of a fetcher for each request',
  'write units a second of the index `due`',
  'states stored a second, all paces',
]

const compare = async (players: number, days: number): Promise<void> => {
  const columns: string[][] = []
  const faults: string[] = []
  for (const paces of [1, 4, 16]) {
    const runs: Figures[] = []
    for (let number = 0; number < paces; number++) {
      runs.push(await runScenario({ players, days, seed: 1, calm: true, pace: { number, of: paces } }))
    }
    faults.push(...runs.flatMap((run) => faultsIn(run)))
    const counts = runs.map((run) => run.players)
    columns.push([`${paces}`, ...together(runs, counts, days)])
    console.log(`${paces} paces: ${columns.at(-1)!.join(', ')}`)
  }
  const rows = ['paces', ...titles].map((title, row) => [title, ...columns.map((column) => column[row]!)])
  console.log(`\n${players} players, ${days} days\n\n${markdownTable(rows)}\n`)
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length > 0 ? 1 : 0
}

// A line per fetch would be hundreds of megabytes.
log.setLogLevel('SILENT')
const [players = 8_000, days = 2] = process.argv.slice(2).map(Number)
await compare(players, days)
