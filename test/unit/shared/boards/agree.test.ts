import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { keptLeaderboard } from '../../../../shared/boards/leaderboard.ts'
import { log } from '../../../../shared/log.ts'
import { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import { periods } from '../../../../shared/progress/windows.ts'
import { Clan, happening, names } from './clan.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati')

const question = fc.record({
  metric: fc.constantFrom(...names),
  period: fc.option(fc.constantFrom(...periods), { nil: undefined }),
  tz: zone,
  limit: fc.constantFrom(2, 100),
  mode: fc.option(fc.constantFrom('regular' as const, 'ironman' as const), { nil: undefined }),
  active: fc.constantFrom(true as const, 'all' as const),
})

type Board = Awaited<ReturnType<typeof leaderboard>>

/** What a board says, but for when it has last seen somebody of whom nothing has changed. */
const said = ({ asOf, entries, ...rest }: Board) => ({
  ...rest,
  entries: entries.map((entry) => {
    if (!('gained' in entry)) return { ...entry, fetchedAt: undefined }
    return { ...entry, to: undefined, from: entry.gained === 0 ? undefined : entry.from }
  }),
})

describe('boards that are kept', () => {
  it('say what reading every player says', async () => {
    const start = fc.integer({ min: Date.parse('2026-08-15T00:00:00Z'), max: Date.parse('2026-09-02T00:00:00Z') })
    const past = fc.array(happening, { maxLength: 40 })
    const check = async (
      from: number,
      happenings: Parameters<Clan['happen']>[0][],
      asked: Parameters<typeof keptLeaderboard>[1][],
    ) => {
      const clan = new Clan(from)
      await clan.add('ann')
      for (const each of happenings) await clan.happen(each)
      await clan.settle()
      for (const each of asked) {
        const kept = await keptLeaderboard(clan.table, each, clan.present, -1)
        expect(said(kept)).toEqual(said(await leaderboard(clan.table, each, clan.present)))
      }
    }
    await fc.assert(fc.asyncProperty(start, past, fc.array(question, { minLength: 10, maxLength: 10 }), check), {
      numRuns: 250,
    })
  }, 60_000)
})
