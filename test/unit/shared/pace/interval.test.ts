import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { affordableMs, backoffMs, intervalMs } from '../../../../shared/pace/interval.ts'
import { withStart } from '../../../../shared/pace/starts.ts'

const minute = 60_000
const hour = 60 * minute
const rules = { baseMinutes: 60, maxMinutes: 1_440 }

describe('interval', () => {
  it('is the base right after a change', () => {
    expect(intervalMs({ lastChangedAt: 0 }, 0, rules)).toBe(hour)
  })

  it('stretches while nothing changes, to the maximum', () => {
    expect(intervalMs({ lastChangedAt: 0 }, 6 * hour, rules)).toBe(hour)
    expect(intervalMs({ lastChangedAt: 0 }, 18 * hour, rules)).toBe(3 * hour)
    expect(intervalMs({ lastChangedAt: 0 }, 1_000 * hour, rules)).toBe(24 * hour)
  })

  it('stretches no further than there is room for', () => {
    const slot = 2_000
    const wait = (players: number | undefined, paceShare: number, restMs: number): number =>
      intervalMs({ lastChangedAt: 0 }, restMs, rules, affordableMs(players, slot, { paceShare }))
    // As many as half of the pace can fetch every two hours.
    const some = 1_800
    expect(wait(some, 0.5, 1_000 * hour)).toBe(0.99 * 2 * hour)
    expect(wait(some, 0.5, 9 * hour)).toBe(1.5 * hour)
    expect(wait(100, 0.5, 1_000 * hour)).toBe(hour)
    expect(wait(40_000, 0.5, 1_000 * hour)).toBe(24 * hour)
    expect(wait(some, 0, 1_000 * hour)).toBe(24 * hour)
    // The last count was of nobody.
    expect(wait(0, 0, 1_000 * hour)).toBe(24 * hour)
    expect(wait(0, 0.5, 1_000 * hour)).toBe(hour)
    expect(wait(undefined, 0.5, 1_000 * hour)).toBe(24 * hour)
  })

  it('leaves the room to others until most of the last rest is over, where there is not enough for all', () => {
    const week = 168 * hour
    const wait = (restMs: number, affordable: number): number =>
      intervalMs({ lastChangedAt: 0, restedMs: week }, restMs, rules, affordable)
    expect(wait(0.68 * week, 2 * hour)).toBeGreaterThan(16 * hour)
    expect(wait(0.69 * week, 2 * hour)).toBe(0.99 * 2 * hour)
    expect(wait(0.68 * week, hour)).toBe(hour)
  })

  it('is the base, or ends, when somebody is likely to begin to play, where there is not enough for all but something', () => {
    const starts = withStart(withStart(undefined, 0), 24 * hour)
    // Since its session of the second day ended, until one or another time before that of the third day.
    const wait = (now: number, affordable: number): number =>
      intervalMs({ lastChangedAt: 27 * hour, restedMs: 20 * hour, starts }, now, rules, affordable)
    const scarce = 4 * hour
    expect(wait(45 * hour, scarce)).toBe(2.75 * hour)
    expect(wait(46 * hour, scarce)).toBe(1.75 * hour)
    expect(wait(47 * hour, scarce)).toBe(hour)
    expect(wait(48.5 * hour, scarce)).toBe(hour)
    expect(wait(49 * hour, scarce)).toBeCloseTo((22 * hour) / 6)
    expect(wait(45 * hour, hour)).toBe(hour)
    // Where everything is to be saved, and where everybody is asked once a day.
    for (const nothing of [Infinity, 24 * hour]) expect(wait(47 * hour, nothing)).toBe((20 * hour) / 6)
  })

  it('is never longer by a history, whatever that says, and never shorter than the base', () => {
    const moment = fc.nat(4_000_000_000)
    const started = fc.array(moment).map((starts) => starts.reduce<Uint8Array>(withStart, new Uint8Array()))
    const history = fc.oneof(fc.uint8Array(), started)
    fc.assert(
      fc.property(moment, moment, moment, fc.nat(40 * hour), history, (a, b, restedMs, affordable, starts) => {
        const [lastChangedAt, now] = [Math.min(a, b), Math.max(a, b)]
        const without = intervalMs({ lastChangedAt, restedMs }, now, rules, affordable)
        const wait = intervalMs({ lastChangedAt, restedMs, starts }, now, rules, affordable)
        expect(wait).toBeLessThanOrEqual(without)
        expect(wait).toBeGreaterThanOrEqual(hour)
        const small = Math.min(affordable, hour)
        const enough = intervalMs({ lastChangedAt, restedMs, starts }, now, rules, small)
        expect(enough).toBe(intervalMs({ lastChangedAt, restedMs }, now, rules, small))
      }),
    )
  })

  it('is the fixed one where there is one', () => {
    const starts = withStart(withStart(undefined, 0), 24 * hour)
    const fixed = { lastChangedAt: 0, fetchIntervalMinutes: 300, starts }
    expect(intervalMs({ lastChangedAt: 0, fetchIntervalMinutes: 5 }, 1_000 * hour, rules)).toBe(5 * minute)
    expect(intervalMs(fixed, 48 * hour, rules, 2 * hour)).toBe(5 * hour)
  })

  it('stays within its bounds, even when the clock was set back', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.nat(), (lastChangedAt, now, affordable) => {
        const wait = intervalMs({ lastChangedAt }, now, rules, affordable)
        expect(wait).toBeGreaterThanOrEqual(hour)
        expect(wait).toBeLessThanOrEqual(24 * hour)
      }),
    )
  })
})

describe('backoff', () => {
  it('doubles from a minute, with up to half of it taken off', () => {
    expect(backoffMs(1, 0, rules)).toBe(minute)
    expect(backoffMs(4, 0, rules)).toBe(8 * minute)
    expect(backoffMs(4, 1, rules)).toBe(4 * minute)
  })

  it('ends at six hours, or the longest interval where that is shorter, however many failures there were', () => {
    expect(backoffMs(9, 0, rules)).toBe(256 * minute)
    expect(backoffMs(10, 0, rules)).toBe(6 * hour)
    expect(backoffMs(5_000, 0, rules)).toBe(6 * hour)
    expect(backoffMs(5_000, 0, { baseMinutes: 60, maxMinutes: 120 })).toBe(2 * hour)
  })
})
