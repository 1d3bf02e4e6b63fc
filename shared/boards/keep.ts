import type { Table } from '../dynamodb.ts'
import { playersByName } from '../players/players.ts'
import { keepNotes, leaveTaken, type Noted, readTouched, type Touched, takeTouched } from '../players/touched.ts'
import type { Present } from '../progress/at.ts'
import { catalogueOf } from '../snapshots/catalogue.ts'
import { changesSince } from './changes.ts'
import { countOf, countsOf } from './counts.ts'
import { foldMetric } from './fold.ts'
import { everybody, readLog } from './items.ts'
import { readJournal, withJournal } from './journal.ts'
import { deleteKnown, putKnown } from './known.ts'
import { putPending, readPending } from './logs.ts'
import { type BoardsState, begunAt, isLost, isOld, putState, stateIn, untold } from './state.ts'
import { dueLists, flush, isFull, type Lengths, lengths, longest, write } from './write.ts'

// How many players a tick looks at, and how many metrics' lists it makes.
const playersPerTick = 100
const metricsPerTick = 12

// What is left of the tick's time for lists.
const foldingMs = 8_000

// What came is told of at the first tick after this time, sooner when it is much.
const restMs = 10 * 60_000
const muchTouched = 40

// A change is noted before it is written; a function that has not written it after this time has ended.
const settledMs = 50_000

// Longer than any function lives that has seen that changes need not be noted.
const heardMs = 15 * 60_000

// Longer than a tick may take.
const busyMs = 90_000

/** What a tick did for the boards. */
export interface KeptBoards {
  /** How many players it looked at. */
  players: number
  /** Of how many metrics it made the lists. */
  lists: number
  /** Not all players have been looked at yet. */
  sweeping: boolean
}

const isSettled = (taken: Noted | undefined, now: number): taken is Noted =>
  taken !== undefined && (taken.takenAt ?? 0) + settledMs <= now

const isDue = ({ count }: Noted, { sweep, at }: BoardsState, now: number): boolean =>
  sweep !== undefined || now - at >= restMs || now < at || count >= muchTouched

/** The players of a sweep that are next, and how far it is then; undefined when it is over. */
const sweepOn = async (table: Table, { sweep }: BoardsState, count: number) => {
  if (sweep === undefined || count <= 0) return { players: [], sweep }
  const { keys, next } = await playersByName(table, count, sweep)
  return { players: keys.map((key): Touched => ({ key, anew: true })), sweep: next }
}

/** Tells the boards of players, and notes that it has. */
const tell = async (
  table: Table,
  players: readonly Touched[],
  before: BoardsState,
  present: Present,
  most: Lengths,
): Promise<BoardsState | undefined> => {
  const { begun } = before
  const { changes, told, gone } = await changesSince(table, players, begun, present)
  const state = await write(table, changes, before, present.now, most)
  if (!state) return undefined
  await putKnown(table, told, begun)
  await deleteKnown(table, gone)
  return { ...state, players: changes.has(everybody) ? undefined : state.players }
}

/** How many players there are, once all have been looked at, where it is not known. */
const count = async (
  table: Table,
  { begun, flushed, sweep, players }: BoardsState,
): Promise<BoardsState['players']> => {
  if (players || sweep !== undefined) return players
  const consistent = { consistent: true }
  const journal = await readJournal(table, { begun, after: flushed }, consistent)
  const counts = countsOf(withJournal(await readLog(table, everybody, begun, consistent), journal, everybody))
  return {
    total: countOf(counts, { active: 'all' }).players,
    active: countOf(counts, { active: true }).players,
  }
}

/** Makes the lists of those metrics whose logs are long, and says of how many; boards in which too many are missing are begun anew. */
const foldDue = async (table: Table, state: BoardsState, now: number, most: Lengths) => {
  if (!state.late) return { state, lists: 0 }
  const pending = { ...(await readPending(table, state.begun)) }
  let lists = 0
  let worn = false
  const { logged } = longest(state.players?.total, most)
  const end = Date.now() + foldingMs
  for (const metric of dueLists(pending, state, most).slice(0, metricsPerTick)) {
    if (Date.now() > end) break
    worn = (await foldMetric(table, metric, state.begun, now, { kept: most.kept, logged })).worn || worn
    delete pending[metric]
    lists += 1
  }
  if (worn) return { state: begunAt(now, state.aliases, state), lists }
  await putPending(table, state.begun, pending)
  const late = dueLists(pending, state, most).length > 0
  return { state: { ...state, late }, lists }
}

/** What is to be done, though nobody was touched. */
const isLeft = (state: BoardsState, now: number): boolean =>
  state.sweep !== undefined || state.late || isOld(state, now)

/**
 * What a tick finds to do, and the state that it begins with; undefined when there is nothing. Sets those aside who were touched,
 * where nobody is. Before all else everybody has to have heard that changes are noted: who is looked at then, and changes later, is.
 */
const workOf = async (table: Table, now: number) => {
  const { touched, taken, keptSince, items } = await readTouched(table)
  if (keptSince === undefined) return void (await keepNotes(table, now))
  if (now < keptSince + heardMs) return undefined
  const { aliases: all } = await catalogueOf(table)
  const aliases = all.map(({ old, metric }) => `${old} ${metric}`).join(',')
  const found = stateIn(items.get('STATE'))
  const state = found?.aliases === aliases && !isLost(found, now) ? found : begunAt(now, aliases, found)
  const waiting = untold(state, taken)
  if (touched && !waiting && isDue(touched, state, now)) await takeTouched(table, touched, now)
  const ready = isSettled(waiting, now) ? waiting : undefined
  const isBusy = found !== undefined && found.busyUntil > now
  // One that has died has not said how many players there are.
  const died = !isBusy && state.busyUntil > 0
  const works = ready || state !== found || isLeft(state, now) || died
  return works && !isBusy ? { ready, state } : undefined
}

/**
 * What a tick does for the boards: tells them of players that were touched, as many as a tick can look at, and makes the lists
 * of some metrics whose logs are long. After a crash the next tick does it again; of two at once only one does it.
 */
export const keepBoards = async (
  table: Table,
  present: Present,
  most: Lengths = lengths,
): Promise<KeptBoards | undefined> => {
  const { now } = present
  const work = await workOf(table, now)
  if (!work) return undefined
  const { ready, state: before } = work
  // A tick that has died may have told of some without counting them, neither them nor what it wrote to the journal.
  const known = before.busyUntil > 0 ? undefined : before.players
  const journal = before.journal + Number(before.busyUntil > 0)
  const claimed = await putState(table, { ...before, journal, players: known, busyUntil: now + busyMs })
  if (!claimed) return undefined
  const begun = claimed.flushing === undefined ? claimed : await flush(table, claimed, now, most)
  if (!begun) return undefined
  const players = ready?.players.slice(0, playersPerTick) ?? []
  // Lists that are behind come before players that have not been looked at.
  const swept = await sweepOn(table, begun, begun.late ? 0 : playersPerTick - players.length)
  const asked = [...new Map([...players, ...swept.players].map((each) => [each.key, each])).values()]
  const told = asked.length > 0 ? await tell(table, asked, begun, present, most) : begun
  // Logs may be longer while all players are looked at: the last of them leaves some that are long now.
  const isOver = begun.sweep !== undefined && swept.sweep === undefined
  const full = told && { ...told, sweep: swept.sweep, late: told.late || isOver }
  const flushed = full && isFull(full, now, most) ? await flush(table, full, now, most) : full
  if (!flushed) return undefined
  const { state: folded, lists } = await foldDue(table, { ...flushed, players: await count(table, flushed) }, now, most)
  const left = ready?.players.slice(playersPerTick) ?? []
  if (ready && left.length > 0) await leaveTaken(table, ready, left)
  const state = ready && left.length === 0 ? { ...folded, told: ready.takenAt } : folded
  await putState(table, { ...state, busyUntil: 0 })
  return { players: asked.length, lists, sweeping: state.sweep !== undefined }
}
