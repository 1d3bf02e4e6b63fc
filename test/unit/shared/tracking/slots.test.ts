import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { ApiError } from '../../../../shared/http/errors.ts'
import { log } from '../../../../shared/log.ts'
import { enqueue } from '../../../../shared/pace/message.ts'
import { slackMs, takeSlots } from '../../../../shared/pace/pace.ts'
import { requestFetch } from '../../../../shared/tasks/request.ts'
import { pace, type Workers } from '../../../bench/workers.ts'
import { add } from './operations.ts'
import { minute, Town, training } from './town.ts'

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
        town.answerMs = 200
        await town.pass(20 * minute)
        await town.expectRight(start)
      }),
      { numRuns: 60 },
    )
  })

  it('lets somebody who adds a player wait for one batch at most, however many are due', async () => {
    const town = new Town()
    await town.populate(300, training)
    town.work()
    await town.pass(minute)
    for (let count = 0; count < 10; count++) {
      town.replies.set(`new_${count}`, training)
      await town.pass(town.world.random.between(0, 12_000))
      const asked = town.now
      await town.perform((instance) => add(town, instance, `New ${count}`))
      // What one fetcher has left of its slots, and what the other has just reserved behind them.
      expect(town.now - asked).toBeLessThan(7 * (pace.intervalMs + slackMs))
    }
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
