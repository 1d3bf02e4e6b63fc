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

describe('hiscores that know nobody for some time', () => {
  it('leave nobody waiting for longer than minutes when it was one round', async () => {
    const { town, keys } = await thirteen()
    const asked = new Set<string>()
    const start = town.now
    // Each is unknown once, when it is asked for next.
    for (const key of keys) {
      town.replies.set(key, (mode, at) => {
        if (asked.has(key)) return training(mode, at)
        asked.add(key)
        return nobody()
      })
    }
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
    expect(town.requestsIn(start, end).length).toBeLessThan(25)
    await town.pass(40 * minute)
    expect(await stateOf(town)).toBe('closed')
    await town.pass(hour)
    await town.expectRight(end)
    for (const player of await playersOf(town, keys)) {
      expect(player.missing).toBeUndefined()
      expect(player.lastOutcome).toBe('changed')
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
    await tracked(town)
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
