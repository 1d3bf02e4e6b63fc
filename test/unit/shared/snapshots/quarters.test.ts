import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import type { Rows } from '../../../../shared/hiscores/answer.ts'
import { createPlayer } from '../../../../shared/players/players.ts'
import { removePlayer } from '../../../../shared/players/remove.ts'
import { series } from '../../../../shared/progress/series.ts'
import { dayMs, stateMoment } from '../../../../shared/snapshots/items.ts'
import { keepSnapshots } from '../../../../shared/snapshots/keep.ts'
import { putDay, putSnapshot } from '../../../../shared/snapshots/put.ts'
import { newestStates } from '../../../../shared/snapshots/snapshots.ts'
import { storeAnswer, withdrawAnswer } from '../../../../shared/snapshots/store.ts'
import { takeBackStates } from '../../../../shared/snapshots/take-back.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { leaveHistory } from '../../../capacity/history.ts'
import { rowsAfter } from '../../../capacity/rows.ts'
import { forgetTiers } from '../../../histories.ts'
import { expectQuarters, expectSame, singlesRead } from '../../../quarters.ts'
import { rowsOf } from '../../../rows.ts'

const hour = 3_600_000
const retentionDays = 10
const time = (text: string): number => Date.parse(`${text}Z`)
const start = time('2026-08-20T12:00')

let memory: MemoryTable
let table: Table
beforeEach(() => {
  memory = new MemoryTable()
  table = tableOf(memory)
})

/** The rows of somebody with so much experience, whose rank is told or not. */
const rowsWith = (mining: number, rank: number): Rows => {
  const rows = rowsOf({ Mining: Math.max(mining, 0) })
  rows.skills[1]!.xp = mining
  rows.skills[1]!.rank = rank
  return rows
}

const store = (text: string, mining: number, rank = 5): Promise<unknown> => {
  const at = time(text)
  return storeAnswer(table, { key: 'a', addedAt: start }, { at, rows: rowsWith(mining, rank) }, retentionDays)
}

/** A table that dies before its write of this number. */
const dying = (writes: number): Table => {
  let left = writes
  const send = async (command: { constructor: { name: string } }) => {
    if (/Put|Update|Delete/.test(command.constructor.name) && left-- === 0) throw new Error('crash')
    return table.client.send(command as never)
  }
  return { name: table.name, client: { send } as never }
}

/** What is stored of quarters: the items, and of how many of them each day tells; of a day that tells nothing, null. */
const stored = () => {
  const items = memory.items('PLAYER#a')
  const of = (kind: string) => items.filter(({ SK }) => String(SK).startsWith(kind))
  return {
    quarters: of('QUARTER#').map(({ SK, at }) => `${SK} ${new Date(at as number).toISOString().slice(11, 16)}`),
    days: Object.fromEntries(of('DAY#').map(({ SK, q }) => [SK, q === undefined ? null : q])),
  }
}

interface Step {
  kind: 'gain' | 'drift' | 'hidden'
  wait: number
  /** The process dies before its write of this number. */
  dies: number | undefined
}

const wait = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 60_000, max: 6 * hour }) },
  { weight: 1, arbitrary: fc.integer({ min: hour, max: 3 * dayMs }) },
  { weight: 1, arbitrary: fc.constantFrom(6 * hour, 12 * hour, dayMs) },
)
const kind = fc.constantFrom('gain' as const, 'gain' as const, 'gain' as const, 'drift' as const, 'hidden' as const)
const dies = fc.option(fc.nat(4), { nil: undefined, freq: 5 })
const steps = (mostDeaths: typeof dies | fc.Arbitrary<undefined>) =>
  fc.array(fc.record<Step>({ kind, wait, dies: mostDeaths }), { minLength: 1, maxLength: 60 })
const never = fc.constant(undefined)
// The newest change has no day until the fetch after the one that died has made it good.
const whole: Step = { kind: 'drift', wait: 60_000, dies: undefined }

/** Lives through what happens; the moments of the fetches. */
class Life {
  mining = 1_000
  now = start
  readonly moments: number[] = []

  async live(each: Step): Promise<void> {
    this.now = stateMoment(this.now + each.wait)
    if (each.kind === 'gain') this.mining += 100
    const rows = rowsWith(each.kind === 'hidden' ? -1 : this.mining, this.now % 1_000)
    const from = each.dies === undefined ? table : dying(each.dies)
    const player = { key: 'a', addedAt: start }
    await storeAnswer(from, player, { at: this.now, rows }, retentionDays).catch((error: Error) => {
      if (error.message !== 'crash') throw error
    })
    this.moments.push(this.now)
  }

  /** A span between two of the fetches, or moments near them. */
  span(a: number, b: number): { start: number; end: number } {
    const near = [a, b].map((each) => this.moments[each % this.moments.length]! + (each % 3) - 1)
    return { start: Math.min(...near), end: Math.max(...near) }
  }
}

const places = fc.tuple(fc.nat(), fc.nat())

describe('the quarters of days', () => {
  it('are the last of all states in them, whoever dies on the way, and when some have expired', async () => {
    await fc.assert(
      fc.asyncProperty(steps(dies), places, fc.nat(12), async (all, [a, b], later) => {
        memory = new MemoryTable()
        table = tableOf(memory)
        const life = new Life()
        for (const each of [...all, whole]) await life.live(each)
        const now = life.now + later * dayMs
        await expectQuarters(table, 'a', now)
        await expectSame(table, 'a', now, life.span(a, b))
        await forgetTiers(table, 'a', (index) => (index + a) % 3 === 0)
        await expectSame(table, 'a', now, life.span(b, a))
      }),
      { numRuns: 300 },
    )
  })

  it('are read without a single snapshot where nobody has died', async () => {
    await fc.assert(
      fc.asyncProperty(steps(never), async (all) => {
        memory = new MemoryTable()
        table = tableOf(memory)
        const life = new Life()
        for (const each of all) await life.live(each)
        const from = Math.max(start, life.now - retentionDays * dayMs + dayMs)
        expect(await singlesRead(table, 'a', { start: from, end: life.now }, life.now)).toBe(0)
      }),
      { numRuns: 100 },
    )
  })

  it('are right when states are taken back in the middle of a life, whoever dies at it', async () => {
    const taking = fc.record({ after: fc.nat(), places, dies })
    await fc.assert(
      fc.asyncProperty(steps(dies), fc.array(taking, { minLength: 1, maxLength: 4 }), async (all, takings) => {
        memory = new MemoryTable()
        table = tableOf(memory)
        const life = new Life()
        for (const [index, each] of [...all, whole].entries()) {
          await life.live(each)
          for (const { after, places, dies: early } of takings) {
            if (after % all.length !== index) continue
            const { start: from, end: to } = life.span(...places)
            const player = { key: 'a', addedAt: start }
            if (early !== undefined) {
              await takeBackStates(dying(early), player, { from, to }, life.now).catch(() => undefined)
            }
            await takeBackStates(table, player, { from, to }, life.now)
          }
        }
        await expectQuarters(table, 'a', life.now)
      }),
      { numRuns: 200 },
    )
  })

  it('are right when two answers are stored at the same time, whichever comes first', async () => {
    const moments = ['2026-08-20T17:30', '2026-08-20T18:30'].map(time)
    for (const order of [moments, moments.toReversed()]) {
      memory = new MemoryTable()
      table = tableOf(memory)
      await store('2026-08-20T12:10', 1)
      await store('2026-08-20T13:00', 2)
      const newest = await newestStates(table, 'a', moments[0]!)
      for (const at of order) {
        const rows = rowsWith(at === moments[0] ? 3 : 4, 5)
        await storeAnswer(table, { key: 'a', addedAt: start }, { at, rows }, retentionDays, { newest })
      }
      await expectQuarters(table, 'a', moments[1]!)
      await store('2026-08-21T02:00', 5)
      await expectQuarters(table, 'a', time('2026-08-21T03:00'))
    }
  })

  it('are right when states are taken back while an answer is stored', async () => {
    await store('2026-08-20T12:10', 1)
    await store('2026-08-20T13:00', 2)
    await store('2026-08-20T18:30', 3)
    const at = time('2026-08-20T19:00')
    const newest = await newestStates(table, 'a', at)
    const taken = time('2026-08-20T13:00')
    await takeBackStates(table, { key: 'a', addedAt: start }, { from: taken, to: taken }, at)
    await storeAnswer(table, { key: 'a', addedAt: start }, { at, rows: rowsWith(4, 5) }, retentionDays, { newest })
    await expectQuarters(table, 'a', at)
    expect(stored().days).toEqual({ 'DAY#2026-08-20': null })
  })
})

describe('what is written of quarters', () => {
  it('is the last change of each that is over, at most three a day', async () => {
    for (const [index, text] of ['00:10', '03:00', '05:59', '06:00', '13:00', '17:00', '19:00', '23:00'].entries()) {
      await store(`2026-08-20T${text}`, index)
    }
    await store('2026-08-21T12:00', 10)
    expect(stored()).toEqual({
      quarters: ['QUARTER#2026-08-20T00 05:59', 'QUARTER#2026-08-20T06 06:00', 'QUARTER#2026-08-20T12 17:00'],
      days: { 'DAY#2026-08-20': 7, 'DAY#2026-08-21': 0 },
    })
    const [quarter] = memory.items('PLAYER#a').filter(({ SK }) => String(SK).startsWith('QUARTER#'))
    const { SK: _, earlier: __, ...snapshot } = memory.peek('PLAYER#a', 'SNAP#2026-08-20T05:59:00.000Z')!
    const { SK: ___, ...rest } = quarter!
    expect(rest).toEqual(snapshot)
  })

  it('is nothing of a state that only stands for its day', async () => {
    await store('2026-08-20T12:00', 1)
    await store('2026-08-21T00:10', 1, 6)
    await store('2026-08-21T07:00', 2)
    await store('2026-08-21T08:00', 2, 7)
    await store('2026-08-21T13:00', 3)
    expect(stored()).toEqual({
      quarters: ['QUARTER#2026-08-21T06 07:00'],
      days: { 'DAY#2026-08-20': 0, 'DAY#2026-08-21': 2 },
    })
  })

  it('is nothing on a day that was begun by who knows none, and all again on the next', async () => {
    await store('2026-08-20T12:00', 1)
    await putDay(table, 'a', { at: time('2026-08-21T03:00'), rows: rowsWith(2, 5) })
    await store('2026-08-21T07:00', 3)
    await store('2026-08-21T13:00', 4)
    await store('2026-08-22T02:00', 5)
    await store('2026-08-22T13:00', 6)
    expect(stored()).toEqual({
      quarters: ['QUARTER#2026-08-22T00 02:00'],
      days: { 'DAY#2026-08-20': 0, 'DAY#2026-08-21': null, 'DAY#2026-08-22': 1 },
    })
    await expectQuarters(table, 'a', time('2026-08-22T14:00'))
  })

  it('is nothing of a day that is not there though some of its changes are', async () => {
    const early = time('2026-08-20T03:00')
    await putSnapshot(table, 'a', { at: early, rows: rowsWith(1, 5), earlier: [] }, retentionDays)
    const second = { at: time('2026-08-20T07:00'), rows: rowsWith(2, 5), earlier: [early] }
    await putSnapshot(table, 'a', second, retentionDays)
    await store('2026-08-20T08:00', 3)
    expect(stored()).toEqual({ quarters: [], days: { 'DAY#2026-08-20': null } })
    await expectQuarters(table, 'a', time('2026-08-20T09:00'))
  })

  it('is made good after a crash before the day', async () => {
    await store('2026-08-20T02:00', 1)
    // Of the snapshot, the quarter and the day.
    for (const writes of [0, 1, 2]) {
      memory = new MemoryTable()
      table = tableOf(memory)
      await store('2026-08-20T02:00', 1)
      const player = { key: 'a', addedAt: start }
      const snapshot = { at: time('2026-08-20T07:00'), rows: rowsWith(2, 5) }
      await expect(storeAnswer(dying(writes), player, snapshot, retentionDays)).rejects.toThrow('crash')
      expect(stored().days).toEqual({ 'DAY#2026-08-20': 0 })
      await store('2026-08-20T13:00', 3)
      const quarters = ['QUARTER#2026-08-20T00 02:00', ...(writes > 0 ? ['QUARTER#2026-08-20T06 07:00'] : [])]
      expect(stored()).toEqual({ quarters, days: { 'DAY#2026-08-20': writes > 0 ? 3 : 1 } })
    }
  })

  it('is gone with an answer that came too late for its player', async () => {
    await store('2026-08-20T12:00', 1)
    await store('2026-08-20T13:00', 1, 6)
    await store('2026-08-20T19:00', 2)
    const before = time('2026-08-20T12:00')
    const at = time('2026-08-20T19:00')
    await withdrawAnswer(table, 'a', { at, before, changedAt: before }, at)
    expect(memory.items('PLAYER#a')).toEqual([])
  })

  it('goes with its player', async () => {
    const player = { key: 'a', username: 'a', mode: 'regular', active: true, addedAt: start, failures: 0 } as const
    await createPlayer(table, player)
    await store('2026-08-20T12:00', 1)
    await store('2026-08-20T19:00', 2)
    expect(stored().quarters).toHaveLength(1)
    await removePlayer(table, player, time('2026-08-20T20:00'))
    expect(stored().quarters).toEqual([])
  })
})

describe('a chart of some weeks', () => {
  const end = time('2026-08-20T18:00')
  const ask = (player: Parameters<typeof series>[1], days: number, now = end) =>
    series(table, player, { metric: 'mining', window: { start: now - days * dayMs, end: now }, points: 200 }, now)
  const leave = () =>
    leaveHistory(table, {
      key: 'a',
      ...{ start: end - 120 * dayMs, end, everyMs: hour, retentionDays: 90 },
      rowsAt: (at) => rowsAfter((at - end) / hour + 3_000),
    })
  const times = ({ points }: Awaited<ReturnType<typeof series>>) => points.map(({ at }) => Date.parse(at!))

  it('has the first and the last state, and between them the last of each quarter', async () => {
    const points = times(await ask(await leave(), 30))
    expect(points[0]).toBe(end - 30 * dayMs)
    expect(points.at(-1)).toBe(end)
    const inner = points.slice(1, -1)
    expect(inner).toHaveLength(4 * 30)
    expect(inner.every((at) => at % (6 * hour) === 5 * hour)).toBe(true)
  })

  it('has a point of every change of less than 25 days', async () => {
    const player = await leave()
    expect(times(await ask(player, 8))).toHaveLength(8 * 24 + 1)
    expect(times(await ask(player, 24))).toHaveLength(200)
  })

  it('is of days and of states that stay where snapshots have expired', async () => {
    const player = await leave()
    const stays = end - 40 * dayMs - 10 * hour
    await keepSnapshots(table, 'a', [stays], end)
    const later = end + 70 * dayMs
    const window = { start: end - 60 * dayMs, end: end - 30 * dayMs }
    const { points } = await series(table, player, { metric: 'mining', window, points: 200 }, later)
    expect(points.map(({ at }) => Date.parse(at!))).toContain(stays)
    await expectSame(table, 'a', later, window)
  })
})
