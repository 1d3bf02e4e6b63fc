import { beforeAll, describe, expect, it } from 'vitest'
import type { HiscoresResult } from '../../../../shared/hiscores/client.ts'
import { log } from '../../../../shared/log.ts'
import { isNotFound } from '../../../../shared/players/missing.ts'
import { request, tracked } from './operations.ts'
import { day, down, hour, minute, resting, Town, training } from './town.ts'

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
    const pauses = asked.slice(5).map((at, index) => Math.floor((at - asked[index + 4]!) / minute))
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30, 30, 30])
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

describe('hiscores that are slow', () => {
  it('are asked at the pace all the same, and nothing is put off for it', async () => {
    const town = await busyTown()
    town.answerMs = 9_000
    const start = town.now
    await town.pass(30 * minute)
    expect(town.requestsIn(start, town.now).length).toBeGreaterThan(500)
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
    expect(first!.at).toBeLessThan(told + 5 * minute + 5_000)
    expect(rest.length).toBeGreaterThan(120)
  })
})

describe('hiscores that answer garbage for a day', () => {
  it('are asked some times an hour, cost no snapshot and no dead letter, and are read again when they speak sense', async () => {
    const town = await busyTown()
    const before = snapshots(town)
    const { start, end } = await trouble(town, garbage, day)
    expect(town.requestsIn(start, end).length).toBeLessThan(60)
    expect(snapshots(town)).toBe(before)
    await town.pass(hour)
    expect(snapshots(town)).toBeGreaterThanOrEqual(before + 100)
    await town.expectRight(end)
  })

  it('make a requested fetch fail with the reason', async () => {
    const town = new Town()
    await tracked(town)
    town.replies.set('zezima', garbage)
    const { taskId } = await town.perform((instance) => request(town, instance))
    town.work()
    await town.pass(5 * minute)
    const task = town.world.table.peek('PLAYER#zezima', `TASK#${taskId}`)
    expect(task).toMatchObject({ status: 'failed', outcome: 'malformed', error: 'the answer is not JSON' })
  })
})

describe('a name that the hiscores do not know any more', () => {
  const vanished = async (): Promise<Town> => {
    const town = new Town()
    await tracked(town, resting)
    town.work()
    town.replies.delete('zezima')
    return town
  }
  const asked = (town: Town, since: number) => town.requestsIn(since, town.now).length

  it('is tried daily, counts as not found on the third day, and is tried weekly after ten', async () => {
    const town = await vanished()
    const found: boolean[] = []
    for (let days = 1; days <= 3; days++) {
      await town.pass(days === 1 ? hour : day)
      const player = await town.player('zezima')
      found.push(!isNotFound(player?.missing))
      expect(player).toMatchObject({ active: true, failures: 0, lastOutcome: 'not_found' })
    }
    expect(found).toEqual([true, true, false])
    const third = town.now
    await town.pass(7 * day)
    expect(asked(town, third)).toBe(7)
    const tenth = town.now
    await town.pass(14 * day)
    expect(asked(town, tenth)).toBe(2)
  })

  it('keeps its data, and comes back by itself when the name returns', async () => {
    const town = await vanished()
    await town.pass(11 * day)
    const stored = town.stored('zezima').filter((sk) => !sk.startsWith('TASK#'))
    expect(stored.length).toBeGreaterThanOrEqual(3)
    const back = town.now
    town.replies.set('zezima', training)
    await town.pass(7 * day + hour)
    expect(asked(town, back)).toBeGreaterThan(1)
    expect(await town.player('zezima')).toMatchObject({ lastOutcome: 'changed' })
    expect((await town.player('zezima'))?.missing).toBeUndefined()
    expect(town.stored('zezima')).toEqual(expect.arrayContaining(stored))
    await town.expectRight(back)
  })
})
