import type { Table } from '../dynamodb.ts'
import type { CsvTable } from '../http/csv.ts'
import { ApiError } from '../http/errors.ts'
import { isoTime } from '../http/time.ts'
import type { Player } from '../players/players.ts'
import { dayMs, type State } from '../snapshots/items.ts'
import { states, type Tier } from '../snapshots/scan.ts'
import { firstSnapshotAfter, latestSnapshot, snapshotAt } from '../snapshots/snapshots.ts'
import { type Reading, readingOf } from './readings.ts'
import { thin } from './thin.ts'
import type { Window } from './windows.ts'

interface Asked {
  metric: string
  window: Window
  /** How many points there may be, 2 or more. */
  points: number
}

interface Point {
  at: number
  reading: Reading | undefined
}

/** The coarsest tier that has as many points as are wanted between two moments, if anything happened all that time. */
const tierFor = ({ start, end }: { start: number; end: number }, points: number): Tier =>
  (end - start) / dayMs >= points ? 'days' : 'snapshots'

/** The states of a window, oldest first: the first and the last one, and between them those of the tier that is enough. */
async function* statesFor(table: Table, player: string, { window, points }: Asked, now: number): AsyncGenerator<State> {
  const first = await firstSnapshotAfter(table, player, (window.start ?? 0) - 1, window.end, now)
  const last = first && (await snapshotAt(table, player, window.end, now))
  if (!first || !last) return
  yield first
  const tier = tierFor({ start: first.at, end: last.at }, points)
  yield* states(table, player, { start: first.at + 1, end: last.at - 1, tier }, now)
  if (last.at > first.at) yield last
}

const shape = ({ at, reading }: Point, skill: boolean) => {
  const { value = null, level = null, rank = null } = reading ?? {}
  const time = isoTime(at)
  return skill ? { at: time, experience: value, level, rank } : { at: time, score: value, rank }
}

const isSkill = ({ group }: Reading): boolean => group === 'skills' || group === 'overall'

/**
 * One metric of a player in a window, as the API shows it: a point per stored state, thinned to as many as are wanted.
 * What is unknown, or was no row of the hiscores then, is null. Throws `no_data` for a metric that the player has neither in the
 * window nor now. For `points` that take fewer days than the window has, a read costs some 0.07 units a day; else as much
 * per snapshot.
 */
export const series = async (table: Table, player: Player, asked: Asked, now: number) => {
  const { metric, window } = asked
  const points: Point[] = []
  let known: Reading | undefined
  for await (const state of statesFor(table, player.key, asked, now)) {
    const reading = readingOf(state, metric)
    known ??= reading
    points.push({ at: state.at, reading })
  }
  if (!known) {
    const newest = await latestSnapshot(table, player.key)
    if (!newest || !readingOf(newest, metric)) {
      throw new ApiError('no_data', `There is nothing of a metric "${metric}" in what is stored of ${player.username}.`)
    }
  }
  const found = known ? thin(points, asked.points) : []
  return {
    username: player.username,
    mode: player.mode,
    metric,
    period: { start: isoTime(window.start ?? points[0]?.at ?? window.end), end: isoTime(window.end) },
    points: found.map((point) => shape(point, known !== undefined && isSkill(known))),
  }
}

/** A series as a table. */
export const seriesTable = ({ points }: Awaited<ReturnType<typeof series>>): CsvTable => {
  const columns = Object.keys(points[0] ?? { at: null, value: null, rank: null })
  return { columns, rows: points.map((point) => Object.values(point)) }
}
