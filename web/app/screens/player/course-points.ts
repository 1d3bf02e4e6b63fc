import type { KnownPoint, Point, SeamMark, Span } from '../../../charts/points.ts'
import type { Answer } from '../../contract.ts'
import { gainOf } from './gains.ts'

type Series = Answer<'GET /players/{username}/history/{metric}'>
type History = Answer<'GET /players/{username}/history'>

/** What is known of a metric at one moment, as a series tells it. */
export interface CoursePoint extends Point {
  level: number | null
  rank: number | null
}

/** The seams of an answer. */
export const seamMarks = (seams: readonly { at: string; kind: SeamMark['kind'] }[]): SeamMark[] =>
  seams.map(({ at, kind }) => ({ at: Date.parse(at), kind }))

/** The points of a series. */
export const coursePoints = ({ points }: Pick<Series, 'points'>): CoursePoint[] =>
  points.map((point) => ({
    at: Date.parse(point.at),
    value: 'experience' in point ? point.experience : point.score,
    level: 'level' in point ? point.level : null,
    rank: point.rank,
  }))

/** The window of an answer. */
export const spanOfPeriod = ({ start, end }: { start: string; end: string }): Span => ({
  start: Date.parse(start),
  end: Date.parse(end),
})

/**
 * A course with what is known besides of the edges of its window. A value holds until the next state: so that of the state
 * before the window is that of its first moment, and the last one holds until the character was last fetched.
 */
export const toEdges = (
  points: readonly CoursePoint[],
  { span, before, fetchedAt }: { span: Span; before: number | null; fetchedAt: number | undefined },
): CoursePoint[] => {
  const first = points[0]
  const last = points.at(-1)
  const beside = { level: null, rank: null }
  const head =
    before === null || (first && first.at <= span.start) ? [] : [{ at: span.start, value: before, ...beside }]
  const until = Math.min(fetchedAt ?? 0, span.end)
  const newest = last ?? head[0]
  const tail = newest && newest.value !== null && until > newest.at ? [{ ...newest, at: until }] : []
  return [...head, ...points, ...tail]
}

/**
 * The value of a metric at the first moment of a window: that of the last state before. Null where there is no such state, or
 * it does not know the metric.
 */
export const valueBefore = (history: History, metric: string, points: readonly Point[]): number | null => {
  if (history.from.baseline === 'first_snapshot') return null
  const gain = gainOf(history, metric)
  if (gain) return gain.start
  // What is in no history has not moved.
  return points.find((point): point is KnownPoint => point.value !== null)?.value ?? null
}
