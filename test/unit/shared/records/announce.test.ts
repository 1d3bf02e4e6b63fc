import { describe, expect, it } from 'vitest'
import { newsSchema } from '../../../../shared/outbox/news.ts'
import type { Player } from '../../../../shared/players/players.ts'
import { announceRecords } from '../../../../shared/records/announce.ts'
import type { Best, Bests, Span } from '../../../../shared/records/best.ts'
import type { Records } from '../../../../shared/records/kept.ts'
import { dayMs } from '../../../../shared/snapshots/items.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { rowsOf } from '../../../rows.ts'

const now = Date.parse('2026-08-20T12:00:00Z')
const to = now - 7 * dayMs

const playerOf = (trackedDays: number): Player => ({
  ...{ key: 'zezima', username: 'Zezima', mode: 'regular', active: true, failures: 0 },
  addedAt: now - trackedDays * dayMs,
})

const made = (gained: number, end = now): Best => ({ gained, start: end - dayMs, end })

const bests = (gained: Partial<Record<Span, number>>, end = now): Bests => {
  const of = (span: Span): Best | null => (gained[span] === undefined ? null : made(gained[span], end))
  return { day: of('day'), week: of('week'), month: of('month'), year: of('year') }
}

const recordsOf = (all: Record<string, Bests>): Records =>
  new Map(Object.entries(all).map(([metric, best]) => [metric, { group: 'skills', best }]))

/** Announces what was beaten, several times where it is cut short; what is in the outbox then. */
const announced = async (trackedDays: number, before: Records, ...afters: Records[]) => {
  const memory = new MemoryTable()
  const table = tableOf(memory)
  const rows = rowsOf({ Mining: 1_000, Fishing: 1_000 }, { Zulrah: 10 })
  await storeAnswer(table, { key: 'zezima', addedAt: now }, { at: now, rows }, 90)
  for (const after of afters) {
    await announceRecords(table, playerOf(trackedDays), { before, after, to }, { wanted: ['record'], now })
  }
  return memory.items('OUTBOX').map((item) => newsSchema.parse(item))
}

const old = bests({ day: 10, week: 20, month: 30, year: 40 }, to)

describe('records that are beaten', () => {
  it('are one piece of news, of the whole character each time, of a row the longest', async () => {
    const before = recordsOf({ overall: old, mining: old, zulrah: old, fishing: old })
    const after = recordsOf({
      overall: bests({ day: 11, week: 21, month: 30, year: 40 }),
      mining: bests({ day: 11, week: 21, month: 31, year: 40 }),
      zulrah: bests({ day: 12, week: 20, month: 30, year: 40 }),
      fishing: old,
    })
    const [news, ...others] = await announced(1_000, before, after)
    expect(others).toEqual([])
    expect(news!.happenings).toEqual([
      { event: 'record', metric: 'overall', name: 'Overall', span: 'day', ...made(11) },
      { event: 'record', metric: 'overall', name: 'Overall', span: 'week', ...made(21) },
      { event: 'record', metric: 'mining', name: 'Mining', span: 'month', ...made(31) },
      { event: 'record', metric: 'zulrah', name: 'Zulrah', span: 'day', ...made(12) },
    ])
  })

  it('are none where there was none before, nor of a time in which each would beat the last one', async () => {
    const after = recordsOf({ mining: bests({ day: 11, week: 21, month: 31, year: 41 }), fishing: old })
    const before = recordsOf({ mining: old })
    const [news] = await announced(15, before, after)
    expect(news!.happenings).toMatchObject([{ metric: 'mining', span: 'week' }])
    expect(await announced(1, before, after)).toEqual([])
  })

  it('are told once, also when even better ones are found by who does it again', async () => {
    const before = recordsOf({ mining: old })
    const afters = [11, 12].map((day) => recordsOf({ mining: bests({ day }) }))
    const all = await announced(1_000, before, ...afters)
    expect(all.flatMap(({ happenings }) => happenings)).toMatchObject([{ metric: 'mining', gained: 11 }])
  })
})
