/*
 * What boards take that are kept, of one metric among many players, on a table in memory: units of DynamoDB and this processor's
 * time. Boards are made of the entries of one metric, as lists hold them, and telling is counted with some hundred
 * players that are stored: both are as they are whatever the others are.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { activityThresholds, skillNames } from '../../lib/simulator/rows.ts'
import type { Change } from '../../shared/boards/codec.ts'
import { countedAs, type Entry, type Step } from '../../shared/boards/entries.ts'
import { foldMetric } from '../../shared/boards/fold.ts'
import { everybody, putHead, readLog } from '../../shared/boards/items.ts'
import { putJournal } from '../../shared/boards/journal.ts'
import { keepBoards } from '../../shared/boards/keep.ts'
import { keptLeaderboard } from '../../shared/boards/leaderboard.ts'
import { putLogs, putPending, readPending } from '../../shared/boards/logs.ts'
import { currentDates } from '../../shared/boards/rows.ts'
import { begunAt } from '../../shared/boards/state.ts'
import { lengths, longest } from '../../shared/boards/write.ts'
import { batchPut, type Table } from '../../shared/dynamodb.ts'
import type { Rows } from '../../shared/hiscores/answer.ts'
import { modes } from '../../shared/hiscores/boards.ts'
import { levelForExperience } from '../../shared/hiscores/levels.ts'
import { changePlayer, findPlayer } from '../../shared/players/players.ts'
import { keepNotes } from '../../shared/players/touched.ts'
import { type Period, periods } from '../../shared/progress/windows.ts'
import { dayMs, daySK, encode, snapSK } from '../../shared/snapshots/items.ts'
import { playerPK } from '../../shared/snapshots/key.ts'
import { storeAnswer } from '../../shared/snapshots/store.ts'
import { meter } from '../capacity/meter.ts'
import { entriesOf } from './board-entries.ts'
import { median } from './median.ts'
import { MemoryTable, tableOf } from './memory-table.ts'
import { type Random, seeded } from './random.ts'

const retentionDays = 90
const minute = 60_000
// A Thursday evening.
export const now = Date.parse('2026-08-20T18:30:00Z')
const hidden = { begun: 1, at: now - dayMs }

/** Some work, and the milliseconds of processor that it took. */
export const cpuOf = async <T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> => {
  const start = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(start)
  return { result, ms: Math.round((user + system) / 1_000) }
}

const mostOf = (values: readonly number[]): number => Math.max(...values)

/** Each of some entries once it has gained something just now. */
const gained = (entries: readonly Entry[]): Change[] =>
  entries.map((entry) => {
    const steps = (date: number) => entry.edges.get(date)?.slice(0, 1) ?? [entry.last]
    const last = { at: now - 1_000, value: (entry.last.value ?? 0) + 50_000 }
    const after: Entry = { ...entry, last, edges: new Map(currentDates(now).map((date) => [date, steps(date)])) }
    return { entry: after, was: countedAs(entry), is: countedAs(after) }
  })

// Of each change as many metrics are.
const metricsOfChange = 5

// So many of a metric are written to its log at once: by day, and by night.
const together = { least: 20, most: 100 }

/** Leaves the boards of one metric, and of everybody, among so many players, and their entries. */
export const leaveBoards = async (table: Table, count: number): Promise<Entry[]> => {
  const entries = entriesOf(count, now, seeded(1))
  const all = entries.map((entry): Change => ({ entry, was: undefined, is: countedAs(entry) }))
  for (let start = 0; start < count; start += 1_000) {
    const some = all.slice(start, start + 1_000)
    const nobody = some.map((change): Change => ({ ...change, entry: { ...change.entry, edges: new Map() } }))
    const logs = new Map([
      ['overall', some],
      [everybody, nobody],
    ])
    await putLogs(table, logs, { ...hidden, at: hidden.at + start })
  }
  for (const metric of ['overall', everybody]) await foldMetric(table, metric, hidden.begun, now, lengths)
  await putPending(table, hidden.begun, {})
  await leaveState(table, count, hidden.begun)
  return entries
}

/** Leaves the state of boards whose journal is in the logs up to a moment. */
const leaveState = async (table: Table, count: number, flushed: number): Promise<void> => {
  const players = { total: count, active: count - Math.ceil(count / 10) }
  const until = { flushed, flushedBefore: flushed }
  const state = { ...begunAt(hidden.begun, ''), begun: hidden.begun, sweep: undefined, players, ...until }
  await table.client.send(new PutCommand({ TableName: table.name, Item: { PK: 'BOARDS', SK: 'STATE', ...state } }))
}

/** Leaves a full journal of changes, told by tens. */
const leaveJournal = async (table: Table, count: number, changes: readonly Change[], at: number): Promise<void> => {
  const { journal } = longest(count, lengths)
  for (let start = 0, bytes = 0; bytes < journal; start += 10) {
    const some = Array.from({ length: 10 }, (_, index) => changes[(start + index) % changes.length]!)
    const metrics = Array.from({ length: metricsOfChange }, (_, index): [string, readonly Change[]] => [
      index === 0 ? 'overall' : skillNames[(start + index) % skillNames.length]!.toLowerCase(),
      some.map((change) => ({ ...change, entry: scaled(change.entry, 1 + index) })),
    ])
    bytes += await putJournal(table, new Map(metrics), { ...hidden, at: at + start })
  }
}

/** An entry as on another board, where values are others at the same moments. */
const scaled = (entry: Entry, by: number): Entry => {
  const step = ({ at, value }: Step): Step => ({ at, value: value === null ? null : Math.floor(value / by) })
  const edges = [...entry.edges].map(([date, steps]): [number, Step[]] => [date, steps.map(step)])
  return { ...entry, last: step(entry.last), first: entry.first && step(entry.first), edges: new Map(edges) }
}

// Of five players one plays.
const playing = 5

// So often each question is asked, whose time is the median: what is left of a list that was made is cleared away meanwhile.
const timesAsked = 5

// So often lists are made, some of them in part, some of them anew.
const folds = 9

/** The boards of one metric among so many players: what it takes to bring full logs into its lists, and to ask before each third. */
export const boardsOf = async (count: number) => {
  const random = seeded(2)
  const memory = new MemoryTable()
  const { table, read } = meter(tableOf(memory))
  const entries = await leaveBoards(table, count)
  const most = longest(count, lengths)
  const questions: { byGain: boolean; reads: number; ms: number }[] = []
  const ask = async (): Promise<void> => {
    for (const period of [undefined, ...periods] as (Period | undefined)[]) {
      for (const mode of [undefined, 'ironman'] as const) {
        const asked = { metric: 'overall', period, mode, tz: 'America/New_York', limit: 1_000, active: true as const }
        const times: number[] = []
        for (let time = 0; time < timesAsked; time++) {
          read()
          times.push((await cpuOf(() => keptLeaderboard(table, asked, { now, retentionDays }, 0))).ms)
        }
        questions.push({ byGain: period !== undefined, reads: read().reads, ms: median(times) })
      }
    }
  }
  const spent = { reads: 0, writes: 0, ms: 0 }
  for (let fold = 1; fold <= folds; fold++) {
    let logged = 0
    let later: Change[] = []
    for (let part = 0; logged < most.logged; part++) {
      const places = Array.from(
        { length: random.between(together.least, together.most) },
        () => playing * random.between(0, Math.floor(count / playing) - 1),
      )
      const changes = gained([...new Set(places)].map((place) => entries[place]!))
      const when = { ...hidden, at: now + 1_000 * fold + part }
      const pending = await putLogs(table, new Map([['overall', changes]]), when)
      logged = pending.overall![0]!
      for (const [index, place] of [...new Set(places)].entries()) entries[place] = changes[index]!.entry
      later = [...changes, ...later]
    }
    if (fold % 3 === 0) {
      await leaveJournal(table, count, later, now + 1_000 * fold + 500)
      await ask()
      await leaveState(table, count, now + 1_000 * fold + 999)
    }
    read()
    const { ms } = await cpuOf(() =>
      foldMetric(table, 'overall', hidden.begun, now, { ...lengths, logged: most.logged }),
    )
    const { reads, writes } = read()
    spent.reads += reads / folds
    spent.writes += writes / folds
    spent.ms += ms / folds
    await putPending(table, hidden.begun, {})
  }
  const items = memory
    .items('BOARD#overall')
    .map(({ entries: bytes }) => (bytes as Uint8Array | undefined)?.length ?? 0)
  const of = (byGain: boolean) => questions.filter((question) => question.byGain === byGain)
  return {
    players: count,
    valueReads: mostOf(of(false).map(({ reads }) => reads)),
    valueMs: mostOf(of(false).map(({ ms }) => ms)),
    gainReads: mostOf(of(true).map(({ reads }) => reads)),
    gainMs: mostOf(of(true).map(({ ms }) => ms)),
    foldReads: Math.round(spent.reads),
    foldWrites: Math.round(spent.writes),
    foldMs: Math.round(spent.ms),
    kilobytes: Math.round(items.reduce((sum, size) => sum + size, 0) / 1_000),
    longest: mostOf(items),
  }
}

const nameOf = (index: number): string => `member_${String(index).padStart(5, '0')}`
/** On which board somebody is: of four one is some kind of ironman. */
export const modeOf = (index: number) => (index % 4 === 0 ? modes[1 + ((index / 4) % 3)]! : 'regular')

interface Character {
  skills: number[]
  scores: number[]
}

/** Somebody who has gained this and that. */
export const characterOf = (random: Random): Character => ({
  skills: skillNames.map(() => random.between(1_000, 20_000_000)),
  scores: activityThresholds.map(() => (random.oneIn(2) ? -1 : random.between(10, 2_000))),
})

/** What the hiscores say of somebody. */
export const rowsOf = ({ skills, scores }: Character): Rows => {
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

// Enough that those who change at one time are others.
const stored = 150

// Enough to fill the journal several times.
const changesAtLeast = 300

/**
 * What ticks take for each of so many players that have changed before one, in all that they write but lists: the journal and the
 * logs. And the bytes that each adds to the logs.
 */
export const tellingOf = async (counts: readonly number[]) => {
  const random = seeded(1)
  const memory = new MemoryTable()
  const table = tableOf(memory)
  const metered = meter(table)
  const characters = Array.from({ length: stored }, () => characterOf(random))
  const began = now - 4 * dayMs
  for (const [index, character] of characters.entries()) {
    const at = began + index
    const latest = await encode(table, { at, rows: rowsOf(character) })
    const key = nameOf(index)
    const PK = playerPK(key)
    const own = { mode: modeOf(index), active: true, failures: 0, list: 'PLAYERS', due: 'DUE', nextFetchAt: at }
    await batchPut(table, [
      { PK, SK: 'PLAYER', username: key, addedAt: at, lastFetchedAt: at, lastChangedAt: at, latest, ...own },
      { PK, SK: daySK(at), ...latest },
      { PK, SK: snapSK(at), ...latest, expiresAt: Math.ceil((at + retentionDays * dayMs) / 1_000) },
    ])
  }
  await keepNotes(table, began)
  let moment = began + dayMs
  // No lists, which are counted apart.
  const most = { ...lengths, logged: Number.POSITIVE_INFINITY }
  const tick = async (those = most) => {
    moment += minute
    return keepBoards(metered.table, { now: moment, retentionDays }, those)
  }
  for (let sweeping = true; sweeping; ) sweeping = (await tick())?.sweeping ?? true
  const begun = memory.peek('BOARDS', 'STATE')!.begun as number
  /** Has all logs begin anew, as if what they have were in lists; how many bytes they had. */
  const beginLogs = async (): Promise<number> => {
    const pending = await readPending(table, begun)
    for (const metric of Object.keys(pending)) {
      const { head } = await readLog(table, metric, begun)
      await putHead(table, metric, { ...head, upTo: moment })
    }
    await putPending(table, begun, {})
    return Object.values(pending).reduce((sum, [bytes = 0]) => sum + bytes, 0)
  }
  const play = async (index: number): Promise<void> => {
    const character = characters[index]!
    // Five metrics of a hundred, with Overall.
    for (let each = 0; each < 3; each++) {
      character.skills[random.between(0, skillNames.length - 1)]! += random.between(100, 90_000)
    }
    const score = random.between(0, activityThresholds.length - 1)
    character.scores[score] = Math.max(0, character.scores[score]!) + random.between(1, 20)
    const player = (await findPlayer(table, nameOf(index)))!
    const { latest } = await storeAnswer(table, player, { at: moment, rows: rowsOf(character) }, retentionDays)
    await changePlayer(table, player, { latest, lastFetchedAt: moment, lastChangedAt: moment })
  }
  const found = []
  for (const count of counts) {
    // Where fewer change at a time, players are so few that no list is cut; otherwise as with ten thousand.
    const own = { ...most, kept: count < 8 ? most.kept : 3 }
    const rounds = Math.ceil(changesAtLeast / count)
    const run = async () => {
      await beginLogs()
      metered.read()
      let ms = 0
      for (let round = 0; round < rounds; round++) {
        moment += 10 * minute
        for (let each = 0; each < count; each++) await play((round * count + each) % stored)
        await tick(own)
        const told = await cpuOf(() => tick(own))
        ms = Math.max(ms, told.ms)
      }
      // What is left in the journal is written to the logs.
      moment += 10 * minute
      await play(0)
      for (let ticks = 0; ticks < 2; ticks++) await tick({ ...own, journal: 1 })
      return { ...metered.read(), ms }
    }
    // The second time logs are written over what they had the first time.
    await run()
    const { reads, writes, ms } = await run()
    const a = (units: number): number => Number((units / (rounds * count + 1)).toFixed(2))
    // A note is a write of the fetch's own.
    const bytes = Math.round(a(await beginLogs()))
    found.push({ together: count, reads: a(reads), writes: a(writes) + 1, bytes, ms })
  }
  return found
}

/** What keeping boards takes for each change, with so many players. */
export const keepingOf = (
  { players, foldReads, foldWrites }: Omit<Awaited<ReturnType<typeof boardsOf>>, 'valueReads'>,
  telling: Awaited<ReturnType<typeof tellingOf>>,
) => {
  const changesPerDay = Math.min(0.89 * players, 2_800)
  // Those of ten minutes.
  const atOnce = Math.max(1, changesPerDay / 144)
  const far = (count: number): number => Math.abs(count - atOnce)
  const [told] = telling.toSorted((a, b) => far(a.together) - far(b.together))
  const folds = told!.bytes / longest(players, lengths).logged
  return {
    players,
    changesPerDay: Math.round(changesPerDay),
    together: Number(atOnce.toFixed(1)),
    folds: Number(folds.toFixed(4)),
    reads: Number((told!.reads + folds * foldReads).toFixed(1)),
    writes: Number((told!.writes + folds * foldWrites).toFixed(1)),
    foldsPerTick: Number(((folds * changesPerDay) / 1_440).toFixed(4)),
  }
}
