/*
 * What operations take among so many players, on a table in memory: units of DynamoDB, requests and this processor's time. The
 * players are stored by the tracker's own code, with one state each and one of them with a year's; boards are those of one
 * metric, with logs and lists as `board-costs.ts` leaves them.
 */
import { PassThrough } from 'node:stream'
import { exportLines } from '../../lib/operator/backup.ts'
import { keptLeaderboard } from '../../shared/boards/leaderboard.ts'
import type { Table } from '../../shared/dynamodb.ts'
import type { HiscoresResult } from '../../shared/hiscores/client.ts'
import { tellPlayers } from '../../shared/pace/pace.ts'
import { listPlayers } from '../../shared/players/list.ts'
import { changePlayer, createPlayer, findPlayer, type Player } from '../../shared/players/players.ts'
import { boardsFrom, keepNotes } from '../../shared/players/touched.ts'
import { viewFields } from '../../shared/players/view.ts'
import { exportPage } from '../../shared/progress/export.ts'
import { history } from '../../shared/progress/history.ts'
import { newestStateOf } from '../../shared/progress/newest.ts'
import { series } from '../../shared/progress/series.ts'
import { windowOf } from '../../shared/progress/windows.ts'
import { foldDue } from '../../shared/records/fold.ts'
import { records } from '../../shared/records/records.ts'
import { dayMs } from '../../shared/snapshots/items.ts'
import { storeAnswer } from '../../shared/snapshots/store.ts'
import { addPlayer } from '../../shared/tracking/add.ts'
import { type Census, takeCensus } from '../../shared/tracking/census.ts'
import { dispatch, fetchBatchSize, readTick } from '../../shared/tracking/dispatch.ts'
import { fetchPlayers } from '../../shared/tracking/fetch.ts'
import { callRoll, type Roll } from '../../shared/tracking/roll.ts'
import { systemStatus } from '../../shared/tracking/status.ts'
import { leaveHistory } from '../capacity/history.ts'
import { meter, type Spent } from '../capacity/meter.ts'
import { rowsAfter } from '../capacity/rows.ts'
import { onTime, queue } from '../capacity/writes.ts'
import { testFetching } from '../fetching.ts'
import {
  boardsOf,
  characterOf,
  cpuOf,
  keepingOf,
  leaveBoards,
  modeOf,
  now,
  rowsOf,
  type tellingOf,
} from './board-costs.ts'
import { MemoryTable, tableOf } from './memory-table.ts'
import { seeded } from './random.ts'

const retentionDays = 90
const minute = 60_000
const hour = 60 * minute

/** What an operation takes, with so many players. */
export interface Grown extends Omit<Spent, 'items'> {
  operation: string
  /** Of this machine's processor, in milliseconds, the table included. */
  ms: number
}

const nameOf = (index: number): string => `member_${String(index).padStart(6, '0')}`

/** As many as a tick finds due; the others are later. */
const due = 30

/** Stores so many players, of whom each has one state and one in ten is paused. */
const populate = async (table: Table, count: number): Promise<void> => {
  const random = seeded(1)
  for (let index = 0; index < count; index++) {
    const key = nameOf(index)
    const at = now - dayMs + Math.floor((index * dayMs) / count)
    const nextFetchAt = index % 10 > 0 && index < due ? now - hour + index : now + dayMs + index
    const player: Player = { key, username: key, mode: modeOf(index), active: index % 10 > 0, addedAt: at, failures: 0 }
    await createPlayer(table, { ...player, nextFetchAt })
    const { latest } = await storeAnswer(table, player, { at, rows: rowsOf(characterOf(random)) }, retentionDays)
    await changePlayer(table, player, { latest, lastFetchedAt: at, lastChangedAt: at, lastOutcome: 'changed' })
  }
}

/** Leaves somebody who has played for a year, and whose records were kept half a week ago. */
const leaveVeteran = async (table: Table): Promise<Player> => {
  const start = now - 365 * dayMs
  const rowsAt = (at: number) => rowsAfter(Math.round((at - start) / hour))
  const player = await leaveHistory(table, { key: 'veteran', start, end: now, everyMs: hour, retentionDays, rowsAt })
  const then = now - 3.5 * dayMs
  const { recordsTo } = await foldDue(
    { tracker: table, retentionDays },
    { ...player, latest: { ...player.latest!, at: then - (then % hour) } },
    then,
  )
  return (await changePlayer(table, player, { recordsTo, nextFetchAt: now + dayMs }))!
}

const rules = { tickMs: minute, paceMs: 2_000 }

/** What fetching needs, of hiscores that say what one wants; all players gain something by `gain`. */
const fetchingOf = (table: Table) => {
  const { fetching, clock } = testFetching(table)
  let gains = 0
  const hiscores = {
    fetch: async (): Promise<HiscoresResult> => ({ outcome: 'found', answer: rowsAfter(gains) }),
    connect: () => new PassThrough(),
    lastSentAt: () => 0,
  }
  clock.advance(now - clock.now())
  const gain = (): void => {
    gains += 1
  }
  return { fetching: { ...fetching, hiscores, clock: { ...clock, ...onTime(clock.now) } }, clock, gain }
}

type Telling = Awaited<ReturnType<typeof tellingOf>>

/** What the boards take for each change, where so many players have some. */
const keeping = async (count: number, telling: Telling) => {
  const { foldMs, ...boards } = await boardsOf(count)
  const { reads, writes, together, folds } = keepingOf({ ...boards, foldMs }, telling)
  const told = telling.find((each) => each.together >= together) ?? telling.at(-1)!
  return { reads, writes, ms: told.ms / told.together + folds * foldMs }
}

/** What each operation takes with so many players; `done` is told of each. */
export const growthOf = async (
  count: number,
  telling: Telling,
  done: (operation: string) => void = () => {},
): Promise<Grown[]> => {
  const table = tableOf(new MemoryTable())
  const metered = meter(table)
  const found: Grown[] = []
  const measure = async (operation: string, work: (table: Table) => Promise<unknown>, of = 1): Promise<void> => {
    metered.read()
    await work(metered.table)
    const { reads, writes, requests } = metered.read()
    // Without the meter, which looks at each item once more.
    const times = [await cpuOf(() => work(table)), await cpuOf(() => work(table))].map(({ ms }) => ms)
    const spent = { reads: reads / of, writes: writes / of, requests: requests / of, ms: Math.min(...times) / of }
    found.push({ operation, ...spent })
    done(operation)
  }

  await populate(table, count)
  const veteran = await leaveVeteran(table)
  await tellPlayers(table, count)
  if (count >= boardsFrom) {
    await leaveBoards(table, count)
    await keepNotes(table, now - dayMs)
  }
  // The names of rows are read once in a process's life.
  await newestStateOf(metered.table, veteran)
  await newestStateOf(table, veteran)
  done('storing')
  const tick = (at: number) => (each: Table) => dispatch(each, async (keys) => [...keys], at, rules)
  const read = async (each: Table) => (await findPlayer(each, veteran.key, { consistent: false }))!
  const board = (period?: 'week') => (each: Table) =>
    keptLeaderboard(
      each,
      { metric: 'overall', period, tz: 'America/New_York', limit: 100, active: true },
      { now, retentionDays },
    )
  await measure('leaderboard by value', board())
  await measure('leaderboard by gain', board('week'))

  const passed: Census = { at: now - 40 * minute, count, marks: [] }
  await measure('count, a tick', (each) => takeCensus(each, undefined, now))
  await measure('count, all of it', async (each) => {
    let census: Census | undefined
    do census = await takeCensus(each, census, now)
    while (census.from !== undefined)
  })
  await measure('roll, a tick', (each) => callRoll(each, undefined, passed, now))
  await measure('roll, all of it', async (each) => {
    let roll: Roll | undefined
    do roll = await callRoll(each, roll, passed, now)
    while (roll?.after !== undefined)
  })
  let at = now
  const isCounted = async (): Promise<boolean> => {
    const { census, roll } = (await readTick(table)) ?? {}
    const isUnderWay = census?.from !== undefined || roll?.after !== undefined
    return !isUnderWay && (count < boardsFrom || roll?.found !== undefined)
  }
  for (let ticks = 0; ticks < 32 || !(await isCounted()); ticks++) {
    at += minute
    await tick(at)(table)
  }
  await measure('tick', tick(at + minute))
  const watched = { queue, deadLetters: queue, paceMs: 2_000 }
  await measure('status', (tracker) => systemStatus({ ...watched, tracker }, at + minute))
  await measure('list 100 players', (each) => listPlayers(each, { count: 100, after: undefined }, viewFields))

  await measure('statistics', async (each) => newestStateOf(each, await read(each)))
  const week = windowOf({ tz: 'UTC', days: 7 }, { days: 7 }, now)
  await measure('gain of a week', async (each) => history(each, await read(each), week, undefined, now))
  const year = windowOf({ tz: 'UTC', period: 'all' }, 'all', now)
  const chart = { metric: 'mining', window: year, points: 200 }
  await measure('chart of a year', async (each) => series(each, await read(each), chart, now))
  await measure('records', async (each) => records(each, await read(each), now))
  const format = { format: 'ndjson', after: undefined } as const
  await measure('export, a page', async (each) => exportPage(each, await read(each), format, now))
  // It has nobody.
  const auth = { name: 'auth', client: { send: async () => ({ Items: [] }) } } as unknown as Table
  await measure(
    'backup, a player',
    async (tracker) => {
      for await (const _ of exportLines({ tracker, auth }, () => {}));
    },
    count + 1,
  )

  const names = Array.from({ length: fetchBatchSize }, (_, index) => `fetched_${index}`)
  const { fetching, clock, gain } = fetchingOf(table)
  const add = (username: string) =>
    addPlayer(fetching, { username, mode: 'regular', fetchIntervalMinutes: 55 }, clock.now() + minute)
  for (const name of names) await add(name)
  const fetch = (tracker: Table, happens: () => void) => {
    clock.advance(hour)
    happens()
    return fetchPlayers({ ...fetching, tracker }, names, clock.now() + minute)
  }
  await measure('fetch, changed', (each) => fetch(each, gain), names.length)
  await measure('fetch, unchanged', (each) => fetch(each, () => {}), names.length)
  const kept = count < boardsFrom ? { reads: 0, writes: 0, ms: 0 } : await keeping(count, telling)
  found.push({ operation: 'keeping boards, a change', ...kept, requests: 0 })
  return found
}
