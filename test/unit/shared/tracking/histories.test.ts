import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { log } from '../../../../shared/log.ts'
import { stepsSince } from '../../../../shared/milestones/items.ts'
import { recomputeMilestones } from '../../../../shared/milestones/recompute.ts'
import { changePlayer, createPlayer, findPlayer, type Player } from '../../../../shared/players/players.ts'
import { dayMs, encode } from '../../../../shared/snapshots/items.ts'
import { putDay, putSnapshot } from '../../../../shared/snapshots/put.ts'
import { dispatch, readTick } from '../../../../shared/tracking/dispatch.ts'
import { goThroughHistories } from '../../../../shared/tracking/histories.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { meter } from '../../../capacity/meter.ts'
import { rowsOf } from '../../../rows.ts'
import { fetch, forgetTold, playerOf, tick, tracked } from './operations.ts'
import { Town } from './town.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const hour = 3_600_000
const now = Date.parse('2026-08-20T12:00:00Z')
const rules = { tickMs: 60_000, paceMs: 2_000 }

/** A player with so many hourly states, of whose milestones nothing is told, in a table. */
const withStates = async (table: Table, key: string, count: number, own: Partial<Player> = {}): Promise<void> => {
  const first = now - count * hour
  const stateAt = (index: number) => ({
    at: first + index * hour,
    rows: rowsOf({ Mining: 1_000 }, { Zulrah: 10 + index }),
  })
  for (let index = 0; index < count; index++) {
    await putSnapshot(table, key, { ...stateAt(index), earlier: [] }, 3_650)
    await putDay(table, key, stateAt(index))
  }
  await createPlayer(table, {
    ...{ key, username: key, mode: 'regular', active: true, addedAt: first, failures: 0, nextFetchAt: now + dayMs },
    ...(count > 0 && { latest: await encode(table, stateAt(count - 1)) }),
    ...own,
  })
}

/** Ticks until nothing is left to do, at most so often; how often it was. */
const ticks = async (table: Table, at = now, most = 20): Promise<number> => {
  for (let count = 0; count < most; count++) {
    const { walking } = await dispatch(table, async (keys) => [...keys], at + count * 60_000, rules)
    if (!walking) return count
    await goThroughHistories(table, () => at + count * 60_000)
  }
  return most
}

const toldOf = async (table: Table, key: string): Promise<string[]> =>
  (await stepsSince(table, key, -1))
    .flatMap(({ milestones }) => milestones)
    .map(({ kind, metric, threshold, after, by }) => `${kind} ${metric} ${threshold} ${after} ${by}`)
    .sort()

/** What making all anew tells. */
const expectedOf = async (table: Table, key: string): Promise<string[]> => {
  await recomputeMilestones(table, (await findPlayer(table, key))!, now)
  return toldOf(table, key)
}

describe('a tick', () => {
  it('goes through the histories of all that are older than milestones, also where no fetch comes', async () => {
    const table = tableOf(new MemoryTable())
    await withStates(table, 'paused', 700, { active: false })
    await withStates(table, 'missing', 300, { missing: { days: 9, at: now, misses: 50 } })
    await withStates(table, 'long', 2_600)
    await withStates(table, 'new', 0)
    const count = await ticks(table)
    expect(count).toBeGreaterThan(1)
    expect(count).toBeLessThan(5)
    for (const key of ['paused', 'missing', 'long']) {
      const { milestonesTo, latest } = (await findPlayer(table, key))!
      expect([key, milestonesTo]).toEqual([key, latest!.at])
      const told = await toldOf(table, key)
      expect(told.length).toBeGreaterThan(1)
      expect(told).toEqual(await expectedOf(table, key))
    }
  })

  it('goes through no more than some thousand states at once', async () => {
    const counted = meter(tableOf(new MemoryTable()), { compare: false })
    for (const key of ['a', 'b', 'c', 'd']) await withStates(counted.table, key, 1_500, { active: false })
    const reads: number[] = []
    for (let count = 0; count < 5; count++) {
      await dispatch(counted.table, async (keys) => [...keys], now + count * 60_000, rules)
      counted.read()
      await goThroughHistories(counted.table, () => now + count * 60_000)
      reads.push(counted.read().reads)
    }
    // 2,500 states, and their days.
    expect(Math.max(...reads)).toBeLessThan(500)
    expect((await readTick(counted.table))!.walk).toMatchObject({ found: 4, endedAt: expect.any(Number) })
  })

  it('ends in time where a step takes long', async () => {
    const table = tableOf(new MemoryTable())
    for (const key of ['a', 'b', 'c']) await withStates(table, key, 20, { active: false })
    let time = now
    const slow = () => {
      time += 1_000
      return time
    }
    await dispatch(table, async (keys) => [...keys], now, rules)
    await goThroughHistories(table, slow)
    expect(time - now).toBeLessThan(10_000)
    expect((await readTick(table))!.walk).toMatchObject({ after: 'b', found: 2 })
  })

  it('costs nothing more, not a read, once everybody is told of', async () => {
    const counted = meter(tableOf(new MemoryTable()), { compare: false })
    await withStates(counted.table, 'paused', 30, { active: false })
    await ticks(counted.table)
    // Once more a day later, which finds nobody.
    expect(await ticks(counted.table, now + dayMs + hour)).toBe(1)
    expect(await ticks(counted.table, now + 9 * dayMs)).toBe(0)
    counted.read()
    expect(await ticks(counted.table, now + 9 * dayMs + 60_000)).toBe(0)
    expect(counted.read()).toMatchObject({ reads: 2, writes: 1 })
  })

  it('looks again a day later for somebody who was on the way to another name', async () => {
    const table = tableOf(new MemoryTable())
    await withStates(table, 'zezima', 100, { active: false, movingTo: 'durial' })
    await withStates(table, 'other', 100, { active: false })
    await ticks(table)
    expect(await toldOf(table, 'zezima')).toEqual([])
    expect((await toldOf(table, 'other')).length).toBeGreaterThan(0)
    await changePlayer(table, (await findPlayer(table, 'zezima'))!, { movingTo: undefined })
    expect(await ticks(table, now + 12 * hour)).toBe(0)
    expect(await ticks(table, now + dayMs + hour)).toBe(1)
    expect((await toldOf(table, 'zezima')).length).toBeGreaterThan(0)
    expect(await ticks(table, now + 3 * dayMs)).toBe(1)
    expect(await ticks(table, now + 9 * dayMs)).toBe(0)
  })

  it('passes over who fails each time, and goes on with the others', async () => {
    const memory = new MemoryTable()
    const table = tableOf(memory)
    await withStates(table, 'broken', 50, { active: false })
    await withStates(table, 'whole', 50, { active: false })
    const failing: Table = {
      name: table.name,
      client: {
        send: async (command: unknown) => {
          if (JSON.stringify(command).includes('PLAYER#broken","SK":"MILESTONE')) throw new Error('failed')
          return memory.execute(command)
        },
      } as unknown as Table['client'],
    }
    await ticks(failing)
    expect((await toldOf(table, 'whole')).length).toBeGreaterThan(0)
    expect((await readTick(table))!.walk).toMatchObject({ found: 2 })
  })

  it('and a fetch that goes through the same history at once tell all of it, once', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const town = new Town(seed)
      await tracked(town)
      for (let count = 0; count < 4; count++) {
        await town.perform((instance) => fetch(town, instance))
        await town.pass(3 * hour)
      }
      const { table } = town
      await forgetTold(town)
      await changePlayer(table, await playerOf(town), { milestonesTo: undefined })
      const since = town.now
      await Promise.all([
        town.perform(async (instance) => {
          // Once the fetch has its answer, more or less.
          await instance.clock.sleepUntil(town.now + 50 * seed)
          await tick(town, instance)
        }),
        town.perform((instance) => fetch(town, instance)),
      ])
      town.work()
      await town.pass(2 * hour)
      await town.expectRight(since)
    }
  })
})
