import { beforeAll, describe, expect, it } from 'vitest'
import type { HiscoresResult } from '../../../../shared/hiscores/client.ts'
import { log } from '../../../../shared/log.ts'
import { circuitOf } from '../../../../shared/pace/circuit.ts'
import { enqueue, readMessage } from '../../../../shared/pace/message.ts'
import { readPace } from '../../../../shared/pace/pace.ts'
import { slotMs } from '../../../../shared/pace/turns.ts'
import { fetchBatchSize } from '../../../../shared/tracking/dispatch.ts'
import { fetchPlayers } from '../../../../shared/tracking/fetch.ts'
import { type FetchBatch, fetchingOf, pace, timeoutMs } from '../../../bench/workers.ts'
import { request, tracked } from './operations.ts'
import { day, down, hour, minute, Town, training } from './town.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const garbage = (): HiscoresResult => ({ outcome: 'malformed', reason: 'the answer is not JSON', body: 'oops' })

/** A town of players who are fetched every five minutes, which is some 70 % of the pace, after a while of it. */
const busyTown = async (): Promise<Town> => {
  const town = new Town()
  await town.populate(100, training, 5)
  town.work()
  await town.pass(20 * minute)
  return town
}

/** Everybody gets another answer for some time. */
const trouble = async (town: Town, reply: typeof training, ms: number): Promise<{ start: number; end: number }> => {
  const [start, end] = [town.now, town.now + ms]
  for (const key of town.replies.keys()) {
    town.replies.set(key, (mode, at) => (at < end ? reply(mode, at) : training(mode, at)))
  }
  await town.pass(ms)
  return { start, end }
}

const snapshots = (town: Town): number =>
  [...town.replies.keys()].flatMap((key) => town.stored(key)).filter((sk) => sk.startsWith('SNAP#')).length

describe('hiscores that are down for hours', () => {
  it('are left alone for longer and longer after five failures, and one trial brings everybody back', async () => {
    const town = await busyTown()
    const { start, end } = await trouble(town, down, 5 * hour)
    const asked = town.requestsIn(start, end).map(({ at }) => at)
    const pauses = asked.slice(5).map((at, index) => (at - asked[index + 4]!) / minute)
    for (const [index, pause] of pauses.entries()) {
      const least = [1, 2, 4, 8, 16][index] ?? 30
      expect(pause).toBeGreaterThanOrEqual(least)
      // The schedule queues the trial.
      expect(pause).toBeLessThan(least + 1.1)
    }
    expect(pauses.length).toBeGreaterThanOrEqual(12)
    await town.pass(50 * minute)
    // All were due when the circuit closed, and the pace allows thirty a minute.
    const again = town.requestsIn(end, town.now)
    const first = again[0]!.at
    expect(new Set(again.filter(({ at }) => at < first + 5 * minute).map(({ key }) => key)).size).toBe(100)
    await town.expectRight(end)
  })

  it('take ten seconds to say nothing, and no run takes longer than its function may', async () => {
    const town = await busyTown()
    town.answerMs = 10_000
    const { start, end } = await trouble(town, down, 2 * hour)
    expect(town.requestsIn(start, end).length).toBeLessThan(25)
    town.answerMs = 200
    await town.pass(hour)
    await town.expectRight(end)
  })
})

describe('an outage of days', () => {
  it.each([1, 3])('leaves none of %i players waiting once the circuit is closed', async (players) => {
    const town = new Town()
    await town.populate(players, training)
    town.work()
    await town.pass(3 * hour)
    const { end } = await trouble(town, down, 3 * day)
    // The longest pause, and a tick.
    await town.pass(32 * minute)
    expect(new Set(town.requestsIn(end, town.now).map(({ key }) => key)).size).toBe(players)
    await town.expectRight(end)
  })
})

describe('a message in an outage of two hours', () => {
  it('goes back to the queue a few times at most', async () => {
    const town = await busyTown()
    const { end } = await trouble(town, down, 2 * hour)
    await town.pass(hour)
    expect(town.world.queue.looped).toEqual([])
    await town.expectRight(end)
  })

  it('would be stopped by Lambda if it went back whenever nobody may ask', async () => {
    const again: FetchBatch = async (instance, messages, world) => {
      const players = messages.flatMap(({ body }) => readMessage(body)?.player ?? [])
      const { now } = instance.clock
      const batch = await fetchPlayers(fetchingOf(instance, world), players, now() + timeoutMs)
      const { pausedUntil } = await readPace(instance.tracker)
      await enqueue(instance.queue, batch.later, batch.laterAt - now())
      await enqueue(instance.queue, batch.dropped, Math.min(pausedUntil - now(), 5 * minute))
      return batch
    }
    const town = new Town()
    await town.populate(100, training, 5)
    town.work(again)
    await town.pass(20 * minute)
    await trouble(town, down, 2 * hour)
    await town.pass(hour)
    expect(town.world.queue.looped.length).toBeGreaterThan(0)
  })
})

describe('hiscores that are slow', () => {
  it('are asked at the pace all the same, and nothing is put off for it', async () => {
    const town = await busyTown()
    town.answerMs = 9_000
    const start = town.now
    await town.pass(30 * minute)
    const requests = Map.groupBy(town.requestsIn(start, town.now), ({ key }) => key)
    expect(requests.size).toBe(100)
    // Its interval, a tick, and its turn: behind a batch, and a slow answer.
    const longest = 5 * minute + minute + 2 * fetchBatchSize * slotMs(pace) + town.answerMs
    for (const [, each] of requests) {
      expect(each.length).toBeGreaterThanOrEqual(Math.floor((30 * minute) / longest))
      for (const [index, { at }] of each.slice(1).entries()) expect(at - each[index]!.at).toBeLessThan(longest)
    }
    town.answerMs = 200
    await town.pass(10 * minute)
    await town.expectRight(start)
  })
})

describe('a Retry-After', () => {
  it('holds everybody back at once, those with a slot as well, and not for longer', async () => {
    const town = new Town()
    await town.populate(300, training)
    town.work()
    await town.pass(2 * minute)
    const limitedAt = town.now
    let limited: string | undefined
    for (const key of town.replies.keys()) {
      town.replies.set(key, (mode, at) => {
        limited ??= key
        return key === limited && at < limitedAt + 5 * minute
          ? { outcome: 'rate_limited', retryAfterMs: 5 * minute }
          : training(mode, at)
      })
    }
    await town.pass(10 * minute)
    const told = town.requestsIn(limitedAt, town.now)[0]!.at + town.answerMs
    const [first, ...rest] = town.requestsIn(told, town.now)
    expect(first!.at).toBeGreaterThanOrEqual(told + 5 * minute)
    // The schedule queues them again.
    expect(first!.at).toBeLessThan(told + 6 * minute + 5_000)
    expect(rest.length).toBeGreaterThan(110)
  })
})

describe('hiscores that answer garbage for a day', () => {
  it('are asked ever more rarely about each, cost no snapshot and no dead letter, and are read again when they speak sense', async () => {
    const town = new Town()
    await town.populate(12, training)
    town.work()
    await town.pass(hour)
    const before = snapshots(town)
    const { start, end } = await trouble(town, garbage, day)
    // A minute, doubled each time up to six hours and up to half of it taken off, is tried sixteen times in a day at most.
    expect(town.requestsIn(start, end).length).toBeLessThanOrEqual(12 * 16)
    expect(circuitOf(await readPace(town.table), town.now).state).toBe('closed')
    expect(snapshots(town)).toBe(before)
    await town.pass(day)
    expect(snapshots(town)).toBeGreaterThanOrEqual(before + 12)
    await town.expectRight(end)
  })

  it('about one name are no matter of anybody else', async () => {
    const town = await busyTown()
    town.replies.set('player_7', garbage)
    const start = town.now
    await town.pass(2 * hour)
    const others = town.requestsIn(start, town.now).filter(({ key }) => key !== 'player_7')
    expect(others.length).toBeGreaterThan(99 * 2 * 9)
    expect(await town.player('player_7')).toMatchObject({ lastOutcome: 'malformed' })
  })

  it('keep nobody waiting for longer than six hours, however long they last', async () => {
    const town = new Town()
    const keys = await town.populate(4, training)
    town.work()
    await town.pass(hour)
    town.replies.set(keys[0]!, garbage)
    await town.pass(5 * day)
    expect((await town.player(keys[0]!))?.failures).toBeGreaterThan(20)
    const end = town.now
    town.replies.set(keys[0]!, training)
    await town.pass(6 * hour + 2 * minute)
    const [first] = town.requestsIn(end, town.now).filter(({ key }) => key === keys[0])
    expect(first!.at).toBeLessThan(end + 6 * hour + 2 * minute)
    expect(await town.player(keys[0]!)).toMatchObject({ lastOutcome: 'changed', failures: 0 })
    await town.expectRight(end)
  })

  it('make a requested fetch fail with the reason', async () => {
    const town = new Town()
    await tracked(town, training)
    town.replies.set('zezima', garbage)
    const { taskId } = await town.perform((instance) => request(town, instance))
    town.work()
    await town.pass(5 * minute)
    const task = town.world.table.peek('PLAYER#zezima', `TASK#${taskId}`)
    expect(task).toMatchObject({ status: 'failed', outcome: 'malformed', error: 'the answer is not JSON' })
  })
})
