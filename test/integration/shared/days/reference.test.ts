import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { calendar } from '../../../../shared/days/calendar.ts'
import { overviewOf } from '../../../../shared/days/overview.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import { history as historyOf } from '../../../../shared/progress/history.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { startDynamoDB, type TestDynamoDB } from '../../../dynamodb.ts'
import { type History, history, sweepSome, track } from '../../../histories.ts'
import { dateStart, dayMs, type Kept, kindOf, type Ledger, metrics, periodStart } from '../../../reference.ts'

let dynamodb: TestDynamoDB
beforeAll(async () => {
  dynamodb = await startDynamoDB()
})
afterAll(() => dynamodb.close())

let cases = 0

const tables = {
  'in memory': { open: (): Table => tableOf(new MemoryTable()), runs: 100, mostEvents: 30 },
  'on the emulator': { open: (): Table => dynamodb.tracker, runs: 5, mostEvents: 12 },
}

const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland')
const pause = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3 * dayMs }), fc.integer({ min: 1, max: 60 * dayMs }))

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
const iso = (at: number): string => new Date(at).toISOString()

// Found by going from quarter to quarter of an hour, so once for all cases.
const starts = new Map<string, number>()
const localStart = (date: string, tz: string): number => {
  const name = `${tz} ${date}`
  const start = starts.get(name) ?? dateStart(date, tz)
  starts.set(name, start)
  return start
}

const valueIn = (kept: Kept | undefined, metric: string): number | null => kept?.known.get(metric)?.value ?? null

/** The gain between two moments; from the first state in between where none is older. */
const gainIn = (ledger: Ledger, metric: string, [start, end]: [number, number], now: number): number | null => {
  const to = ledger.at(end, now)
  const from = ledger.at(start, now) ?? ledger.left(now).find(({ at }) => at >= start && at <= end)
  const [before, after] = [valueIn(from, metric), valueIn(to, metric)]
  return kindOf(metric).rating || before === null || after === null ? null : after - before
}

interface When {
  days: number
  pauseMs: number
}

const when = fc.record({ days: fc.constantFrom(1, 3, 20, 90), pauseMs: pause })

const tracked = async (open: () => Table, past: History, { days, pauseMs }: When) => {
  const table = open()
  const key = `case_${cases++}`
  const found = await track(table, key, past, days)
  const now = found.fetches.at(-1)! + pauseMs
  await sweepSome(table, key, now)
  return { table, present: { now, retentionDays: days }, ...found }
}

describe.each(Object.entries(tables))('what days have brought %s', (_, { open, runs, mostEvents }) => {
  it('is in a calendar what the reference says, and adds up to what was gained', async () => {
    const check = async (past: History, then: When, metric: string, tz: string) => {
      const { table, present, player, ledger } = await tracked(open, past, then)
      const { now } = present
      const { year, utcBefore, days } = await calendar(table, player, { metric, tz }, present)
      const today = dateOf(now + dayMs)
      expect(days[0]!.date).toBe(`${year}-01-01`)
      const last = days.at(-1)!.date
      expect(localStart(last, tz)).toBeLessThanOrEqual(now)
      expect(localStart(dateOf(Date.parse(last) + dayMs), tz)).toBeGreaterThan(now)

      // The local midnights around which single snapshots are gone.
      const lost = (date: string): boolean => {
        const start = localStart(date, tz)
        const expires = Math.ceil((Date.parse(dateOf(start)) + then.days * dayMs) / 1000) * 1000
        return start !== Date.parse(date) && expires <= now
      }
      const dates = [...days.map(({ date }) => date), today].filter(
        (date) => Date.parse(date) + 2 * dayMs > player.addedAt,
      )
      const lastLost = dates.findLast((date) => date <= last && lost(date))
      expect(utcBefore).toBe(lastLost ? dateOf(Date.parse(lastLost) + dayMs) : null)
      const start = (date: string): number =>
        lastLost && date <= lastLost ? Date.parse(date) : Math.min(localStart(date, tz), now)

      for (const { date, gained } of days) {
        const window: [number, number] = [start(date), start(dateOf(Date.parse(date) + dayMs))]
        expect({ date, gained }).toEqual({ date, gained: gainIn(ledger, metric, window, now) })
      }
      // Where a value was unknown for a while, what was gained meanwhile is in no day.
      const known = days.slice(days.findIndex(({ gained }) => gained !== null))
      if (known.some(({ gained }) => gained === null)) return
      const sum = known.reduce((all, { gained }) => all + gained!, 0)
      const whole = await historyOf(table, player, { start: start(known[0]!.date), end: now }, new Set([metric]), now)
      const gain = { overall: whole.overall, ...whole.skills, ...whole.bosses, ...whole.activities }[metric]
      expect(sum).toBe(gain?.gained ?? null)
    }
    const name = fc.constantFrom(...metrics)
    await fc.assert(fc.asyncProperty(history(mostEvents), when, name, zone, check), { numRuns: runs })
  })

  it('is in an overview what the reference says', async () => {
    const check = async (past: History, then: When, tz: string) => {
      const { table, present, player, ledger } = await tracked(open, past, then)
      const { now } = present
      const { players } = await overviewOf(table, [player], tz, present)
      const [shown] = players
      const newest = ledger.newest(now)
      for (const [name, period] of [['today', 'day'] as const, ['week', 'week'] as const]) {
        const start = periodStart(period, tz, now)!
        const { from } = ledger.ends({ start, end: now }, now)!
        expect(shown![name]).toMatchObject({ start: iso(start), from: { fetchedAt: iso(from.at) } })
        expect(shown![name].gained).toBe(gainIn(ledger, 'overall', [from.at, now], now))
        const gains = metrics.flatMap((metric) => {
          const gained = gainIn(ledger, metric, [from.at, now], now) ?? 0
          return gained > 0 ? [{ metric, gained, group: kindOf(metric).group }] : []
        })
        const of = (wanted: string) =>
          gains.filter(({ group }) => group === wanted).toSorted((a, b) => b.gained - a.gained)
        const top = [...of('skills'), ...of('bosses')].slice(0, 3)
        expect(shown![name].top).toEqual(top.map(({ metric, gained }) => ({ metric, gained })))
      }
      const midnight = now - (now % dayMs)
      expect(shown!.days).toEqual(
        Array.from({ length: 30 }, (_, index) => {
          const date = midnight - (29 - index) * dayMs
          const end = index === 29 ? newest : ledger.at(date + dayMs, now)
          return { date: dateOf(date), experience: valueIn(end, 'overall') }
        }),
      )
    }
    await fc.assert(fc.asyncProperty(history(mostEvents), when, zone, check), { numRuns: runs })
  })
})
