import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Best, type Bests, bestOf, type Span, spans, timelineOf } from '../../../../shared/records/best.ts'
import {
  dropRecordsAcross,
  dropRecordsAt,
  mergeRecords,
  type Records,
  renameRecords,
} from '../../../../shared/records/kept.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.parse('2026-01-01T10:00:00Z')

const bests = (times: readonly number[], values: readonly (number | null)[], barriers: readonly number[] = []): Bests =>
  bestOf(timelineOf(times, { barriers, addedAt: times[0]! }, 0), values)

const gainsOf = (all: Bests) => Object.fromEntries(Object.entries(all).map(([span, each]) => [span, each?.gained]))

describe('bestOf', () => {
  it.each([
    ['an hour', hour, 10_000 / 24],
    ['a day and five minutes, as daily fetches come', day + 5 * minute, 10_000],
  ])('finds days and weeks of a steady gain at intervals of %s', (_, everyMs, gained) => {
    const times = Array.from({ length: 800 }, (__, index) => start + index * everyMs)
    const values = times.map((___, index) => 1_000_000 + Math.round(index * gained))
    expect(gainsOf(bests(times, values))).toMatchObject({ day: 10_000, week: 70_000, month: 300_000 })
  })

  it('takes what weekly fetches show of a day for the best day, with its real length', () => {
    const times = [0, 1, 2].map((week) => start + week * 7 * day)
    expect(bests(times, [0, 5_000, 6_000])).toMatchObject({
      day: { gained: 5_000, start: times[0], end: times[1] },
      week: { gained: 5_000 },
      month: { gained: 6_000, start: times[0], end: times[2] },
    })
  })

  it('counts from the low where a value fell, and over a time in which it was unknown', () => {
    const times = [0, 1, 2, 3].map((index) => start + index * hour)
    expect(bests(times, [100, 40, null, 90]).day).toEqual({ gained: 50, start: times[1], end: times[3] })
  })

  it('gains nothing from an unknown value, nor across a barrier', () => {
    const times = [0, 1, 2].map((index) => start + index * hour)
    expect(gainsOf(bests(times, [null, 500, 500]))).toEqual({ day: undefined, week: undefined, month: undefined })
    expect(bests(times, [0, 500, 510], [times[1]!]).day).toEqual({ gained: 10, start: times[1], end: times[2] })
    expect(bests(times, [0, 500, 510], [times[1]!, times[2]!]).year).toBeNull()
  })

  it('finds what trying all pairs finds', () => {
    const step = fc.record({
      waitMs: fc.oneof(fc.integer({ min: minute, max: 2 * hour }), fc.integer({ min: hour, max: 40 * day })),
      value: fc.option(fc.integer({ min: 0, max: 30 }), { freq: 8 }),
      barrier: fc.constantFrom(...Array<boolean>(9).fill(false), true),
    })
    const check = (steps: { waitMs: number; value: number | null; barrier: boolean }[], from: number): void => {
      let at = start
      const states = steps.map(({ waitMs, ...rest }) => {
        at += waitMs
        return { at, ...rest }
      })
      const barriers = states.flatMap((state) => (state.barrier ? [state.at] : []))
      const moment = states[from % states.length]!.at - 1
      const life = { barriers, addedAt: states[0]!.at }
      const found = bestOf(
        timelineOf(
          states.map((state) => state.at),
          life,
          moment,
        ),
        states.map(({ value }) => value),
      )
      for (const [span, days] of Object.entries(spans)) {
        expect(found[span as Span], span).toEqual(bestByPairs(states, barriers, moment, days))
      }
    }
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), fc.nat(), check), { numRuns: 500 })
  })
})

interface Seen {
  at: number
  value: number | null
}

/** The same, slow and obvious. */
const bestByPairs = (states: Seen[], barriers: number[], moment: number, days: number): Best | null => {
  const date = (at: number): string => new Date(at).toISOString().slice(0, 10)
  const begins = [states[0]!.at, ...barriers]
  const atDaysEnd = states.filter(
    ({ at }, index) => date(states[index + 1]?.at ?? 0) !== date(at) || begins.includes(at),
  )
  let best: Best | null = null
  for (const to of states) {
    if (to.at <= moment || to.value === null) continue
    const parted = (at: number): boolean => barriers.some((barrier) => at < barrier && barrier <= to.at)
    const within = (some: Seen[], length: number): Seen[] => {
      const life = some.filter(({ at }) => at <= to.at && !parted(at))
      const edge = life.findLast(({ at }) => at <= to.at - length * day)
      return life.filter(({ at }) => at >= (edge?.at ?? 0))
    }
    const starts = days > 30 ? [...within(atDaysEnd, days), ...within(states, 30)] : within(states, days)
    for (const from of starts) {
      const gained = from.value === null ? 0 : to.value - from.value
      if (gained <= 0 || gained < (best?.gained ?? 0)) continue
      const shorter = best?.end === to.at && from.at > best.start
      if (gained > (best?.gained ?? 0) || shorter) best = { gained, start: from.at, end: to.at }
    }
  }
  return best
}

describe('kept records', () => {
  const best: fc.Arbitrary<Best | null> = fc.option(
    fc.record({ gained: fc.integer({ min: 1, max: 3 }), start: fc.nat(3), end: fc.integer({ min: 4, max: 6 }) }),
  )
  const some: fc.Arbitrary<Records> = fc
    .array(
      fc.tuple(
        fc.constantFrom('attack', 'constructor', '__proto__'),
        fc.record({
          group: fc.constant('skills' as const),
          best: fc.record({ day: best, week: best, month: best, year: best }),
        }),
      ),
    )
    .map((entries) => new Map(entries))
  const plain = (records: Records) => [...records].toSorted(([a], [b]) => (a < b ? -1 : 1))

  it('are merged alike, in whichever order and however often', () => {
    const check = (a: Records, b: Records, c: Records): void => {
      expect(plain(mergeRecords(a, b))).toEqual(plain(mergeRecords(b, a)))
      expect(plain(mergeRecords(mergeRecords(a, b), c))).toEqual(plain(mergeRecords(a, mergeRecords(b, c))))
      expect(plain(mergeRecords(a, a))).toEqual(plain(a))
    }
    fc.assert(fc.property(some, some, some, check))
  })

  const bestBetween = (start: number, end: number): Bests => {
    const each = { gained: 5, start, end }
    return { day: null, week: null, month: each, year: { ...each, start: start - 10 } }
  }
  const records: Records = new Map([['attack', { group: 'skills', best: bestBetween(20, 30) }]])

  it('are dropped where they span a moment behind which a life begins', () => {
    expect(dropRecordsAcross(records, 15).get('attack')!.best).toMatchObject({ month: { start: 20 }, year: null })
    expect(dropRecordsAcross(records, 20).get('attack')!.best).toMatchObject({ month: { start: 20 }, year: null })
    expect([...dropRecordsAcross(records, 30)]).toEqual([])
    expect(dropRecordsAcross(records, 31)).toEqual(records)
    expect(dropRecordsAcross(records, 10)).toEqual(records)
  })

  it('are dropped where they start or end with a state', () => {
    expect(dropRecordsAt(records, 20).get('attack')!.best).toMatchObject({ month: null, year: { start: 10 } })
    expect([...dropRecordsAt(records, 30)]).toEqual([])
    expect(dropRecordsAt(records, 25)).toEqual(records)
  })

  it('go on under another name, with those that it had already', () => {
    const both: Records = new Map([...records, ['new', { group: 'skills', best: bestBetween(40, 50) }]])
    const renamed = renameRecords(both, (metric) => (metric === 'attack' ? 'new' : metric))
    expect([...renamed.keys()]).toEqual(['new'])
    expect(renamed.get('new')!.best).toEqual(bestBetween(20, 30))
    const parted = new Map([
      ['row', { group: 'bosses' as const, best: { ...bestBetween(20, 30), day: bestBetween(40, 50).month } }],
    ])
    const restarted = renameRecords(parted, (metric, end) => (end < 45 ? `${metric}_legacy` : metric))
    expect(restarted.get('row')!.best).toEqual({ day: bestBetween(40, 50).month, week: null, month: null, year: null })
    expect(restarted.get('row_legacy')!.best).toEqual(bestBetween(20, 30))
  })
})
