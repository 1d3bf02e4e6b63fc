import type { Table } from '../dynamodb.ts'
import type { Rows } from '../hiscores/answer.ts'
import { judge } from '../lives/judge.ts'
import { seamStates } from '../lives/seam-items.ts'
import type { Player } from '../players/players.ts'
import { dayMs, type State } from '../snapshots/items.ts'
import { valuesDiffer } from '../snapshots/readings.ts'

// A cache that is older than this has not been seen; a fall that has stood for so long is one.
const longestMs = 7 * dayMs

/**
 * The life that a cache of another age has made, when two of its answers were taken for a fall: nothing has moved since the seam,
 * and the answer at hand continues the state before it. Undefined when there is none. Costs nothing but in the week after a fall.
 */
export const falseLife = async (
  table: Table,
  { key, seams = [], mode }: Player,
  last: State | undefined,
  rows: Rows,
  at: number,
): Promise<{ from: number; to: number } | undefined> => {
  const seam = seams.at(-1)
  const fall = seam?.kind === 'rollback' || seam?.kind === 'taken_over'
  if (!seam || !fall || !last || last.at < seam.at || at - seam.at > longestMs) return undefined
  const sides = (await seamStates(table, [{ ...seam, player: key }])).get(key, seam.at)
  if (!sides || valuesDiffer(sides.after.rows, last.rows) || !valuesDiffer(last.rows, rows)) return undefined
  const continued = judge(sides.before.rows, rows, at - sides.before.at, mode).fits
  return continued ? { from: seam.at, to: last.at } : undefined
}
