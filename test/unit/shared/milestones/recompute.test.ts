import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addSeam, decideReview, removeSeam } from '../../../../shared/corrections/seams.ts'
import { storedStates, takeBackState } from '../../../../shared/corrections/states.ts'
import { ApiError } from '../../../../shared/http/errors.ts'
import { barriersOf } from '../../../../shared/lives/seams.ts'
import { idOf, lifeStart, type Milestone } from '../../../../shared/milestones/find.ts'
import { stepsSince } from '../../../../shared/milestones/items.ts'
import { findPlayer } from '../../../../shared/players/players.ts'
import { states } from '../../../../shared/snapshots/scan.ts'
import { reachedIn, type Told } from '../../../milestones.ts'
import { anything, type Lived, live, past } from '../../../pasts.ts'

// None expires.
const retentionDays = 1_000

const toldOf = async ({ table, player }: Lived): Promise<Milestone[]> =>
  (await stepsSince(table, player.key, -1)).flatMap(({ milestones }) => milestones)

/** The milestones of a player as they were told, and as everything that is stored has them now. */
const compared = async (lived: Lived, now: number) => {
  const { table } = lived
  const player = (await findPlayer(table, lived.player.key))!
  const barriers = barriersOf(player)
  const stored: Told[] = []
  for await (const { at, rows } of states(table, player.key, { start: 0, end: now }, now)) {
    stored.push({ at, rows, parted: barriers.includes(at), stays: true })
  }
  const told = await toldOf(lived)
  const ranks = told.filter(({ kind }) => kind === 'rank')
  return { player, barriers, told, ranks, expected: reachedIn(stored) }
}

// A rank may have been in a top in a state that stood for a day until something changed on it.
const others = (milestones: readonly Milestone[]): string[] =>
  milestones
    .filter(({ kind }) => kind !== 'rank')
    .map((milestone) => `${idOf(milestone)} by ${milestone.by}`)
    .sort()

type Correction = (lived: Lived, moments: readonly number[], choice: number, now: number) => Promise<unknown>

const one = <T>(some: readonly T[], choice: number): T => some[choice % some.length]!

const corrections: Record<string, Correction> = {
  'a state is taken back': ({ table, player }, moments, choice, now) =>
    takeBackState(table, player, one(moments, choice), now),
  'a seam is set': ({ table, player }, moments, choice, now) => addSeam(table, player, one(moments, choice), now),
  'a seam is removed': async ({ table, player }, _, choice, now) => {
    const seams = player.seams ?? []
    if (seams.length > 0) await removeSeam(table, player, one(seams, choice).at, now)
  },
  'a rise is accepted': ({ table, player }, _, __, now) => decideReview(table, player, true, now),
  'a rise is refused': ({ table, player }, _, __, now) => decideReview(table, player, false, now),
}

describe.each(Object.entries(corrections))('when %s', (_, correct) => {
  it('milestones are those between the states that are left, and each is told once', async () => {
    await fc.assert(
      fc.asyncProperty(past(20, anything), fc.nat(), async (steps, choice) => {
        const lived = await live(steps, { retentionDays })
        const now = lived.fetches.at(-1)!
        const { snapshots } = await storedStates(lived.table, lived.player, { start: 0, end: now, count: 1_000 }, now)
        const moments = snapshots.map(({ at }) => Date.parse(at!))
        await correct(lived, moments, choice, now).catch((error: unknown) => {
          // There is nothing to accept, or nothing on both sides.
          if (!(error instanceof ApiError)) throw error
        })
        const { player, barriers, told, ranks, expected } = await compared(lived, now)
        expect(others(told)).toEqual(others(expected))
        const inLives = ranks.map((rank) => `${lifeStart(barriers, rank.by)} ${idOf(rank)}`)
        expect(inLives).toHaveLength(new Set(inLives).size)
        for (const { after, by } of told) expect(lifeStart(barriers, by)).toBeLessThanOrEqual(after)
        expect(player.milestonesTo ?? 0).toBeGreaterThanOrEqual(player.latest?.at ?? 0)
      }),
      { numRuns: 100 },
    )
  })
})

it('a rise that was accepted brings what it reached', async () => {
  const gain = { gains: [{ row: 0, amount: 1 }], unknown: [], wait: 3_600_000 }
  const start = Date.parse('2026-08-20T12:00:00Z')
  const lived = await live({ start, steps: [{ ...gain, kind: 'rise', choice: 1 }] })
  const levels = async () => (await toldOf(lived)).filter(({ kind }) => kind === 'experience').map(idOf)
  expect(await levels()).toEqual([])
  await decideReview(lived.table, lived.player, true, lived.fetches.at(-1)!)
  expect(await levels()).toEqual(expect.arrayContaining(['experience mining 50000000', 'experience mining 200000000']))
})
