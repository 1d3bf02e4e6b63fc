import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../../../../shared/dynamodb.ts'
import type { Rows } from '../../../../../shared/hiscores/answer.ts'
import { log } from '../../../../../shared/log.ts'
import { tellMilestones } from '../../../../../shared/milestones/tell.ts'
import { changePlayer, createPlayer, findPlayer, type Player } from '../../../../../shared/players/players.ts'
import { foldDue } from '../../../../../shared/records/fold.ts'
import { decodeRecords } from '../../../../../shared/records/items.ts'
import { ensureLayout } from '../../../../../shared/snapshots/catalogue.ts'
import { stateMoment } from '../../../../../shared/snapshots/items.ts'
import { layoutOf } from '../../../../../shared/snapshots/layout.ts'
import { newestStates } from '../../../../../shared/snapshots/snapshots.ts'
import { storeAnswer } from '../../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../../bench/memory-table.ts'
import { Character, type Event, type Happening, history } from '../../../../histories.ts'
import { importInto, seenOf, undoFrom } from '../../../../imports.ts'
import { dayMs } from '../../../../reference.ts'

beforeAll(() => log.setLogLevel('SILENT'))

interface Fetched {
  at: number
  rows: Rows
}

// Rows are imported in the order that this tracker knows. A skill that is gone from the ranking tells 0, which is a fall; and
// falls have tests of their own.
const isRise = ({ kind }: Happening): boolean => !['fall', 'unranked', 'move'].includes(kind)

/** What a tracker sees of a character; the first state behind the cut is on another day than the one before, and a change. */
const seen = (start: number, events: readonly Event[], cut: number): Fetched[] => {
  const character = new Character()
  // Nobody has skills and no experience.
  character.happen({ kind: 'gain', row: 0, amount: 1 })
  let at = stateMoment(start)
  const first = { at, rows: character.rows() }
  const others = events.map(({ wait, happenings }, index) => {
    const midnight = at - (at % dayMs) + dayMs
    at = stateMoment(wait === 'midnight' ? midnight : at + wait)
    if (index + 1 === cut) at = Math.max(at, midnight + 1)
    for (const what of happenings.filter(isRise)) character.happen(what)
    if (index + 1 === cut) character.happen({ kind: 'gain', row: 0, amount: 1 })
    return { at, rows: character.rows() }
  })
  return [first, ...others]
}

/** Fetches for a player as the tracker does, but without asking anybody. */
const fetchAll = async (
  table: Table,
  key: string,
  fetches: readonly Fetched[],
  retentionDays: number,
): Promise<void> => {
  const [first] = fetches
  const added: Player = {
    ...{ key, username: key, mode: 'leagues', active: true, failures: 0 },
    addedAt: first!.at,
  }
  await createPlayer(table, added)
  for (const { at, rows } of fetches) {
    const player = (await findPlayer(table, key))!
    const newest = await newestStates(table, key, at)
    const { latest } = await storeAnswer(table, player, { at, rows }, retentionDays, { newest })
    const next = latest.at === at ? { at, rows } : undefined
    const { steps: _, ...told } = await tellMilestones(table, player, { last: newest.last, next }, at)
    const folded = await foldDue({ tracker: table, retentionDays }, { ...player, latest }, at)
    await changePlayer(table, player, { latest, lastFetchedAt: at, ...told, ...folded })
  }
}

/** A table whose catalogue has all rows. */
const newTable = async (): Promise<{ memory: MemoryTable; table: Table }> => {
  const memory = new MemoryTable()
  const table = tableOf(memory)
  await ensureLayout(table, layoutOf(new Character().rows()), 0)
  return { memory, table }
}

/** What is stored of a player, but for what has expired, and with the records as they read. */
const stored = (memory: MemoryTable, key: string, now: number) =>
  memory
    .items(`PLAYER#${key}`)
    .filter(({ SK, expiresAt }) => !(String(SK).startsWith('IMPORT#') || Number(expiresAt ?? Infinity) * 1000 <= now))
    .filter(({ SK }) => SK !== 'PLAYER')
    .map(({ PK: _, source: __, ...item }) => {
      if (item.SK !== 'RECORDS') return item
      const { records } = decodeRecords(item)
      return { SK: item.SK, records: new Map([...records].toSorted(([a], [b]) => (a < b ? -1 : 1))) }
    })

type Past = { start: number; events: Event[] }

const pasts = history(40).filter(({ events }) => events.length > 0)

/** A player that is tracked from some state on, and what others have seen of it before. */
const trackedFrom = async ({ start, events }: Past, place: number, retentionDays: number) => {
  const cut = 1 + (place % events.length)
  const fetches = seen(start, events, cut).slice(0, cut + 1)
  const own = fetches[cut]!
  const { memory, table } = await newTable()
  await fetchAll(table, 'p', [own], retentionDays)
  const before = fetches.slice(0, cut).map(({ at, rows }) => seenOf(at, rows))
  return { fetches, own, before, memory, table, now: own.at + 1 }
}

/** Everything about a player, but how often its records were changed, and what tells it from others of its name. */
const unversioned = (memory: MemoryTable) =>
  memory.items('PLAYER#p').map(({ changes: _, generation: __, ...item }) => item)

/** The same without what records have been looked for, and what states stay for their sake, which nobody loses by. */
const withoutRecords = (memory: MemoryTable) =>
  unversioned(memory)
    .filter((item) => item.SK !== 'RECORDS' && !(item.SK === 'RESTS' && Object.keys(item).length === 2))
    .map(({ recordsTo: _, kept: __, expiresAt: ___, ...item }) => item)

const expectCut = (error: Error): void => expect(error.message).toBe('cut short')

const recordsOf = (memory: MemoryTable) => {
  const item = memory.peek('PLAYER#p', 'RECORDS')
  return item ? decodeRecords(item).records : new Map()
}

const retention = fc.constantFrom(1, 3, 20, 90)

describe('an imported history', () => {
  it('is stored as a tracker would have stored it that had been there', async () => {
    const check = async (past: Past, place: number, retentionDays: number) => {
      const { fetches, before, memory, table, now } = await trackedFrom(past, place, retentionDays)
      const there = await newTable()
      await fetchAll(there.table, 'p', fetches, retentionDays)
      const { changes } = await importInto(table, 'p', before, { now, retentionDays })
      expect(changes.outcome).toMatchObject({ duplicate: 0, refused: 0 })
      expect(stored(memory, 'p', now)).toEqual(stored(there.memory, 'p', now))
      const [was, is] = await Promise.all([findPlayer(there.table, 'p'), findPlayer(table, 'p')])
      const { generation, ...player } = is!
      expect(player).toEqual(was)
    }
    await fc.assert(fc.asyncProperty(pasts, fc.nat(), retention, check), { numRuns: 40 })
  })

  it('changes nothing when it is imported again, and goes on where it was cut short', async () => {
    const check = async (past: Past, place: number, retentionDays: number, cutShort: number) => {
      const { before, own, table, memory, now } = await trackedFrom(past, place, retentionDays)
      const options = { now, retentionDays }
      await importInto(table, 'p', before, options)
      const whole = memory.items('PLAYER#p')
      const again = await importInto(table, 'p', before, options)
      expect(again.isDone).toBe(true)
      expect(again.changes.outcome).toMatchObject({ kept: 0, duplicate: before.length })
      expect(memory.items('PLAYER#p')).toEqual(whole)

      const other = await newTable()
      await fetchAll(other.table, 'p', [own], retentionDays)
      for (const after of [cutShort, 3 * cutShort]) {
        await importInto(other.table, 'p', before, { ...options, cutShort: after }).catch(expectCut)
      }
      await importInto(other.table, 'p', before, options)
      expect(unversioned(other.memory)).toEqual(unversioned(memory))
    }
    await fc.assert(fc.asyncProperty(pasts, fc.nat(), retention, fc.integer({ min: 1, max: 15 }), check), {
      numRuns: 40,
    })
  })

  it('is gone without a trace when it is taken out again, whenever that was cut short', async () => {
    const check = async (past: Past, place: number, retentionDays: number, cutShort: number) => {
      const { before, table, memory, now } = await trackedFrom(past, place, retentionDays)
      const without = withoutRecords(memory)
      await importInto(table, 'p', before, { now, retentionDays })
      await undoFrom(table, 'p', { now, retentionDays, cutShort }).catch(expectCut)
      if (memory.items('PLAYER#p').some(({ SK }) => String(SK).startsWith('IMPORT#'))) {
        await undoFrom(table, 'p', { now, retentionDays })
      }
      expect(withoutRecords(memory)).toEqual(without)
      expect(recordsOf(memory)).toEqual(new Map())
    }
    await fc.assert(fc.asyncProperty(pasts, fc.nat(), retention, fc.integer({ min: 1, max: 15 }), check), {
      numRuns: 40,
    })
  })
})
