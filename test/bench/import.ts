/*
 * Ten years of hourly states, as one of the simulator's characters makes them, imported into a player that was added just now: how many
 * states a second are read, seen and written, what memory that takes beside one year, and what it would cost. The table is in memory, in
 * the same process, and a meter counts the units that DynamoDB would charge.
 *
 *   npm run bench:import
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemoryTable, tableOf } from '../../lib/memory-table/memory-table.ts'
import { unitsFor } from '../../lib/operator/imports/changes.ts'
import { carryOut, type Importing, planImport } from '../../lib/operator/imports/import.ts'
import { readLedger } from '../../lib/operator/imports/sources/ledger.ts'
import { Spool } from '../../lib/operator/imports/spool.ts'
import { Writer } from '../../lib/operator/imports/writer.ts'
import { sheetOf } from '../../lib/simulator/sheet.ts'
import { characterOf } from '../../lib/simulator/world.ts'
import { parseAnswer, type Rows } from '../../shared/hiscores/answer.ts'
import { isoTime } from '../../shared/http/time.ts'
import { changePlayer, createPlayer, findPlayer } from '../../shared/players/players.ts'
import { statistics } from '../../shared/progress/stats.ts'
import { encodeRows } from '../../shared/snapshots/codec.ts'
import { dayMs, type State } from '../../shared/snapshots/items.ts'
import { layoutOf } from '../../shared/snapshots/layout.ts'
import { storeAnswer } from '../../shared/snapshots/store.ts'
import { decodeVarints } from '../../shared/snapshots/varint.ts'
import { meter } from '../capacity/meter.ts'
import { prices } from './prices.ts'

const hour = 3_600_000
const retentionDays = 90
const key = 'sim_10'
const now = Date.now()

const rowsAt = (start: number, at: number): Rows => {
  const seconds = (at - start) / 1000
  return parseAnswer(sheetOf(characterOf(key)!, 'regular', { world: seconds, running: seconds }))
}

/** The lines that a tracker would have exported; `making` hears how long making one took. */
async function* exported(start: number, making: (ms: number) => void): AsyncGenerator<string> {
  for (let at = start; at < now - dayMs; at += hour) {
    const begun = performance.now()
    const rows = rowsAt(start, at)
    const state = {
      at,
      rows,
      layout: layoutOf(rows),
      numbers: decodeVarints(encodeRows(rows)),
      earlier: [],
      kept: [],
      quarters: undefined,
    }
    const line = JSON.stringify({ fetchedAt: isoTime(at), ...statistics(state satisfies State) })
    making(performance.now() - begun)
    yield line
  }
}

/** The largest heap of a run, looked at now and then. */
class Heap {
  mostMb = 0
  readonly #timer = setInterval(() => this.look(), 20)

  look(): void {
    this.mostMb = Math.max(this.mostMb, process.memoryUsage().heapUsed / 2 ** 20)
  }

  end(): number {
    clearInterval(this.#timer)
    this.look()
    return Math.round(this.mostMb)
  }
}

const run = async (days: number, folder: string) => {
  const start = now - days * dayMs
  const { table, read } = meter(tableOf(new MemoryTable()))
  const player = { key, username: 'Sim 10', mode: 'regular' as const, active: true, addedAt: now, failures: 0 }
  await createPlayer(table, player)
  const { latest } = await storeAnswer(table, player, { at: now, rows: rowsAt(start, now) }, retentionDays)
  await changePlayer(table, player, { latest, lastFetchedAt: now, milestonesTo: now })
  read()

  const heap = new Heap()
  const seconds: Record<string, number> = {}
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const begun = performance.now()
    const done = await work()
    seconds[name] = Math.round((performance.now() - begun) / 100) / 10
    return done
  }
  let madeMs = 0
  const making = (ms: number): void => {
    madeMs += ms
  }
  const spool = await Spool.open(join(folder, 'spool'), 'bench', { resume: false })
  await timed('read', async () => {
    const metricOf = async (): Promise<never> => Promise.reject(new Error('no CSV'))
    for await (const seen of readLedger(exported(start, making), metricOf)) spool.add(seen)
  })
  seconds.read = Math.round(10 * (seconds.read! - madeMs / 1000)) / 10
  const states = spool.count
  const importing: Importing = {
    ...{ tracker: table, retentionDays, source: 'ledger', onFall: 'refuse', together: false, now: now + 1_000 },
  }
  const current = (await findPlayer(table, key))!
  const plan = await timed('seen', () => planImport(importing, current, spool))
  spool.remove()
  const told = unitsFor(plan.changes)
  await timed('written', () => carryOut(importing, current, plan, new Writer(table, Infinity, () => {})))
  const { reads, writes } = read()
  const dollars = (writes * prices.dynamodbWrites.dollars + reads * prices.dynamodbReads.dollars) / 1e6
  const all = Object.values(seconds).reduce((sum, each) => sum + each, 0)
  return {
    ...{ days, states, kept: plan.changes.outcome.kept, statesPerSecond: Math.round(states / all), seconds },
    ...{ heapMb: heap.end(), writeUnits: Math.round(writes), writeUnitsTold: told, readUnits: Math.round(reads) },
    dollars: Number(dollars.toPrecision(2)),
  }
}

const folder = mkdtempSync(join(tmpdir(), 'hiscore-ledger-import-'))
try {
  const results = []
  for (const days of [365, 3_652]) {
    const result = await run(days, folder)
    console.log(
      `${days} days: ${result.states} states, ${result.statesPerSecond} a second, ${result.heapMb} MB of heap`,
    )
    results.push(result)
  }
  console.log(JSON.stringify({ bench: 'import', results }))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
