import { isUnavailable, type Table } from '../dynamodb.ts'
import { log } from '../log.ts'
import type { Player } from '../players/players.ts'
import { firstStates, type Present, statesAt } from '../progress/at.ts'
import { type SeamStates, seamsWithin } from '../progress/lives.ts'
import { newestStatesOf } from '../progress/newest.ts'
import { firstDate, periods } from '../progress/windows.ts'
import { type State, startOfDay } from '../snapshots/items.ts'
import { eachValue, readingOf } from '../snapshots/readings.ts'
import { collected, states } from '../snapshots/scan.ts'
import { type Entry, edgeOf, hasMoved, type Step } from './entries.ts'

/** What is read of a player to tell its places on all boards. */
export interface Row {
  player: Player
  newest: State
  first: State
  edges: ReadonlyMap<number, readonly State[]>
  seams: readonly SeamStates[]
}

const hourMs = 3_600_000

/** The dates at which the periods of a moment have begun, in one time zone or another. */
export const currentDates = (now: number): number[] => {
  // From Baker Island to Kiritimati, which are two dates apart for two hours.
  const days = [now - 12 * hourMs, now, now + 14 * hourMs].map(startOfDay)
  const dates = days.flatMap((day) => periods.flatMap((period) => (period === 'all' ? [] : firstDate(period, day))))
  return [...new Set(dates)].sort((a, b) => a - b)
}

/** Dates in their order, those together around which states are sought in one span. */
const spansOf = (dates: readonly number[]): number[][] => {
  const spans: number[][] = []
  for (const date of dates) {
    const last = spans.at(-1)
    if (last && edgeOf(date).start <= edgeOf(last.at(-1) as number).end) last.push(date)
    else spans.push([date])
  }
  return spans
}

/** The states around the dates of a span, by date, of those who have any newer ones. */
const edgeStates = async (
  table: Table,
  players: readonly Player[],
  dates: readonly number[],
  present: Present,
): Promise<Map<number, State[]>[]> => {
  const { start } = edgeOf(dates[0] as number)
  const { end } = edgeOf(dates.at(-1) as number)
  const before = await statesAt(
    table,
    players.filter(({ latest }) => latest && latest.at > start),
    start,
    present,
  )
  return Promise.all(
    players.map(async ({ key, latest }) => {
      const around = new Map<number, State[]>()
      if (!latest || latest.at <= start) return around
      const base = before.get(key)
      const span = { start: start + 1, end: Math.min(end, present.now) }
      const found = [...(base ? [base] : []), ...(await collected(states(table, key, span, present.now)))]
      for (const date of dates) {
        const edge = edgeOf(date)
        if (latest.at <= edge.start) continue
        const first = Math.max(
          0,
          found.findLastIndex(({ at }) => at <= edge.start),
        )
        around.set(
          date,
          found.slice(first).filter(({ at }) => at <= edge.end),
        )
      }
      return around
    }),
  )
}

const rowsOf = async (table: Table, players: readonly Player[], present: Present): Promise<Row[]> => {
  const newest = await newestStatesOf(table, players)
  const stored = players.filter(({ key }) => newest.has(key))
  const first = await firstStates(table, stored, present)
  const dates = currentDates(present.now)
  const around: Awaited<ReturnType<typeof edgeStates>>[] = []
  for (const span of spansOf(dates)) around.push(await edgeStates(table, stored, span, present))
  const rows = stored.map((player) => {
    const to = newest.get(player.key) as State
    return { player, newest: to, first: first.get(player.key) ?? to }
  })
  const seams = await seamsWithin(
    table,
    rows.map(({ player, first: from, newest: to }) => ({ player, from, to })),
  )
  return rows.map((row, index) => {
    const edges = around.flatMap((ofSpan) =>
      // Who was added later counts from its first state.
      [...ofSpan[index]!].map(([date, found]): [number, State[]] => [date, found.length > 0 ? found : [row.first]]),
    )
    return { ...row, edges: new Map(edges), seams: seams[index]! }
  })
}

/**
 * Reads what boards tell of players that have a state; some eight read units each. Who cannot be read, as when the states at one of
 * its seams are lost, is left out, and nobody else is: boards then tell of it as of somebody of whom nothing is known.
 */
export const readRows = async (table: Table, players: readonly Player[], present: Present): Promise<Row[]> => {
  try {
    return await rowsOf(table, players, present)
  } catch (error) {
    if (isUnavailable(error)) throw error
    if (players.length === 1) {
      log.error('player left out of boards', { player: players[0]!.key, error: error as Error })
      return []
    }
    const half = Math.ceil(players.length / 2)
    const first = await readRows(table, players.slice(0, half), present)
    return [...first, ...(await readRows(table, players.slice(half), present))]
  }
}

const stepIn = (state: State, metric: string): Step => ({
  at: state.at,
  value: readingOf(state, metric)?.value ?? null,
})

/** The entry of a player on the boards of one metric. */
export const entryOf = ({ player, newest, first, edges, seams }: Row, metric: string): Entry => {
  const { key, username, mode, active, review } = player
  const reading = readingOf(newest, metric)
  const entry: Entry = {
    ...{ key, username, mode, active },
    rating: reading?.rating ?? false,
    level: reading?.level ?? null,
    review: review?.at ?? [],
    seams: seams.map(({ at, kind, before, after }) => ({
      at,
      kind,
      before: stepIn(before, metric).value,
      after: stepIn(after, metric).value,
    })),
    first: stepIn(first, metric),
    last: { at: newest.at, value: reading?.value ?? null },
    edges: new Map(),
  }
  const moved = [...edges].flatMap(([date, all]): [number, Step[]][] => {
    const steps = all.map((state) => stepIn(state, metric))
    return hasMoved(entry, steps) ? [[date, steps]] : []
  })
  return { ...entry, edges: new Map(moved) }
}

/** The metrics of a state. */
export const metricsOf = (state: State): string[] => {
  const found: string[] = []
  eachValue(state, ({ metric }) => found.push(metric))
  return found
}
