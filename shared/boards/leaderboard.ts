import type { Table } from '../dynamodb.ts'
import { isoTime } from '../http/time.ts'
import { boardsFrom, readTouched } from '../players/touched.ts'
import type { Present } from '../progress/at.ts'
import { type Asked, leaderboard } from '../progress/leaderboard.ts'
import { periodBegin } from '../progress/windows.ts'
import { boardOf, kindsFor, type Wanted } from './board.ts'
import { countOf, countsOf } from './counts.ts'
import { everybody, readLog } from './items.ts'
import { readJournal, withJournal } from './journal.ts'
import { readParts } from './parts.ts'
import { isLost, journalFrom, stateIn, untold } from './state.ts'

const sinceOf = ({ period, tz }: Asked, now: number): Wanted['since'] =>
  period === undefined || period === 'all' ? period : periodBegin(period, tz, now)

/**
 * The tracked players by a metric's value or by its gain, as `leaderboard` has it: from the boards that are kept, or for `few`
 * players, and until all have been looked at, from the players themselves. Some 20 read units at most, however many there are.
 */
export const keptLeaderboard = async (table: Table, asked: Asked, present: Present, few: number = boardsFrom) => {
  const { now } = present
  const { touched, taken, items } = await readTouched(table)
  const state = stateIn(items.get('STATE'))
  if (!state || state.sweep !== undefined || isLost(state, now)) return leaderboard(table, asked, present)
  const { begun } = state
  // The journal before the logs, to which it may be written meanwhile, and the log before the lists.
  const journal = await readJournal(table, { begun, after: journalFrom(state, now) })
  const players = countsOf(withJournal(await readLog(table, everybody, begun), journal, everybody))
  if (countOf(players, { active: 'all' }).players < few) return leaderboard(table, asked, present)

  const { metric, period, mode } = asked
  const since = sinceOf(asked, now)
  const wanted: Wanted = { ...asked, active: asked.active ?? true, since }
  const logged = withJournal(await readLog(table, metric, begun), journal, metric)
  const parts = kindsFor(wanted).map((kind) => ({ kind, mode: logged.head.cut.includes(kind) ? mode : undefined }))
  const lists = await readParts(table, metric, begun, parts)
  const changes = logged.log.flatMap((each) => each.changes)
  const board = boardOf({ lists, changes, counts: countsOf(logged), players }, wanted)
  if (!board) return leaderboard(table, asked, present)
  const start = since === 'all' ? undefined : since?.start
  return {
    metric,
    period: period ?? null,
    ...(period && { window: { start: isoTime(start), end: isoTime(now) } }),
    asOf: isoTime(Math.min(now, touched?.since ?? now, untold(state, taken)?.since ?? now)),
    ...board,
  }
}
