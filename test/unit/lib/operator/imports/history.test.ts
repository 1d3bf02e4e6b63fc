import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../../../../shared/dynamodb.ts'
import { log } from '../../../../../shared/log.ts'
import { findPlayer } from '../../../../../shared/players/players.ts'
import { decodeRecords } from '../../../../../shared/records/items.ts'
import { trailSK } from '../../../../../shared/records/trail.ts'
import { withoutQuarters } from '../../../../../shared/snapshots/quarters.ts'
import type { MemoryTable } from '../../../../bench/memory-table.ts'
import { fetchAll, newTable, type Past, pasts, trackedFrom } from '../../../../imported-pasts.ts'
import { importInto, undoFrom } from '../../../../imports.ts'
import { expectQuarters, isNoQuarter } from '../../../../quarters.ts'
import { dayMs } from '../../../../reference.ts'
import { recordsAnyway } from '../../../../trails.ts'

beforeAll(() => log.setLogLevel('SILENT'))

/** What is stored of a player, but for what has expired and the quarters of days, and with the records as they read and no trail of them. */
const stored = (memory: MemoryTable, key: string, now: number) =>
  memory
    .items(`PLAYER#${key}`)
    .filter(({ SK, expiresAt }) => !(String(SK).startsWith('IMPORT#') || Number(expiresAt ?? Infinity) * 1000 <= now))
    .filter((item) => !['PLAYER', trailSK].includes(String(item.SK)) && isNoQuarter(item))
    .map(({ PK: _, source: __, ...item }) => {
      if (item.SK !== 'RECORDS') return withoutQuarters(item)
      const { records } = decodeRecords(item)
      return { SK: item.SK, records: new Map([...records].toSorted(([a], [b]) => (a < b ? -1 : 1))) }
    })

/**
 * Everything about a player, but how often its records were changed and which time their trail was lost last, and what tells it
 * from others of its name.
 */
const unversioned = (memory: MemoryTable) =>
  memory.items('PLAYER#p').map(({ changes: _, generation: __, lost: ___, ...item }) => item)

/** The same without what records have been looked for, and what states stay for their sake, which nobody loses by. */
const withoutRecords = (memory: MemoryTable) =>
  unversioned(memory)
    .filter(
      (item) => !String(item.SK).startsWith('RECORDS') && !(item.SK === 'RESTS' && Object.keys(item).length === 2),
    )
    .map(({ recordsTo: _, kept: __, expiresAt: ___, ...item }) => item)

/** The states and milestones, however long single ones are kept, and whichever of those of one state was told first. */
const statesOf = (memory: MemoryTable) =>
  withoutRecords(memory)
    .filter(({ SK }) => /^(SNAP|DAY|WEEK|MONTH|MILESTONE|RESTS)/.test(String(SK)))
    .map(({ milestones, ...item }) => ({ ...item, milestones: new Set(milestones as unknown[] | undefined) }))

const expectCut = (error: Error): void => expect(error.message).toBe('cut short')

const recordsOf = (memory: MemoryTable) => {
  const item = memory.peek('PLAYER#p', 'RECORDS')
  return item ? decodeRecords(item).records : new Map()
}

const retention = fc.constantFrom(1, 3, 20, 90)

/** Fails where an answer would be another one without a copy of what is stored. */
const expectCopies = async (table: Table, now: number): Promise<void> => {
  await expectQuarters(table, 'p', now)
  await recordsAnyway(table, (await findPlayer(table, 'p'))!, now)
}

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
      await expectCopies(table, now)
    }
    // A row is unknown for longer than the single state that knew its value is kept.
    const hidden: Past = {
      start: 1768435200000,
      events: [
        { wait: 86_339_999, happenings: [{ kind: 'gain', row: 0, amount: 2 ** 32 }] },
        { wait: 60_000, happenings: [{ kind: 'gain', row: 0, amount: 2 ** 32 }] },
        {
          wait: 3_600_000,
          happenings: [
            { kind: 'unknown', row: 0 },
            { kind: 'gain', row: 1, amount: 2 ** 32 },
          ],
        },
        { wait: 86_400_000, happenings: [] },
      ],
    }
    await fc.assert(fc.asyncProperty(pasts(40), fc.nat(), retention, check), {
      numRuns: 40,
      examples: [[hidden, 3, 1]],
    })
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
    await fc.assert(fc.asyncProperty(pasts(40), fc.nat(), retention, fc.integer({ min: 1, max: 15 }), check), {
      numRuns: 40,
    })
  })

  it('is the same when the player is fetched in the middle of it', async () => {
    const check = async (past: Past, place: number, retentionDays: number, write: number) => {
      const { before, later, table, memory, now, own } = await trackedFrom(past, place, retentionDays)
      const [next] = later
      if (!next) return
      // What a single state knows that expires before the fetch is not known to an import that ends after it.
      const expires = (at: number): number => Math.ceil((at + retentionDays * dayMs) / 1000) * 1000
      if (before.some(({ at }) => expires(at) > now && expires(at) <= next.at)) return
      const other = await newTable()
      await fetchAll(other.table, 'p', [own], retentionDays)
      await importInto(other.table, 'p', before, { now, retentionDays })
      await fetchAll(other.table, 'p', [next], retentionDays)

      let fetched = false
      const happen = async (): Promise<void> => {
        fetched = true
        await fetchAll(table, 'p', [next], retentionDays)
      }
      await importInto(table, 'p', before, { now, retentionDays, meanwhile: { write, happen } })
      if (!fetched) await happen()
      expect(statesOf(memory)).toEqual(statesOf(other.memory))
      await expectCopies(table, next.at)
      const [one, two] = await Promise.all([findPlayer(table, 'p'), findPlayer(other.table, 'p')])
      expect(one).toMatchObject({ addedAt: two!.addedAt, latest: two!.latest, generation: own.at })
    }
    const write = fc.integer({ min: 1, max: 20 })
    // A row that nobody knew when the player was added is known again by the fetch.
    const known: Past = {
      start: 1768435200000,
      events: [
        { wait: 3_600_000, happenings: [4, 0].map((row) => ({ kind: 'unknown', row })) },
        { wait: 86_400_000, happenings: [4, 0].map((row) => ({ kind: 'gain', row, amount: 2 ** 32 })) },
      ],
    }
    // Something is reached by a row that was unknown before, and its single states have expired when the fetch comes.
    const coarse: Past = {
      start: 1768435200000,
      events: [
        { wait: 86_399_999, happenings: [{ kind: 'unknown', row: 0 }] },
        { wait: 60_000, happenings: [{ kind: 'gain', row: 0, amount: 2 ** 32 }] },
        { wait: 90_000_000, happenings: [] },
        { wait: 3_600_000, happenings: [] },
      ],
    }
    await fc.assert(fc.asyncProperty(pasts(30), fc.nat(), retention, write, check), {
      numRuns: 40,
      examples: [
        [known, 0, 1, 1],
        [coarse, 2, 1, 5],
      ],
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
      await expectCopies(table, now)
    }
    await fc.assert(fc.asyncProperty(pasts(40), fc.nat(), retention, fc.integer({ min: 1, max: 15 }), check), {
      numRuns: 40,
    })
  })
})
