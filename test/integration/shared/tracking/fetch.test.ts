import { PassThrough } from 'node:stream'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { beforeEach, describe, expect, it } from 'vitest'
import { readPace, takeSlots } from '../../../../shared/pace/pace.ts'
import { lateMs, leadMs, slackMs } from '../../../../shared/pace/turns.ts'
import { createPlayer, findPlayer } from '../../../../shared/players/players.ts'
import { removePlayer } from '../../../../shared/players/remove.ts'
import { snapshotAt } from '../../../../shared/snapshots/snapshots.ts'
import { addPlayer } from '../../../../shared/tracking/add.ts'
import { fetchPlayers } from '../../../../shared/tracking/fetch.ts'
import { fetchInTurn, turnsOf } from '../../../../shared/tracking/slot.ts'
import { rowsOf, skillRow } from '../../../rows.ts'
import { World } from './world.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const world = new World()

let name: string
beforeEach(() => {
  name = `Player ${world.number}`
})

const key = (): string => name.toLowerCase().replace(' ', '_')
const deadline = (): number => world.clock.now() + 60_000
const add = () => addPlayer(world.fetching, { username: name, mode: 'regular' }, deadline())
const fetchIt = () => fetchPlayers(world.fetching, [key()], deadline())
const player = async () => (await findPlayer(world.tracker, key()))!
const newest = () => snapshotAt(world.tracker, key(), world.clock.now(), world.clock.now())

/** The sort keys of everything stored under the player's key. */
const stored = async (): Promise<string[]> => {
  const { Items = [] } = await world.tracker.client.send(
    new ScanCommand({
      TableName: 'tracker',
      FilterExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': `PLAYER#${key()}` },
    }),
  )
  return Items.map((item) => item.SK as string).sort()
}
const kinds = async (): Promise<string[]> => (await stored()).map((sk) => sk.split('#')[0]!)

describe('adding a player', () => {
  it('stores the player and its first snapshot, under the name that the hiscores write', async () => {
    world.hiscores.knows(name, rowsOf({ Mining: 5 }), 'PLAYER-display')
    const added = await add()
    expect(added).toMatchObject({ key: key(), username: 'PLAYER-display', lastOutcome: 'changed', failures: 0 })
    expect(added.nextFetchAt! - added.addedAt).toBe(hour)
    expect(await kinds()).toEqual(['DAY', 'PLAYER', 'SNAP'])
  })

  it('refuses a name that the hiscores do not know, and stores nothing', async () => {
    await expect(add()).rejects.toMatchObject({ code: 'player_not_found' })
    expect(await stored()).toEqual([])
  })

  it('refuses a player that is there already, without asking the hiscores', async () => {
    world.hiscores.knows(name, rowsOf({ Mining: 5 }))
    await add()
    await expect(add()).rejects.toMatchObject({ code: 'player_exists' })
    expect(world.hiscores.requests).toHaveLength(1)
  })

  it('is put off while the hiscores are down, and stores nothing', async () => {
    world.hiscores.fails(name, { outcome: 'unavailable', reason: 'down', retryAfterMs: 7_000 })
    await expect(add()).rejects.toMatchObject({ code: 'upstream_unavailable', headers: { 'retry-after': '7' } })
    expect(await stored()).toEqual([])
  })

  it('asks once more when the answer names somebody else, and takes the second one', async () => {
    const other = rowsOf({ Mining: 13_500_000 })
    world.hiscores.fails(name, { outcome: 'found', answer: other, stranger: 'Somebody Ese' })
    world.hiscores.meanwhile = async () => {
      if (world.hiscores.requests.length === 2) world.hiscores.knows(name, rowsOf({ Mining: 5 }))
    }
    expect(await add()).toMatchObject({ username: name })
    const [first, second] = world.hiscores.requests.map(({ at }) => at)
    expect(second! - first!).toBeGreaterThanOrEqual(world.fetching.pace.intervalMs)
    expect((await newest())?.rows.skills[1]).toEqual(skillRow('Mining', 5))
  })

  it('is put off when two answers name somebody else, and stores nothing', async () => {
    const other = rowsOf({ Mining: 13_500_000 })
    world.hiscores.fails(name, { outcome: 'found', answer: other, stranger: 'Somebody Ese' })
    await expect(add()).rejects.toMatchObject({
      code: 'upstream_unavailable',
      message: expect.stringContaining('"Somebody Ese"'),
      headers: { 'retry-after': '60' },
    })
    expect(world.hiscores.requests).toHaveLength(2)
    expect(await stored()).toEqual([])
  })

  it('is put off when its turn would come too late', async () => {
    world.hiscores.knows(name, rowsOf({ Mining: 5 }))
    const late = addPlayer(world.fetching, { username: name, mode: 'regular' }, world.clock.now() + 12_000)
    await expect(late).rejects.toMatchObject({ code: 'upstream_unavailable' })
    expect(world.hiscores.requests).toHaveLength(0)
  })

  it('works again right after a removal, and finds nothing of before', async () => {
    world.hiscores.knows(name, rowsOf({ Mining: 5 }))
    await add()
    await removePlayer(world.tracker, await player(), world.clock.now())
    world.clock.advance(minute)
    await add()
    expect(await kinds()).toEqual(['DAY', 'PLAYER', 'SNAP'])
    expect((await player()).deletedAt).toBeUndefined()
  })
})

describe('fetching a player', () => {
  beforeEach(async () => {
    world.hiscores.knows(name, rowsOf({ Mining: 5 }))
    await add()
  })

  it('stores a snapshot when a value changed, and makes the player due in an hour', async () => {
    world.clock.advance(hour)
    world.hiscores.knows(name, rowsOf({ Mining: 6 }))
    await fetchIt()
    expect(await kinds()).toEqual(['DAY', 'PLAYER', 'SNAP', 'SNAP'])
    const { lastFetchedAt, lastChangedAt, nextFetchAt, lastOutcome } = await player()
    expect(lastOutcome).toBe('changed')
    expect(lastChangedAt).toBe(lastFetchedAt)
    expect(nextFetchAt! - lastFetchedAt!).toBe(hour - minute / 2)
    expect((await newest())?.rows.skills[1]).toEqual(skillRow('Mining', 6))
  })

  it('stores nothing when only ranks drifted the same day, but knows that it was fetched', async () => {
    const before = await player()
    world.clock.advance(hour)
    const drifted = rowsOf({ Mining: 5 })
    drifted.skills[1]!.rank = 77
    world.hiscores.knows(name, drifted)
    await fetchIt()
    expect(await kinds()).toEqual(['DAY', 'PLAYER', 'SNAP'])
    const after = await player()
    expect(after.lastOutcome).toBe('unchanged')
    expect(after.lastFetchedAt).toBeGreaterThan(before.lastFetchedAt!)
    expect(after.lastChangedAt).toBe(before.lastChangedAt)
    expect((await newest())?.rows.skills[1]?.rank).toBe(-1)
  })

  it('takes a row that appears with 0 for no change', async () => {
    const before = await player()
    world.clock.advance(hour)
    world.hiscores.knows(name, rowsOf({ Mining: 5, Sailing: 0 }, { 'Brand New Boss': 0, Zulrah: -1 }))
    await fetchIt()
    expect(await player()).toMatchObject({ lastOutcome: 'unchanged', lastChangedAt: before.lastChangedAt })
    expect(await kinds()).toEqual(['DAY', 'PLAYER', 'SNAP'])
  })

  it('stores the ranks once on a new day', async () => {
    world.clock.advance(day)
    const drifted = rowsOf({ Mining: 5 })
    drifted.skills[1]!.rank = 77
    world.hiscores.knows(name, drifted)
    await fetchIt()
    world.clock.advance(hour)
    await fetchIt()
    expect(await kinds()).toEqual(['DAY', 'DAY', 'PLAYER', 'SNAP'])
    expect((await newest())?.rows.skills[1]?.rank).toBe(77)
  })

  it('does nothing for a message that comes twice', async () => {
    world.clock.advance(hour)
    await fetchIt()
    await fetchIt()
    await fetchPlayers(world.fetching, [key(), key()], deadline())
    expect(world.hiscores.requests).toHaveLength(2)
  })

  it('backs off when the hiscores are down, and comes back to the base', async () => {
    world.clock.advance(hour)
    const up = world.hiscores
    up.fails(name, { outcome: 'unavailable', reason: 'down' })
    const waits: number[] = []
    for (let round = 0; round < 3; round++) {
      await fetchIt()
      const { nextFetchAt, failures } = await player()
      expect(failures).toBe(round + 1)
      waits.push(nextFetchAt! - world.clock.now())
      world.clock.advance(nextFetchAt! - world.clock.now())
    }
    expect(waits).toEqual([minute, 2 * minute, 4 * minute])
    up.knows(name, rowsOf({ Mining: 9 }))
    await fetchIt()
    expect(await player()).toMatchObject({ failures: 0, lastOutcome: 'changed' })
  })

  it('makes everybody wait when the hiscores ask for fewer requests', async () => {
    world.clock.advance(hour)
    world.hiscores.fails(name, { outcome: 'rate_limited', retryAfterMs: 300_000 })
    await fetchIt()
    const { pausedUntil } = await readPace(world.tracker)
    expect(pausedUntil - world.clock.now()).toBe(300_000)
    expect((await player()).nextFetchAt! - world.clock.now()).toBe(300_000)
  })

  it('leaves nothing behind for a player that is removed meanwhile', async () => {
    world.clock.advance(hour)
    world.hiscores.knows(name, rowsOf({ Mining: 6 }))
    const doomed = await player()
    world.hiscores.meanwhile = async () => {
      await removePlayer(world.tracker, doomed, world.clock.now())
    }
    await fetchIt()
    expect(await kinds()).toEqual(['PLAYER'])
    expect((await player()).deletedAt).toBeDefined()
  })

  it('sweeps the tombstone of a removed player away when it is due', async () => {
    await removePlayer(world.tracker, await player(), world.clock.now())
    expect(await kinds()).toEqual(['PLAYER'])
    await fetchIt()
    expect(await kinds()).toEqual(['PLAYER'])
    world.clock.advance(10 * minute)
    await fetchIt()
    expect(await stored()).toEqual([])
  })

  it('takes up a snapshot whose day was never written', async () => {
    const { lastFetchedAt } = await player()
    world.clock.advance(hour)
    world.hiscores.knows(name, rowsOf({ Mining: 6 }))
    const put = world.tracker.client.send.bind(world.tracker.client)
    world.tracker.client.send = (async (command: { input: { Item?: { SK?: string } } }) => {
      if (command.input.Item?.SK?.startsWith('DAY#')) throw new Error('crash')
      return put(command as never)
    }) as never
    const { crashed } = await fetchIt()
    world.tracker.client.send = put as never
    expect([...crashed]).toEqual([key()])
    expect((await player()).lastFetchedAt).toBe(lastFetchedAt)
    world.clock.advance(minute)
    await fetchIt()
    expect(await kinds()).toEqual(['DAY', 'PLAYER', 'SNAP', 'SNAP'])
    expect((await newest())?.rows.skills[1]?.xp).toBe(6)
  })
})

describe('the pace', () => {
  it('lets whoever comes when nobody has the time before ask at once, and the next one an interval later', async () => {
    world.hiscores.knows(name, rowsOf({ Mining: 5 }))
    const asked = world.clock.now()
    await add()
    expect(world.hiscores.requests.at(-1)!.at).toBe(asked)
    await expect(addPlayer(world.fetching, { username: 'Nobody', mode: 'regular' }, deadline())).rejects.toThrow()
    expect(world.hiscores.requests.at(-1)!.at - asked).toBeGreaterThanOrEqual(world.fetching.pace.intervalMs + slackMs)
  })

  it('has whoever was too slow to ask at once take another turn', async () => {
    const { fetching, clock, hiscores } = world
    hiscores.knows(name, rowsOf({ Mining: 5 }))
    const wish = { count: 1, latest: clock.now() + minute, horizonMs: Infinity }
    const granted = await takeSlots(world.tracker, wish, clock.now, fetching.pace)
    clock.advance(leadMs + lateMs + 1)
    const [turn] = turnsOf(granted, 'waiting')
    expect(turn!.from).toBeLessThan(clock.now())
    const answered = await fetchInTurn(fetching, { mode: 'regular', username: name }, turn!, clock.now() + minute)
    expect(answered!.askedAt - turn!.slot).toBe(fetching.pace.intervalMs + slackMs)
  })

  it('is kept by a request that follows one which left late', async () => {
    const { fetching, clock, hiscores } = world
    const wish = { count: 1, latest: clock.now() + minute, horizonMs: Infinity }
    const { slots, pace } = await takeSlots(world.tracker, wish, clock.now, fetching.pace)
    const slot = slots[0]!
    const lastSentAt = slot - 2_000 + 20
    hiscores.lastSentAt = () => lastSentAt
    const opened: { at: number; connection: PassThrough }[] = []
    hiscores.connect = () => {
      const connection = new PassThrough()
      opened.push({ at: clock.now(), connection })
      return connection
    }
    // 20 ms late are too many for the slot, so that it is given up for another one.
    const turn = { slot, whose: 'waiting' as const, from: slot, pace }
    expect(await fetchInTurn(fetching, { mode: 'regular', username: name }, turn, slot + minute)).toBeDefined()
    expect(hiscores.requests).toHaveLength(1)
    expect(hiscores.requests[0]!.at).toBeGreaterThan(lastSentAt + 2_000)
    // A connection is opened before each of the two, and the one over which nothing is asked is closed.
    expect(opened.map(({ connection }) => connection.destroyed)).toEqual([true, false])
    expect(opened[1]!.at).toBeLessThan(hiscores.requests[0]!.at)
  })

  it('is kept by batches that are fetched at the same time', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `p${world.number}_${index}`)
    for (const each of names) {
      world.hiscores.knows(each, rowsOf({ Mining: 1 }))
      await createPlayer(world.tracker, {
        key: each,
        username: each,
        mode: 'regular',
        active: true,
        addedAt: world.clock.now(),
        nextFetchAt: world.clock.now(),
        failures: 0,
      })
    }
    const later = world.clock.now() + hour
    const fetchAll = async (players: readonly string[]): Promise<void> => {
      const batch = await fetchPlayers(world.fetching, players, later)
      if (batch.later.length === 0) return
      // It comes back from the queue.
      await world.clock.sleepUntil(batch.laterAt)
      await fetchAll(batch.later)
    }
    await Promise.all([fetchAll(names.slice(0, 6)), fetchAll(names.slice(6))])
    const times = world.hiscores.requests.map(({ at }) => at).sort((a, b) => a - b)
    expect(new Set(world.hiscores.requests.map(({ username }) => username)).size).toBe(12)
    times.slice(1).forEach((at, index) => {
      expect(at - times[index]!).toBeGreaterThanOrEqual(2_000)
    })
  })
})
