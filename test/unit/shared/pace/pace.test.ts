import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../../../../shared/pace/circuit.ts'
import { type Grant, grant, leadMs, type Pace, slackMs } from '../../../../shared/pace/pace.ts'

const fresh: Pace = {
  version: 0,
  nextSlotAt: 0,
  pausedUntil: 0,
  trialUntil: 0,
  failures: 0,
  missed: [],
  batches: [],
  wanted: [],
}
const rules = { intervalMs: 2_000, requestTimeoutMs: 10_000 }
const now = 1_000_000
const one = { count: 1, latest: Infinity, horizonMs: Infinity }
const fail = (pace: Pace, times: number, at = now): Pace =>
  times === 0 ? pace : fail(judge(pace, { kind: 'failed' }, at), times - 1, at)

const slotsOf = ({ grant: { slots } }: { grant: Grant }): number[] => slots

describe('slots', () => {
  it('come at once when nobody else asks', () => {
    expect(slotsOf(grant(fresh, one, now, rules))).toEqual([now + leadMs])
  })

  it('are as many as were asked for, an interval apart', () => {
    const slots = slotsOf(grant(fresh, { ...one, count: 3 }, now, rules))
    expect(slots.map((slot) => slot - now - leadMs)).toEqual([0, 2_000 + slackMs, 4_000 + 2 * slackMs])
  })

  it('are never closer than the interval, whoever takes how many when', () => {
    const take = fc.record({ count: fc.integer({ min: 1, max: 10 }), wait: fc.nat(30_000), window: fc.nat(30_000) })
    fc.assert(
      fc.property(fc.array(take, { maxLength: 50 }), (takes) => {
        let pace = fresh
        let at = now
        const slots: number[] = []
        for (const { count, wait, window } of takes) {
          at += wait
          const step = grant(pace, { count, latest: at + window, horizonMs: Infinity }, at, rules)
          pace = step.pace
          for (const slot of step.grant.slots) {
            expect(slot).toBeGreaterThan(at)
            expect(slot).toBeLessThanOrEqual(at + window)
          }
          slots.push(...step.grant.slots)
        }
        slots.slice(1).forEach((slot, index) => {
          expect(slot - slots[index]!).toBeGreaterThanOrEqual(rules.intervalMs + slackMs)
        })
      }),
    )
  })

  it('are not taken beyond the moment up to which they are of use', () => {
    const busy = { ...fresh, nextSlotAt: now + 5_000 }
    expect(grant(busy, { ...one, latest: now + 4_000 }, now, rules)).toEqual({
      pace: busy,
      grant: { slots: [], retryAt: now + 5_000, held: 'busy' },
    })
  })

  it('are not taken while those before reach beyond the horizon', () => {
    const busy = { ...fresh, nextSlotAt: now + 5_000 }
    const step = grant(busy, { ...one, horizonMs: 2_000 }, now, rules)
    expect(step.grant).toEqual({ slots: [], retryAt: now + 3_000, held: 'busy' })
  })

  it('are taken at no pace at all, where the horizon is nearer than any slot', () => {
    const step = grant(fresh, { ...one, horizonMs: slackMs }, now, { ...rules, intervalMs: 0 })
    expect(slotsOf(step)).toEqual([now + leadMs])
  })

  it('start again from now when a clock that ran ahead has left one far in the future', () => {
    const [slot] = slotsOf(grant({ ...fresh, nextSlotAt: now + 3_600_000 }, one, now, rules))
    expect(slot! - now).toBeLessThan(3_000)
  })
})

describe('circuit', () => {
  it('stays closed up to four failures in a row', () => {
    expect(slotsOf(grant(fail(fresh, 4), one, now, rules))).toHaveLength(1)
  })

  it('opens at the fifth failure, for a minute', () => {
    const open = fail(fresh, 5)
    expect(grant(open, one, now, rules).grant).toEqual({ slots: [], retryAt: now + 60_000, held: 'pause' })
  })

  it('is not held open longer by what was under way when it opened', () => {
    expect(fail(fresh, 15)).toEqual(fail(fresh, 5))
  })

  it('lets one trial through after the pause, and holds the others back until it is over', () => {
    const later = now + 60_000
    const trial = grant(fail(fresh, 5), { ...one, count: 5 }, later, rules)
    expect(trial.grant.slots).toHaveLength(1)
    expect(slotsOf(grant(trial.pace, one, later + 1, rules))).toEqual([])
    expect(slotsOf(grant(trial.pace, one, later + 60_000, rules))).toHaveLength(1)
  })

  it('gives another slot to a trial that has slept through its own, and to nobody else', () => {
    const later = now + 60_000
    const trial = grant(fail(fresh, 5), one, later, rules)
    const [slot] = slotsOf(trial)
    const late = slot! + 20
    expect(slotsOf(grant(trial.pace, { ...one, insteadOf: slot! - 5_000 }, late, rules))).toEqual([])
    const again = grant(trial.pace, { ...one, insteadOf: slot! }, late, rules)
    expect(slotsOf(again)).toEqual([slot! + 2_000 + slackMs])
    // Which is the trial now.
    expect(slotsOf(grant(again.pace, { ...one, insteadOf: slot! }, late, rules))).toEqual([])
    expect(slotsOf(grant(again.pace, one, slotsOf(again)[0]! + 9_000, rules))).toEqual([])
    // Not in a pause that has begun meanwhile.
    const paused = judge(trial.pace, { kind: 'failed' }, late)
    expect(slotsOf(grant(paused, { ...one, insteadOf: slot! }, late, rules))).toEqual([])
  })

  it('closes when the trial succeeds', () => {
    const later = now + 60_000
    const trial = grant(fail(fresh, 5), one, later, rules)
    const closed = judge(trial.pace, { kind: 'found' }, later + 200)
    expect(slotsOf(grant(closed, { ...one, count: 5 }, later + 200, rules))).toHaveLength(5)
  })

  it('opens for twice as long each time a trial fails, up to half an hour', () => {
    let pace = fail(fresh, 5)
    const pauses: number[] = []
    for (let round = 0; round < 8; round++) {
      const at = pace.pausedUntil
      const trial = grant(pace, one, at, rules)
      pace = judge(trial.pace, { kind: 'failed' }, at)
      pauses.push((pace.pausedUntil - at) / 60_000)
    }
    expect(pauses).toEqual([2, 4, 8, 16, 30, 30, 30, 30])
  })

  it('makes everybody wait as long as the upstream asks, whatever answers come in meanwhile', () => {
    const limited = judge(fresh, { kind: 'failed', retryAfterMs: 120_000 }, now)
    const after = judge(limited, { kind: 'found' }, now + 10)
    expect(grant(after, one, now + 1_000, rules).grant).toEqual({ slots: [], retryAt: now + 120_000, held: 'pause' })
  })

  it('leaves the pace alone while all goes well', () => {
    expect(judge(fresh, { kind: 'found' }, now)).toBe(fresh)
  })
})
