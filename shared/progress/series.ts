import type { Table } from '../dynamodb.ts'
import type { CsvTable } from '../http/csv.ts'
import { ApiError } from '../http/errors.ts'
import { isoTime } from '../http/time.ts'
import { seamsBetween } from '../lives/seams.ts'
import type { Player } from '../players/players.ts'
import { dayMs, type State, tiers } from '../snapshots/items.ts'
import { type Group, type Reading, readingOf } from '../snapshots/readings.ts'
import { dayStates, quarterStates, states, tierStates } from '../snapshots/scan.ts'
import { firstSnapshotAfter, snapshotAt } from '../snapshots/snapshots.ts'
import { seamsView } from './lives.ts'
import { newestStateOf } from './newest.ts'
import { thin } from './thin.ts'
import type { Window } from './windows.ts'

interface Asked {
  metric: string
  /** What the points are of where no state has the metric. */
  group?: Group
  window: Window
  /** How many points there may be, 2 or more. */
  points: number
}

interface Point {
  at: number
  reading: Reading | undefined
}

/** How many days there are to each of half as many points as are wanted. */
const daysEach = ({ start, end }: { start: number; end: number }, points: number): number =>
  (end - start) / dayMs / (points / 2)

// As many days as a quarter of one is.
const quarterDays = 0.25

/** Whether quarters of days are the coarsest states that are enough, where there are so many days to each. */
const areQuarters = (each: number): boolean => each >= quarterDays && each < 1

/**
 * The coarsest states that make as many points as are wanted, or half as many: a line through a hundred points looks as one
 * through two hundred does, and costs down to a thirtieth. `quarters` are those of more than the span, where they are known.
 */
async function* statesBetween(
  table: Table,
  player: string,
  span: { start: number; end: number },
  { points, quarters }: { points: number; quarters: readonly State[] | undefined },
  now: number,
): AsyncGenerator<State> {
  const each = daysEach(span, points)
  const tier = tiers.findLast(({ days }) => days <= each)
  if (tier) yield* tierStates(table, player, tier, span, now)
  else if (!areQuarters(each)) yield* (each >= 1 ? dayStates : states)(table, player, span, now)
  else if (quarters) yield* quarters.filter(({ at }) => at >= span.start)
  else yield* await quarterStates(table, player, span, now)
}

/**
 * The states of a window, oldest first: the first and the last one, and between them those of the tier that is enough. Throws
 * `no_data` when nothing is older than the end.
 */
async function* statesFor(
  table: Table,
  player: Player,
  { window: { start = 0, end }, points }: Asked,
  now: number,
): AsyncGenerator<State> {
  const last = await (end >= now ? newestStateOf(table, player) : snapshotAt(table, player.key, end, now))
  if (!last) throw new ApiError('no_data', `There is no snapshot of ${player.username} from then or before.`)
  // What is fine enough for the whole window is fine enough for what there is of it, and the first of all states is among them.
  if (last.at >= start && daysEach({ start, end: last.at }, points) < quarterDays) {
    yield* states(table, player.key, { start, end: last.at - 1 }, now)
    yield last
    return
  }
  // As a rule the first state is that of the addition, or near the start, and quarters need not wait for it.
  const span = { start: Math.max(start, player.addedAt), end: last.at - 1 }
  const [first, quarters] = await Promise.all([
    firstSnapshotAfter(table, player.key, start - 1, last.at, now),
    areQuarters(daysEach(span, points)) ? quarterStates(table, player.key, span, now) : undefined,
  ])
  if (!first) return
  yield first
  yield* statesBetween(table, player.key, { ...span, start: first.at + 1 }, { points, quarters }, now)
  if (last.at > first.at) yield last
}

const shape = ({ at, reading }: Point, skill: boolean) => {
  const { value = null, level = null, rank = null } = reading ?? {}
  const time = isoTime(at)
  return skill ? { at: time, experience: value, level, rank } : { at: time, score: value, rank }
}

const isSkill = (group: Group | undefined): boolean => group === 'skills' || group === 'overall'

/**
 * One metric of a player in a window, as the API shows it: a point per stored state, thinned to as many as are wanted.
 * What is unknown, or was no row of the hiscores then, is null; so is everything of a metric that this player never had. Throws
 * `no_data` when nothing is older than the end. A read unit, and some 0.08 per month, week, day,
 * quarter of a day or snapshot of the tier that is enough.
 */
export const series = async (table: Table, player: Player, asked: Asked, now: number) => {
  const { metric, window } = asked
  const points: Point[] = []
  let known: Reading | undefined
  for await (const state of statesFor(table, player, asked, now)) {
    const reading = readingOf(state, metric)
    known ??= reading
    points.push({ at: state.at, reading })
  }
  const skill = isSkill(known?.group ?? asked.group)
  return {
    username: player.username,
    mode: player.mode,
    metric,
    period: { start: isoTime(window.start ?? points[0]?.at ?? window.end), end: isoTime(window.end) },
    // Of the time that the points are of.
    seams: seamsView(seamsBetween(player.seams, points[0]?.at ?? window.end, window.end)),
    points: thin(points, asked.points).map((point) => shape(point, skill)),
  }
}

/** A series as a table. */
export const seriesTable = ({ points }: Awaited<ReturnType<typeof series>>): CsvTable => {
  const columns = Object.keys(points[0] ?? { at: null, value: null, rank: null })
  return { columns, rows: points.map((point) => Object.values(point)) }
}
