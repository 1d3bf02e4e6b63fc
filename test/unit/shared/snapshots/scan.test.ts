import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { dayMs, type State, tiers } from '../../../../shared/snapshots/items.ts'
import { dayStates, states, statesDown, tierStates } from '../../../../shared/snapshots/scan.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { leaveHistory } from '../../../capacity/history.ts'
import { type Meter, meter } from '../../../capacity/meter.ts'
import { rowsAfter } from '../../../capacity/rows.ts'
import { forgetTiers } from '../../../histories.ts'
import { rowsOf } from '../../../rows.ts'

const [weeks, months] = tiers as [(typeof tiers)[number], (typeof tiers)[number]]
const time = (text: string): number => Date.parse(`${text}Z`)

let table: Table
let metered: Meter
beforeEach(() => {
  table = tableOf(new MemoryTable())
  metered = meter(table)
})

const all = async (states: AsyncIterable<State>): Promise<number[]> => {
  const found: number[] = []
  for await (const { at } of states) found.push(at)
  return found
}

interface Asked {
  tier?: typeof weeks
  start: number
  end: number
}

const tierOf = ({ tier = weeks, start, end }: Asked, from = table) =>
  all(tierStates(from, 'a', tier, { start, end }, end))

/** The same, slowly: of all days the last one in each period, but for the period that the end is in. */
const lastDays = async ({ tier = weeks, start, end }: Asked): Promise<number[]> => {
  const days = await all(dayStates(table, 'a', { start: tier.startOf(start), end }, end))
  const periods = Map.groupBy(days, tier.key)
  periods.delete(tier.key(end))
  return [...periods.values()].map((each) => each.at(-1)!).filter((at) => at >= start)
}

describe('periods', () => {
  it('begin at midnight (UTC), weeks on Mondays and months on the first', () => {
    const moments = fc.integer({ min: Date.parse('2000-01-01'), max: Date.parse('2200-01-01') })
    fc.assert(
      fc.property(moments, (at) => {
        for (const { days, startOf, key } of tiers) {
          const start = startOf(at)
          expect(start % dayMs).toBe(0)
          expect(at - start).toBeGreaterThanOrEqual(0)
          expect(at - start).toBeLessThan(days * dayMs)
          expect(key(start)).toBe(key(at))
          const before = key(start - 1)
          expect(before < key(at)).toBe(true)
          const next = startOf(start + days * dayMs)
          expect(key(next - 1)).toBe(key(at))
          expect(next).toBe(startOf(next))
        }
        expect(new Date(weeks.startOf(at)).getUTCDay()).toBe(1)
        expect(new Date(months.startOf(at)).getUTCDate()).toBe(1)
      }),
    )
  })
})

describe('one state a week or month', () => {
  it('is the last day of each, whichever items are missing', async () => {
    const wait = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 60_000, max: 2 * dayMs }) },
      { weight: 2, arbitrary: fc.integer({ min: dayMs, max: 20 * dayMs }) },
      { weight: 1, arbitrary: fc.integer({ min: dayMs, max: 400 * dayMs }) },
    )
    const asked = fc.record({
      waits: fc.array(wait, { minLength: 1, maxLength: 60 }),
      missing: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
      tier: fc.constantFrom(...tiers),
      from: fc.nat(),
      to: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(asked, async ({ waits, missing, tier, from, to }) => {
        table = tableOf(new MemoryTable())
        const moments = [time('2026-06-28T23:00')]
        for (const each of waits) moments.push(moments.at(-1)! + each)
        for (const [index, at] of moments.entries()) {
          await storeAnswer(table, { key: 'a', addedAt: at }, { at, rows: rowsOf({ Mining: index }) }, 90)
        }
        const [first, last] = [from, to].map((each) => moments[each % moments.length]!).toSorted((a, b) => a - b)
        const span = { tier, start: first!, end: last! - 1 }
        if (span.end < span.start) return
        const expected = await lastDays(span)
        expect(await tierOf(span)).toEqual(expected)
        await forgetTiers(table, 'a', (index) => missing[index % missing.length]!)
        expect(await tierOf(span)).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })
})

describe('what is read of weeks', () => {
  const end = time('2036-08-20T18:00')
  const yearsAgo = (years: number) => ({ start: end - years * 365 * dayMs, end })

  /** Four years, of which some time may be left out. */
  const leave = async (rest?: { from: string; to: string }): Promise<void> => {
    const leavePart = (start: number, until: number) =>
      leaveHistory(table, {
        key: 'a',
        ...{ start, end: until, everyMs: dayMs / 2, retentionDays: 1 },
        rowsAt: (at) => rowsAfter(Math.round((at - start) / dayMs)),
      })
    const { start } = yearsAgo(4)
    if (rest) await leavePart(start, time(rest.from))
    await leavePart(rest ? time(rest.to) : start, end)
    // The names of the rows are read once in a process's life.
    await all(dayStates(metered.table, 'a', { start: end - dayMs, end }, end))
    metered.read()
  }

  const read = async () => {
    const states = await tierOf(yearsAgo(4), metered.table)
    expect(states).toEqual(await lastDays(yearsAgo(4)))
    return metered.read()
  }

  it('is one page of them', async () => {
    await leave()
    expect(await read()).toMatchObject({ requests: 1, items: 209 })
  })

  it('is half a unit more for a rest of a year, of which there is nothing', async () => {
    await leave({ from: '2033-08-20T18:00', to: '2034-08-20T18:00' })
    // The week in which it began gets its item from the first write after it, which is not left behind here.
    const { requests, items } = await read()
    expect(requests).toBe(2)
    expect(items).toBeLessThan(165)
  })

  it.each([
    ['a few are', (index: number) => index % 50 === 7, 1 + 5],
    ['every second one is', (index: number) => index % 2 === 0, 2],
    ['all are', () => true, 2],
  ])('is never a query each when %s missing', async (_, chosen, requests) => {
    await leave()
    await forgetTiers(table, 'a', chosen)
    expect((await read()).requests).toBeLessThanOrEqual(requests)
  })
})

describe('states from the newest on', () => {
  it('are all of them the other way round, whatever has expired and however they are read', async () => {
    const waits = fc.array(fc.integer({ min: 60_000, max: 2 * dayMs }), { minLength: 1, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(waits, fc.integer({ min: 1, max: 20 }), fc.nat(100), async (each, pageSize, later) => {
        const own = tableOf(new MemoryTable())
        let at = time('2026-08-20T12:00:00')
        const first = at
        for (const [index, wait] of each.entries()) {
          at += wait
          await storeAnswer(own, { key: 'a', addedAt: first }, { at, rows: rowsOf({ Mining: 100 + index }) }, 10)
        }
        const now = at + later * dayMs
        const range = { start: first, end: at - 1 }
        const upwards = await all(states(own, 'a', range, now))
        expect(await all(statesDown(own, 'a', { ...range, pageSize }, now))).toEqual(upwards.toReversed())
      }),
      { numRuns: 50 },
    )
  })
})
