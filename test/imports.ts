import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { carryOut, type Importing, type Plan, planImport } from '../lib/operator/imports/import.ts'
import type { Seen } from '../lib/operator/imports/seen.ts'
import { Spool } from '../lib/operator/imports/spool.ts'
import { imported, undoImport } from '../lib/operator/imports/undo.ts'
import { Writer } from '../lib/operator/imports/writer.ts'
import type { Table } from '../shared/dynamodb.ts'
import type { Rows } from '../shared/hiscores/answer.ts'
import { slugOf } from '../shared/hiscores/metrics.ts'
import { findPlayer } from '../shared/players/players.ts'

/** What another record would say of a state that the hiscores have shown. */
export const seenOf = (at: number, { skills, activities }: Rows): Seen => ({
  at,
  rows: Object.fromEntries([
    ...skills.map(({ name, rank, level, xp }) => [slugOf(name), { value: xp, rank, level, group: 'skills' as const }]),
    ...activities.map(({ name, rank, score }) => [slugOf(name), { value: score, rank }]),
  ]),
})

interface Import extends Partial<Omit<Importing, 'tracker'>> {
  now: number
  retentionDays: number
  /** Ends it after so many writes. */
  cutShort?: number
  /** Happens before some write of it. */
  meanwhile?: { write: number; happen: () => Promise<void> }
}

/** A table before each of whose writes something may happen, by its number. */
const watched = (table: Table, before: (write: number) => Promise<void> | void): Table => {
  let writes = 0
  const send = async (command: { constructor: { name: string } }) => {
    if (/Put|Write|Update|Delete/.test(command.constructor.name)) await before(++writes)
    return table.client.send(command as never)
  }
  return { name: table.name, client: { send } as unknown as Table['client'] }
}

/** A table that fails from some write on. */
const failing = (table: Table, after: number): Table =>
  watched(table, (write) => {
    if (write > after) throw new Error('cut short')
  })

const writerTo = (table: Table): Writer => new Writer(table, Infinity, () => {})

/** Imports a history into a player, as the command does. */
export const importInto = async (
  tracker: Table,
  key: string,
  seen: readonly Seen[],
  { cutShort, meanwhile, ...options }: Import,
): Promise<Plan> => {
  const folder = mkdtempSync(join(tmpdir(), 'hiscore-ledger-spool-'))
  try {
    const spool = await Spool.open(join(folder, 'spool'), 'test', { resume: false })
    for (const each of seen) spool.add(each)
    const importing: Importing = { tracker, source: 'csv', onFall: 'refuse', together: false, ...options }
    const player = (await findPlayer(tracker, key))!
    const plan = await planImport(importing, player, spool)
    spool.close()
    const cut = cutShort === undefined ? tracker : failing(tracker, cutShort)
    const table = meanwhile
      ? watched(cut, (write) => (write === meanwhile.write ? meanwhile.happen() : undefined))
      : cut
    if (!plan.isDone) await carryOut({ ...importing, tracker: table }, player, plan, writerTo(table))
    return plan
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Takes out again what was imported from a source. */
export const undoFrom = async (
  tracker: Table,
  key: string,
  { source = 'csv', now, retentionDays, cutShort }: Import,
): Promise<void> => {
  const table = cutShort === undefined ? tracker : failing(tracker, cutShort)
  const undoing = { tracker: table, source, now, retentionDays }
  const player = (await findPlayer(tracker, key))!
  await undoImport(undoing, player, await imported(undoing, player), writerTo(table))
}
