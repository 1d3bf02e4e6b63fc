import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { history } from '../../../../shared/progress/history.ts'
import { figures } from '../../../figures.ts'
import { sweepSome } from '../../../histories.ts'
import { anything, type Lived, live, type Past, past, type Step, storedOf } from '../../../pasts.ts'
import { dayMs, type Kept, kindOf, metrics } from '../../../reference.ts'

const all = new Set(metrics)

interface Gained {
  start: number | null
  end: number | null
  gained: number | null
}

/** What the history tells of a window, by metric. */
const gainsIn = async ({ table, player }: Lived, start: number, end: number, now: number) => {
  const told = await history(table, player, { start, end }, all, now)
  const { overall, skills, bosses, activities } = told
  const gains = Object.entries({ ...(overall && { overall }), ...skills, ...bosses, ...activities })
  return {
    from: Date.parse(told.from.fetchedAt!),
    to: Date.parse(told.to.fetchedAt!),
    seams: told.seams.map(({ at }) => Date.parse(at)),
    gains: new Map<string, Gained>(gains),
  }
}

/** Some moments of a past, in their order: of fetches, a little before or after. */
const moments = fc.array(fc.record({ fetch: fc.nat(), offset: fc.constantFrom(0, -1, 1, -3_600_000, 7_200_000) }), {
  minLength: 3,
  maxLength: 3,
})

const chosen = ({ fetches, ledger }: Lived, near: { fetch: number; offset: number }[], now: number): number[] => {
  // Before the first state that has not expired nothing is known.
  const first = ledger.left(now)[0]!.at
  return near
    .map(({ fetch, offset }) => Math.min(Math.max(fetches[fetch % fetches.length]! + offset, first), now))
    .sort((a, b) => a - b)
}

const valueIn = (kept: Kept | undefined, metric: string): number | null => kept?.known.get(metric)?.value ?? null

/** What is stored of each life between two moments, both included. */
const livesIn = ({ lives }: Lived, from: number, to: number): Kept[][] =>
  lives.map((life) => life.filter(({ at }) => at >= from && at <= to)).filter((life) => life.length > 0)

const withAndWithoutOdd = async (steps: Past) => [await live(steps), await live(steps, { odd: false })] as const

/** Everything that is told of a player. */
const shown = async ({ table, player }: Lived, asked: readonly number[], now: number) => {
  // The length of the last rest and when rests ended are for the schedule to guess by, and tell nobody anything.
  const { recordsTo: _, restedMs: __, starts: ___, ...rest } = player
  return { player: rest, ...(await figures(table, player, asked, now)) }
}

const step = (wait: number, kind: Step['kind'], choice = 0): Step => ({
  ...{ wait, kind, choice, gains: [{ row: 0, amount: 1 }], unknown: [] },
})

// The records that are made again keep the last change, while a day later nothing is known but that it has not changed.
const keptWhileItRests: Past = {
  start: 1_768_435_200_000,
  steps: [
    ...[step(600_000, 'plays'), step(600_000, 'plays'), step(600_000, 'cache', 170_121)],
    ...[step(83_399_999, 'rests', 26_471), step(600_000, 'cache', 622_524), step(604_800_000, 'cache')],
  ],
}

// A row is known again on the day after the last change, which the records that are made again keep.
const knownAgain: Past = {
  start: 1_768_435_200_000,
  steps: [
    ...[step(3_600_000, 'plays'), step(600_000, 'cache', 228_444)],
    { ...step(0, 'rests', 1), wait: 'midnight', unknown: [0] },
    { ...step(600_000, 'rests', 4_351), unknown: [1] },
  ],
}

describe('over random pasts with all faults in them', () => {
  // Where a value is unknown at the end of a life nothing is known to have been gained in it, and a window that ends amid that
  // life may know more. So the law is about metrics that are known at the three moments and at the ends of the lives between.
  it('gains over adjoining windows add up', async () => {
    const asked = fc.record({ near: moments, days: fc.constantFrom(2, 20, 90), pause: fc.nat(40 * dayMs) })
    await fc.assert(
      fc.asyncProperty(past(20), asked, async (steps, { near, days, pause }) => {
        const lived = await live(steps, { retentionDays: days })
        const now = lived.fetches.at(-1)! + pause
        await sweepSome(lived.table, lived.player.key, now)
        const [a, b, c] = chosen(lived, near, now) as [number, number, number]
        const [first, second, whole] = [
          await gainsIn(lived, a, b, now),
          await gainsIn(lived, b, c, now),
          await gainsIn(lived, a, c, now),
        ]
        expect([first.from, first.to, second.to]).toEqual([whole.from, second.from, whole.to])
        expect([...first.seams, ...second.seams]).toEqual(whole.seams)
        for (const [metric, { gained }] of whole.gains) {
          const ends = livesIn(lived, whole.from, whole.to).flatMap((life) => [life[0], life.at(-1)])
          const [one, other] = [first.gains.get(metric), second.gains.get(metric)]
          const known = [one?.start, one?.end, other?.end, ...ends.map((kept) => valueIn(kept, metric))]
          if (gained === null || known.some((value) => value === null || value === undefined)) continue
          expect({ metric, gained: one!.gained! + other!.gained! }).toEqual({ metric, gained })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('nothing is gained across a seam: a window has what its lives have', async () => {
    await fc.assert(
      fc.asyncProperty(past(20), moments, async (steps, near) => {
        const lived = await live(steps)
        const now = lived.fetches.at(-1)!
        expect((lived.player.seams ?? []).map(({ at }) => at)).toEqual(lived.seams)
        expect(lived.player.review?.at ?? []).toEqual(lived.reviews)
        const [start, , end] = chosen(lived, near, now) as [number, number, number]
        const told = await gainsIn(lived, start, end, now)
        const [from, to] = [lived.ledger.at(start, now)!, lived.ledger.until(end, now)!]
        expect([told.from, told.to]).toEqual([from.at, to.at])
        const lives = livesIn(lived, from.at, to.at)
        for (const [metric, { gained }] of told.gains) {
          if (kindOf(metric).rating) continue
          const within = lives.flatMap((life) => {
            const [before, after] = [valueIn(life[0], metric), valueIn(life.at(-1), metric)]
            return before === null || after === null ? [] : [after - before]
          })
          const expected = within.length === 0 ? null : within.reduce((sum, each) => sum + each, 0)
          expect({ metric, gained }).toEqual({ metric, gained: expected })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('nothing at all is gained between the two states around a seam', async () => {
    await fc.assert(
      fc.asyncProperty(past(12), async (steps) => {
        const lived = await live(steps)
        const now = lived.fetches.at(-1)!
        for (const at of lived.seams) {
          const { gains } = await gainsIn(lived, at - 1, at, now)
          for (const [metric, { gained, start }] of gains)
            if (start !== null && gained !== null) expect({ metric, gained }).toEqual({ metric, gained: 0 })
        }
      }),
      { numRuns: 100 },
    )
  })

  // A stale answer is one of the life that it comes in: one of before a fall, while nothing has moved since, is taken for the
  // truth, and the fall for that of a cache.
  it('an answer that was dropped leaves no trace in any figure', async () => {
    const dropped = past(
      14,
      anything.filter((kind) => kind !== 'cache'),
    )
    await fc.assert(
      fc.asyncProperty(dropped, moments, async (steps, near) => {
        const [withOdd, without] = await withAndWithoutOdd(steps)
        const now = withOdd.fetches.at(-1)!
        const asked = chosen(without, near, now)
        expect(await shown(withOdd, asked, now)).toEqual(await shown(without, asked, now))
        expect(storedOf(withOdd.memory)).toEqual(storedOf(without.memory))
      }),
      { numRuns: 100 },
    )
  })

  // But that the records, when they are made again, have what they are made of stay at once.
  it('nor does one that was believed until the truth came back', async () => {
    const stored = ({ memory }: Lived) =>
      [...storedOf(memory)].map(([SK, { expiresAt: _, kept: __, ...item }]) => ({ SK, ...item }))
    await fc.assert(
      fc.asyncProperty(past(14, fc.oneof(anything, fc.constant('cache' as const))), moments, async (steps, near) => {
        const [withOdd, without] = await withAndWithoutOdd(steps)
        const now = withOdd.fetches.at(-1)!
        const asked = chosen(without, near, now)
        expect(await shown(withOdd, asked, now)).toEqual(await shown(without, asked, now))
        expect(stored(withOdd)).toEqual(stored(without))
      }),
      { numRuns: 150, examples: [keptWhileItRests, knownAgain].map((past) => [past, [{ fetch: 0, offset: 0 }]]) },
    )
  })
})

describe('a fall that nothing has moved since', () => {
  const start = Date.parse('2026-08-20T12:00:00Z')
  const step = (kind: Step['kind'], rest: Partial<Step> = {}): Step => ({
    ...{ wait: 3_600_000, kind, gains: [{ row: 0, amount: 1 }], unknown: [], choice: 1 },
    ...rest,
  })

  it.each([
    ['when an answer does not know what fell', [step('plays', { gains: [{ row: 7, amount: 1 }], unknown: [0, 3] })]],
    ['when another board has more', [step('board'), step('plays')]],
  ])('stays %s', async (_, steps) => {
    const fall = step('rollback', { choice: 2 })
    const { player, seams } = await live({ start, steps: [step('plays'), fall, ...steps] })
    expect(player.seams!.map(({ at }) => at)).toEqual(seams)
    expect(player.seams![0]!.kind).toBe('rollback')
  })
})
