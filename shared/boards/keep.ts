import type { Table } from '../dynamodb.ts'
import { playersByName } from '../players/players.ts'
import { keepNotes, leaveTaken, type Noted, readTouched, type Touched, takeTouched } from '../players/touched.ts'
import type { Present } from '../progress/at.ts'
import { catalogueOf } from '../snapshots/catalogue.ts'
import { changesSince } from './changes.ts'
import { countOf, countsOf } from './counts.ts'
import { foldMetric } from './fold.ts'
import { cleanLog, everybody, putLogs, readLog } from './items.ts'
import { deleteKnown, putKnown } from './known.ts'
import { mostKept } from './lists.ts'
import { type BoardsState, begunAt, putState, stateIn } from './state.ts'

// How many players a tick looks at, and how many metrics' lists it makes.
const playersPerTick = 100
const metricsPerTick = 12

// What is left of the tick's time for lists.
const foldingMs = 8_000

// What came is told of at the first tick after this time, sooner when it is much.
const restMs = 5 * 60_000
const muchTouched = 40

// A change is noted before it is written; a function that has not written it after this time has ended.
const settledMs = 50_000

// Longer than any function lives that has seen that changes need not be noted.
const heardMs = 15 * 60_000

// Longer than a tick may take.
const busyMs = 90_000

/** The size of a log, in bytes, at which it is brought into the lists: every question reads it. */
const mostLogged = 36_000

// No question does while all players are looked at, and most of what they take is making lists.
const sweepFactor = 8

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

/** How long logs and lists may get; tests have shorter ones. */
export const lengths = { logged: mostLogged, kept: mostKept }

const dueLists = ({ pending, sweep }: BoardsState, { logged }: typeof lengths): string[] => {
  const longest = sweep === undefined ? logged : sweepFactor * logged
  return Object.keys(pending)
    .filter((metric) => pending[metric]! >= longest)
    .sort((a, b) => pending[b]! - pending[a]!)
}

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
  state: BoardsState,
  present: Present,
): Promise<BoardsState> => {
  const { begun } = state
  const { changes, told, gone } = await changesSince(table, players, begun, present)
  const at = Math.max(present.now, state.at + 1)
  const sizes = await putLogs(table, changes, { begun, at })
  await putKnown(table, told, begun)
  await deleteKnown(table, gone)
  const pending = { ...state.pending }
  for (const [metric, bytes] of sizes) pending[metric] = (pending[metric] ?? 0) + bytes
  return { ...state, at, pending, players: changes.has(everybody) ? undefined : state.players }
}

/** How many players there are, once all have been looked at, where it is not known. */
const count = async (table: Table, { begun, sweep, players }: BoardsState): Promise<BoardsState['players']> => {
  if (players || sweep !== undefined) return players
  const counts = countsOf(await readLog(table, everybody, begun, { consistent: true }))
  return {
    total: countOf(counts, { active: 'all' }).players,
    active: countOf(counts, { active: true }).players,
  }
}

/** Makes the lists of those metrics whose logs are long; boards in which too many are missing are begun anew. */
const foldDue = async (table: Table, state: BoardsState, now: number, most: typeof lengths) => {
  const pending = { ...state.pending }
  const folded: string[] = []
  let worn = false
  const end = Date.now() + foldingMs
  for (const metric of dueLists(state, most).slice(0, metricsPerTick)) {
    if (Date.now() > end) break
    worn = (await foldMetric(table, metric, state.begun, now, most.kept)).worn || worn
    delete pending[metric]
    folded.push(metric)
  }
  if (worn) return begunAt(now, state.aliases, state)
  return { ...state, pending, folded: [...state.folded, ...folded] }
}

/**
 * What a tick finds to do, and the state that it begins with; undefined when there is nothing. Sets those aside who were touched,
 * where nobody is. Before all else everybody has to have heard that changes are noted: who is looked at then, and changes later, is.
 */
const workOf = async (table: Table, now: number, most: typeof lengths) => {
  const { touched, taken, keptSince, items } = await readTouched(table)
  if (keptSince === undefined) return void (await keepNotes(table, now))
  if (now < keptSince + heardMs) return undefined
  const { aliases: all } = await catalogueOf(table)
  const aliases = all.map(({ old, metric }) => `${old} ${metric}`).join(',')
  const found = stateIn(items.get('STATE'))
  const state = found?.aliases === aliases ? found : begunAt(now, aliases, found)
  if (touched && !taken && isDue(touched, state, now)) await takeTouched(table, touched, now)
  const ready = isSettled(taken, now) ? taken : undefined
  const isBusy = found !== undefined && found.busyUntil > now
  // One that has died has not said how many players there are.
  const died = !isBusy && state.busyUntil > 0
  const works = ready || state !== found || state.sweep !== undefined || state.folded.length > 0 || died
  return (works || dueLists(state, most).length > 0) && !isBusy ? { ready, state } : undefined
}

/**
 * What a tick does for the boards: tells them of players that were touched, as many as a tick can look at, and makes the lists
 * of some metrics whose logs are long. After a crash the next tick does it again; of two at once only one does it.
 */
export const keepBoards = async (table: Table, present: Present, most = lengths): Promise<KeptBoards | undefined> => {
  const { now } = present
  const work = await workOf(table, now, most)
  if (!work) return undefined
  const { ready, state: before } = work
  // A tick that has died may have told of some without counting them.
  const known = before.busyUntil > 0 ? undefined : before.players
  const claimed = await putState(table, { ...before, players: known, busyUntil: now + busyMs })
  if (!claimed) return undefined
  const players = ready?.players.slice(0, playersPerTick) ?? []
  // Lists that are behind come before players that have not been looked at.
  const late = dueLists(claimed, most).length >= metricsPerTick
  const swept = await sweepOn(table, claimed, late ? 0 : playersPerTick - players.length)
  const asked = [...new Map([...players, ...swept.players].map((each) => [each.key, each])).values()]
  const told = asked.length > 0 ? await tell(table, asked, claimed, present) : claimed
  for (const metric of claimed.folded) await cleanLog(table, metric, claimed.begun)
  const next = { ...told, sweep: swept.sweep, folded: [] }
  const state = await foldDue(table, { ...next, players: await count(table, next) }, now, most)
  if (ready) await leaveTaken(table, ready, ready.players.slice(playersPerTick))
  await putState(table, { ...state, busyUntil: 0 })
  return { players: asked.length, lists: state.folded.length, sweeping: state.sweep !== undefined }
}
