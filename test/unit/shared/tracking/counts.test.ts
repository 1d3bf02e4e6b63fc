import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { canonicalName } from '../../../../shared/hiscores/names.ts'
import { log } from '../../../../shared/log.ts'
import {
  type Counts,
  countRequests,
  countsOfDay,
  type Reserved,
  readCounted,
  withReserved,
} from '../../../../shared/pace/counts.ts'
import { readPace } from '../../../../shared/pace/pace.ts'
import { fetchBatchSize } from '../../../../shared/tracking/dispatch.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { add } from './operations.ts'
import { day, hour, minute, resting, Town, training } from './town.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const sum = (counts: Counts): number => Object.values(counts).reduce((total, count) => total + count, 0)

const countedIn = async (table: Table, now: number) => {
  const [counted, { reserved }] = await Promise.all([readCounted(table, now), readPace(table)])
  return countsOfDay(counted, reserved, now)
}

describe('the counts of requests', () => {
  it('are by hour and outcome, of the last 24 hours and of the current one', async () => {
    const table = tableOf(new MemoryTable())
    const start = Date.UTC(2026, 7, 20, 12, 30)
    await countRequests(table, ['changed', 'changed', 'not_found'], start)
    await countRequests(table, ['unchanged'], start + 31 * minute)
    await countRequests(table, ['doubtful', 'unchanged'], start + 40 * minute)
    const { day: inAll, hour: current } = await countedIn(table, start + 50 * minute)
    expect(inAll).toMatchObject({ changed: 2, not_found: 1, unchanged: 2, doubtful: 1, malformed: 0 })
    expect(current).toMatchObject({ changed: 0, not_found: 0, unchanged: 2, doubtful: 1 })
    expect(sum((await countedIn(table, start + 23.6 * hour)).day)).toBe(3)
    expect(sum((await countedIn(table, start + day + hour)).day)).toBe(0)
  })

  it('write nothing without a request, and expire after two days', async () => {
    const memory = new MemoryTable()
    await countRequests(tableOf(memory), [], 0)
    expect(memory.partitions()).toEqual([])
    const at = Date.UTC(2026, 7, 20, 12, 30)
    await countRequests(tableOf(memory), ['changed'], at)
    expect(memory.items('PACE')).toEqual([
      { PK: 'PACE', SK: 'COUNTS#2026-08-20T12', changed: 1, expiresAt: Date.UTC(2026, 7, 22, 13) / 1000 },
    ])
  })

  it('tell of every request within a minute, additions and names that nobody has included', async () => {
    const town = new Town()
    await town.populate(30, training, 5)
    town.work()
    for (let count = 0; count < 20; count++) {
      await town.pass(minute)
      const name = `New ${count}`
      if (count % 2 === 0) town.replies.set(canonicalName(name), training)
      await town.during(add(town, town.instance(), name).catch(() => {}))
    }
    const asked = town.requestsIn(0, town.now).length
    const early = sum((await countedIn(town.table, town.now)).day)
    expect(early).toBeGreaterThanOrEqual(asked - town.requestsIn(town.now - minute, town.now).length)
    await town.pass(hour)
    // A batch that is under way is counted as it was reserved.
    const { day: counts } = await countedIn(town.table, town.now)
    expect(Math.abs(town.requests.length - sum(counts))).toBeLessThanOrEqual(fetchBatchSize)
    expect(counts.not_found).toBe(10)
  })

  it('of a batch that finds nothing new take no write of their own', async () => {
    const town = new Town()
    await town.populate(3, resting)
    town.work()
    await town.pass(10 * hour)
    const isCount = ({ SK }: Record<string, unknown>): boolean => String(SK).startsWith('COUNTS#')
    // The first answers are news.
    expect(town.world.table.items('PACE').filter(isCount)).toMatchObject([{ changed: 3, unchanged: -3 }])
    const { day: counts } = await countedIn(town.table, town.now)
    expect(counts).toMatchObject({ changed: 3, unchanged: town.requests.length - 3 })
    expect(counts.unchanged).toBeGreaterThan(10)
  })

  it('of batches are of a day, by the hour, whatever the clocks of those who reserve say', () => {
    const reserving = fc.record({ hour: fc.integer({ min: 0, max: 80 }), slots: fc.integer({ min: 1, max: 9 }) })
    fc.assert(
      fc.property(fc.array(reserving), (all) => {
        const expected = new Map<number, number>()
        let reserved: Reserved = []
        for (const { hour: at, slots } of all) {
          for (const known of [...expected.keys()]) if (Math.abs(known - at) >= 24) expected.delete(known)
          expected.set(at, (expected.get(at) ?? 0) + slots)
          reserved = withReserved(
            reserved,
            Array.from({ length: slots }, (_, index) => at * hour + 5 + index),
          )
          for (let now = at; now <= at + 30; now++) {
            const { day: counts, hour: current } = countsOfDay(new Map(), reserved, now * hour + 59 * minute)
            const shown = [...expected].filter(([each]) => each > now - 24 && each <= now)
            expect(counts.unchanged).toBe(shown.reduce((total, [, count]) => total + count, 0))
            expect(current.unchanged).toBe(expected.get(now) ?? 0)
          }
        }
      }),
    )
  })

  it('are wrong by a batch at most when a process dies', async () => {
    const town = new Town()
    await town.populate(30, training, 5)
    const workers = town.work()
    let deaths = 0
    for (let count = 0; count < 40; count++) {
      await town.pass(3 * minute)
      workers.doom(town.world.random.between(0, 15))
      deaths += 1
    }
    await town.pass(10 * minute)
    const wrong = Math.abs(town.requests.length - sum((await countedIn(town.table, town.now)).day))
    expect(wrong).toBeLessThanOrEqual(fetchBatchSize * (deaths + 2))
    expect(wrong).toBeLessThan(town.requests.length / 4)
  })
})

describe('characters with the names of what every object has', () => {
  it('are tracked like any other one', async () => {
    const town = new Town()
    const names = ['constructor', 'toString', 'valueOf', '__proto__', 'hasOwn', 'Zezima']
    for (const name of names) {
      town.replies.set(canonicalName(name), training)
      await town.perform((instance) => add(town, instance, name))
    }
    const start = town.now
    town.work()
    await town.pass(3 * hour)
    await town.expectRight(start)
    for (const name of names) {
      expect(town.requests.filter(({ key }) => key === canonicalName(name)).length).toBeGreaterThanOrEqual(3)
    }
  })
})
