import type { Table } from '../dynamodb.ts'
import type { Rows } from '../hiscores/answer.ts'
import { earlierInLife } from '../lives/earlier.ts'
import { judge } from '../lives/judge.ts'
import { seamStates } from '../lives/seam-items.ts'
import type { Seam } from '../lives/seams.ts'
import type { Player } from '../players/players.ts'
import { changesBefore, statesBefore } from '../snapshots/earlier.ts'
import { dayMs, type State } from '../snapshots/items.ts'
import { readings, valuesDiffer } from '../snapshots/readings.ts'
import type { TakenBack } from '../snapshots/take-back.ts'

// A cache that is older than this has not been seen; a fall that has stood for so long is one.
const longestMs = 7 * dayMs

// A cache is not refreshed more often than this and still old.
const mostMoves = 12

/**
 * Whether each state of a life is one that was stored before it: a cache that is refreshed and still old can only say what was
 * true once, and nobody who plays on after a fall comes to exactly the same values again.
 */
const repeatsWhatWas = async (table: Table, key: string, { from, to }: TakenBack, at: number): Promise<boolean> => {
  const life = await statesBefore(table, key, { from, before: to + 1, count: mostMoves }, at)
  if (life.at(-1)?.at !== from) return false
  let left = life
  for await (const was of changesBefore(table, key, { from: from - longestMs, before: from }, at)) {
    left = left.filter(({ rows }) => was.every((state) => valuesDiffer(state.rows, rows)))
    if (left.length === 0) return true
  }
  return false
}

const isFall = ({ kind }: Seam): boolean => kind === 'rollback' || kind === 'taken_over'

/** The falls of the last week, upwards, behind which no life has begun otherwise. */
const recentFalls = (seams: readonly Seam[], at: number): Seam[] =>
  seams.slice(seams.findLastIndex((seam) => !isFall(seam)) + 1).filter((seam) => at - seam.at <= longestMs)

/**
 * The states that a cache of another age has left behind, when two of its answers were taken for a fall: the answer at hand, of
 * the same board, tells again what fell and continues the state before it, and nothing has moved since the seam, or only to
 * states that were stored before it; or the answer is that state again, to the last value, whatever moved. Undefined when there
 * are none. Costs nothing but in the week after a fall.
 */
export const falseLife = async (
  table: Table,
  { key, seams = [], mode, turn }: Player,
  last: State | undefined,
  rows: Rows,
  at: number,
): Promise<TakenBack | undefined> => {
  const falls = recentFalls(seams, at)
  const latest = falls.at(-1)
  if (turn || !latest || !last || last.at < latest.at || !valuesDiffer(last.rows, rows)) return undefined
  const sides = await seamStates(
    table,
    falls.map((seam) => ({ ...seam, player: key })),
  )
  const now = readings(rows)
  for (const seam of falls) {
    const around = sides.get(key, seam.at)
    if (!around) continue
    const { before, after } = around
    const moved = seam !== latest || valuesDiffer(after.rows, last.rows)
    const earlier = await earlierInLife(table, { key, seams }, before, { at, rows })
    const continues = (state: Rows) => judge(before.rows, state, at - before.at, mode, { earlier })
    const fall = continues(moved ? last.rows : after.rows)
    // What an answer does not know it does not tell again.
    const told = !fall.fits && fall.doubt === 'fall' && fall.metrics.some((metric) => now.get(metric)?.value != null)
    if (!told || !continues(rows).fits) continue
    const states = { from: seam.at, to: last.at }
    if (!moved || !valuesDiffer(before.rows, rows) || (await repeatsWhatWas(table, key, states, at))) return states
  }
  return undefined
}
