import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import type { Rows } from '../../../../shared/hiscores/answer.ts'
import { keepSides } from '../../../../shared/lives/seam-items.ts'
import { changePlayer, createPlayer, type Player } from '../../../../shared/players/players.ts'
import { history } from '../../../../shared/progress/history.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { womGained } from '../../../../shared/wom/gained.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { activityRow, skillRow } from '../../../rows.ts'

const hour = 3_600_000
const start = Date.parse('2026-08-20T12:30:00Z')
const at = (hours: number): number => start + hours * hour

const rows = (mining: number, kills: number, rank = 100, rating = 500): Rows => ({
  skills: [skillRow('Overall', mining, 30, rank), skillRow('Mining', mining, 20, rank)],
  activities: [
    activityRow('LMS - Rank', rating, rank),
    activityRow('Collections Logged'),
    activityRow('Zulrah', kills, kills < 0 ? -1 : rank),
  ],
})

let table: Table
beforeEach(() => {
  table = tableOf(new MemoryTable())
})

/** A player with states at some hours. */
const track = async (states: [hours: number, rows: Rows][], more: Partial<Player> = {}): Promise<Player> => {
  const player: Player = {
    key: 'a',
    username: 'A',
    mode: 'regular',
    active: true,
    addedAt: start,
    failures: 0,
    ...more,
  }
  await createPlayer(table, player)
  let { latest }: Player = player
  for (const [hours, each] of states) {
    latest = (await storeAnswer(table, player, { at: at(hours), rows: each }, 90)).latest
  }
  return (await changePlayer(table, player, { latest })) ?? player
}

const gainedIn = (player: Player, from: number, to: number) =>
  womGained(table, player, { start: at(from), end: at(to) }, at(100))

describe('what was gained', () => {
  it('counts from the last state at or before the start, though theirs would count from the first one after it', async () => {
    const player = await track([
      [0, rows(1_000, 10, 100)],
      [5, rows(1_600, 12, 90)],
      [9, rows(2_000, 13, 80)],
    ])
    const { startsAt, endsAt, data } = await gainedIn(player, 3, 8)
    expect([startsAt, endsAt]).toEqual([new Date(at(0)).toISOString(), new Date(at(5)).toISOString()])
    expect(data.skills.mining).toEqual({
      metric: 'mining',
      experience: { start: 1_000, end: 1_600, gained: 600 },
      ehp: { start: 0, end: 0, gained: 0 },
      rank: { start: 100, end: 90, gained: -10 },
      level: { start: 20, end: 20, gained: 0 },
    })
    expect(data.bosses.zulrah.kills).toEqual({ start: 10, end: 12, gained: 2 })
    expect(data.skills.overall.experience.gained).toBe(600)
  })

  it('is less than nothing where something was lost', async () => {
    const player = await track([
      [0, rows(1_000, 10)],
      [5, rows(900, 8, 100, 450)],
    ])
    const { data } = await gainedIn(player, 1, 8)
    expect(data.skills.mining.experience.gained).toBe(-100)
    expect(data.bosses.zulrah.kills.gained).toBe(-2)
    // A rating moves.
    expect(data.activities.last_man_standing.score).toEqual({ start: 500, end: 450, gained: -50 })
  })

  it('is nothing where the start is not known', async () => {
    const player = await track([
      [0, rows(1_000, -1)],
      [5, rows(1_100, 30)],
    ])
    const { data } = await gainedIn(player, 1, 8)
    expect(data.bosses.zulrah).toMatchObject({
      kills: { start: -1, end: 30, gained: 0 },
      rank: { start: -1, end: 100, gained: 0 },
    })
    expect(data.bosses.vorkath.kills).toEqual({ start: -1, end: -1, gained: 0 })
  })

  it('is what was gained on both sides of a seam', async () => {
    const seams = [{ at: at(5), kind: 'taken_over' as const }]
    const [last, first] = [rows(1_500, 11), rows(200, 1)]
    const player = await track(
      [
        [0, rows(1_000, 10)],
        [2, last],
        [5, first],
        [9, rows(250, 2)],
      ],
      { seams },
    )
    await keepSides(table, 'a', { at: at(2), rows: last }, { at: at(5), rows: first })
    const { data } = await gainedIn(player, 0, 20)
    expect(data.skills.mining.experience).toEqual({ start: 1_000, end: 250, gained: 550 })
  })

  it('is what our own history says', async () => {
    const player = await track([
      [0, rows(1_000, 10)],
      [5, rows(1_600, 12)],
      [30, rows(2_100, 15)],
    ])
    for (const window of [
      { start: at(4), end: at(6) },
      { start: at(-5), end: at(50) },
      { start: at(29), end: at(31) },
    ]) {
      const ours = await history(table, player, window, undefined, at(100))
      const { startsAt, endsAt, data } = await womGained(table, player, window, at(100))
      expect([startsAt, endsAt]).toEqual([ours.from.fetchedAt, ours.to.fetchedAt])
      expect(data.skills.mining.experience.gained).toBe(ours.skills.mining?.gained ?? 0)
      expect(data.bosses.zulrah.kills.gained).toBe(ours.bosses.zulrah?.gained ?? 0)
    }
  })
})
