import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { changePlayer, createPlayer, type Player } from '../../../../shared/players/players.ts'
import { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { rowsOf } from '../../../rows.ts'

const hour = 3_600_000
const start = Date.parse('2026-08-20T08:00:00Z')
const now = start + 6 * hour
const table: Table = tableOf(new MemoryTable())

/** Three states, two hours apart. */
const add = async (key: string, values: number[], change: Partial<Player> = {}): Promise<void> => {
  const player: Player = { key, username: key, mode: 'regular', active: true, addedAt: start, failures: 0, ...change }
  await createPlayer(table, player)
  let latest: Player['latest']
  for (const [index, xp] of values.entries()) {
    const at = start + 2 * index * hour + 1
    latest = (await storeAnswer(table, player, { at, rows: rowsOf({ Mining: xp }) }, 90)).latest
  }
  await changePlayer(table, player, { latest, lastFetchedAt: latest!.at })
}

beforeAll(async () => {
  await add('active', [10, 20, 30])
  await add('iron', [5, 10, 40], { mode: 'ironman' })
  await add('paused', [1, 2, 90], { active: false })
  await add('reviewed', [1, 2, 80], { review: { at: [start + 4 * hour + 1] } })
})

const board = async (asked: Partial<Parameters<typeof leaderboard>[1]>, at = now) => {
  const all = { metric: 'mining', tz: 'UTC', limit: 10, ...asked }
  const { entries, players, unknown, asOf } = await leaderboard(table, all, { now: at, retentionDays: 90 })
  return { names: entries.map(({ username }) => username), players, unknown, asOf }
}

describe('a leaderboard', () => {
  const asOf = new Date(start + 4 * hour + 1).toISOString()

  it('shows active players alone, unless all are asked for', async () => {
    expect(await board({})).toEqual({ names: ['iron', 'active'], players: 3, unknown: 1, asOf })
    expect((await board({ active: 'all' })).names).toEqual(['paused', 'iron', 'active'])
    expect((await board({ active: 'all', period: 'day' })).names).toEqual(['paused', 'iron', 'active'])
  })

  it('shows the players on one board alone, and counts those', async () => {
    expect(await board({ mode: 'ironman' })).toEqual({ names: ['iron'], players: 1, unknown: 0, asOf })
    expect(await board({ mode: 'regular' })).toEqual({ names: ['active'], players: 2, unknown: 1, asOf })
    expect(await board({ mode: 'leagues' })).toEqual({ names: [], players: 0, unknown: 0, asOf: null })
  })

  it('has no place for a rise under review, neither by value nor by a gain that it is in', async () => {
    expect(await board({ period: 'day' })).toMatchObject({ names: ['iron', 'active'], unknown: 1 })
    // In a zone where the day began after the rise.
    const later = await board({ period: 'day', tz: 'Australia/Brisbane' }, start + 8 * hour)
    expect(later.names).toContain('reviewed')
    expect(later.unknown).toBe(0)
  })
})
