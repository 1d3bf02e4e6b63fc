import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { createPlayer, type Player } from '../../../../shared/players/players.ts'
import { history as historyOf } from '../../../../shared/progress/history.ts'
import { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import { manyStats } from '../../../../shared/progress/many.ts'
import { newestStateOf } from '../../../../shared/progress/newest.ts'
import { series } from '../../../../shared/progress/series.ts'
import { statsView } from '../../../../shared/progress/stats.ts'
import { type AskedWindow, type Period, periods, windowOf } from '../../../../shared/progress/windows.ts'
import { records } from '../../../../shared/records/records.ts'
import { snapshotAt } from '../../../../shared/snapshots/snapshots.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { startDynamoDB, type TestDynamoDB } from '../../../dynamodb.ts'
import { forgetTiers, type History, history, sweepSome, type Tracked, track } from '../../../histories.ts'
import {
  dateStart,
  dayMs,
  gainsBetween,
  type Kept,
  kindOf,
  metrics,
  periodStart,
  statisticsOf,
} from '../../../reference.ts'

let dynamodb: TestDynamoDB
beforeAll(async () => {
  dynamodb = await startDynamoDB()
})
afterAll(() => dynamodb.close())

// Names of players that no earlier case has taken.
let cases = 0

/** A table of its own for a case in memory, where a hundred take a second; a few go to DynamoDB's emulator as well. */
const tables = {
  'in memory': { open: (): Table => tableOf(new MemoryTable()), runs: 100, mostEvents: 30 },
  'on the emulator': { open: (): Table => dynamodb.tracker, runs: 6, mostEvents: 12 },
}

const hour = 3_600_000
const retention = fc.constantFrom(1, 3, 20)
// From the last fetch until somebody asks.
const pause = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3 * dayMs }), fc.integer({ min: 1, max: 60 * dayMs }))
const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe')
const metric = fc.constantFrom(...metrics)

interface When {
  days: number
  pauseMs: number
}

interface Question {
  kind: 'times' | 'dates' | 'days' | 'period' | 'start'
  from: Near
  to: Near
  days: number
  period: Period
  tz: string
  named: string[] | null
}

interface Asked {
  name: string
  most: number
  from: Near
  to: Near
  everything: boolean
}

interface Near {
  fetch: number
  offset: number | 'midnight'
}

/** A moment near a fetch: exactly then, or a little before or after, or the midnights around it. */
const nearby: fc.Arbitrary<Near> = fc.record({
  fetch: fc.nat(),
  offset: fc.constantFrom(0, -1, 1, -hour, hour, 'midnight' as const),
})

const momentNear = (fetches: readonly number[], { fetch, offset }: Near): number => {
  const at = fetches[fetch % fetches.length]!
  return offset === 'midnight' ? at - (at % dayMs) : at + offset
}

/** Such moments in time order, none of them in the future. */
const ordered = (fetches: readonly number[], nears: readonly Near[], now: number): number[] =>
  nears.map((near) => Math.min(momentNear(fetches, near), now)).toSorted((a, b) => a - b)

const iso = (at: number): string => new Date(at).toISOString()
const date = (at: number): string => iso(at).slice(0, 10)

const quarterOf = ({ at }: Kept): number => Math.floor(at / (6 * hour))

/** The first of some states, the last one in each quarter of a day (UTC) but that of the last state, and the last state. */
const lastInQuarters = (found: readonly Kept[]): Kept[] => {
  const last = found.at(-1)!
  const quarters = new Map(found.map((kept) => [quarterOf(kept), kept]))
  quarters.set(quarterOf(last), last)
  return [...new Set([found[0]!, ...quarters.values()])]
}

/** One player with a history, and the moment at which somebody asks. */
const tracked = async (open: () => Table, past: History, { days, pauseMs }: When) => {
  const table = open()
  const key = `case_${cases++}`
  const found = await track(table, key, past, days)
  const now = found.fetches.at(-1)! + pauseMs
  await sweepSome(table, key, now)
  return { table, now, ...found }
}

const about = ({ username, mode }: Player) => ({ username, mode })

describe.each(Object.entries(tables))('answers %s are those of the reference', (_, { open, runs, mostEvents }) => {
  const past = history(mostEvents)
  const when = fc.record({ days: retention, pauseMs: pause })

  it('statistics, now and at any moment', async () => {
    const check = async (events: History, asked: When, near: Near) => {
      const { table, now, player, ledger, fetches } = await tracked(open, events, asked)
      const view = (kept: Kept | undefined) => kept && { ...about(player), ...statisticsOf(kept) }
      const newest = await newestStateOf(table, player)
      expect(newest && statsView(player, newest)).toEqual(view(ledger.newest(now)))
      const at = momentNear(fetches, near)
      const then = await snapshotAt(table, player.key, at, now)
      expect(then && statsView(player, then)).toEqual(view(ledger.at(at, now)))
    }
    await fc.assert(fc.asyncProperty(past, when, nearby, check), { numRuns: runs })
  })

  it('gains in windows of every kind', async () => {
    const asked: fc.Arbitrary<Question> = fc.record({
      kind: fc.constantFrom('times', 'dates', 'days', 'period', 'start'),
      from: nearby,
      to: nearby,
      days: fc.integer({ min: 1, max: 100 }),
      period: fc.constantFrom(...periods),
      tz: zone,
      named: fc.option(fc.array(metric, { minLength: 1, maxLength: 3 })),
    })
    const check = async (events: History, then: When, question: Question) => {
      const { table, now, ...rest } = await tracked(open, events, then)
      const [first, second] = ordered(rest.fetches, [question.from, question.to], now) as [number, number]
      const { tz, days, period } = question
      const windows: Record<string, { query: Partial<AskedWindow>; start: number | undefined; end: number }> = {
        times: { query: { start: iso(first), end: iso(second) }, start: first, end: second },
        dates: {
          query: { start: date(first), end: date(second) },
          start: dateStart(date(first), tz),
          end: Math.min(dateStart(date(second + dayMs), tz) - 1, now),
        },
        days: { query: { days }, start: now - days * dayMs, end: now },
        period: { query: { period }, start: periodStart(period, tz, now), end: now },
        start: { query: { start: iso(first) }, start: first, end: now },
      }
      const { query, start, end } = windows[question.kind]!
      // A date may begin later in that zone than now.
      if (start !== undefined && start > end) return
      const named = question.named ? new Set(question.named) : undefined
      const answer = historyOf(table, rest.player, windowOf({ tz, ...query }, { days: 7 }, now), named, now)
      const ends = rest.ledger.ends({ start, end }, now)
      if (!ends) {
        await expect(answer).rejects.toMatchObject({ code: 'no_data' })
        return
      }
      const { from, to, baseline } = ends
      expect(await answer).toEqual({
        ...about(rest.player),
        period: { start: iso(start ?? from.at), end: iso(end) },
        from: { fetchedAt: iso(from.at), baseline },
        to: { fetchedAt: iso(to.at) },
        // Half of the last decimal may go either way, as it is no exact binary number.
        elapsedDays: Number(((to.at - from.at) / dayMs).toFixed(5)),
        seams: [],
        ...gainsBetween(from, to, named),
      })
    }
    await fc.assert(fc.asyncProperty(past, when, asked, check), { numRuns: runs })
  })

  it('series: no more points than asked for, each a true one, the first and the last always', async () => {
    const asked = fc.record({
      name: metric,
      most: fc.integer({ min: 2, max: 40 }),
      from: nearby,
      to: nearby,
      everything: fc.boolean(),
    })
    const check = async (events: History, then: When, { name, most, from, to, everything }: Asked) => {
      const { table, now, player, ledger, fetches } = await tracked(open, events, then)
      const [start, end] = ordered(fetches, [from, to], now) as [number, number]
      const window = everything ? { start: undefined, end: now } : { start, end }
      const last = ledger.until(window.end, now)?.at ?? -1
      const found = ledger.left(now).filter(({ at }) => at >= (window.start ?? 0) && at <= last)
      const { group } = kindOf(name)
      const ask = async () => (await series(table, player, { metric: name, group, window, points: most }, now)).points

      // How many days there are between the first and the last state, to each of half as many points.
      const each = found.length === 0 ? 0 : (last - found[0]!.at - 2) / dayMs / (most / 2)
      if (last === -1) {
        await expect(ask()).rejects.toMatchObject({ code: 'no_data' })
        return
      }
      const shown = ({ at, known }: Kept) => {
        const { value = null, level = null, rank = null } = known.get(name) ?? {}
        const isSkill = ['skills', 'overall'].includes(group)
        return isSkill ? { at: iso(at), experience: value, level, rank } : { at: iso(at), score: value, rank }
      }
      const truth = found.map(shown)
      const got = await ask()
      expect(got.length).toBeLessThanOrEqual(most)
      expect(truth).toEqual(expect.arrayContaining(got))
      expect(got.map(({ at }) => at)).toEqual(got.map(({ at }) => at).toSorted())
      expect([got[0], got.at(-1)]).toEqual([truth[0], truth.at(-1)])
      if (each < 0.25 && found.length <= most) expect(got).toEqual(truth)
      if (each >= 0.25 && each < 1) {
        const coarse = lastInQuarters(found)
        if (coarse.length <= most) expect(got).toEqual(coarse.map(shown))
      }
      // Some first, then all.
      for (const chosen of [(index: number) => index % 3 > 0, () => true]) {
        await forgetTiers(table, player.key, chosen)
        expect(await ask()).toEqual(got)
      }
    }
    await fc.assert(fc.asyncProperty(past, when, asked, check), { numRuns: runs })
  })

  it('gains that add up over windows that follow each other, and are those between the ends of a series', async () => {
    const check = async (events: History, then: When, name: string, nears: [Near, Near, Near]) => {
      const { table, now, player, ledger, fetches } = await tracked(open, events, then)
      const [a, b, c] = ordered(fetches, nears, now) as [number, number, number]
      const named = new Set([name])
      const between = async (start: number, end: number): Promise<number | null> => {
        const { overall, skills, bosses, activities } = await historyOf(table, player, { start, end }, named, now)
        const gain = { overall, ...skills, ...bosses, ...activities }[name]
        return gain?.gained ?? null
      }
      // Before the first state that is left nothing is known.
      if (!ledger.at(a, now)) return
      const [first, second, both] = [await between(a, b), await between(b, c), await between(a, c)]
      if (first !== null && second !== null) expect(first + second).toBe(both)

      const { from, to, ...gains } = await historyOf(table, player, { start: undefined, end: c }, named, now)
      const { overall, skills, bosses, activities } = gains
      const gain = { overall, ...skills, ...bosses, ...activities }[name]
      if (!gain) return
      const asked = { metric: name, window: { start: undefined, end: c }, points: 20 }
      const { points } = await series(table, player, asked, now)
      const value = (point: (typeof points)[number] | undefined) =>
        point && ('score' in point ? point.score : point.experience)
      expect([value(points[0]), value(points.at(-1))]).toEqual([gain.start, gain.end])
      expect([points[0]?.at, points.at(-1)?.at]).toEqual([from.fetchedAt, to.fetchedAt])
    }
    await fc.assert(fc.asyncProperty(past, when, metric, fc.tuple(nearby, nearby, nearby), check), { numRuns: runs })
  })

  it('records, with the windows that they were made in', async () => {
    const check = async (events: History, then: When) => {
      const { table, now, player, ledger } = await tracked(open, events, then)
      const answer = await records(table, player, now)
      const got = { overall: answer.overall, ...answer.skills, ...answer.bosses, ...answer.activities } as Record<
        string,
        Record<string, { gained: number; start: string; end: string; href: string } | null> | null
      >
      const all = ledger.best(now)
      for (const name of metrics) {
        const best = all.get(name)!
        if (!best.year && (name !== 'overall' || !ledger.newest(now).known.has(name))) {
          expect(got[name] ?? null, name).toBeNull()
          continue
        }
        for (const [span, expected] of Object.entries(best)) {
          const { href, ...shown } = got[name]![span] ?? { href: '' }
          const { gained, start, end } = expected ?? { gained: 0, start: 0, end: 0 }
          expect(shown, `${name} ${span}`).toEqual(expected ? { gained, start: iso(start), end: iso(end) } : {})
          if (!expected) continue
          // Its link leads to that gain, between those moments.
          expect(href).toContain(`metrics=${name}`)
          const then = await historyOf(table, player, { start, end }, new Set([name]), now)
          const gain = { overall: then.overall, ...then.skills, ...then.bosses, ...then.activities }[name]
          const linked = { gained: gain?.gained, start: then.from.fetchedAt, end: then.to.fetchedAt }
          expect(linked, `${name} ${span}`).toEqual(shown)
        }
      }
    }
    await fc.assert(fc.asyncProperty(past, when, check), { numRuns: runs })
  })

  it('leaderboards and batches of several players', async () => {
    const asked = fc.record({
      name: metric,
      period: fc.option(fc.constantFrom(...periods)),
      tz: zone,
      limit: fc.integer({ min: 1, max: 5 }),
    })
    const check = async (
      pasts: History[],
      { days, pauseMs }: When,
      { name, period, tz, limit }: { name: string; period: Period | null; tz: string; limit: number },
    ) => {
      // Nobody else is on this board.
      const table = tableOf(new MemoryTable())
      const all: Tracked[] = []
      for (const [index, each] of pasts.entries()) all.push(await track(table, `p${index}`, each, days))
      const now = Math.max(...all.flatMap(({ fetches }) => fetches)) + pauseMs
      for (const { player } of all) await sweepSome(table, player.key, now)
      // Added, and its first answer not stored yet.
      await createPlayer(table, { key: 'q', username: 'q', mode: 'regular', active: true, addedAt: now, failures: 0 })

      const start = period ? periodStart(period, tz, now) : undefined
      const entries = all.flatMap(({ player, ledger }): ({ score: number } & Record<string, unknown>)[] => {
        const newest = ledger.newest(now)
        const after = newest.known.get(name)
        if (!after || after.value === null) return []
        if (!period) {
          const level = after.level === null ? {} : { level: after.level }
          return [{ ...about(player), value: after.value, ...level, fetchedAt: iso(newest.at), score: after.value }]
        }
        const { from } = ledger.ends({ start, end: now }, now)!
        const before = from.known.get(name)?.value ?? null
        if (before === null || kindOf(name).rating) return []
        const gained = after.value - before
        const times = { from: { fetchedAt: iso(from.at) }, to: { fetchedAt: iso(newest.at) } }
        return [{ ...about(player), gained, start: before, end: after.value, ...times, score: gained }]
      })
      const board = await leaderboard(
        table,
        { metric: name, period: period ?? undefined, tz, limit },
        { now, retentionDays: days },
      )
      expect(board.players).toBe(all.length + 1)
      expect(board.unknown).toBe(all.length + 1 - entries.length)
      const sorted = entries.toSorted((x, y) => y.score - x.score)
      expect(board.entries).toEqual(
        sorted
          .map(({ score, ...entry }) => ({ rank: 1 + entries.filter((other) => other.score > score).length, ...entry }))
          .slice(0, limit),
      )
      const names = ['P0', 'q', 'nobody']
      expect(await manyStats(table, names)).toEqual({
        stats: [{ ...about(all[0]!.player), ...statisticsOf(all[0]!.ledger.newest(now)) }],
        missing: [
          { username: 'q', code: 'no_data' },
          { username: 'nobody', code: 'player_not_tracked' },
        ],
      })
    }
    const some = fc.array(history(Math.min(mostEvents, 12)), { minLength: 1, maxLength: 5 })
    await fc.assert(fc.asyncProperty(some, when, asked, check), { numRuns: runs })
  })
})
