import type { Table } from '../dynamodb.ts'
import type { Rows } from '../hiscores/answer.ts'
import { statesBefore } from '../snapshots/earlier.ts'
import { type Earlier, knowsMore } from './judge.ts'
import type { Seam } from './seams.ts'

/** Somebody who has lives. */
export interface Living {
  key: string
  seams?: readonly Seam[] | undefined
}

// Rows that cannot be read are bad for some answers in a row; what nobody has known for longer is as good as new.
const most = 12

/** When the life of a state began; 0 for the first one. */
export const lifeOf = ({ seams = [] }: Living, at: number): number => seams.findLast((seam) => seam.at <= at)?.at ?? 0

/**
 * What an answer of a moment has to continue besides a state that does not know all that it knows: the states before that one
 * in its life, newest first, since a bad row hides a value and with it that it falls. Nothing is read where the state knows all;
 * some two read units otherwise.
 */
export const earlierInLife = async (
  table: Table,
  living: Living,
  state: { at: number; rows: Rows },
  answer: { at: number; rows: Rows },
): Promise<Earlier[]> => {
  if (!knowsMore(state.rows, answer.rows)) return []
  const span = { from: lifeOf(living, state.at), before: state.at, count: most }
  const states = await statesBefore(table, living.key, span, answer.at)
  return states.map(({ at, rows }) => ({ rows, elapsedMs: answer.at - at }))
}
