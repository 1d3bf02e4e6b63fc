import type { Table } from '../dynamodb.ts'
import type { CsvTable } from '../http/csv.ts'
import { seamsBetween } from '../lives/seams.ts'
import type { Player } from '../players/players.ts'
import { isPast, type Present } from '../progress/at.ts'
import { gainedWithin } from '../progress/gains.ts'
import { type SeamStates, seamsView, seamsWithin } from '../progress/lives.ts'
import { zoneOf } from '../progress/zone.ts'
import { dateOf, dayMs, type State, startOfDay } from '../snapshots/items.ts'
import { readingOf } from '../snapshots/readings.ts'
import { firstSnapshotAfter } from '../snapshots/snapshots.ts'
import { statesAtMoments } from './moments.ts'

interface Asked {
  metric: string
  /** The current one in the time zone, unless it is given. */
  year?: number | undefined
  tz: string
}

/** Dates, each written as the moment of its midnight in UTC. */
const datesFrom = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, (last - first) / dayMs + 1) }, (_, index) => first + index * dayMs)

/**
 * The moments between which dates lie, one more than there are dates: local midnights, as far as the single snapshots around
 * them are kept; before that the midnights in UTC, which the days that are kept for ever end with. `utcBefore` is the first
 * date that begins with its local midnight, where one before it does not.
 */
const boundariesOf = (dates: readonly number[], tz: string, present: Present) => {
  const zone = zoneOf(tz)
  const edges = [...dates, dates.at(-1)! + dayMs]
  const local = edges.map(zone.startOf)
  const lost = local.findLastIndex((start, index) => start !== edges[index] && isPast(startOfDay(start), present))
  const moments = local.map((start, index) => Math.min(index <= lost ? edges[index]! : start, present.now))
  return { moments, utcBefore: lost < 0 ? null : dateOf(edges[Math.min(lost + 1, dates.length)]!) }
}

const valueIn = (state: State, metric: string): number | null => {
  const { rating = false, value = null } = readingOf(state, metric) ?? {}
  return rating ? null : value
}

const gainOf = ({ from, to }: { from: State; to: State }, seams: readonly SeamStates[], metric: string) =>
  gainedWithin(
    [from, ...seams.map(({ after }) => after)].map((state) => valueIn(state, metric)),
    [...seams.map(({ before }) => before), to].map((state) => valueIn(state, metric)),
  )

/** What each of some dates brought, in their order; the day of the first state counts from that. */
const gainsOf = async (
  table: Table,
  player: Player,
  { metric, moments }: { metric: string; moments: readonly number[] },
  present: Present,
): Promise<(number | null)[]> => {
  const [states = []] = await statesAtMoments(table, [{ player, moments }], present)
  const known = states.findIndex((state) => state !== undefined)
  if (known > 0) {
    const [after, until] = [moments[known - 1]! - 1, moments[known]!]
    states[known - 1] = await firstSnapshotAfter(table, player.key, after, until, present.now)
  }
  const windows = states.slice(1).map((to, index) => ({ from: states[index], to }))
  const complete = windows.flatMap(({ from, to }) => (from && to ? [{ player, from, to }] : []))
  const seams = await seamsWithin(table, complete)
  const gains = complete.map((window, index) => gainOf(window, seams[index]!, metric))
  return windows.map(({ from, to }) => (from && to ? gains.shift()! : null))
}

/**
 * What each day of a year brought in one metric of a player, as the API shows it: from New Year to the end of the year, or to
 * today. Null is unknown: before the first state, without a row of the metric, and for a rating, which has no gains. A year is
 * some 30 read units, and in a time zone that is not UTC's up to one more for each day of the retention.
 */
export const calendar = async (table: Table, player: Player, { metric, year, tz }: Asked, present: Present) => {
  const today = zoneOf(tz).dateAt(present.now)
  const shown = year ?? new Date(today).getUTCFullYear()
  const dates = datesFrom(Date.UTC(shown, 0, 1), Math.min(Date.UTC(shown, 11, 31), today))
  // A day before, because it may be an earlier one there; and nothing is older.
  const since = dates.filter((date) => date + 2 * dayMs > player.addedAt)
  const { moments, utcBefore } = since.length > 0 ? boundariesOf(since, tz, present) : { moments: [], utcBefore: null }
  const gains = since.length > 0 ? await gainsOf(table, player, { metric, moments }, present) : []
  const unknown = dates.length - since.length
  return {
    username: player.username,
    mode: player.mode,
    metric,
    year: shown,
    tz,
    utcBefore,
    seams: seamsView(seamsBetween(player.seams, moments[0] ?? present.now, moments.at(-1) ?? present.now)),
    days: dates.map((date, index) => ({ date: dateOf(date), gained: gains[index - unknown] ?? null })),
  }
}

/** A calendar as a table. */
export const calendarTable = ({ days }: Awaited<ReturnType<typeof calendar>>): CsvTable => ({
  columns: ['date', 'gained'],
  rows: days.map(({ date, gained }) => [date, gained]),
})
