import { beforeAll, describe, expect, it } from 'vitest'
import { canonicalName } from '../../../../shared/hiscores/names.ts'
import { log } from '../../../../shared/log.ts'
import { type Counts, countRequests, countsOfDay } from '../../../../shared/pace/counts.ts'
import { fetchBatchSize } from '../../../../shared/tracking/dispatch.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { add } from './operations.ts'
import { day, hour, minute, Town, training } from './town.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const sum = (counts: Counts): number => Object.values(counts).reduce((total, count) => total + count, 0)

describe('the counts of requests', () => {
  it('are by hour and outcome, of the last 24 hours and of the current one', async () => {
    const table = tableOf(new MemoryTable())
    const start = Date.UTC(2026, 7, 20, 12, 30)
    await countRequests(table, ['changed', 'changed', 'not_found'], start)
    await countRequests(table, ['unchanged'], start + 31 * minute)
    await countRequests(table, ['doubtful', 'unchanged'], start + 40 * minute)
    const { day: inAll, hour: current } = await countsOfDay(table, start + 50 * minute)
    expect(inAll).toMatchObject({ changed: 2, not_found: 1, unchanged: 2, doubtful: 1, malformed: 0 })
    expect(current).toMatchObject({ changed: 0, not_found: 0, unchanged: 2, doubtful: 1 })
    expect(sum((await countsOfDay(table, start + 23.6 * hour)).day)).toBe(3)
    expect(sum((await countsOfDay(table, start + day + hour)).day)).toBe(0)
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
    const early = sum((await countsOfDay(town.table, town.now)).day)
    expect(early).toBeGreaterThanOrEqual(asked - town.requestsIn(town.now - minute, town.now).length)
    await town.pass(hour)
    // What is under way is not counted yet.
    const underWay = town.requestsIn(town.now - 15_000, town.now).length
    const { day: counts } = await countsOfDay(town.table, town.now)
    expect(town.requests.length - sum(counts)).toBeGreaterThanOrEqual(0)
    expect(town.requests.length - sum(counts)).toBeLessThanOrEqual(underWay)
    expect(counts.not_found).toBe(10)
  })

  it('lose a batch at most when a process dies', async () => {
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
    const lost = town.requests.length - sum((await countsOfDay(town.table, town.now)).day)
    expect(lost).toBeGreaterThanOrEqual(0)
    expect(lost).toBeLessThanOrEqual(fetchBatchSize * (deaths + 2))
    expect(lost).toBeLessThan(town.requests.length / 4)
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
