import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { ApiError } from '../../../../shared/http/errors.ts'
import { log } from '../../../../shared/log.ts'
import { enqueue } from '../../../../shared/pace/message.ts'
import { takeSlots } from '../../../../shared/pace/pace.ts'
import { slackMs } from '../../../../shared/pace/turns.ts'
import { requestFetch } from '../../../../shared/tasks/request.ts'
import { findTask } from '../../../../shared/tasks/tasks.ts'
import { fetchBatchSize } from '../../../../shared/tracking/dispatch.ts'
import { pace, type Workers } from '../../../bench/workers.ts'
import { add } from './operations.ts'
import { hour, minute, Town, training } from './town.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const events = ['add', 'add with its mode to be found out', 'request', 'deliver again', 'crash'] as const
const happening = fc.record({ event: fc.constantFrom(...events), afterMs: fc.nat(2 * minute), who: fc.nat(9) })
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

const happen = async (town: Town, workers: Workers, { event, who }: Happening): Promise<unknown> => {
  const instance = town.instance()
  switch (event) {
    case 'add':
      return add(town, instance, `New ${who}`)
    case 'add with its mode to be found out':
      return add(town, instance, `New ${who}`, 'auto')
    case 'request':
      return requestFetch({ ...instance, pace }, (await town.player(`player_${who}`))!)
    case 'deliver again':
      return enqueue(instance.queue, [`player_${who}`])
    case 'crash':
      return workers.doom(who)
    default:
      return event satisfies never
  }
}

describe('the pace', () => {
  it('is kept by workers, additions, redeliveries and crashes together, and no run takes too long', async () => {
    const situation = fc.record({
      seed: fc.nat(1_000_000),
      players: fc.integer({ min: 10, max: 60 }),
      answerMs: fc.integer({ min: 10, max: 9_900 }),
      happenings: fc.array(happening, { maxLength: 12 }),
    })
    await fc.assert(
      fc.asyncProperty(situation, async ({ seed, players, answerMs, happenings }) => {
        const town = new Town(seed)
        town.answerMs = answerMs
        await town.populate(players, training, 5)
        for (let who = 0; who < 10; who++) town.replies.set(`new_${who}`, training)
        const start = town.now
        const workers = town.work()
        const all = happenings.map(async (each) => {
          await town.world.time.sleep(each.afterMs)
          await happen(town, workers, each).catch((error: unknown) => {
            // Added twice, or no turn in time.
            if (!(error instanceof ApiError)) throw error
          })
        })
        await town.during(Promise.all(all))
        // Who has nothing to do would die in the last minute, and leave somebody overdue at its end.
        workers.spare()
        town.answerMs = 200
        await town.pass(20 * minute)
        await town.expectRight(start)
      }),
      // A town takes a second, and to make one smaller takes hundreds: its seed tells as much.
      { numRuns: 60, endOnFailure: true },
    )
  })

  it('lets somebody who adds a player wait for two turns at most, however many are due', async () => {
    const town = new Town()
    await town.populate(300, training)
    town.work()
    await town.pass(minute)
    for (let count = 0; count < 10; count++) {
      town.replies.set(`new_${count}`, training)
      await town.pass(town.world.random.between(0, 12_000))
      const asked = town.now
      await town.perform((instance) => add(town, instance, `New ${count}`))
      expect(town.now - asked).toBeLessThan(2 * (pace.intervalMs + slackMs))
    }
  })

  it('gives whoever asks for a fetch one of the next turns, however many are due, at the moment that was estimated', async () => {
    const town = new Town()
    const keys = await town.populate(300, training)
    town.work()
    await town.pass(minute)
    for (const key of keys.slice(-10)) {
      await town.pass(town.world.random.between(0, 12_000))
      const asked = town.now
      const player = (await town.player(key))!
      const task = await town.perform((instance) => requestFetch({ ...instance, pace }, player))
      const done = await town.during(
        (async () => {
          for (;;) {
            const { completedAt } = (await findTask(town.table, key, task.taskId, town.now))!
            if (completedAt !== undefined) return completedAt
            await town.world.time.sleep(50)
          }
        })(),
      )
      // Both fetchers may be at it, until the last turn of one of them.
      expect(done - asked).toBeLessThan((fetchBatchSize + 2) * (pace.intervalMs + slackMs))
    }
  })

  it('lets those who add players at once have the next turns, and the batches theirs after that', async () => {
    const town = new Town()
    await town.populate(100, training, 5)
    town.work()
    await town.pass(minute)
    const start = town.now
    for (let count = 0; count < 8; count++) town.replies.set(`new_${count}`, training)
    const added = Array.from({ length: 8 }, (_, count) => add(town, town.instance(), `New ${count}`))
    await town.during(Promise.all(added))
    expect(town.now - start).toBeLessThan(9 * (pace.intervalMs + slackMs))
    await town.pass(minute)
    // No turn is lost by that.
    const turns = (town.now - start) / (pace.intervalMs + slackMs)
    expect(town.requestsIn(start, town.now).length).toBeGreaterThan(turns - 2)
    await town.pass(20 * minute)
    await town.expectRight(start)
  })

  it('leaves nobody unfetched for whom others wait less, however many these are', async () => {
    const town = new Town()
    await town.populate(100, training, 5)
    town.work()
    await town.pass(6 * minute)
    const start = town.now
    // Somebody adds players without end, and each is told that there is no such name.
    const flood = async (): Promise<void> => {
      while (town.now < start + 20 * minute) await add(town, town.instance(), 'Nobody').catch(() => {})
    }
    await town.during(Promise.all([flood(), flood()]))
    await town.pass(20 * minute)
    await town.expectRight(start)
  })

  it('is not paid for waiting: a fetcher that cannot go gives its messages back', async () => {
    const town = new Town()
    await town.populate(300, training, 60)
    let paidMs = 0
    town.work(undefined, (ms) => {
      paidMs += ms
    })
    await town.pass(2 * hour)
    // Each turn of a batch and the way to the first one, but not those of the other fetcher.
    expect(paidMs / town.requests.length).toBeLessThan(1.25 * (pace.intervalMs + slackMs))
  })

  it('sends back to the queue what cannot go in time, for the moment at which it can', async () => {
    const town = new Town()
    await town.populate(10, training)
    // Somebody else has taken all slots of the next two minutes.
    const wish = { count: 60, latest: Infinity, horizonMs: Infinity }
    const { slots } = await takeSlots(town.table, wish, () => town.now, pace)
    const free = slots.at(-1)! + pace.intervalMs + slackMs
    town.work()
    await town.pass(3 * minute)
    const [first, ...others] = town.requests.map(({ at }) => at)
    expect(first).toBeGreaterThanOrEqual(free)
    expect(first! - free).toBeLessThan(2_000)
    expect(others.at(-1)! - first!).toBeLessThan(10 * (pace.intervalMs + slackMs) + 1_000)
    expect(others).toHaveLength(9)
    await town.expectRight(free)
  })
})
