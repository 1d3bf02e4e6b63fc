import type { KnownPoint } from './points.ts'

/**
 * The points of a run that make its line look as all of them would: of those in one column of pixels the first, the least, the
 * greatest and the last. However many points there are, it has at most four for each column.
 */
export const inColumns = (run: readonly KnownPoint[], x: (at: number) => number): KnownPoint[] => {
  const kept: KnownPoint[] = []
  let column = Number.NaN
  let first: KnownPoint | undefined
  let least: KnownPoint | undefined
  let greatest: KnownPoint | undefined
  let last: KnownPoint | undefined
  const close = (): void => {
    const chosen = new Set([first, least, greatest, last].filter((point) => point !== undefined))
    kept.push(...[...chosen].sort((a, b) => a.at - b.at))
  }
  for (const point of run) {
    const its = Math.floor(x(point.at))
    if (its !== column) {
      close()
      column = its
      first = point
      least = point
      greatest = point
    }
    if (point.value < least!.value) least = point
    if (point.value > greatest!.value) greatest = point
    last = point
  }
  close()
  return kept
}

/**
 * Runs as lines and dots: a run within one column of pixels is no line, and of all such in a column four dots at most are
 * drawn. However often values become unknown, the drawing stays as small as its width.
 */
export const linesAndDots = (
  runs: readonly (readonly KnownPoint[])[],
  x: (at: number) => number,
): { lines: KnownPoint[][]; dots: KnownPoint[] } => {
  const columnOf = (point: KnownPoint): number => Math.floor(x(point.at))
  const isLine = (run: readonly KnownPoint[]): boolean => columnOf(run[0]!) !== columnOf(run.at(-1)!)
  return {
    lines: runs.filter(isLine).map((run) => inColumns(run, x)),
    dots: inColumns(runs.filter((run) => !isLine(run)).flat(), x),
  }
}
