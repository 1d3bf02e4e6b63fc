import { beforeEach, describe, expect, it } from 'vitest'
import { changePlayer, findPlayer } from '../../../../shared/players/players.ts'
import { history } from '../../../../shared/progress/history.ts'
import { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import { windowOf } from '../../../../shared/progress/windows.ts'
import { foldForGood, recomputeRecords } from '../../../../shared/records/fold.ts'
import { findRecords } from '../../../../shared/records/items.ts'
import { dropRecordsAt } from '../../../../shared/records/kept.ts'
import { records } from '../../../../shared/records/records.ts'
import { addPlayer } from '../../../../shared/tracking/add.ts'
import { reschedule } from '../../../../shared/tracking/change.ts'
import { fetchPlayers } from '../../../../shared/tracking/fetch.ts'
import { sweepSome } from '../../../histories.ts'
import { rowsOf } from '../../../rows.ts'
import { World } from '../tracking/world.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const world = new World()
let key: string
let mining: number
beforeEach(() => {
  key = `player_${world.number}`
  mining = 1_000_000
})

const deadline = (): number => world.clock.now() + minute
const add = async (fetchIntervalMinutes?: number): Promise<void> => {
  world.hiscores.knows(key, rowsOf({ Mining: mining }))
  await addPlayer(world.fetching, { username: key, mode: 'regular', fetchIntervalMinutes }, deadline())
}
/** A fetch some time later, when so much more experience is there. */
const later = async (ms: number, gained = 0): Promise<void> => {
  world.clock.advance(ms)
  mining += gained
  world.hiscores.knows(key, rowsOf({ Mining: mining }))
  await changePlayer(world.tracker, await player(), { nextFetchAt: world.clock.now() })
  const { crashed } = await fetchPlayers(world.fetching, [key], deadline())
  expect([...crashed]).toEqual([])
}
const player = async () => (await findPlayer(world.tracker, key))!
const miningRecords = async () => (await records(world.tracker, await player(), world.clock.now())).skills.mining!

/** What the history says that a record leads to. */
const linked = async (href: string) => {
  const { start, end, metrics, tz = 'UTC' } = Object.fromEntries(new URL(href, 'http://localhost').searchParams)
  const window = windowOf({ start, end, tz }, 'all', world.clock.now())
  const found = await history(world.tracker, await player(), window, new Set([metrics!]), world.clock.now())
  return { gained: found.skills.mining?.gained, start: found.from.fetchedAt, end: found.to.fetchedAt }
}

const expectLinksTrue = async (): Promise<void> => {
  for (const record of Object.values(await miningRecords())) {
    const { href, ...shown } = record!
    expect(await linked(href)).toEqual(shown)
  }
}

/** DynamoDB deletes what has expired sooner or later; the half of it that it has reached. */
const sweep = () => sweepSome(world.tracker, key, world.clock.now())

describe('records', () => {
  it('stay when the states between which they were made have expired, and their links still show them', async () => {
    await add()
    await later(20 * hour)
    await later(hour, 300_000)
    await later(hour, 300_000)
    const before = await miningRecords()
    expect(before.day).toMatchObject({ gained: 600_000 })
    for (let days = 4; days <= 92; days += 4) await later(4 * day)
    await sweep()
    expect(await miningRecords()).toEqual(before)
    await expectLinksTrue()
    // What is kept of that day for its record is no newer than what followed.
    expect((await player()).lastChangedAt).toBe(Date.parse(before.day!.end))
  })

  it('are those of daily fetches, which come a little less than daily', async () => {
    await add(1_440)
    for (let days = 1; days <= 40; days++) {
      await later(day + 5 * minute, 10_000)
      if (days === 7) expect(await miningRecords()).toMatchObject({ day: { gained: 10_000 }, week: { gained: 70_000 } })
    }
    expect(await miningRecords()).toMatchObject({
      day: { gained: 10_000 },
      week: { gained: 70_000 },
      month: { gained: 300_000 },
      year: { gained: 400_000 },
    })
    await expectLinksTrue()
  })

  it('are those of weekly fetches, with the length that they really have', async () => {
    await add(10_080)
    for (let weeks = 1; weeks <= 20; weeks++) await later(7 * day + hour, 10_000)
    const found = await miningRecords()
    expect(found).toMatchObject({ day: { gained: 10_000 }, week: { gained: 10_000 }, year: { gained: 200_000 } })
    expect((Date.parse(found.day!.end) - Date.parse(found.day!.start)) / hour).toBeCloseTo(7 * 24 + 1, 3)
    await expectLinksTrue()
  })

  it('take one item to read, once there is nothing since the last fold', async () => {
    await add()
    await later(hour, 5)
    await later(7 * day)
    const { recordsTo, latest } = await player()
    expect(recordsTo).toBe(latest!.at)
    const kept = await findRecords(world.tracker, key)
    expect(kept).toMatchObject({ to: latest!.at, changes: 1 })
    // Nothing was gained for another week, so nothing is written.
    await later(8 * day)
    expect(await findRecords(world.tracker, key)).toEqual(kept)
    expect((await player()).recordsTo).toBeGreaterThan(recordsTo!)
  })

  it('of a player who is paused do not melt either', async () => {
    await add()
    await later(hour)
    await later(hour, 600_000)
    await later(hour, 1)
    const paused = await player()
    const folded = await foldForGood(world.tracker, paused, world.clock.now())
    const change = reschedule(paused, { active: false }, world.clock.now(), world.fetching.intervals)
    await changePlayer(world.tracker, paused, { ...change, ...folded })
    const before = await miningRecords()
    world.clock.advance(400 * day)
    await sweep()
    expect(await miningRecords()).toEqual(before)
    await expectLinksTrue()
  })

  it('leave leaderboards and histories the same first state', async () => {
    await add()
    const first = (await player()).addedAt
    await later(hour)
    await later(hour, 600_000)
    await later(hour, 100)
    for (let weeks = 1; weeks <= 20; weeks++) await later(7 * day)
    await sweep()
    const now = world.clock.now()
    const asked = { metric: 'mining', period: 'all', tz: 'UTC', limit: 500 } as const
    const board = await leaderboard(world.tracker, asked, { now, retentionDays: world.fetching.retentionDays })
    const entry = board.entries.find(({ username }) => username === key)
    const all = await history(world.tracker, await player(), { start: undefined, end: now }, undefined, now)
    expect(entry).toMatchObject({ gained: 600_100, from: { fetchedAt: all.from.fetchedAt }, to: all.to })
    expect(Date.parse(all.from.fetchedAt!)).toBe(first)
  })

  it('are found anew in all that is left, without those that are to go', async () => {
    await add()
    await later(hour, 10)
    await later(hour, 600_000)
    const wrong = (await player()).latest!.at
    await later(8 * day, 20)
    const now = world.clock.now()
    await recomputeRecords(world.tracker, await player(), now, (kept) => dropRecordsAt(kept, wrong))
    expect((await findRecords(world.tracker, key))!.records.get('mining')!.best.day).toMatchObject({ gained: 600_010 })
    const { changes } = (await findRecords(world.tracker, key))!
    await recomputeRecords(world.tracker, await player(), now)
    expect((await findRecords(world.tracker, key))!.changes).toBe(changes)
  })
})
