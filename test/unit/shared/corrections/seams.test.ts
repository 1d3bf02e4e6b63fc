import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addSeam, decideReview, removeSeam } from '../../../../shared/corrections/seams.ts'
import { findPlayer } from '../../../../shared/players/players.ts'
import { history } from '../../../../shared/progress/history.ts'
import { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import { records } from '../../../../shared/records/records.ts'
import { figures } from '../../../figures.ts'
import { anything, type Lived, live, past } from '../../../pasts.ts'

const near = fc.array(fc.nat(), { minLength: 3, maxLength: 3 })

const current = async ({ table }: Lived) => (await findPlayer(table, 'zezima'))!

const momentsOf = ({ fetches }: Lived, chosen: readonly number[]): number[] =>
  chosen.map((each) => fetches[each % fetches.length]!).sort((a, b) => a - b)

const overallIn = async (lived: Lived, start: number, end: number, now: number) =>
  (await history(lived.table, await current(lived), { start, end }, undefined, now)).overall!

/**
 * Records as they were before, where as much was gained to the same moment in a shorter time: the state behind a seam stays, and
 * tells of a later beginning than what was stored when the record was found.
 */
const withoutShorter = (after: unknown, before: unknown): unknown => {
  if (![after, before].every((each) => typeof each === 'object' && each !== null)) return after
  const [now, then] = [after, before] as [Record<string, unknown>, Record<string, unknown>]
  const isRecord = 'href' in now && 'href' in then
  if (isRecord && now.gained === then.gained && now.end === then.end && String(now.start) > String(then.start))
    return then
  return Object.fromEntries(Object.entries(now).map(([name, each]) => [name, withoutShorter(each, then[name])]))
}

describe('a seam that an admin sets', () => {
  // Where there is none: one of another kind would be taken for the admin's, and be gone with it.
  it('parts what was gained, and leaves nothing behind when it is removed', async () => {
    await fc.assert(
      fc.asyncProperty(past(14), fc.nat(), near, async (steps, place, chosen) => {
        const lived = await live(steps)
        const { table, player, ledger, fetches } = lived
        const now = fetches.at(-1)!
        const stored = ledger.left(now)
        const found = stored[place % stored.length]!
        fc.pre(found.at > fetches[0]! && !player.seams?.some(({ at }) => at === found.at))
        const moments = momentsOf(lived, chosen)
        const before = await figures(table, player, moments, now)
        const seam = await addSeam(table, player, found.at, now)
        expect(seam).toEqual({ at: found.at, kind: 'corrected' })
        expect((await current(lived)).seams).toContainEqual(seam)
        expect((await overallIn(lived, seam.at - 1, seam.at, now)).gained).toBeOneOf([0, null])
        const told = await records(table, await current(lived), now)
        for (const best of Object.values(told.skills).flatMap((each) => Object.values(each))) {
          if (best) expect(Date.parse(best.start) < seam.at && seam.at <= Date.parse(best.end)).toBe(false)
        }
        await removeSeam(table, await current(lived), seam.at, now)
        const after = await figures(table, await current(lived), moments, now)
        expect({ ...after, records: withoutShorter(after.records, before.records) }).toEqual(before)
        await expect(removeSeam(table, await current(lived), seam.at, now)).rejects.toMatchObject({
          code: 'seam_not_found',
        })
      }),
      { numRuns: 80 },
    )
  })

  it('is nowhere but between two states', async () => {
    await fc.assert(
      fc.asyncProperty(past(6), async (steps) => {
        const lived = await live(steps)
        const { table, player, fetches } = lived
        const now = fetches.at(-1)!
        for (const moment of [fetches[0]!, fetches[0]! - 1, player.latest!.at + 1]) {
          await expect(addSeam(table, player, moment, now)).rejects.toMatchObject({ code: 'validation_failed' })
        }
        expect((await current(lived)).seams).toEqual(player.seams)
      }),
      { numRuns: 20 },
    )
  })
})

describe('what an admin says about rises under review', () => {
  const rises = fc.oneof(anything, fc.constant('rise' as const))
  const board = async ({ table }: Lived, now: number) => {
    const asked = { metric: 'overall', period: 'all' as const, tz: 'UTC', limit: 10 }
    return (await leaderboard(table, asked, { now, retentionDays: 90 })).entries[0]
  }

  it('lets them count, or parts the player there', async () => {
    await fc.assert(
      fc.asyncProperty(past(12, rises), fc.boolean(), async (steps, accept) => {
        const lived = await live(steps)
        const { table, player, reviews, seams, fetches } = lived
        const now = fetches.at(-1)!
        if (reviews.length === 0) {
          await expect(decideReview(table, player, accept, now)).rejects.toMatchObject({ code: 'review_not_found' })
          return
        }
        expect(await board(lived, now)).toBeUndefined()
        const decided = await decideReview(table, player, accept, now)
        expect(decided).toEqual(await current(lived))
        expect(decided.review).toBeUndefined()
        const expected = accept ? seams : [...seams, ...reviews].sort((a, b) => a - b)
        expect((decided.seams ?? []).map(({ at }) => at)).toEqual(expected)
        const whole = await history(table, decided, { start: undefined, end: now }, undefined, now)
        const shown = await board(lived, now)
        if (whole.overall!.start !== null && whole.overall!.end !== null) {
          expect(shown).toMatchObject({ gained: whole.overall!.gained })
        }
        const year = (await records(table, decided, now)).overall!.year
        const across = reviews.some((at) => year && Date.parse(year.start) < at && at <= Date.parse(year.end))
        // Where the overall experience is unknown at the end of a life nothing is known to have been gained in it.
        const known = whole.overall!.gained !== null && seams.length === 0
        const rose = (whole.overall!.gained ?? 0) >= 50_000_000_000
        if (!accept || known) expect(rose).toBe(accept)
        if (!accept) expect(across).toBe(false)
      }),
      { numRuns: 100 },
    )
  })
})
