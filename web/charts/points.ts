import type { SeamKind } from '../../shared/lives/seams.ts'

/*
 * What charts are drawn from. Moments are in milliseconds since 1970; a value that nobody knows is null, never zero.
 */

/** A value at a moment. */
export interface Point {
  at: number
  value: number | null
}

/** A value that is known. */
export interface KnownPoint {
  at: number
  value: number
}

/** A moment at which the values cease to continue each other, and why. */
export interface SeamMark {
  at: number
  kind: SeamKind
}

/** A span of time, both ends included. */
export interface Span {
  start: number
  end: number
}

/** Whether a point's value is known. */
export const isKnown = (point: Point): point is KnownPoint => point.value !== null

/** The points within a span, in their order. */
export const within = <P extends { at: number }>(points: readonly P[], { start, end }: Span): P[] =>
  points.filter(({ at }) => at >= start && at <= end)

/** The span from the first to the last of some moments in time order; undefined when there is none. */
export const spanOf = (points: readonly { at: number }[]): Span | undefined => {
  const first = points[0]
  const last = points.at(-1)
  return first && last ? { start: first.at, end: last.at } : undefined
}

/** The least and the greatest known value; undefined when none is known. */
export const extentOf = (points: readonly Point[]): [number, number] | undefined => {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const { value } of points) {
    if (value === null) continue
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return least <= greatest ? [least, greatest] : undefined
}

/**
 * What was gained by the last of some points, each life for itself: nothing is gained across a seam. Null when no life has two
 * known values.
 */
export const gainedIn = (points: readonly Point[], seams: readonly SeamMark[]): number | null => {
  const gains = livesOf(points, seams).flatMap((life) => {
    const known = life.filter(isKnown)
    return known.length < 2 ? [] : [known.at(-1)!.value - known[0]!.value]
  })
  return gains.length === 0 ? null : gains.reduce((sum, gain) => sum + gain, 0)
}

/** Points in time order, parted at the seams: a seam has the moment of the first point behind it. No part is empty. */
export const livesOf = (points: readonly Point[], seams: readonly SeamMark[]): Point[][] => {
  const lives: Point[][] = []
  const moments = seams.map(({ at }) => at)
  let before = Number.NEGATIVE_INFINITY
  for (const point of points) {
    const parted = moments.some((at) => at > before && at <= point.at)
    if (parted || lives.length === 0) lives.push([])
    lives.at(-1)!.push(point)
    before = point.at
  }
  return lives
}

/** The stretches of known values that a line may be drawn through: none leads over an unknown value or a seam. */
export const runsOf = (points: readonly Point[], seams: readonly SeamMark[]): KnownPoint[][] =>
  livesOf(points, seams).flatMap((life) => {
    const runs: KnownPoint[][] = []
    let open: KnownPoint[] | undefined
    for (const point of life) {
      if (!isKnown(point)) {
        open = undefined
        continue
      }
      if (!open) {
        open = []
        runs.push(open)
      }
      open.push(point)
    }
    return runs
  })

/** The known point that is nearest to a moment, of two equally near ones the earlier; undefined when none is known. */
export const nearestTo = (points: readonly Point[], moment: number): KnownPoint | undefined => {
  let nearest: KnownPoint | undefined
  for (const point of points) {
    if (!isKnown(point)) continue
    if (!nearest || Math.abs(point.at - moment) < Math.abs(nearest.at - moment)) nearest = point
  }
  return nearest
}

/** The place of the moment that is nearest to another one, of two equally near ones the earlier; undefined when there is none. */
export const indexNearest = (moments: readonly number[], moment: number): number | undefined => {
  const distances = moments.map((each) => Math.abs(each - moment))
  return distances.length === 0 ? undefined : distances.indexOf(Math.min(...distances))
}

/**
 * What had been gained at each of some points since the first known one, each life for itself: where another one begins, the
 * gain goes on from where it stood. What is unknown stays so.
 */
export const accumulated = (points: readonly Point[], seams: readonly SeamMark[]): Point[] => {
  let before = 0
  return livesOf(points, seams).flatMap((life) => {
    const first = life.find(isKnown)?.value ?? 0
    const gains = life.map(({ at, value }) => ({ at, value: value === null ? null : before + value - first }))
    before = gains.findLast(isKnown)?.value ?? before
    return gains
  })
}
