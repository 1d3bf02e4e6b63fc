import type { Table } from '../dynamodb.ts'
import type { Rows } from '../hiscores/answer.ts'
import { isSeasonal, type Mode } from '../hiscores/boards.ts'
import { maxExperience } from '../hiscores/levels.ts'
import { statesBefore } from '../snapshots/earlier.ts'
import { dayMs, decodeAll, type State } from '../snapshots/items.ts'
import { readings } from '../snapshots/readings.ts'
import type { TakenBack } from '../snapshots/take-back.ts'
import type { Doubt } from './doubt.ts'
import { earlierInLife, type Living, lifeOf } from './earlier.ts'
import { judge } from './judge.ts'

// Nobody trains so many skills, and leaves none out, from one state to the next.
const fewestSkills = 10

// As many states as somebody else's answers may have left in a row.
const mostOdd = 3

/** Whether each skill is higher in the later state, but those that are at the end of what the game allows. */
const allRose = (before: Rows, after: Rows): boolean => {
  const now = readings(after)
  const moves = [...readings(before).values()].flatMap(({ group, metric, value: from }) => {
    const to = now.get(metric)?.value ?? null
    const bound = from === to && (from === 0 || from === maxExperience)
    return group !== 'skills' || from === null || to === null || bound ? [] : [to - from]
  })
  return moves.length >= fewestSkills && moves.every((move) => move > 0)
}

/**
 * The newest states, where they were somebody else's: every skill rose to them, and the second answer in a row says that every
 * skill is as low again as may follow from the state before them. A rollback of the game takes back what was played, which is
 * never every skill, so such a fall is none. Within a day; undefined otherwise.
 */
export const foreignStates = async (
  table: Table,
  { doubt, mode, ...living }: Living & { doubt?: Doubt | undefined; mode: Mode },
  last: State | undefined,
  rows: Rows,
  at: number,
): Promise<TakenBack | undefined> => {
  if (!last || doubt?.kind !== 'fall' || isSeasonal(mode) || !allRose(rows, last.rows)) return undefined
  const [odd] = await decodeAll(table, [doubt])
  if (!judge(odd!.rows, rows, at - odd!.at, mode).fits) return undefined
  const span = { from: lifeOf(living, last.at), before: last.at, count: mostOdd }
  const states = [last, ...(await statesBefore(table, living.key, span, at))]
  for (const [place, state] of states.slice(0, mostOdd).entries()) {
    const before = states[place + 1]
    if (!before || at - state.at > dayMs) return undefined
    if (!allRose(before.rows, state.rows)) continue
    const earlier = await earlierInLife(table, living, before, { at, rows })
    if (judge(before.rows, rows, at - before.at, mode, { earlier }).fits) return { from: state.at, to: last.at }
  }
  return undefined
}
