import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { createPlayer, type Player } from '../../../../shared/players/players.ts'
import { firstStates, statesAt } from '../../../../shared/progress/at.ts'
import { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import { type Period, periodUntil } from '../../../../shared/progress/windows.ts'
import { dayMs, decodeMoments, encodeMoments, type State, stateMoment } from '../../../../shared/snapshots/items.ts'
import { firstSnapshotAfter, snapshotAt } from '../../../../shared/snapshots/snapshots.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { sweepSome } from '../../../histories.ts'
import { rowsOf } from '../../../rows.ts'

const minute = 60_000
const hour = 60 * minute

let table: Table
beforeEach(() => {
  table = tableOf(new MemoryTable())
})

/** A fetch: after how long, whether something was gained since, and before which of its writes the process dies. */
interface Fetch {
  wait: number
  gained: boolean
  dies?: number | undefined
}

/** The table as a process has it that dies before its write number `writes`. */
const dying = (writes: number): Table => {
  let left = writes
  const send = async (command: { constructor: { name: string } }) => {
    if (/Put|Update/.test(command.constructor.name) && left-- === 0) throw new Error('crash')
    return table.client.send(command as never)
  }
  return { name: table.name, client: { send } as never }
}

/** The answer that adds a player. */
const addition: Fetch = { wait: 0, gained: true }

/** Tracks a player: all fetches, and a last one that comes to its end. */
const track = async (key: string, start: number, fetches: readonly Fetch[], retentionDays: number) => {
  const first = { key, username: key, mode: 'regular', active: true, addedAt: stateMoment(start), failures: 0 } as const
  await createPlayer(table, first)
  const moments: number[] = []
  let [at, mining] = [first.addedAt, 0]
  let player: Player = first
  for (const { wait, gained, dies } of [...fetches, { wait: minute, gained: true }]) {
    at = stateMoment(at + wait)
    mining += gained ? 1 : 0
    moments.push(at)
    const answer = { at, rows: rowsOf({ Mining: mining }) }
    const store = (to: Table) => storeAnswer(to, first, answer, retentionDays)
    if (dies === undefined) player = { ...player, latest: (await store(table)).latest }
    else await store(dying(dies)).catch(() => undefined)
  }
  return { player, moments }
}

const shown = (state: State | undefined) => state && { at: state.at, numbers: state.numbers }

describe('moments of a day', () => {
  it('come back as they went', () => {
    const day = Date.parse('2026-08-20')
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(dayMs - 1)), (times) => {
        const moments = times.toSorted((a, b) => a - b).map((time) => day + time)
        expect(decodeMoments(day + dayMs - 1, encodeMoments(moments))).toEqual(moments)
      }),
    )
  })

  it('take some four bytes each', () => {
    const moments = Array.from({ length: 24 }, (_, index) => Date.parse('2026-08-20T00:20:12.345') + index * hour)
    expect(encodeMoments(moments).length).toBeLessThanOrEqual(96)
  })
})

describe('states of many players', () => {
  const fetch: fc.Arbitrary<Fetch> = fc.record({
    wait: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: minute, max: 5 * hour }) },
      { weight: 3, arbitrary: fc.integer({ min: hour, max: 2 * dayMs }) },
      { weight: 1, arbitrary: fc.integer({ min: dayMs, max: 10 * dayMs }) },
      { weight: 1, arbitrary: fc.integer({ min: dayMs, max: 300 * dayMs }) },
    ),
    gained: fc.boolean(),
    dies: fc.option(fc.nat(4), { freq: 6, nil: undefined }),
  })
  // The clocks of New York change on two of them.
  const begins = ['2026-03-07T20:00Z', '2026-10-31T20:00Z', '2026-06-29T03:00Z', '2026-12-30T12:00Z'].map(Date.parse)
  const histories = fc.array(
    fc.record({
      start: fc.constantFrom(...begins),
      after: fc.nat(2 * dayMs),
      // An addition that was cut short is completed by any later fetch.
      first: fc.oneof({ weight: 3, arbitrary: fc.constant(addition) }, fetch),
      fetches: fc.array(fetch, { maxLength: 20 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Kiritimati']

  it('are those of each alone, at any midnight and any other moment', async () => {
    const asked = fc.record({
      days: fc.constantFrom(1, 3, 90),
      pause: fc.oneof(fc.nat(hour), fc.nat(3 * dayMs), fc.nat(100 * dayMs)),
      tz: fc.constantFrom(...zones),
      period: fc.constantFrom<Period>('day', 'week', 'month'),
      // Of a fetch, and how long after it.
      near: fc.nat(),
      offset: fc.integer({ min: -hour, max: dayMs }),
    })
    await fc.assert(
      fc.asyncProperty(histories, asked, async (pasts, { days, pause, tz, period, near, offset }) => {
        table = tableOf(new MemoryTable())
        const tracked: Awaited<ReturnType<typeof track>>[] = []
        for (const [index, { start, after, first, fetches }] of pasts.entries()) {
          tracked.push(await track(`p${index}`, start + after, [first, ...fetches], days))
        }
        const moments = tracked.flatMap((each) => each.moments)
        const now = Math.max(...moments) + pause
        for (const { player } of tracked) await sweepSome(table, player.key, now)
        const present = { now, retentionDays: days }
        const moment = Math.min(moments[near % moments.length]! + offset, now)
        const midnight = periodUntil(period, tz, moment).start!
        for (const at of [midnight, moment]) {
          const players = tracked.map(({ player }) => player).filter(({ addedAt }) => addedAt <= at)
          const found = await statesAt(table, players, at, present)
          for (const { key } of players) {
            expect(shown(found.get(key))).toEqual(shown(await snapshotAt(table, key, at, now)))
          }
        }
        const players = tracked.map(({ player }) => player)
        const firsts = await firstStates(table, players, present)
        for (const { key } of players) {
          expect(shown(firsts.get(key))).toEqual(shown(await firstSnapshotAfter(table, key, -1, now, now)))
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('the first states of players', () => {
  it('are the first changes that have not expired, and then the last of their day', async () => {
    const start = Date.parse('2026-08-20T08:00Z')
    const fetches = [0, 2 * hour, 2 * hour, 20 * hour].map((wait) => ({ wait, gained: true }))
    const { player } = await track('zezima', start, fetches, 1)
    for (const [hours, expected] of [
      [23, 0],
      [25, 2],
      [27, 4],
      [29, 4],
    ] as const) {
      const now = start + hours * hour
      await sweepSome(table, player.key, now)
      const found = await firstStates(table, [player], { now, retentionDays: 1 })
      expect(found.get(player.key)!.at).toBe(start + expected * hour)
    }
  })
})

describe('a leaderboard by gain of 300 players', () => {
  // A Thursday; the week began in New York at 04:00 (UTC) on Monday the 17th.
  const now = Date.parse('2026-08-20T18:30:00Z')

  interface Crowd {
    start: string
    /** Between which moments nobody was fetched. */
    outage?: [string, string]
    retentionDays?: number
  }

  const crowd = async ({ start, outage = ['', ''], retentionDays = 90 }: Crowd): Promise<void> => {
    const [from, to] = outage.map((moment) => Date.parse(`${moment}Z`)) as [number, number]
    for (let index = 0; index < 300; index++) {
      const key = `player_${index}`
      const addedAt = Date.parse(`${start}Z`) + index * 1_000
      let latest: Player['latest']
      for (let at = addedAt; at <= now; at += 2 * hour) {
        if (at >= from && at <= to) continue
        const rows = rowsOf({ Mining: at - addedAt })
        latest = (await storeAnswer(table, { key, addedAt }, { at, rows }, retentionDays)).latest
      }
      await createPlayer(table, { key, username: key, mode: 'regular', active: true, addedAt, failures: 0, latest })
    }
  }

  /** Makes the board; how many requests that took per hundred players, and how many of all were queries. */
  const requestsOf = async (asked: { period: Period; tz?: string; retentionDays?: number; at?: number }) => {
    const commands: string[] = []
    const send = async (command: object) => {
      commands.push(command.constructor.name)
      return table.client.send(command as never)
    }
    const counting: Table = { name: table.name, client: { send } as never }
    const { period, tz = 'UTC', retentionDays = 90, at = now } = asked
    const board = await leaderboard(counting, { metric: 'mining', period, tz, limit: 300 }, { now: at, retentionDays })
    expect(board.entries).toHaveLength(300)
    return { perHundred: commands.length / 3, queries: commands.filter((name) => name === 'QueryCommand').length }
  }

  // The names of a thousand players are a query.
  const pages = 1

  it('takes no request per player when the period begins amid a day on which all have changed', async () => {
    await crowd({ start: '2026-08-14T00:30' })
    const { perHundred, queries } = await requestsOf({ period: 'week', tz: 'America/New_York' })
    expect(perHundred).toBeLessThanOrEqual(6)
    expect(queries).toBe(pages)
  })

  it.each(['UTC', 'America/New_York'])('takes none when it begins in an outage of a week (%s)', async (tz) => {
    await crowd({ start: '2026-08-09T00:30', outage: ['2026-08-11T12:00', '2026-08-18T12:00'] })
    const { perHundred, queries } = await requestsOf({ period: 'week', tz })
    expect(perHundred).toBeLessThanOrEqual(15)
    expect(queries).toBe(pages)
  })

  it.each([
    ['UTC', '2026-07-20T12:00'],
    ['America/New_York', '2025-08-11T12:00'],
  ])('takes none when it begins in a rest that has ended, of weeks or a year (%s)', async (tz, rested) => {
    await crowd({ start: rested.replace('T12', 'T00'), outage: [rested, '2026-08-18T12:00'] })
    const { perHundred, queries } = await requestsOf({ period: 'week', tz })
    expect(perHundred).toBeLessThanOrEqual(13)
    expect(queries).toBe(pages)
  })

  it.each(['week', 'all'] as const)(
    'takes none when the first answers came long after the additions (%s)',
    async (period) => {
      const [start, first] = ['2026-07-20T00:30', '2026-08-18T12:00']
      await crowd({ start, outage: [start, first] })
      const { perHundred, queries } = await requestsOf({ period })
      expect(perHundred).toBeLessThanOrEqual(18)
      expect(queries).toBe(pages)
    },
  )

  it('takes none when all have rested since', async () => {
    await crowd({ start: '2026-08-12T00:30', outage: ['2026-08-14T12:00', '2026-08-21T12:00'] })
    const { perHundred, queries } = await requestsOf({ period: 'week', tz: 'America/New_York' })
    expect(perHundred).toBeLessThanOrEqual(3)
    expect(queries).toBe(pages)
  })

  it('takes none when all were added since, nor on the day on which their first snapshots expire', async () => {
    await crowd({ start: '2026-08-19T00:30', retentionDays: 1 })
    for (const period of ['month', 'all'] as const) {
      for (const hours of [0, 2, 5.5, 24]) {
        const at = now + hours * hour
        const { perHundred, queries } = await requestsOf({ period, retentionDays: 1, at })
        expect(perHundred).toBeLessThanOrEqual(6)
        expect(queries).toBe(pages)
      }
    }
  })

  it('takes none when snapshots are to be kept for longer than those were', async () => {
    await crowd({ start: '2026-08-16T00:30', retentionDays: 1 })
    for (const period of ['week', 'all'] as const) {
      const { perHundred, queries } = await requestsOf({ period, tz: 'America/New_York' })
      expect(perHundred).toBeLessThanOrEqual(6)
      expect(queries).toBe(pages)
    }
  })
})
