import { ProvisionedThroughputExceededException, ThrottlingException } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { isUnavailable } from '../../../../shared/dynamodb.ts'
import { ApiError } from '../../../../shared/http/errors.ts'
import { log } from '../../../../shared/log.ts'
import { stepsSince } from '../../../../shared/milestones/items.ts'
import { noteTops } from '../../../../shared/milestones/tops.ts'
import { enqueue } from '../../../../shared/pace/message.ts'
import { createPlayer, isTracked } from '../../../../shared/players/players.ts'
import { removePlayer } from '../../../../shared/players/remove.ts'
import { changeSettings } from '../../../../shared/tracking/change.ts'
import { dispatch } from '../../../../shared/tracking/dispatch.ts'
import { exchangeNames } from '../../../../shared/tracking/rename.ts'
import type { Instance } from '../../../bench/instance.ts'
import { fetchingOf, intervals, pace, tickMs } from '../../../bench/workers.ts'
import { add, fetch, remove, rename, request, swap, tracked } from './operations.ts'
import { hour, hunting, minute, Town, training } from './town.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const rules = { tickMs, paceMs: pace.intervalMs }

const tick = (town: Town) =>
  town.perform(({ tracker, queue }) => dispatch(tracker, (keys) => enqueue(queue, keys), town.now, rules))

/** How often each of some players was asked for since a moment. */
const timesAsked = (town: Town, keys: readonly string[], since: number): number[] =>
  keys.map((key) => town.requestsIn(since, town.now).filter((each) => each.key === key).length)

describe('messages that come more than once, and in any order', () => {
  it('fetch each player once', async () => {
    const town = new Town()
    const keys = await town.populate(20, training)
    const start = town.now
    town.work()
    for (let round = 0; round < 6; round++) {
      await town.perform(({ queue }) => enqueue(queue, round % 2 === 0 ? keys : [...keys].reverse(), round * 3_000))
    }
    await town.pass(10 * minute)
    expect(timesAsked(town, keys, start)).toEqual(keys.map(() => 1))
    await town.expectRight(start)
  })

  it('fetch each player once when ticks overlap', async () => {
    const town = new Town()
    const keys = await town.populate(20, training)
    const start = town.now
    await Promise.all([tick(town), tick(town), tick(town)])
    town.work()
    await town.pass(10 * minute)
    expect(timesAsked(town, keys, start)).toEqual(keys.map(() => 1))
  })
})

describe('what users and workers do at the same time', () => {
  type Deed = (town: Town, instance: Instance) => Promise<unknown>
  const pause =
    (active: boolean): Deed =>
    async (town, { tracker }) => {
      const player = (await town.player('zezima'))!
      return changeSettings(tracker, player, { active }, town.now, intervals)
    }
  const deeds: Record<string, Deed> = {
    add,
    fetch,
    remove,
    rename: (town, instance) => rename(town, instance),
    'rename back': async (town, instance) => rename(town, instance, 'Zezima'),
    'add the other': (town, instance) => add(town, instance, 'Durial'),
    'remove the other': async (town, { tracker }) => removePlayer(tracker, (await town.player('durial'))!, town.now),
    'request the other': (town, instance) => request(town, instance, 'durial'),
    'fetch the other': (town, instance) => fetch(town, instance, 'Durial'),
    merge: (town, instance) => rename(town, instance, 'Durial', { merge: true, force: true }),
    swap: (town, instance) => swap(town, instance),
    'swap back': async (town, instance) =>
      exchangeNames(fetchingOf(instance, town.world), (await town.player('durial'))!, (await town.player('zezima'))!),
    request,
    pause: pause(false),
    resume: pause(true),
  }
  const needs: [string, RegExp][] = [
    ['zezima', /^(?!add|.*the other)/],
    ['durial', /^(?!add).*the other|swap/],
  ]
  const happening = fc.record({ name: fc.constantFrom(...Object.keys(deeds)), afterMs: fc.nat(4_000) })

  it('leaves no half player and nothing that belongs to nobody, whatever comes in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 2, maxLength: 6 }), fc.nat(1_000), async (happenings, seed) => {
        const town = new Town(seed)
        town.replies.set('durial', hunting)
        await tracked(town)
        const start = town.now
        const answers = happenings.map(async ({ name, afterMs }) => {
          await town.world.time.sleep(afterMs)
          // Somebody who is not there, or was removed in between, is refused.
          const needed = needs.filter(([, names]) => names.test(name)).map(([key]) => town.player(key))
          const there = await Promise.all(needed)
          if (there.some((player) => player === undefined || !isTracked(player))) return
          await deeds[name]!(town, town.instance()).catch((error: unknown) => {
            if (!(error instanceof ApiError)) throw error
          })
        })
        await town.during(Promise.all(answers))
        town.work()
        await town.pass(75 * minute)
        await town.expectRight(start)
      }),
      { numRuns: 150 },
    )
  })
})

describe('a fetch of whoever had a name', () => {
  const removeAnd = async (town: Town, instance: Instance, then: () => Promise<unknown>) => {
    await remove(town, instance)
    return then()
  }
  const takers: Record<string, (town: Town, instance: Instance) => Promise<unknown>> = {
    'has changed names': (town, instance) => swap(town, instance),
    'has got it in turn': (town, instance) =>
      removeAnd(town, instance, () => rename(town, instance, 'Zezima', { key: 'durial', force: true })),
    'was added': (town, instance) => removeAnd(town, instance, () => add(town, instance)),
  }

  it.each(Object.entries(takers))('leaves nothing with somebody who %s meanwhile', async (_, take) => {
    // Whoever is paused is not fetched again, so nothing of it is made good later.
    for (const paused of [false, true]) {
      for (let afterMs = 0; afterMs <= 700; afterMs += 10) {
        const town = new Town(afterMs)
        town.replies.set('durial', hunting)
        await tracked(town)
        await town.perform((instance) => add(town, instance, 'Durial'))
        await town.pass(2 * hour)
        const since = town.now
        const taking = async () => {
          await town.world.time.sleep(afterMs)
          await take(town, town.instance())
        }
        await town.during(Promise.all([fetch(town, town.instance()), taking()]))
        if (paused) {
          for (const key of ['zezima', 'durial']) {
            const player = await town.player(key)
            if (player && isTracked(player))
              await changeSettings(town.table, player, { active: false }, town.now, intervals)
          }
        }
        town.work()
        await town.pass(75 * minute)
        await town.expectRight(since)
      }
    }
  })
})

describe('somebody who moves', () => {
  it('leaves tops behind that whoever had the name before was the last to note', async () => {
    const town = new Town()
    let rank = 1_500
    const ranked: typeof hunting = (mode, at) => {
      const result = hunting(mode, at)
      if (result.outcome !== 'found') return result
      const { answer } = result
      return { ...result, answer: { ...answer, activities: answer.activities.map((row) => ({ ...row, rank })) } }
    }
    await tracked(town, ranked)
    town.replies.set('durial', ranked)
    const since = town.now
    await town.perform((instance) => rename(town, instance))
    await noteTops(town.table, 'durial', 0, new Map([['zulrah', 10]]))
    town.work()
    await town.pass(2 * hour)
    rank = 900
    await town.pass(2 * hour)
    await town.expectRight(since)
    const kinds = (await stepsSince(town.table, 'durial', -1)).flatMap((step) =>
      step.milestones.map(({ kind }) => kind),
    )
    expect(kinds).toContain('rank')
  })

  it('is whoever has been added altogether', async () => {
    const town = new Town()
    const [zezima, durial] = await town.populate(2, hunting)
    town.replies.set('new', hunting)
    const moves: ((instance: Instance) => Promise<unknown>)[] = [
      (instance) => rename(town, instance, 'new', { key: zezima! }),
      (instance) => rename(town, instance, durial!, { key: zezima!, merge: true, force: true }),
      async (instance) =>
        exchangeNames(fetchingOf(instance, town.world), (await town.player(zezima!))!, (await town.player(durial!))!),
    ]
    for (const move of moves) {
      await expect(town.perform(move)).rejects.toMatchObject({
        code: 'player_exists',
        message: expect.stringContaining('is being added'),
      })
    }
  })
})

describe('a clock that is wrong by an hour', () => {
  it.each([
    ['forth and back', [hour, 0]],
    ['back and forth', [-hour, 0]],
    ['forth, and stays', [hour]],
    ['back, and stays', [-hour]],
  ])('jumping %s lets one request come early at most, and loses nobody', async (_, jumps) => {
    for (let seed = 0; seed < 4; seed++) {
      const town = new Town(seed)
      const { random } = town.world
      // Five minutes of work without a pause, in which the clock jumps.
      await town.populate(150, training)
      town.work()
      for (const jump of jumps) {
        await town.pass(random.between(1, 2 * minute))
        town.skewMs = jump
      }
      await town.pass(hour)
      const start = town.now
      await town.pass(75 * minute)
      expect(new Set(town.requestsIn(start, town.now).map(({ key }) => key)).size).toBe(150)
      // A run whose clock is set back thinks that it has more time than it has, and is cut short like one that crashes.
      expect(town.overruns).toBeLessThanOrEqual(2)
      town.overruns = 0
      town.skewMs = 0
      await town.pass(2 * hour)
      // Whoever begins right after a jump ahead cannot know that no hour has passed since the last request.
      await town.expectRight(start, { early: 1 })
    }
  })
})

describe('a DynamoDB that asks for less', () => {
  it('delays fetches, and nothing ends with the dead letters', async () => {
    const town = new Town()
    await town.populate(40, training, 5)
    town.work()
    await town.pass(10 * minute)
    const faults = [ProvisionedThroughputExceededException, ThrottlingException]
    town.meddle = () => {
      const Fault = faults[town.world.random.between(0, 1)]!
      if (town.world.random.oneIn(3)) throw new Fault({ message: 'too much', $metadata: {} })
    }
    await town.pass(hour)
    town.meddle = () => {}
    const start = town.now
    // Ticks that came to nothing; the next one is their retry.
    expect(town.errors.length).toBeGreaterThan(0)
    expect(town.errors.filter((error) => !isUnavailable(error))).toEqual([])
    town.errors.length = 0
    await town.pass(hour)
    await town.expectRight(start)
  })
})

describe('a player whose data is broken', () => {
  it('ends with the dead letters after five tries, ever more rarely, and holds nobody up', async () => {
    const town = new Town()
    const keys = await town.populate(5, training, 10)
    await createPlayer(town.table, {
      key: 'broken',
      username: 'broken',
      mode: 'no such mode' as 'regular',
      active: true,
      addedAt: town.now,
      nextFetchAt: town.now - hour,
      failures: 0,
    })
    town.work()
    await town.pass(hour)
    expect(town.world.queue.deadLetters.map(({ body, received }) => ({ body, received }))).toContainEqual({
      body: '{"player":"broken"}',
      received: 5,
    })
    expect(Math.min(...timesAsked(town, keys, 0))).toBeGreaterThanOrEqual(5)
    await town.pass(11 * hour)
    expect(town.world.queue.deadLetters.length).toBeLessThan(10)
    expect(town.requests.filter(({ key }) => key === 'broken')).toEqual([])
  })
})
