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
import { anything, type Lived, live, type Past, past, type Step } from '../../../pasts.ts'

// None expires.
const retentionDays = 1_000

const toldOf = async ({ table, player }: Lived): Promise<Milestone[]> =>
  (await stepsSince(table, player.key, -1)).flatMap(({ milestones }) => milestones)

const reachedBy = (milestone: Milestone): string => `${idOf(milestone)} by ${milestone.by}`

/**
 * The milestones of a player as they were told, and as everything that is stored has them now. What was told of a value that only a
 * state knew before which stood for a day, until something changed on it, is left out where nothing that is stored says so.
 */
const compared = async (lived: Lived, now: number) => {
  const { table } = lived
  const player = (await findPlayer(table, lived.player.key))!
  const barriers = barriersOf(player)
  const stored: Told[] = []
  for await (const { at, rows } of states(table, player.key, { start: 0, end: now }, now)) {
    stored.push({ at, rows, parted: barriers.includes(at), stays: true })
  }
  const expected = reachedIn(stored)
  const known = new Set(expected.map(reachedBy))
  const moments = new Set(stored.map(({ at }) => at))
  const all = await toldOf(lived)
  const told = all.filter((milestone) => known.has(reachedBy(milestone)) || moments.has(milestone.after))
  const ranks = told.filter(({ kind }) => kind === 'rank')
  return { player, barriers, told, ranks, expected }
}

// A rank may have been in a top in a state that stood for a day until something changed on it.
const others = (milestones: readonly Milestone[]): string[] =>
  milestones
    .filter(({ kind }) => kind !== 'rank')
    .map(reachedBy)
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

const step = (wait: Step['wait'], kind: Step['kind'], rest: Partial<Step> = {}): Step => ({
  ...{ wait, kind, gains: [{ row: 0, amount: 1 }], unknown: [], choice: 0 },
  ...rest,
})

// A day begins with a state that does not know a value, and the next one with one that knows it until it changes.
const stood: Past = {
  start: 1_768_435_200_000,
  steps: [
    ...[
      step(600_000, 'plays'),
      step('midnight', 'rests', { unknown: [0], choice: 1 }),
      step('midnight', 'stale', { choice: 12 }),
    ],
    ...[step(600_000, 'plays', { gains: [{ row: 0, amount: 30 }] }), step(600_000, 'rests')],
  ],
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
      { numRuns: 100, examples: [[stood, 2]] },
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
