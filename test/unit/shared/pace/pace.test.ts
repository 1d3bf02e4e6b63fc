import { PutCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { judge } from '../../../../shared/pace/circuit.ts'
import { fresh, type Pace, takeSlots } from '../../../../shared/pace/pace.ts'
import {
  type Grant,
  grant,
  holds,
  leadMs,
  overBy,
  reserved,
  slackMs,
  turnBehind,
  type Whose,
} from '../../../../shared/pace/turns.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'

const rules = { intervalMs: 2_000, requestTimeoutMs: 10_000 }
const now = 1_000_000
const one = { count: 1, latest: Infinity, horizonMs: Infinity }
const fail = (pace: Pace, times: number, at = now): Pace =>
  times === 0 ? pace : fail(judge(pace, { kind: 'failed' }, at), times - 1, at)

const slotsOf = ({ grant: { slots } }: { grant: Grant }): number[] => slots

describe('slots', () => {
  it('come at once when nobody else asks', () => {
    const { grant: granted } = grant(fresh, one, now, rules)
    expect(granted).toEqual({ slots: [now + leadMs], from: now })
  })

  it('may be used as soon as nobody has the time before', () => {
    const before = grant(fresh, one, now, rules).pace
    const free = before.nextSlotAt
    const at = (moment: number) => grant(before, one, moment, rules).grant
    expect(at(free - leadMs)).toEqual({ slots: [free] })
    expect(at(free - leadMs + 1)).toEqual({ slots: [free + 1], from: free })
    expect(at(free + 5)).toEqual({ slots: [free + 5 + leadMs], from: free + 5 })
    // A clock that ran ahead has left it: nobody knows how long ago the last request was.
    expect(grant({ ...before, nextSlotAt: now + 300_001 }, one, now, rules).grant).not.toHaveProperty('from')
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
        // From when on each may be used, and until when.
        const used: { from: number; until: number }[] = []
        for (const { count, wait, window } of takes) {
          at += wait
          const step = grant(pace, { count, latest: at + window, horizonMs: Infinity }, at, rules)
          pace = step.pace
          for (const slot of step.grant.slots) {
            expect(slot).toBeGreaterThan(at)
            expect(slot).toBeLessThanOrEqual(at + window)
          }
          slots.push(...step.grant.slots)
          const { slots: granted, from } = { from: undefined, ...step.grant }
          used.push(...granted.map((slot, index) => ({ from: (index === 0 ? from : undefined) ?? slot, until: slot })))
        }
        used.slice(1).forEach(({ from }, index) => {
          expect(from - used[index]!.until).toBeGreaterThanOrEqual(rules.intervalMs + slackMs)
        })
        slots.slice(1).forEach((slot, index) => {
          expect(slot - slots[index]!).toBeGreaterThanOrEqual(rules.intervalMs + slackMs)
        })
      }),
    )
  })

  const spacing = rules.intervalMs + slackMs
  const task = { ...one, whose: 'asked' as const }
  const batch = { ...one, count: 10, whose: 'due' as const }

  it('of those that are due are taken over by somebody who waits, the first that whoever has it looks at once more', () => {
    const before = grant(fresh, batch, now, rules)
    const [, second, third] = slotsOf(before)
    const step = grant(before.pace, one, now, rules)
    expect(slotsOf(step)).toEqual([second])
    expect(step.pace.nextSlotAt).toBe(before.pace.nextSlotAt)
    expect([second!, third!].map((slot) => holds(step.pace, 'due', slot))).toEqual([false, true])
    expect(slotsOf(grant(step.pace, one, now, rules))).toEqual([third])
    // Too late to tell whoever has the second.
    expect(slotsOf(grant(before.pace, one, second! - 499, rules))).toEqual([third])
    expect(slotsOf(grant(before.pace, { ...one, latest: second! - 1 }, now, rules))).toEqual([])
  })

  it('of those that are due are taken over by tasks, and of tasks by nobody but who waits', () => {
    const due = grant(fresh, batch, now, rules)
    const [, second, third] = slotsOf(due)
    const tasks = grant(due.pace, { ...task, count: 2 }, now, rules)
    expect(slotsOf(tasks)).toEqual([second, third])
    expect(slotsOf(grant(tasks.pace, task, now, rules))[0]).toBe(third! + spacing)
    expect(slotsOf(grant(tasks.pace, { ...one, whose: 'due' }, now, rules))).toEqual([due.pace.nextSlotAt])
    const waiting = grant(tasks.pace, one, now, rules)
    expect(slotsOf(waiting)).toEqual([second])
    expect([second!, third!].map((slot) => holds(waiting.pace, 'asked', slot))).toEqual([false, true])
    // Whoever has lost one gives up none of whoever has it.
    const again = grant(tasks.pace, { ...one, whose: 'due', insteadOf: second! }, now, rules)
    expect(holds(again.pace, 'asked', second!)).toBe(true)
  })

  it('of several are some of others and the rest behind them', () => {
    const due = grant(fresh, { ...batch, count: 3 }, now, rules)
    const [, second, third] = slotsOf(due)
    const tasks = grant(due.pace, { ...task, count: 4 }, now, rules)
    expect(slotsOf(tasks)).toEqual([second, third, third! + spacing, third! + 2 * spacing])
    expect(turnBehind(due.pace, 0, now, rules)).toBe(second)
    expect(turnBehind(due.pace, 3, now, rules)).toBe(third! + 2 * spacing)
  })

  it('count as those of messages in hand until they are over, or others have them', () => {
    const due = grant(fresh, batch, now, rules)
    expect(reserved(due.pace, now)).toBe(10)
    expect(reserved(grant(due.pace, one, now, rules).pace, now)).toBe(9)
    expect(reserved(grant(due.pace, task, now, rules).pace, now)).toBe(10)
    expect(reserved(due.pace, slotsOf(due).at(-1)! + 700)).toBe(0)
  })

  it('are of a fetch that may be over already from three tenths of a second on, and is after seven', () => {
    const due = grant(fresh, batch, now, rules)
    const last = slotsOf(due).at(-1)!
    const told = [now, last, last + 299, last + 300, last + 699, last + 700].map((at) => overBy(due.pace, at))
    expect(told).toEqual([undefined, undefined, undefined, last + 700, last + 700, undefined])
  })

  it('are as for anybody where nobody has an earlier one, or a trial decides', () => {
    expect(slotsOf(grant(fresh, one, now, rules))).toEqual([now + leadMs])
    const { pace } = grant(fresh, batch, now, rules)
    expect(slotsOf(grant(pace, one, pace.nextSlotAt - 100, rules))).toEqual([pace.nextSlotAt])
    expect(slotsOf(grant({ ...pace, failures: 5 }, one, now, rules))).toEqual([pace.nextSlotAt])
  })

  it('are never two for one moment, nor closer than the interval, whoever takes whose', () => {
    const rank: readonly Whose[] = ['due', 'asked', 'waiting']
    const take = fc.record({
      whose: fc.constantFrom(...rank),
      count: fc.integer({ min: 1, max: 10 }),
      horizonMs: fc.constantFrom(spacing, Infinity),
      window: fc.integer({ min: 0, max: 60_000 }),
      givesUp: fc.boolean(),
      wait: fc.nat(6_000),
    })
    fc.assert(
      fc.property(fc.array(take, { maxLength: 80 }), (takes) => {
        let [pace, at] = [fresh, now]
        const owners = new Map<number, Whose>()
        const givenUp = new Set<number | undefined>()
        for (const { whose, count, horizonMs, window, givesUp, wait } of takes) {
          at += wait
          // Somebody who is late for a slot, or has lost it.
          const late = [...owners].find(([slot, owner]) => givesUp && owner === whose && Math.abs(slot - at) < 2_000)
          givenUp.add(late?.[0])
          const wish = { whose, count, latest: at + window, horizonMs, ...(late && { insteadOf: late[0] }) }
          const step = grant(pace, wish, at, rules)
          for (const slot of slotsOf(step)) {
            const owner = owners.get(slot)
            // Whoever loses one waits less, and is told in time.
            if (owner !== undefined) {
              expect(rank.indexOf(whose)).toBeGreaterThan(rank.indexOf(owner))
              expect([slot - at >= 500, holds(step.pace, owner, slot)]).toEqual([true, false])
            }
            expect(holds(step.pace, whose, slot)).toBe(true)
            expect(slot).toBeLessThanOrEqual(at + window)
            owners.set(slot, whose)
          }
          pace = step.pace
          // A turn of somebody who has not given it up is nobody else's.
          for (const [slot, owner] of owners) {
            if (slot > at && !givenUp.has(slot)) expect(holds(pace, owner, slot)).toBe(true)
          }
        }
        const slots = [...owners.keys()].sort((a, b) => a - b)
        slots.slice(1).forEach((slot, index) => {
          expect(slot - slots[index]!).toBeGreaterThanOrEqual(spacing)
        })
      }),
      { numRuns: 500 },
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
    const granted = await takeSlots(slow, { ...task, count: 2 }, () => clock, rules)
    expect(granted.slots).toEqual([slots[2], slots[3]])
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
