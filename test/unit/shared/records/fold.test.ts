import fc from 'fast-check'
import { expect, it } from 'vitest'
import { putSeam } from '../../../../shared/lives/seam-items.ts'
import { withSeam } from '../../../../shared/lives/seams.ts'
import { changePlayer, createPlayer, type Player } from '../../../../shared/players/players.ts'
import { history } from '../../../../shared/progress/history.ts'
import { foldDue, foldForGood, recomputeRecords } from '../../../../shared/records/fold.ts'
import { findRecords } from '../../../../shared/records/items.ts'
import type { MetricRecords } from '../../../../shared/records/kept.ts'
import { encode, stateMoment } from '../../../../shared/snapshots/items.ts'
import { newestStates } from '../../../../shared/snapshots/snapshots.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { sweepSome } from '../../../histories.ts'
import { dayMs, Ledger } from '../../../reference.ts'
import { rowsOf } from '../../../rows.ts'
import { recordsAnyway } from '../../../trails.ts'

const minute = 60_000
const hour = 60 * minute
const key = 'constructor'

interface Step {
  waitMs: number
  gained: number
  kills: number | null
  /** Another life begins, or a rise that nobody has accepted yet. */
  barrier: 'seam' | 'review' | null
}

interface Past {
  steps: Step[]
  retentionDays: number
  pauseMs: number
}

const waits = {
  hourly: fc.integer({ min: 5 * minute, max: 3 * hour }),
  daily: fc.constant(dayMs + 5 * minute),
  weekly: fc.constant(7 * dayMs + 10 * minute),
  mixed: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: minute, max: 9 * hour }) },
    { weight: 2, arbitrary: fc.integer({ min: hour, max: 3 * dayMs }) },
    // Longer than that what comes with fetches may come too late.
    { weight: 1, arbitrary: fc.integer({ min: dayMs, max: 13 * dayMs }) },
  ),
}

const past: fc.Arbitrary<Past> = fc.constantFrom(...Object.values(waits)).chain((waitMs) =>
  fc.record({
    steps: fc.array(
      fc.record({
        waitMs,
        gained: fc.oneof({ weight: 4, arbitrary: fc.nat(1_000) }, fc.constant(0), fc.integer({ min: -300, max: -1 })),
        kills: fc.option(fc.nat(50), { freq: 4 }),
        barrier: fc.oneof({ weight: 20, arbitrary: fc.constant(null) }, fc.constantFrom('seam', 'review')),
      }),
      { minLength: 1, maxLength: 45 },
    ),
    retentionDays: fc.integer({ min: 3, max: 90 }),
    pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 120 * dayMs })),
  }),
)

const start = Date.parse('2026-03-03T09:00:00Z')

/** A player who was fetched so, in a table and in a ledger. */
const track = async ({ steps, retentionDays, pauseMs }: Past) => {
  const table = tableOf(new MemoryTable())
  const ledger = new Ledger(retentionDays)
  let player: Player = { key, username: key, mode: 'regular', active: true, addedAt: start, failures: 0 }
  await createPlayer(table, player)
  let at = start
  let xp = 10_000
  const first: Step = { waitMs: 0, gained: 0, kills: 5, barrier: null }
  for (const step of [first, ...steps]) {
    at = stateMoment(at + step.waitMs)
    xp += step.barrier ? 5_000 : step.gained
    const rows = rowsOf({ Mining: Math.max(xp, 0) }, { Zulrah: step.kills ?? -1, 'LMS - Rank': xp })
    const newest = await newestStates(table, key, at)
    if (step.barrier === 'seam') {
      const sides = { before: await encode(table, newest.last!), after: await encode(table, { at, rows }) }
      await putSeam(table, key, sides)
      player = { ...player, seams: withSeam(player.seams, { at, kind: 'corrected' }) }
    }
    if (step.barrier === 'review') player = { ...player, review: { at: [...(player.review?.at ?? []), at] } }
    const { latest } = await storeAnswer(table, player, { at, rows }, retentionDays)
    player = { ...player, latest, lastFetchedAt: at }
    const folded = await foldDue({ tracker: table, retentionDays }, player, at)
    const { seams, review } = player
    player = (await changePlayer(table, player, { latest, lastFetchedAt: at, seams, review, ...folded }))!
    if (step.barrier) ledger.barriers.push(at)
    ledger.store(at, rows)
    ledger.fold(at)
  }
  if (pauseMs > 13 * dayMs) {
    player = { ...player, ...(await foldForGood(table, player, at)) }
    ledger.fold(at, { final: true })
  }
  await sweepSome(table, key, at + pauseMs)
  return { table, ledger, player, now: at + pauseMs }
}

const byMetric = <T>({
  overall,
  skills,
  bosses,
  activities,
}: Record<'skills' | 'bosses' | 'activities', Record<string, T>> & { overall: T | null }): Record<
  string,
  T | null
> => ({
  overall,
  ...skills,
  ...bosses,
  ...activities,
})

const iso = (at: number): string => new Date(at).toISOString()

it('shows the records of the reference, each by a link that history answers with the same gain', async () => {
  const check = async (events: Past) => {
    const { table, ledger, player, now } = await track(events)
    const all = byMetric(await recordsAnyway(table, player, now))
    expect(all).not.toHaveProperty('lms_rank')
    const best = ledger.best(now)
    for (const metric of ['overall', 'mining', 'zulrah']) {
      const shown = all[metric]
      for (const [span, expected] of Object.entries(best.get(metric)!)) {
        const record = shown?.[span as 'day']
        const { gained, start, end } = record ?? {}
        expect(record && { gained, start, end }, `${metric} ${span}`).toEqual(
          expected ? { gained: expected.gained, start: iso(expected.start), end: iso(expected.end) } : shown && null,
        )
        if (!expected) continue
        const then = await history(table, player, expected, new Set([metric]), now)
        const gain = byMetric(then)[metric]
        const linked = { gained: gain?.gained, start: then.from.fetchedAt, end: then.to.fetchedAt }
        expect(linked, `${metric} ${span}`).toEqual({ gained, start, end })
        expect(then.seams).toEqual([])
      }
    }
  }
  await fc.assert(fc.asyncProperty(past, check), { numRuns: 150 })
}, 60_000)

it('shrinks no record, whatever expires, nor when it looks at everything again', async () => {
  const check = async (events: Past, laterMs: number) => {
    const { table, player, now } = await track({ ...events, pauseMs: 0 })
    const kept = (await findRecords(table, key))?.records ?? new Map<string, MetricRecords>()
    const shown = await recordsAnyway(table, player, now)
    const folded = await foldDue({ tracker: table, retentionDays: events.retentionDays }, player, now + 8 * dayMs)
    const after = { ...player, ...folded }
    await sweepSome(table, key, now + laterMs)
    const left = await recordsAnyway(table, after, now + laterMs)
    if (folded.recordsTo !== undefined && events.retentionDays >= 40) expect(left).toEqual(shown)
    await recomputeRecords(table, after, now + laterMs)
    for (const each of [left, await recordsAnyway(table, after, now + laterMs)]) {
      for (const [metric, { best }] of kept) {
        for (const [span, before] of Object.entries(best)) {
          const gained = byMetric(each)[metric]?.[span as 'day']?.gained ?? 0
          expect(gained, `${metric} ${span}`).toBeGreaterThanOrEqual(before?.gained ?? 0)
        }
      }
    }
    const { changes } = (await findRecords(table, key)) ?? { changes: 0 }
    await recomputeRecords(table, after, now + laterMs)
    expect((await findRecords(table, key))?.changes ?? 0).toBe(changes)
  }
  await fc.assert(fc.asyncProperty(past, fc.integer({ min: 9 * dayMs, max: 200 * dayMs }), check), { numRuns: 60 })
}, 60_000)
