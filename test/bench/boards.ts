/*
 * What it takes to keep the boards of so many players, and to ask them: units of DynamoDB and this processor's time, on a table in
 * memory.
 *
 *   npm run bench:boards -- 1000
 */

import { activityThresholds, skillNames } from '../../lib/simulator/rows.ts'
import { keepBoards } from '../../shared/boards/keep.ts'
import { keptLeaderboard } from '../../shared/boards/leaderboard.ts'
import { batchPut } from '../../shared/dynamodb.ts'
import type { Rows } from '../../shared/hiscores/answer.ts'
import { type Mode, modes } from '../../shared/hiscores/boards.ts'
import { levelForExperience } from '../../shared/hiscores/levels.ts'
import { log } from '../../shared/log.ts'
import { changePlayer, findPlayer } from '../../shared/players/players.ts'
import { keepNotes } from '../../shared/players/touched.ts'
import { type Period, periods } from '../../shared/progress/windows.ts'
import { dayMs, daySK, encode, snapSK } from '../../shared/snapshots/items.ts'
import { playerPK } from '../../shared/snapshots/key.ts'
import { storeAnswer } from '../../shared/snapshots/store.ts'
import { meter, type Spent } from '../capacity/meter.ts'
import { MemoryTable, tableOf } from './memory-table.ts'
import { seeded } from './random.ts'

log.setLogLevel('SILENT')
const count = Number(process.argv[2] ?? 1_000)
// As the bill has them; in between as the pace allows.
const changesPerDay = Math.min(0.725 * count, 2_800)
const days = Number(process.argv[3] ?? 3)
const retentionDays = 90
const random = seeded(1)
const memory = new MemoryTable()
const table = tableOf(memory)
const metered = meter(table)

const began = Date.parse('2026-08-16T00:00:01Z')
let now = began + 2 * dayMs

const nameOf = (index: number): string => `member_${String(index).padStart(5, '0')}`
const modeOf = (index: number): Mode => (index % 4 === 0 ? modes[1 + ((index / 4) % 3)]! : 'regular')

interface Character {
  skills: number[]
  scores: number[]
}

const characterOf = (): Character => ({
  skills: skillNames.map(() => random.between(1_000, 20_000_000)),
  scores: activityThresholds.map(() => (random.oneIn(2) ? -1 : random.between(10, 2_000))),
})

const rowsOf = ({ skills, scores }: Character): Rows => {
  const own = skills.map((xp, index) => ({
    name: skillNames[index]!,
    rank: 1 + (xp % 2_000_000),
    level: levelForExperience(xp),
    xp,
  }))
  const sum = (of: (row: (typeof own)[number]) => number): number => own.reduce((all, row) => all + of(row), 0)
  const overall = { name: 'Overall', rank: 90_000, level: sum(({ level }) => level), xp: sum(({ xp }) => xp) }
  return {
    skills: [overall, ...own],
    activities: activityThresholds.map(([name], index) => ({ name, rank: scores[index]!, score: scores[index]! })),
  }
}

const characters = Array.from({ length: count }, characterOf)

const settle = async (): Promise<void> => {
  for (const [index, character] of characters.entries()) {
    const key = nameOf(index)
    const at = began + index
    const latest = await encode(table, { at, rows: rowsOf(character) })
    const PK = playerPK(key)
    const own = { mode: modeOf(index), active: true, failures: 0, list: 'PLAYERS', due: 'DUE', nextFetchAt: at }
    await batchPut(table, [
      { PK, SK: 'PLAYER', username: key, addedAt: at, lastFetchedAt: at, lastChangedAt: at, latest, ...own },
      { PK, SK: daySK(at), ...latest },
      { PK, SK: snapSK(at), ...latest, expiresAt: Math.ceil((at + retentionDays * dayMs) / 1_000) },
    ])
  }
}

const play = async (): Promise<void> => {
  // Some play every day, and most hardly ever.
  const index = Math.floor(count * (random.between(0, 1_000_000) / 1_000_000) ** 2)
  const character = characters[index]!
  for (let each = 0; each < 3; each++) {
    character.skills[random.between(0, skillNames.length - 1)]! += random.between(100, 90_000)
  }
  const score = random.between(0, activityThresholds.length - 1)
  character.scores[score] = Math.max(0, character.scores[score]!) + random.between(1, 20)
  const player = (await findPlayer(table, nameOf(index)))!
  const { latest } = await storeAnswer(table, player, { at: now, rows: rowsOf(character) }, retentionDays)
  await changePlayer(table, player, { latest, lastFetchedAt: now, lastChangedAt: now })
}

let longest = 0
let lists = 0
const tick = async () => {
  const start = performance.now()
  const kept = await keepBoards(metered.table, { now, retentionDays })
  longest = Math.max(longest, performance.now() - start)
  lists += kept?.lists ?? 0
  now += 60_000
  return kept
}

await settle()
await keepNotes(table, began)
const sweepStart = performance.now()
let ticks = 0
for (let sweeping = true; sweeping; ticks++) sweeping = (await tick())?.sweeping ?? true
const swept: Spent = metered.read()
const begun = { ...swept, ticks, seconds: (performance.now() - sweepStart) / 1_000, longestTickMs: longest }
longest = 0
lists = 0

let changes = 0
for (const end = now + days * dayMs; now < end; ) {
  const due = ((now - began - 2 * dayMs) / dayMs) * changesPerDay
  for (; changes < due; changes++) await play()
  await tick()
}
const { reads, writes } = metered.read()
const a = (units: number): number => Number((units / changes).toFixed(2))
// A touch is a write of the fetch's own.
const kept = { reads: a(reads), writes: a(writes) + 1, lists, longestTickMs: Math.round(longest), changes }

const boards = []
for (const metric of ['overall', 'mining', 'zulrah']) {
  for (const period of [undefined, ...periods] as (Period | undefined)[]) {
    for (const mode of [undefined, 'ironman'] as const) {
      const asked = { metric, period, mode, tz: 'America/New_York', limit: 1_000, active: true as const }
      metered.read()
      const start = process.cpuUsage()
      const { entries, players, unknown } = await keptLeaderboard(metered.table, asked, { now, retentionDays })
      const cpu = process.cpuUsage(start)
      const spent = metered.read()
      const ms = (cpu.user + cpu.system) / 1_000
      boards.push({
        metric,
        period,
        mode,
        reads: spent.reads,
        ms: Math.round(ms),
        entries: entries.length,
        players,
        unknown,
      })
    }
  }
}
const most = { reads: Math.max(...boards.map(({ reads }) => reads)), ms: Math.max(...boards.map(({ ms }) => ms)) }
console.table(boards)
console.log(JSON.stringify({ bench: 'boards', players: count, begun, kept, most }))
