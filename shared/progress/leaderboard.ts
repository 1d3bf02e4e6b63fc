import type { Table } from '../dynamodb.ts'
import type { Mode } from '../hiscores/boards.ts'
import type { CsvTable } from '../http/csv.ts'
import { isoTime } from '../http/time.ts'
import { playersInPages } from '../players/list.ts'
import type { Player } from '../players/players.ts'
import type { State } from '../snapshots/items.ts'
import { readingOf } from '../snapshots/readings.ts'
import { firstStates, type Present, statesAt } from './at.ts'
import { gainedWithin } from './gains.ts'
import { type SeamStates, seamsView, seamsWithin } from './lives.ts'
import { newestStatesOf } from './newest.ts'
import { ranked } from './ranking.ts'
import { type Period, periodUntil } from './windows.ts'

/** Which board is asked for. */
export interface Asked {
  metric: string
  /** Of the gain that counts; without one the value does. */
  period?: Period | undefined
  tz: string
  limit: number
  /** Of the players on this board alone. */
  mode?: Mode | undefined
  /** Of paused players as well. */
  active?: true | 'all'
}

/** The players who may have a place on a leaderboard, a thousand at a time at most. */
export const pagesOfPlayers = (
  table: Table,
  { mode, active = true }: Pick<Asked, 'mode' | 'active'> = {},
): AsyncGenerator<Player[]> => playersInPages(table, { mode, active: active === 'all' ? undefined : active })

const who = ({ username, mode }: Player) => ({ username, mode })

/** The players of a page whose value is known. */
const byValue = async (table: Table, players: readonly Player[], metric: string) => {
  const newest = await newestStatesOf(table, players)
  return players.flatMap((player) => {
    const state = newest.get(player.key)
    const { value = null, level = null } = (state && readingOf(state, metric)) ?? {}
    if (!state || value === null || player.review) return []
    return [{ ...who(player), value, ...(level !== null && { level }), fetchedAt: isoTime(state.at) as string }]
  })
}

/**
 * The states that the gains of players since a moment count from: the last ones at or before it, or their first ones where
 * nothing is older.
 */
const baselines = async (
  table: Table,
  players: readonly Player[],
  start: number | undefined,
  present: Present,
): Promise<Map<string, State>> => {
  const older = players.filter(({ addedAt }) => start !== undefined && addedAt <= start)
  const found = start === undefined ? new Map<string, State>() : await statesAt(table, older, start, present)
  const younger = players.filter(({ key }) => !found.has(key))
  return new Map([...found, ...(await firstStates(table, younger, present))])
}

/** Whether a rise between two states waits for an admin to say that it counts. */
const isReviewed = ({ review }: Player, from: number, to: number): boolean =>
  review?.at.some((at) => at > from && at <= to) ?? false

/** What a player has gained of a metric between two states. */
export interface Gaining {
  player: Player
  from: State
  to: State
  start: number
  end: number
  gained: number
  seams: SeamStates[]
}

/** What the players of a page have gained of a metric since a moment, of those of whom it is known, and counts. */
export const gainsSince = async (
  table: Table,
  players: readonly Player[],
  { metric, start }: { metric: string; start: number | undefined },
  present: Present,
): Promise<Gaining[]> => {
  const newest = await newestStatesOf(table, players)
  const stored = players.filter(({ key }) => newest.has(key))
  const oldest = await baselines(table, stored, start, present)
  const windows = stored.map((player) => {
    const to = newest.get(player.key) as State
    return { player, from: oldest.get(player.key) ?? to, to }
  })
  const parted = await seamsWithin(table, windows)
  return windows.flatMap(({ player, from, to }, index) => {
    const seams = parted[index]!
    const before = readingOf(from, metric)
    const after = readingOf(to, metric)
    const first = before?.value ?? null
    const last = after?.value ?? null
    if (first === null || last === null || after?.rating || isReviewed(player, from.at, to.at)) return []
    const valueIn = (state: State): number | null => readingOf(state, metric)?.value ?? null
    const gained = gainedWithin(
      [first, ...seams.map((seam) => valueIn(seam.after))],
      [...seams.map((seam) => valueIn(seam.before)), last],
    )
    return gained === null ? [] : [{ player, from, to, start: first, end: last, gained, seams }]
  })
}

/** The players of a page whose gain in a window is known. */
const byGain = async (...asked: Parameters<typeof gainsSince>) =>
  (await gainsSince(...asked)).map(({ player, from, to, start, end, gained, seams }) => ({
    ...who(player),
    ...{ gained, start, end },
    from: { fetchedAt: isoTime(from.at) as string },
    to: { fetchedAt: isoTime(to.at) as string },
    ...(seams.length > 0 && { seams: seamsView(seams) }),
  }))

/**
 * The tracked players by a metric's value or by its gain in the period until now, the highest first; equals share a rank, in
 * name order. Whose value or gain is unknown, or under review, is only counted; so is everybody for the gain of a rating, which
 * has none. By value a player costs half a read unit, by gain half a one more, and in a time zone that is not UTC's up to one and
 * a half; a hundred players take two to five requests, thirteen when it begins in a rest, and none takes one of its own; those of
 * a thousand go ten at a time. `pages` has the players where they are not all.
 */
export const leaderboard = async (
  table: Table,
  asked: Asked,
  present: Present,
  pages: AsyncIterable<Player[]> | Iterable<Player[]> = pagesOfPlayers(table, asked),
) => {
  const { metric, period, tz, limit } = asked
  const { now } = present
  const window = period && periodUntil(period, tz, now)
  const entries: Awaited<ReturnType<typeof byValue | typeof byGain>>[number][] = []
  let count = 0
  let asOf: number | undefined
  for await (const players of pages) {
    count += players.length
    for (const { lastFetchedAt } of players) if (lastFetchedAt) asOf = Math.max(asOf ?? 0, lastFetchedAt)
    entries.push(
      ...(window
        ? await byGain(table, players, { metric, start: window.start }, present)
        : await byValue(table, players, metric)),
    )
  }
  const places = ranked(entries, (entry) => ('gained' in entry ? entry.gained : entry.value))
  return {
    metric,
    period: period ?? null,
    ...(window && { window: { start: isoTime(window.start), end: isoTime(window.end) } }),
    asOf: isoTime(asOf),
    players: count,
    unknown: count - entries.length,
    entries: places.slice(0, limit),
  }
}

/** A leaderboard as a table. */
export const leaderboardTable = ({ period, entries }: Awaited<ReturnType<typeof leaderboard>>): CsvTable => ({
  columns: [
    ...['rank', 'username', 'mode'],
    ...(period ? ['gained', 'start', 'end', 'from', 'to'] : ['value', 'level', 'fetchedAt']),
  ],
  rows: entries.map((entry) => [
    ...[entry.rank, entry.username, entry.mode],
    ...('gained' in entry
      ? [entry.gained, entry.start, entry.end, entry.from.fetchedAt, entry.to.fetchedAt]
      : [entry.value, entry.level ?? null, entry.fetchedAt]),
  ]),
})
