import { beforeEach, describe, expect, it } from 'vitest'
import { calendar } from '../../../../shared/days/calendar.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import { keepSides } from '../../../../shared/lives/seam-items.ts'
import { createPlayer, type Player } from '../../../../shared/players/players.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { rowsOf } from '../../../rows.ts'

const hour = 3_600_000

let table: Table
beforeEach(() => {
  table = tableOf(new MemoryTable())
})

/** A player whose Mining had these values at these moments, fetched at each. */
const track = async (values: Record<string, number>, change: Partial<Player> = {}): Promise<Player> => {
  const moments = Object.entries(values).map(([at, xp]) => ({ at: Date.parse(at), xp }))
  const player = { key: 'zezima', username: 'Zezima', mode: 'regular', active: true, failures: 0 } as const
  const addedAt = moments[0]!.at
  let latest: Player['latest']
  for (const { at, xp } of moments) {
    const rows = rowsOf({ Mining: xp }, { 'LMS - Rank': 500 + xp, Zulrah: xp })
    latest = (await storeAnswer(table, { key: 'zezima', addedAt }, { at, rows }, 36_500)).latest
  }
  const tracked = { ...player, addedAt, latest, ...change }
  await createPlayer(table, tracked)
  return tracked
}

interface Question {
  metric?: string
  year?: number
  tz?: string
  now?: string
  retentionDays?: number
}

const ask = async (player: Player, { now = '2026-08-20T18:30:00Z', retentionDays = 90, ...asked }: Question = {}) =>
  calendar(table, player, { metric: 'mining', tz: 'UTC', ...asked }, { now: Date.parse(now), retentionDays })

/** The days on which something is known. */
const known = ({ days }: Awaited<ReturnType<typeof calendar>>) =>
  Object.fromEntries(days.flatMap(({ date, gained }) => (gained === null ? [] : [[date, gained]])))

const hourly = {
  '2026-08-18T21:30:00Z': 10,
  '2026-08-18T22:30:00Z': 13,
  '2026-08-19T21:45:00Z': 20,
  '2026-08-20T08:00:00Z': 100,
}

describe('a calendar', () => {
  it('has every day from New Year until today, unknown before the first state', async () => {
    const found = await ask(await track(hourly))
    expect(found).toMatchObject({ username: 'Zezima', year: 2026, tz: 'UTC', utcBefore: null, seams: [] })
    expect(found.days).toHaveLength(232)
    expect([found.days[0], found.days.at(-1)]).toEqual([
      { date: '2026-01-01', gained: null },
      { date: '2026-08-20', gained: 80 },
    ])
    expect(known(found)).toEqual({ '2026-08-18': 3, '2026-08-19': 7, '2026-08-20': 80 })
  })

  it('parts the days at local midnights', async () => {
    const player = await track(hourly)
    expect(known(await ask(player, { tz: 'Europe/Berlin' }))).toEqual({
      '2026-08-18': 0,
      '2026-08-19': 10,
      '2026-08-20': 80,
    })
    // A day that has begun there only.
    const kiritimati = await ask(player, { tz: 'Pacific/Kiritimati' })
    expect(kiritimati.days.at(-1)).toEqual({ date: '2026-08-21', gained: 0 })
  })

  it('knows the days on which clocks change, and leap years', async () => {
    const player = await track({
      '2028-02-28T12:00:00Z': 0,
      '2028-02-29T12:00:00Z': 1,
      '2028-03-25T22:30:00Z': 3,
      '2028-03-26T21:30:00Z': 7,
      '2028-03-26T22:30:00Z': 15,
    })
    const asked = { tz: 'Europe/Berlin', now: '2028-12-31T12:00:00Z', retentionDays: 3_000 }
    const found = await ask(player, asked)
    expect(found.days).toHaveLength(366)
    // The 26th has 23 hours: it ends at 22:00 in UTC.
    const days = known(found)
    expect([days['2028-02-29'], days['2028-03-25'], days['2028-03-26'], days['2028-03-27']]).toEqual([1, 2, 4, 8])
    expect((await ask(player, { ...asked, now: '2029-02-01T12:00:00Z', year: 2028 })).days).toHaveLength(366)
  })

  it('has the days in UTC where single snapshots are gone, says so, and loses nothing in between', async () => {
    const values = Object.fromEntries(
      Array.from({ length: 240 }, (_, index) => [
        new Date(Date.parse('2026-08-10T23:30:00Z') + index * hour).toISOString(),
        index,
      ]),
    )
    const player = await track(values)
    const asked = { tz: 'America/New_York', now: '2026-08-20T22:45:00Z', retentionDays: 5 }
    const found = await ask(player, asked)
    expect(found.utcBefore).toBe('2026-08-16')
    expect(known(found)).toEqual({
      '2026-08-10': 0,
      ...Object.fromEntries(['11', '12', '13', '14'].map((date) => [`2026-08-${date}`, 24])),
      // From midnight in UTC to that in New York, which is four hours later.
      '2026-08-15': 28,
      ...Object.fromEntries(['16', '17', '18', '19'].map((date) => [`2026-08-${date}`, 24])),
      '2026-08-20': 19,
    })
    // In UTC, and of a year that is all gone, it makes no difference, or there is none.
    expect((await ask(player, { ...asked, tz: 'UTC' })).utcBefore).toBeNull()
    expect((await ask(player, { ...asked, now: '2030-01-01T12:00:00Z', year: 2026 })).utcBefore).toBe('2027-01-01')
  })

  it('gains nothing across a seam, and names it', async () => {
    const at = Date.parse('2026-08-19T12:00:00Z')
    const values = {
      '2026-08-18T12:00:00Z': 5,
      '2026-08-19T08:00:00Z': 9,
      '2026-08-19T12:00:00Z': 2,
      '2026-08-19T13:00:00Z': 3,
    }
    const player = await track(values, { seams: [{ at, kind: 'rollback' }] })
    const [before, after] = [
      { at: Date.parse('2026-08-19T08:00:00Z'), rows: rowsOf({ Mining: 9 }) },
      { at, rows: rowsOf({ Mining: 2 }) },
    ]
    await keepSides(table, 'zezima', before, after)
    const found = await ask(player)
    expect(known(found)).toEqual({ '2026-08-18': 0, '2026-08-19': 5, '2026-08-20': 0 })
    expect(found.seams).toEqual([{ at: '2026-08-19T12:00:00.000Z', kind: 'rollback' }])
  })

  it('is of bosses as well, and of no rating, nor of what the player never had', async () => {
    const player = await track(hourly)
    expect(known(await ask(player, { metric: 'zulrah' }))['2026-08-20']).toBe(80)
    for (const metric of ['lms_rank', 'sailing']) expect(known(await ask(player, { metric }))).toEqual({})
  })

  it('is empty in a year to come, unknown in one before, and quiet in one without a fetch', async () => {
    const player = await track(hourly)
    expect((await ask(player, { year: 2027 })).days).toEqual([])
    const before = await ask(player, { year: 2025 })
    expect([before.days.length, known(before)]).toEqual([365, {}])
    const after = await ask(player, { now: '2027-03-01T00:00:00Z' })
    expect([after.days.length, new Set(Object.values(known(after)))]).toEqual([60, new Set([0])])
  })
})

describe('a calendar of a player with a change every hour', () => {
  it('takes few requests, in any time zone', async () => {
    const values = Object.fromEntries(
      Array.from({ length: 20 * 24 }, (_, index) => [
        new Date(Date.parse('2026-07-31T23:30:00Z') + index * hour).toISOString(),
        index,
      ]),
    )
    const player = await track(values)
    const requests = async (tz: string): Promise<number> => {
      let count = 0
      const send = async (command: object) => {
        count += 1
        return table.client.send(command as never)
      }
      const counting: Table = { name: table.name, client: { send } as never }
      const present = { now: Date.parse('2026-08-20T23:00:00Z'), retentionDays: 90 }
      await calendar(counting, player, { metric: 'mining', tz }, present)
      return count
    }
    // The layout and the catalogue, and the first day and its first state.
    expect(await requests('UTC')).toBeLessThanOrEqual(7)
    expect(await requests('America/New_York')).toBeLessThanOrEqual(9)
  })
})
