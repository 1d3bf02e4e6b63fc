import type { Table } from '../dynamodb.ts'
import type { Rows } from '../hiscores/answer.ts'
import { judge } from '../lives/judge.ts'
import { seamStates } from '../lives/seam-items.ts'
import type { Player } from '../players/players.ts'
import { dayMs, type State } from '../snapshots/items.ts'
import { readings, valuesDiffer } from '../snapshots/readings.ts'

// A cache that is older than this has not been seen; a fall that has stood for so long is one.
const longestMs = 7 * dayMs

/** Whether an answer tells a value again that had fallen: what it does not know tells nothing. */
const tellsAgain = (before: Rows, after: Rows, rows: Rows): boolean => {
  const [fallen, now] = [readings(after), readings(rows)]
  return [...readings(before).values()].some(({ metric, rating, value }) => {
    const [low, high] = [fallen, now].map((each) => each.get(metric)?.value ?? null)
    return !rating && value !== null && low != null && low < value && high != null && high >= value
  })
}

/**
 * The life that a cache of another age has made, when two of its answers were taken for a fall: nothing has moved since the seam,
 * and the answer at hand, of the same board, tells again what fell and continues the state before it. Undefined when there is
 * none. Costs nothing but in the week after a fall.
 */
export const falseLife = async (
  table: Table,
  { key, seams = [], mode, turn }: Player,
  last: State | undefined,
  rows: Rows,
  at: number,
): Promise<{ from: number; to: number } | undefined> => {
  const seam = seams.at(-1)
  const fall = seam?.kind === 'rollback' || seam?.kind === 'taken_over'
  if (turn || !seam || !fall || !last || last.at < seam.at || at - seam.at > longestMs) return undefined
  const sides = (await seamStates(table, [{ ...seam, player: key }])).get(key, seam.at)
  if (!sides || valuesDiffer(sides.after.rows, last.rows) || !valuesDiffer(last.rows, rows)) return undefined
  if (!tellsAgain(sides.before.rows, sides.after.rows, rows)) return undefined
  const continued = judge(sides.before.rows, rows, at - sides.before.at, mode).fits
  return continued ? { from: seam.at, to: last.at } : undefined
}
