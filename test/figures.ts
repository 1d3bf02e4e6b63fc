import { storedStates } from '../shared/corrections/states.ts'
import type { Table } from '../shared/dynamodb.ts'
import { ApiError } from '../shared/http/errors.ts'
import type { Player } from '../shared/players/players.ts'
import { history } from '../shared/progress/history.ts'
import { leaderboard } from '../shared/progress/leaderboard.ts'
import { newestStateOf } from '../shared/progress/newest.ts'
import { series } from '../shared/progress/series.ts'
import { statsView } from '../shared/progress/stats.ts'
import { periods } from '../shared/progress/windows.ts'
import { snapshotAt } from '../shared/snapshots/snapshots.ts'
import { metrics } from './reference.ts'
import { recordsAnyway } from './trails.ts'

/** What it comes to, or the code of the error that is told instead. */
const told = async <T>(work: () => Promise<T>): Promise<T | string> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ApiError) return error.code
    throw error
  }
}

const all = new Set(metrics)
const day = 86_400_000

/** Everything that the API tells of a player at a moment, with the history between any two of some moments. */
export const figures = async (
  table: Table,
  player: Player,
  moments: readonly number[],
  now: number,
  retentionDays = 90,
) => {
  const windows = moments.flatMap((start, index) => moments.slice(index).map((end) => ({ start, end })))
  const newest = await newestStateOf(table, player)
  const ask = { tz: 'UTC', limit: 10 }
  return {
    newest: newest && statsView(player, newest),
    statistics: await Promise.all(
      moments.map(async (at) => {
        const state = await snapshotAt(table, player.key, at, now)
        return state && statsView(player, state)
      }),
    ),
    histories: await Promise.all(
      [{ start: undefined, end: now }, ...windows].map((window) =>
        told(() => history(table, player, window, all, now)),
      ),
    ),
    series: await Promise.all(
      [1_000, 10, 2].flatMap((points) =>
        ['overall', 'mining', 'zulrah'].map((metric) =>
          told(() => series(table, player, { metric, window: { start: now - 60 * day, end: now }, points }, now)),
        ),
      ),
    ),
    records: await told(() => recordsAnyway(table, player, now)),
    boards: await Promise.all(
      [undefined, ...periods].map((period) =>
        leaderboard(table, { ...ask, metric: 'mining', period }, { now, retentionDays }),
      ),
    ),
    states: (await storedStates(table, player, { start: 0, end: now, count: 1_000 }, now)).snapshots,
  }
}
