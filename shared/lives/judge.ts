import type { Rows } from '../hiscores/answer.ts'
import { isSeasonal, type Mode } from '../hiscores/boards.ts'
import { type Reading, readings } from '../snapshots/readings.ts'
import type { SeamKind } from './seams.ts'

/** Whether an answer can follow from a state; if not, why, and what kind of seam parts the two where it is true all the same. */
export type Judgement =
  | { fits: true }
  | { fits: false; doubt: 'fall'; seam: SeamKind; metrics: string[] }
  | { fits: false; doubt: 'rise'; metrics: string[] }

const hourMs = 3_600_000

// Values move when a character logs out, so a day's play may arrive at once, however short the time between two answers.
const lumpMs = 24 * hourMs

// The fastest skills bring some two and a half million experience an hour, several together more; 150 kills of a boss are many.
const perHour = { skills: 4_000_000, overall: 8_000_000, bosses: 400 }

// Points of the current season, whose row starts anew with each, and a count from which the game has taken entries away.
const restarting: ReadonlySet<string> = new Set([
  'grid_points',
  'league_points',
  'deadman_points',
  'collections_logged',
])

/** Metrics of a state that go on in an answer under another key: a row that was renamed, or restarted beside its old values. */
type Continued = ReadonlyMap<string, string>

/** A state that an answer has to continue, and how long before the answer it held. */
export interface Earlier {
  rows: Rows
  elapsedMs: number
}

/** How a metric moved whose value is known on both sides, and in what time. */
interface Move extends Pick<Reading, 'metric' | 'group'> {
  from: number
  to: number
  elapsedMs: number
}

/** The known values of a state that an answer has to continue. */
const binding = (rows: Rows): Reading[] =>
  [...readings(rows).values()].filter(
    ({ metric, rating, value }) => !rating && !restarting.has(metric) && value !== null,
  )

/** How each metric moved since the first of some states, newest first, that knows it. */
const movesOf = (states: readonly Earlier[], after: Rows, continued: Continued): Move[] => {
  const now = readings(after)
  const told = new Set<string>()
  return states.flatMap(({ rows, elapsedMs }) =>
    binding(rows).flatMap(({ metric, group, value: from }) => {
      const to = now.get(continued.get(metric) ?? metric)?.value ?? null
      if (told.has(metric) || to === null) return []
      told.add(metric)
      return [{ metric, group, from: from!, to, elapsedMs }]
    }),
  )
}

const exceeds = ({ group, from, to, elapsedMs }: Move, lump: number): boolean =>
  group !== 'activities' && to - from > (perHour[group] * (elapsedMs + lump)) / hourMs

/** Whether an answer knows a value that a state does not, so that only an earlier one tells whether it can follow. */
export const knowsMore = (before: Rows, after: Rows): boolean => {
  const known = new Set(binding(before).map(({ metric }) => metric))
  return binding(after).some(({ metric }) => !known.has(metric))
}

/**
 * Of what kind the seam is when values fell and stayed. A rollback of the game takes back hours and leaves the rest as it was;
 * where some fell far and others leapt, or every skill fell, it is another character.
 */
const seamOf = (moves: readonly Move[], mode: Mode): SeamKind => {
  if (isSeasonal(mode)) return 'season'
  const collapsed = moves.some(({ from, to }) => to < from / 2)
  const rose = moves.some(({ from, to }) => to > from)
  const leapt = moves.some((move) => exceeds(move, hourMs))
  const skills = moves.filter(({ group, from }) => group === 'skills' && from > 0)
  const allFell = skills.length >= 5 && skills.every(({ from, to }) => to < from)
  return leapt || (collapsed && rose) || allFell ? 'taken_over' : 'rollback'
}

/**
 * Judges whether an answer continues a state on the same board, `elapsedMs` after the last answer that did. Slow to suspect a
 * rise: a day's play at once is allowed for whatever the time, at rates that nobody reaches, and any on seasonal boards. What
 * the state does not know is taken from `earlier` ones of its life, newest first; what is unknown there or in the answer tells
 * nothing.
 */
export const judge = (
  before: Rows,
  after: Rows,
  elapsedMs: number,
  mode: Mode,
  { continued = new Map(), earlier = [] }: { continued?: Continued; earlier?: readonly Earlier[] } = {},
): Judgement => {
  const moves = movesOf([{ rows: before, elapsedMs }, ...earlier], after, continued)
  const fallen = moves.filter(({ from, to }) => to < from)
  if (fallen.length > 0) {
    const metrics = fallen.map(({ metric }) => metric)
    return { fits: false, doubt: 'fall', seam: seamOf(moves, mode), metrics }
  }
  if (isSeasonal(mode)) return { fits: true }
  const leapt = moves.filter((move) => exceeds(move, lumpMs))
  return leapt.length === 0
    ? { fits: true }
    : { fits: false, doubt: 'rise', metrics: leapt.map(({ metric }) => metric) }
}
