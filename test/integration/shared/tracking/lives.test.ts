import { beforeEach, describe, expect, it } from 'vitest'
import type { Mode } from '../../../../shared/hiscores/boards.ts'
import { findPlayer } from '../../../../shared/players/players.ts'
import { history } from '../../../../shared/progress/history.ts'
import { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import { addPlayer } from '../../../../shared/tracking/add.ts'
import { fetchPlayers } from '../../../../shared/tracking/fetch.ts'
import { rowsOf } from '../../../rows.ts'
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
const player = async () => (await findPlayer(world.tracker, key()))!
const now = () => world.clock.now()

const add = async (rows: Record<string, number>, mode: Mode = 'regular') => {
  world.hiscores.knows(name, rowsOf(rows))
  await addPlayer(world.fetching, { username: name, mode }, now() + minute)
}

/** Lets the player be due at once, and fetches it. */
const fetchIt = async () => {
  const { nextFetchAt } = await player()
  world.clock.advance(Math.max(0, nextFetchAt! - now()))
  const { crashed } = await fetchPlayers(world.fetching, [key()], now() + minute)
  expect([...crashed]).toEqual([])
}

const answers = async (rows: Record<string, number>, displayName?: string) => {
  world.hiscores.knows(name, rowsOf(rows), displayName)
  await fetchIt()
  return player()
}

const gainedSince = async (start: number | undefined = undefined, metric = 'attack') => {
  const told = await history(world.tracker, await player(), { start, end: now() }, new Set([metric]), now())
  return { gained: told.skills[metric]?.gained, seams: told.seams.map(({ kind }) => kind) }
}

const onBoard = async () => {
  const asked = { metric: 'attack', period: 'all' as const, tz: 'UTC', limit: 100 }
  const { entries } = await leaderboard(world.tracker, asked, { now: now(), retentionDays: 90 })
  return entries.find(({ username }) => username === name)
}

describe('an answer of a cache of another age', () => {
  it('is kept aside and asked again within minutes, and leaves no trace when the next one continues what is stored', async () => {
    await add({ Attack: 2_000_000 })
    const doubted = await answers({ Attack: 1_850_000 })
    expect(doubted).toMatchObject({ lastOutcome: 'doubtful', doubt: { kind: 'fall', times: 1 } })
    expect(doubted.nextFetchAt! - now()).toBeLessThanOrEqual(5 * minute)
    expect(doubted.latest?.at).toBe(doubted.addedAt)
    const after = await answers({ Attack: 2_000_000 })
    expect(after).toMatchObject({ lastOutcome: 'unchanged' })
    expect(after.doubt).toBeUndefined()
    expect(await gainedSince()).toEqual({ gained: 0, seams: [] })
  })

  it('makes a false life when it answers twice, which is taken back once the truth returns', async () => {
    await add({ Attack: 2_000_000 })
    await answers({ Attack: 1_850_000 })
    expect((await answers({ Attack: 1_850_000 })).seams).toMatchObject([{ kind: 'rollback' }])
    world.clock.advance(day)
    await answers({ Attack: 1_850_000 })
    const after = await answers({ Attack: 2_000_500 })
    expect(after.seams).toBeUndefined()
    expect(await gainedSince()).toEqual({ gained: 500, seams: [] })
    expect(await onBoard()).toMatchObject({ gained: 500 })
  })
})

describe('an answer that names somebody else', () => {
  it('is never stored, however often it comes', async () => {
    await add({ Attack: 200_000 })
    for (let times = 1; times <= 3; times++) {
      world.hiscores.fails(name, { outcome: 'found', answer: rowsOf({ Attack: 13_500_000 }), stranger: 'Somebody Ese' })
      await fetchIt()
      expect(await player()).toMatchObject({ lastOutcome: 'doubtful', doubt: { kind: 'name', times } })
    }
    const after = await answers({ Attack: 201_000 })
    expect(after.doubt).toBeUndefined()
    expect(await gainedSince()).toEqual({ gained: 1_000, seams: [] })
    expect(await onBoard()).toMatchObject({ gained: 1_000 })
  })
})

describe('a fall that stays', () => {
  it('is believed behind a seam, across which nothing is gained or lost', async () => {
    await add({ Attack: 2_000_000 })
    const start = now()
    world.clock.advance(day)
    await answers({ Attack: 2_010_000 })
    world.clock.advance(day)
    await answers({ Attack: 1_900_000 })
    const believed = await answers({ Attack: 1_900_500 })
    expect(believed).toMatchObject({ lastOutcome: 'changed', seams: [{ kind: 'rollback' }] })
    world.clock.advance(day)
    await answers({ Attack: 1_903_500 })
    expect(await gainedSince(start)).toEqual({ gained: 13_000, seams: ['rollback'] })
    expect(await onBoard()).toMatchObject({ gained: 13_000, seams: [{ kind: 'rollback' }] })
    world.clock.advance(100 * day)
    expect(await gainedSince(start)).toEqual({ gained: 13_000, seams: ['rollback'] })
  })

  it('is somebody else who has the name when other values leapt', async () => {
    await add({ Attack: 5_000_000, Mining: 20_000 })
    const other = { Attack: 300_000, Mining: 900_000 }
    await answers(other)
    expect((await answers(other)).seams).toMatchObject([{ kind: 'taken_over' }])
    expect(await gainedSince(undefined, 'mining')).toEqual({ gained: 0, seams: ['taken_over'] })
  })

  it('is a new season on a seasonal board', async () => {
    await add({ Attack: 5_000_000 }, 'leagues')
    await answers({ Attack: 20_000 })
    expect((await answers({ Attack: 90_000 })).seams).toMatchObject([{ kind: 'season' }])
  })
})

describe('a rise of more than the time allows', () => {
  it('stands in the history once a second answer agrees, under review, and has no place on a board', async () => {
    await add({ Attack: 500_000 })
    const doubted = await answers({ Attack: 150_000_000 })
    expect(doubted).toMatchObject({ lastOutcome: 'doubtful', doubt: { kind: 'rise' } })
    const believed = await answers({ Attack: 150_001_000 })
    expect(believed).toMatchObject({ lastOutcome: 'changed', review: { at: [believed.latest!.at] } })
    expect(believed.seams).toBeUndefined()
    expect(await gainedSince()).toEqual({ gained: 149_501_000, seams: [] })
    expect(await onBoard()).toBeUndefined()
  })

  it('is dropped when the next answer continues what is stored', async () => {
    await add({ Attack: 500_000 })
    await answers({ Attack: 150_000_000 })
    const after = await answers({ Attack: 501_000 })
    expect(after.review).toBeUndefined()
    expect(await gainedSince()).toEqual({ gained: 1_000, seams: [] })
  })
})
