import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { keptLeaderboard } from '../../../../shared/boards/leaderboard.ts'
import { playersKept } from '../../../../shared/boards/players.ts'
import { type Lengths, lengths } from '../../../../shared/boards/write.ts'
import { log } from '../../../../shared/log.ts'
import { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import { periods } from '../../../../shared/progress/windows.ts'
import { Clan, happening, names, said } from './clan.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati')

const question = fc.record({
  metric: fc.constantFrom(...names),
  period: fc.option(fc.constantFrom(...periods), { nil: undefined }),
  tz: zone,
  mode: fc.option(fc.constantFrom('regular' as const, 'ironman' as const), { nil: undefined }),
  active: fc.constantFrom(true as const, 'all' as const),
})

const start = fc.integer({ min: Date.parse('2026-08-15T00:00:00Z'), max: Date.parse('2026-09-02T00:00:00Z') })
const past = fc.array(happening, { maxLength: 40 })

/** Holds boards that are kept, with logs and lists of such lengths, against the reference. */
const agrees = (most: fc.Arbitrary<Lengths>, limit: fc.Arbitrary<number>) => {
  const questions = fc.array(fc.tuple(question, limit), { minLength: 10, maxLength: 10 })
  return fc.asyncProperty(start, most, past, questions, async (from, length, happenings, asked) => {
    const clan = new Clan(from, length)
    await clan.begin()
    await clan.add('ann')
    for (const each of happenings) await clan.happen(each)
    await clan.settle()
    expect(clan.keeps).toBe(true)
    expect(await playersKept(clan.table)).toEqual(await clan.count())
    for (const [what, first] of asked) {
      const each = { ...what, limit: first }
      const kept = await keptLeaderboard(clan.table, each, clan.present, -1)
      expect(said(kept)).toEqual(said(await leaderboard(clan.table, each, clan.present)))
    }
  })
}

// Of one change, of some, or all of it.
const journal = { journal: fc.constantFrom(1, 300, 16_000) }

describe('boards that are kept', () => {
  it('say what reading every player says, as a log and as lists', async () => {
    const most = fc.record({ ...journal, logged: fc.constantFrom(1, 300, 10_000), kept: fc.constant(lengths.kept) })
    await fc.assert(agrees(most, fc.constantFrom(2, 100)), { numRuns: 200 })
  }, 60_000)

  it('do so when more have left a list than it has to spare', async () => {
    const clan = new Clan(Date.parse('2026-08-20T00:00:00Z'), { journal: 16_000, logged: 1, kept: 3 })
    await clan.begin()
    for (const who of ['ann', 'bob', 'cat', 'dan', 'eve', 'fay']) await clan.add(who)
    await clan.settle()
    for (const who of [0, 1, 2]) await clan.happen({ kind: 'pause', who, wait: 0 })
    // They are told of, and no list is made of it yet.
    clan.now += 11 * 60_000
    await clan.tick()
    clan.now += 60_000
    await clan.tick()
    for (const period of [undefined, 'all', 'day'] as const) {
      const asked = { metric: 'attack', period, tz: 'UTC', active: true as const, limit: 2 }
      const kept = await keptLeaderboard(clan.table, asked, clan.present, -1)
      expect(kept.entries).toHaveLength(2)
      expect(said(kept)).toEqual(said(await leaderboard(clan.table, asked, clan.present)))
    }
  })

  it('do so when lists do not hold all players', async () => {
    const most = fc.record({ ...journal, logged: fc.constantFrom(1, 300), kept: fc.constant(3) })
    await fc.assert(agrees(most, fc.constantFrom(1, 2)), { numRuns: 150 })
  }, 60_000)
})
