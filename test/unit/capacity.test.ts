import { beforeAll, describe, expect, it } from 'vitest'
import { itemSize } from '../../lib/memory-table/item-size.ts'
import { log } from '../../shared/log.ts'
import { storeAnswer } from '../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../bench/memory-table.ts'
import { operationsTable, performancePaper, sizesTable } from '../bench/performance-paper.ts'
import { bounds } from '../capacity/bounds.ts'
import { leaveHistory } from '../capacity/history.ts'
import { type Measured, measureAll } from '../capacity/measure.ts'
import { rowsAfter } from '../capacity/rows.ts'
import { sizes } from '../capacity/sizes.ts'

/*
 * What operations cost, counted by DynamoDB's rules. `npm run bench:capacity` has DynamoDB Local say the same, request by
 * request.
 */

let measured: Map<string, Measured>
beforeAll(async () => {
  log.setLogLevel('SILENT')
  const result = await measureAll({ tracker: tableOf(new MemoryTable()), auth: tableOf(new MemoryTable()) })
  measured = new Map(result.measured.map((each) => [each.operation, each]))
}, 60_000)

const readsOf = (operation: string): number => measured.get(operation)!.reads

describe('the cost of an operation', () => {
  it.each(Object.entries(bounds))('is what it was, or less: %s', (operation, { reads, writes }) => {
    const spent = measured.get(operation)!
    expect(spent.reads).toBeLessThanOrEqual(reads)
    expect(spent.writes).toBeLessThanOrEqual(writes)
  })

  it('is what docs/performance.md tells, which npm run performance writes', () => {
    expect(performancePaper()).toContain(operationsTable([...measured.values()]))
  })

  it('is bound for every operation that is measured', () => {
    expect([...measured.keys()].toSorted()).toEqual(Object.keys(bounds).toSorted())
  })

  it('is the same for a gain, however long the history', () => {
    for (const gain of ['of 7 days', 'over everything', 'between two dates', 'between two times']) {
      const [month, year, decade] = ['1 month', '1 year', '10 years'].map((span) => readsOf(`gain ${gain}, ${span}`))
      expect([year, decade], gain).toEqual([month, month])
    }
  })

  it('of a gain is no more for the programs of Wise Old Man', () => {
    for (const span of ['1 month', '1 year', '10 years']) {
      expect(readsOf(`Wise Old Man: gain of 7 days, ${span}`)).toBeLessThanOrEqual(readsOf(`gain of 7 days, ${span}`))
    }
  })

  it('does not grow with the years of a chart', () => {
    const year = readsOf('chart of 200 points, 1 year')
    for (const years of [2, 4, 7, 10]) {
      expect(readsOf(`chart of 200 points, ${years} years`), `${years} years`).toBeLessThanOrEqual(year)
    }
  })

  it('takes no request per player for leaderboards', () => {
    for (const board of ['value', 'gain of a week', 'gain of a week in New York', 'gain since ever']) {
      expect(measured.get(`leaderboard by ${board}, 100 players`)!.requests).toBeLessThanOrEqual(6)
    }
  })
})

describe('the size of an item', () => {
  it('is counted by names, texts in UTF-8, digits, bytes and entries', () => {
    expect(itemSize({ name: 'Zezima' })).toBe(4 + 6)
    expect(itemSize({ a: 'ä' })).toBe(1 + 2)
    expect(itemSize({ a: 1_787_229_296_789 })).toBe(1 + 8)
    expect(itemSize({ a: 1_200, b: 0, c: -12.5 })).toBe(1 + 2 + (1 + 1) + (1 + 4))
    // Digits are paired from the decimal point, as DynamoDB Local has shown for each of these.
    expect(itemSize({ a: 10, b: 120, c: 1_230, d: 12_300 })).toBe(1 + 2 + (1 + 3) + (1 + 3) + (1 + 3))
    expect(itemSize({ a: 1_787_250_600_000, b: 1.5, c: 10.25, d: -120 })).toBe(1 + 6 + (1 + 3) + (1 + 3) + (1 + 4))
    expect(itemSize({ a: new Uint8Array(540), b: true, c: undefined })).toBe(1 + 540 + 1 + 1)
    expect(itemSize({ a: { b: 'c', d: 'e' } })).toBe(1 + 3 + 2 * 3)
  })

  it('is what docs/performance.md tells of snapshots', () => {
    expect(performancePaper()).toContain(sizesTable(sizes()))
  })

  it('is one write unit for every snapshot, the last of a day that changed hourly as well, and for a player with the newest one', () => {
    for (const { snapshot, item, last, player } of sizes()) {
      expect(item, snapshot).toBeLessThanOrEqual(1_024)
      expect(last, snapshot).toBeLessThanOrEqual(1_024)
      expect(player, snapshot).toBeLessThanOrEqual(1_024)
    }
  })
})

describe('a history that is left behind for measuring', () => {
  it('is what tracking leaves, over the ends of a week and a month and after snapshots have expired', async () => {
    const everyMs = 3_600_000
    const start = Date.parse('2026-07-29T05:30:00Z')
    const end = start + 6 * 24 * everyMs
    const rowsAt = (at: number) => rowsAfter((at - start) / everyMs)
    const left = new MemoryTable()
    const { latest } = await leaveHistory(tableOf(left), { key: 'a', start, end, everyMs, retentionDays: 2, rowsAt })
    const tracked = new MemoryTable()
    const table = tableOf(tracked)
    let newest: unknown
    for (let at = start; at <= end; at += everyMs) {
      newest = (await storeAnswer(table, { key: 'a', addedAt: at }, { at, rows: rowsAt(at) }, 2)).latest
    }
    const items = (memory: MemoryTable) =>
      memory
        .items('PLAYER#a')
        .filter(({ SK, expiresAt }) => SK !== 'PLAYER' && ((expiresAt as number | undefined) ?? end) * 1000 > end)
    expect(items(left)).toEqual(items(tracked))
    expect(items(left).map(({ SK }) => SK)).toEqual(expect.arrayContaining(['MONTH#2026-07', 'WEEK#2026-07-27']))
    expect(latest).toEqual(newest)
  })
})
