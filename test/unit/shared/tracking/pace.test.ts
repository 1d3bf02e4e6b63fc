import { PutCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import {
  fresh,
  type Grant,
  grant,
  isCeded,
  judge,
  lateMs,
  leadMs,
  type Pace,
  reserved,
  slackMs,
  takeSlots,
} from '../../../../shared/tracking/pace.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'

const rules = { intervalMs: 2_000, requestTimeoutMs: 10_000 }
const now = 1_000_000
const one = { count: 1, latest: Infinity, horizonMs: Infinity }
const fail = (pace: Pace, times: number, at = now): Pace =>
  times === 0 ? pace : fail(judge(pace, { ok: false }, at), times - 1, at)

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

  const urgent = { ...one, urgent: true }
  const batch = { ...one, count: 7, batch: true }

  it('of a batch are taken over by somebody who waits, the first that whoever has it looks at once more', () => {
    const { pace, grant: batchGrant } = grant(fresh, batch, now, rules)
    const [, second, third] = batchGrant.slots
    const step = grant(pace, urgent, now, rules)
    expect(slotsOf(step)).toEqual([second])
    expect(isCeded(step.pace, second!)).toBe(true)
    expect(slotsOf(grant(step.pace, urgent, now, rules))).toEqual([third])
    expect(step.pace.nextSlotAt).toBe(pace.nextSlotAt)
    // Too late to tell whoever has the second.
    expect(slotsOf(grant(pace, urgent, second! - 499, rules))).toEqual([third])
    expect(slotsOf(grant(pace, { ...urgent, latest: second! - 1 }, now, rules))).toEqual([])
  })

  it('that were taken over are known as such until nobody looks at them any more, and hold up nobody', () => {
    const { pace } = grant(fresh, batch, now, rules)
    const taken = grant(pace, urgent, now, rules)
    const [slot] = slotsOf(taken)
    expect(reserved(taken.pace, now)).toBe(6)
    expect(reserved(grant(taken.pace, { ...one, batch: true }, now, rules).pace, now)).toBe(7)
    expect(isCeded(grant(taken.pace, urgent, slot! + lateMs, rules).pace, slot!)).toBe(true)
    expect(isCeded(grant(taken.pace, urgent, slot! + 1_000, rules).pace, slot!)).toBe(false)
  })

  it('are as for anybody when no batch has an earlier one, or when a trial decides', () => {
    expect(slotsOf(grant(fresh, urgent, now, rules))).toEqual([now + leadMs])
    const { pace } = grant(fresh, batch, now, rules)
    expect(slotsOf(grant(pace, urgent, pace.nextSlotAt - 100, rules))).toEqual([pace.nextSlotAt])
    const tripped = { ...pace, failures: 5 }
    expect(slotsOf(grant(tripped, urgent, now, rules))).toEqual([pace.nextSlotAt])
  })

  it('are never two for one moment, nor closer than the interval, whoever takes whose', () => {
    const take = fc.record({ wish: fc.constantFrom(one, batch, urgent), wait: fc.nat(6_000) })
    fc.assert(
      fc.property(fc.array(take, { maxLength: 60 }), (takes) => {
        let [pace, at] = [fresh, now]
        const owners = new Map<number, object>()
        for (const { wish, wait } of takes) {
          at += wait
          const step = grant(pace, wish, at, rules)
          for (const slot of slotsOf(step)) {
            const owner = owners.get(slot)
            // Nobody who waits loses a slot, and whoever loses one is told in time.
            if (owner)
              expect([wish, owner, slot - at >= 500, isCeded(step.pace, slot)]).toEqual([urgent, batch, true, true])
            owners.set(slot, wish)
          }
          pace = step.pace
        }
        const slots = [...owners.keys()].sort((a, b) => a - b)
        slots.slice(1).forEach((slot, index) => {
          expect(slot - slots[index]!).toBeGreaterThanOrEqual(rules.intervalMs + slackMs)
        })
      }),
    )
  })

  it('that were taken over by a write that took too long are left, for others', async () => {
    const table = tableOf(new MemoryTable())
    let clock = now
    const { slots } = await takeSlots(table, batch, () => clock, rules)
    const send = async (command: object) => {
      const answer = await table.client.send(command as never)
      if (command instanceof PutCommand) clock += 400
      return answer
    }
    const slow: Table = { name: table.name, client: { send } as never }
    clock = slots[1]! - 501
    const granted = await takeSlots(slow, urgent, () => clock, rules)
    expect(granted.slots).toEqual([slots[2]])
  })

  it('are not taken beyond the moment up to which they are of use', () => {
    const busy = { ...fresh, nextSlotAt: now + 5_000 }
    expect(grant(busy, { ...one, latest: now + 4_000 }, now, rules)).toEqual({
      pace: busy,
      grant: { slots: [], retryAt: now + 5_000, paused: false },
    })
  })

  it('are not taken while those before reach beyond the horizon', () => {
    const busy = { ...fresh, nextSlotAt: now + 5_000 }
    const step = grant(busy, { ...one, horizonMs: 2_000 }, now, rules)
    expect(step.grant).toEqual({ slots: [], retryAt: now + 3_000, paused: false })
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
    expect(grant(open, one, now, rules).grant).toEqual({ slots: [], retryAt: now + 60_000, paused: true })
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

  it('closes when the trial succeeds', () => {
    const later = now + 60_000
    const trial = grant(fail(fresh, 5), one, later, rules)
    const closed = judge(trial.pace, { ok: true }, later + 200)
    expect(slotsOf(grant(closed, { ...one, count: 5 }, later + 200, rules))).toHaveLength(5)
  })

  it('opens for twice as long each time a trial fails, up to half an hour', () => {
    let pace = fail(fresh, 5)
    const pauses: number[] = []
    for (let round = 0; round < 8; round++) {
      const at = pace.pausedUntil
      const trial = grant(pace, one, at, rules)
      pace = judge(trial.pace, { ok: false }, at)
      pauses.push((pace.pausedUntil - at) / 60_000)
    }
    expect(pauses).toEqual([2, 4, 8, 16, 30, 30, 30, 30])
  })

  it('makes everybody wait as long as the upstream asks, whatever answers come in meanwhile', () => {
    const limited = judge(fresh, { ok: false, retryAfterMs: 120_000 }, now)
    const after = judge(limited, { ok: true }, now + 10)
    expect(grant(after, one, now + 1_000, rules).grant).toEqual({ slots: [], retryAt: now + 120_000, paused: true })
  })

  it('leaves the pace alone while all goes well', () => {
    expect(judge(fresh, { ok: true }, now)).toBe(fresh)
  })
})
