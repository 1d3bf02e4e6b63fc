import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Change } from '../../../../shared/boards/codec.ts'
import { countedAs, type Entry, gainOfAll, gainSince, type Step } from '../../../../shared/boards/entries.ts'
import { foldMetric } from '../../../../shared/boards/fold.ts'
import { everybody } from '../../../../shared/boards/items.ts'
import { putJournal } from '../../../../shared/boards/journal.ts'
import { keptLeaderboard } from '../../../../shared/boards/leaderboard.ts'
import { putLogs } from '../../../../shared/boards/logs.ts'
import { currentDates } from '../../../../shared/boards/rows.ts'
import { begunAt } from '../../../../shared/boards/state.ts'
import { lengths } from '../../../../shared/boards/write.ts'
import type { Mode } from '../../../../shared/hiscores/boards.ts'
import { type Period, periodBegin, periods } from '../../../../shared/progress/windows.ts'
import { dayMs } from '../../../../shared/snapshots/items.ts'
import { entriesOf } from '../../../bench/board-entries.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { seeded } from '../../../bench/random.ts'
import { meter } from '../../../capacity/meter.ts'

const count = 40_000
// A Thursday evening, in the last hours of which 2,800 a day have gained something.
const now = Date.parse('2026-08-20T18:30:00Z')
const begun = 1
const random = seeded(1)
const table = tableOf(new MemoryTable())

const entries = entriesOf(count, now, random)
const { table: metered, read } = meter(table)

const add = async (changes: readonly Change[], at: number, put: typeof putLogs | typeof putJournal): Promise<void> => {
  const nobody = changes.map((change): Change => ({ ...change, entry: { ...change.entry, edges: new Map() } }))
  const both = new Map([
    ['overall', changes],
    [everybody, nobody],
  ])
  await put(table, both, { begun, at })
}

beforeAll(async () => {
  for (let start = 0; start < count; start += 1_000) {
    const all = entries.slice(start, start + 1_000)
    await add(
      all.map((entry) => ({ entry, was: undefined, is: countedAs(entry) })),
      now - dayMs + start,
      putLogs,
    )
  }
  for (const metric of ['overall', everybody]) await foldMetric(table, metric, begun, now, lengths)
  // Some of whom nobody was in the lists have come far since, and others have fallen.
  const later = entries.flatMap((entry, index) => {
    if (index % 150 > 0) return []
    const last = { at: now - 1_000, value: (entry.last.value ?? 0) + (index % 300 === 0 ? 40_000_000 : -1_000) }
    const steps = (date: number): Step[] => (entry.edges.get(date)?.slice(0, 1) as Step[]) ?? [entry.last]
    const edges = new Map(currentDates(now).map((date) => [date, steps(date)]))
    const after: Entry = { ...entry, last, edges }
    entries[index] = after
    return [{ entry: after, was: countedAs(entry), is: countedAs(after) }]
  })
  // Most in the log, and some of them in the journal.
  await add(later.slice(0, 200), now, putLogs)
  await add(later.slice(150), now + 1, putJournal)
  const state = { ...begunAt(begun, ''), begun, sweep: undefined }
  await table.client.send(new PutCommand({ TableName: table.name, Item: { PK: 'BOARDS', SK: 'STATE', ...state } }))
}, 120_000)

/** What the board says by all entries. */
const expected = (period: Period | undefined, tz: string, mode: Mode | undefined) => {
  const begin = period && period !== 'all' ? periodBegin(period, tz, now) : undefined
  const scoreOf = (entry: Entry): number => {
    if (!period) return entry.last.value as number
    if (!begin) return gainOfAll(entry).gained as number
    return gainSince(entry, begin.date, begin.start)?.gained ?? 0
  }
  const asked = entries.filter((entry) => entry.active && (mode ?? entry.mode) === entry.mode)
  const scores = asked.map((entry) => ({ score: scoreOf(entry), key: entry.key, username: entry.username }))
  scores.sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1))
  return { players: asked.length, first: scores.slice(0, 1_000).map(({ username, score }) => ({ username, score })) }
}

describe('a board of 40,000 players', () => {
  const questions = [undefined, ...periods].flatMap((period) =>
    ['UTC', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Kiritimati'].flatMap((tz) =>
      ([undefined, 'ironman'] as const).map((mode) => ({ period, tz, mode })),
    ),
  )

  it.each(questions)(
    'takes at most 20 read units, and is right: $period in $tz of $mode',
    async ({ period, tz, mode }) => {
      read()
      const asked = { metric: 'overall', period, tz, mode, limit: 1_000, active: true as const }
      const board = await keptLeaderboard(metered, asked, { now, retentionDays: 90 })
      expect(read().reads).toBeLessThanOrEqual(20)
      const { players, first } = expected(period, tz, mode)
      expect(board.players).toBe(players)
      const shown = board.entries.map((entry) => ({
        username: entry.username,
        score: 'gained' in entry ? entry.gained : entry.value,
      }))
      expect(shown).toEqual(first)
    },
  )
})
