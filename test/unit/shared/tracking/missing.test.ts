import { beforeAll, describe, expect, it } from 'vitest'
import { log } from '../../../../shared/log.ts'
import { circuitOf } from '../../../../shared/pace/circuit.ts'
import { readPace } from '../../../../shared/pace/pace.ts'
import { isNotFound } from '../../../../shared/players/missing.ts'
import { changePlayer, type Player } from '../../../../shared/players/players.ts'
import { add, tracked } from './operations.ts'
import { day, hour, minute, resting, Town, training } from './town.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const nobody = () => ({ outcome: 'not_found' as const })

const stateOf = async (town: Town): Promise<string> => circuitOf(await readPace(town.table), town.now).state

const playersOf = (town: Town, keys: readonly string[]): Promise<Player[]> =>
  Promise.all(keys.map(async (key) => (await town.player(key))!))

/** Thirteen players who gain all the time, one of whom is fetched every five minutes, after some hours of it. */
const thirteen = async (): Promise<{ town: Town; keys: string[] }> => {
  const town = new Town()
  const keys = await town.populate(13, training)
  await changePlayer(town.table, (await town.player(keys[0]!))!, { fetchIntervalMinutes: 5 })
  town.work()
  await town.pass(3 * hour)
  return { town, keys }
}

/** Everybody is unknown for some time. */
const unknownFor = (town: Town, keys: readonly string[], ms: number): void => {
  const end = town.now + ms
  for (const key of keys) town.replies.set(key, (mode, at) => (at < end ? nobody() : training(mode, at)))
}

/** Each is unknown once, when it is asked for next; whom that has happened to. */
const unknownOnce = (town: Town, keys: readonly string[]): ReadonlySet<string> => {
  const asked = new Set<string>()
  for (const key of keys) {
    town.replies.set(key, (mode, at) => {
      if (asked.has(key)) return training(mode, at)
      asked.add(key)
      return nobody()
    })
  }
  return asked
}

/** That all were found since a moment, the circuit is closed and nobody is left for a day. */
const expectBack = async (town: Town, keys: readonly string[], since: number): Promise<void> => {
  expect(await stateOf(town)).toBe('closed')
  for (const player of await playersOf(town, keys)) {
    expect(player).toMatchObject({ lastOutcome: 'changed', failures: 0 })
    expect(player.missing).toBeUndefined()
    expect(player.lastFetchedAt).toBeGreaterThanOrEqual(since)
    expect(player.nextFetchAt).toBeLessThanOrEqual(town.now + hour)
  }
}

describe('hiscores that know nobody for some time', () => {
  it('leave nobody waiting for longer than minutes when it was one round', async () => {
    const { town, keys } = await thirteen()
    const start = town.now
    const asked = unknownOnce(town, keys)
    for (const player of await playersOf(town, keys)) await changePlayer(town.table, player, { nextFetchAt: town.now })
    let opened = false
    while (town.now < start + 10 * minute) {
      await town.pass(10_000)
      opened ||= (await stateOf(town)) === 'open'
      for (const { nextFetchAt } of await playersOf(town, keys)) {
        expect(nextFetchAt! - town.now).toBeLessThanOrEqual(hour)
        if (asked.size === 0) expect(nextFetchAt).toBeLessThanOrEqual(town.now + 5 * minute)
      }
    }
    expect(opened).toBe(true)
    // Eight more trials, one a tick, and those who were missing first.
    await town.pass(5 * minute)
    expect(asked.size).toBe(13)
    await expectBack(town, keys, start)
    await town.pass(2 * hour)
    await town.expectRight(start + 10 * minute)
    for (const player of await playersOf(town, keys)) expect(player.missing).toBeUndefined()
  })

  it('are down when five in a row are missing that were there, and one who is found brings everybody back', async () => {
    const { town, keys } = await thirteen()
    const start = town.now
    unknownFor(town, keys, 90 * minute)
    await town.pass(90 * minute)
    const end = town.now
    // Those who were counted before it was clear, and no more.
    const before = await playersOf(town, keys)
    expect(before.filter(({ missing }) => missing).length).toBeLessThanOrEqual(4)
    // One a tick, but for those before it was clear.
    expect(town.requestsIn(start, end).length).toBeLessThanOrEqual(90 + 8)
    await town.pass(15 * minute)
    expect(await stateOf(town)).toBe('closed')
    await town.pass(hour)
    await town.expectRight(end)
    for (const player of await playersOf(town, keys)) {
      expect(player.missing).toBeUndefined()
      expect(player.lastOutcome).toBe('changed')
    }
  })

  const lasting = [1, 7, 12, 16, 21, 26, 31, 45, 61, 90, 240, 23 * 60]
  const rounds = lasting.flatMap((minutes) => [
    { minutes, apart: 0 },
    { minutes, apart: 4 * minute },
  ])
  it.each(rounds)(
    'for $minutes minutes are followed by everybody within a quarter of an hour, with turns $apart ms apart',
    async ({ minutes, apart }) => {
      const { town, keys } = await thirteen()
      const start = town.now
      for (const [index, player] of (await playersOf(town, keys)).entries()) {
        await changePlayer(town.table, player, { nextFetchAt: start + index * apart })
      }
      unknownFor(town, keys, minutes * minute)
      await town.pass(minutes * minute)
      const end = town.now
      // Whose turn came in it. The others have theirs within the hour.
      const due = (await playersOf(town, keys)).filter(({ lastOutcome }) => lastOutcome !== 'changed')
      expect(due.length).toBeGreaterThan(0)
      await town.pass(15 * minute)
      const back = due.map(({ key }) => key)
      await expectBack(town, back, end)
      await town.pass(hour)
      await expectBack(town, keys, end)
      await town.expectRight(end)
    },
  )

  it('hold nobody up for long who was not asked yet, nor do those who are missing for good', async () => {
    const { town, keys } = await thirteen()
    const gone = keys.slice(3, 6)
    const others = keys.filter((key) => !gone.includes(key))
    unknownFor(town, others, 20 * minute)
    for (const key of gone) town.replies.set(key, nobody)
    for (const player of await playersOf(town, keys)) await changePlayer(town.table, player, { nextFetchAt: town.now })
    await town.pass(20 * minute)
    expect(await stateOf(town)).not.toBe('closed')
    const end = town.now
    await town.pass(15 * minute)
    await expectBack(town, others, end)
    // And not afterwards either.
    const since = town.now
    await town.pass(2 * day)
    for (const key of others) {
      const hourly = town.requestsIn(since, town.now).filter((request) => request.key === key)
      expect(hourly.length).toBeGreaterThanOrEqual(46)
    }
    for (const { missing } of await playersOf(town, gone)) expect(missing?.days).toBeGreaterThanOrEqual(2)
  })

  it('are up when three of thirteen are missing for good, from one day to the next', async () => {
    const { town, keys } = await thirteen()
    const others = keys.slice(3)
    for (const key of keys.slice(0, 3)) town.replies.set(key, nobody)
    const start = town.now
    while (town.now < start + day) {
      await town.pass(10 * minute)
      expect(await stateOf(town)).toBe('closed')
    }
    await expectBack(town, others, town.now - hour - 2 * minute)
    // Five tries on the first day, as ever: who is found brings back whom an outage has kept away, and not these.
    for (const key of keys.slice(0, 3)) {
      expect(town.requests.filter((request) => request.key === key && request.at >= start).length).toBeLessThanOrEqual(
        8,
      )
    }
  })

  it('answer a look-up with no verdict about the name', async () => {
    const { town, keys } = await thirteen()
    unknownFor(town, keys, 90 * minute)
    await town.pass(62 * minute)
    // In the pause nobody is asked, and the trial finds nobody.
    await town.during(
      town.world.time.sleepUntil((await readPace(town.table)).pausedUntil).then(async () => {
        await expect(add(town, town.instance(), 'Somebody')).rejects.toMatchObject({ code: 'upstream_unavailable' })
      }),
    )
  })

  it('are believed after a day', async () => {
    const { town, keys } = await thirteen()
    for (const key of keys) town.replies.set(key, nobody)
    await town.pass(23 * hour)
    expect(await stateOf(town)).not.toBe('closed')
    await town.pass(2.5 * day)
    expect(await stateOf(town)).toBe('closed')
    for (const player of await playersOf(town, keys)) expect(isNotFound(player.missing)).toBe(true)
    // And whoever comes back is one who came back.
    for (const key of keys) town.replies.set(key, training)
    await town.pass(day + hour)
    for (const player of await playersOf(town, keys)) expect(player.missing).toBeUndefined()
  })

  it('are up when somebody is found in between', async () => {
    const { town, keys } = await thirteen()
    for (const key of keys.slice(0, 6)) town.replies.set(key, nobody)
    await town.pass(day)
    expect(await stateOf(town)).toBe('closed')
    for (const player of await playersOf(town, keys.slice(0, 6))) expect(player.missing).toBeDefined()
  })

  it('are up when it is names that nobody has who are looked up', async () => {
    const town = new Town()
    await tracked(town, training)
    for (let count = 0; count < 7; count++) {
      const adding = town.perform((instance) => add(town, instance, `Nobody ${count}`))
      await expect(adding).rejects.toMatchObject({ code: 'player_not_found' })
    }
    expect(await stateOf(town)).toBe('closed')
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

  it('is asked for again within minutes, then every six hours, and daily from the third day on', async () => {
    const town = await vanished()
    const start = town.now
    await town.pass(day)
    const [first = 0, ...rest] = town.requestsIn(start, town.now).map(({ at }) => at)
    for (const [index, at] of rest.entries()) {
      const wait = (at - [first, ...rest][index]!) / minute - ([5, 15, 60][index] ?? 360)
      expect(wait).toBeGreaterThanOrEqual(0)
      // Until the schedule has queued it and its turn has come.
      expect(wait).toBeLessThan(2)
    }
    expect(rest.length).toBeGreaterThanOrEqual(6)
    const player = await town.player('zezima')
    expect(player).toMatchObject({ active: true, failures: 0, lastOutcome: 'not_found' })
    expect(isNotFound(player?.missing)).toBe(false)
    await town.pass(day)
    expect(isNotFound((await town.player('zezima'))?.missing)).toBe(true)
    const third = town.now
    await town.pass(3 * day)
    expect(asked(town, third)).toBe(3)
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
