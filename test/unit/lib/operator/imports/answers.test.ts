import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { calendar } from '../../../../../shared/days/calendar.ts'
import { log } from '../../../../../shared/log.ts'
import { findPlayer } from '../../../../../shared/players/players.ts'
import { history as historyOf } from '../../../../../shared/progress/history.ts'
import { leaderboard } from '../../../../../shared/progress/leaderboard.ts'
import { series } from '../../../../../shared/progress/series.ts'
import { statsView } from '../../../../../shared/progress/stats.ts'
import { records } from '../../../../../shared/records/records.ts'
import { snapshotAt } from '../../../../../shared/snapshots/snapshots.ts'
import { fetchAll, type Past, pasts, trackedFrom } from '../../../../imported-pasts.ts'
import { importInto } from '../../../../imports.ts'
import { dayMs, gainsBetween, kindOf, Ledger, metrics, statisticsOf } from '../../../../reference.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const iso = (at: number): string => new Date(at).toISOString()
const retention = fc.constantFrom(1, 3, 20, 90)
const metric = fc.constantFrom(...metrics)

interface Asked {
  retentionDays: number
  place: number
  pauseMs: number
  name: string
  from: number
  to: number
}

const asked: fc.Arbitrary<Asked> = fc.record({
  retentionDays: retention,
  place: fc.nat(),
  pauseMs: fc.integer({ min: 0, max: 20 * dayMs }),
  name: metric,
  from: fc.nat(),
  to: fc.nat(),
})

/** A player whose first years were imported, the slow reference that has seen all of them, and the moment of a question. */
const lived = async (past: Past, { retentionDays, place, pauseMs }: Asked) => {
  const { fetches, own, before, later, table, now: importedAt } = await trackedFrom(past, place, retentionDays)
  await importInto(table, 'p', before, { now: importedAt, retentionDays })
  const ledger = new Ledger(retentionDays)
  for (const { at, rows } of fetches) {
    ledger.store(at, rows)
    ledger.fold(at)
  }
  ledger.fold(own.at + 1)
  for (const fetched of later) {
    await fetchAll(table, 'p', [fetched], retentionDays)
    ledger.store(fetched.at, fetched.rows)
    ledger.fold(fetched.at)
  }
  const all = [...fetches, ...later].map(({ at }) => at)
  const now = all.at(-1)! + pauseMs
  const player = (await findPlayer(table, 'p'))!
  return { table, player, ledger, all, now, present: { now, retentionDays } }
}

const near = (all: readonly number[], which: number): number => all[which % all.length]! + (which % 3) * 3_600_000

describe('after an import', () => {
  it('statistics, gains and charts are those of a tracker that was there', async () => {
    const check = async (past: Past, question: Asked) => {
      const { table, player, ledger, all, now } = await lived(past, question)
      const about = { username: player.username, mode: player.mode }
      const { name } = question
      const [start, end] = [question.from, question.to]
        .map((which) => Math.min(near(all, which), now))
        .sort((a, b) => a - b) as [number, number]
      const state = await snapshotAt(table, 'p', start, now)
      const kept = ledger.at(start, now)
      expect(state && statsView(player, state)).toEqual(kept && { ...about, ...statisticsOf(kept) })

      const ends = ledger.ends({ start, end }, now)
      const answer = historyOf(table, player, { start, end }, undefined, now)
      if (ends) {
        expect(await answer).toMatchObject({
          from: { fetchedAt: iso(ends.from.at), baseline: ends.baseline },
          to: { fetchedAt: iso(ends.to.at) },
          seams: [],
          ...gainsBetween(ends.from, ends.to),
        })
      } else {
        await expect(answer).rejects.toMatchObject({ code: 'no_data' })
      }

      const { group } = kindOf(name)
      const window = { start: undefined, end: now }
      // So many that no coarser tier is enough, however long the history is.
      const { points } = await series(table, player, { metric: name, group, window, points: 100_000 }, now)
      expect(points.map(({ at }) => at)).toEqual(ledger.left(now).map(({ at }) => iso(at)))
      const value = (point: (typeof points)[number]) => ('score' in point ? point.score : point.experience)
      expect(points.map(value)).toEqual(ledger.left(now).map(({ known }) => known.get(name)?.value ?? null))
    }
    await fc.assert(fc.asyncProperty(pasts(30), asked, check), { numRuns: 60 })
  })

  it('records, calendars and leaderboards are', async () => {
    const check = async (past: Past, question: Asked) => {
      const { table, player, ledger, now, present } = await lived(past, question)
      const { name } = question
      const answer = await records(table, player, now)
      const got = { overall: answer.overall, ...answer.skills, ...answer.bosses, ...answer.activities } as Record<
        string,
        Record<string, { gained: number; start: string; end: string } | null> | null
      >
      for (const [each, best] of ledger.best(now)) {
        for (const [span, expected] of Object.entries(best)) {
          const { gained, start, end } = got[each]?.[span] ?? {}
          expect({ gained, start, end }, `${each} ${span}`).toEqual(
            expected ? { gained: expected.gained, start: iso(expected.start), end: iso(expected.end) } : {},
          )
        }
      }

      const { days } = await calendar(table, player, { metric: name, tz: 'UTC' }, present)
      for (const { date, gained } of days) {
        const start = Date.parse(date)
        const [from, to] = [ledger.at(start, now), ledger.at(Math.min(start + dayMs, now), now)]
        const values = [from, to].map((kept) => kept?.known.get(name)?.value ?? null)
        if (values.includes(null) || kindOf(name).rating) continue
        expect({ date, gained }).toEqual({ date, gained: values[1]! - values[0]! })
      }

      const board = await leaderboard(
        table,
        { metric: 'overall', period: 'year', tz: 'UTC', limit: 5, active: 'all', mode: undefined } as never,
        present,
      )
      const ends = ledger.ends({ start: Date.parse(`${iso(now).slice(0, 4)}-01-01`), end: now }, now)!
      const [first, last] = [ends.from, ends.to].map((kept) => kept.known.get('overall')?.value ?? null)
      if (first === null || last === null || first === undefined || last === undefined) return
      expect(board.entries[0]).toMatchObject({ gained: last - first, from: { fetchedAt: iso(ends.from.at) } })
    }
    await fc.assert(fc.asyncProperty(pasts(30), asked, check), { numRuns: 60 })
  })
})
