import type { Table } from '../dynamodb.ts'
import { encodeCursor } from '../http/cursor.ts'
import { isoTime } from '../http/time.ts'
import { allMilestones, milestonesOf } from '../milestones/list.ts'
import { nextFrom, nextSince } from '../milestones/next.ts'
import { listPlayers } from '../players/list.ts'
import type { Player } from '../players/players.ts'
import { playerPages } from '../players/requests.ts'
import { firstStates, type Present } from '../progress/at.ts'
import { seamsWithin } from '../progress/lives.ts'
import { newestStatesOf } from '../progress/newest.ts'
import { periodUntil } from '../progress/windows.ts'
import { dateOf, dayMs, type State, startOfDay } from '../snapshots/items.ts'
import { readingOf } from '../snapshots/readings.ts'
import { gainedIn, topOf } from './gained.ts'
import { statesAtMoments } from './moments.ts'

interface Asked {
  tz: string
  limit: number
  /** The key that the last page ended with. */
  after?: string | undefined
}

// What a line the height of a word shows of.
const sparkDays = 30

/** When the current day and the current week of somebody began. */
interface Starts {
  today: number
  week: number
}

/** Midnights (UTC) up to a last one. */
const daysUntil = (last: number, first: number): number[] =>
  Array.from({ length: (last - first) / dayMs + 1 }, (_, index) => first + index * dayMs)

const startsFor = (tz: string, now: number): Starts => ({
  today: periodUntil('day', tz, now).start!,
  week: periodUntil('week', tz, now).start!,
})

/** A player with its newest state, and those that the gains count from and its days ended with. */
interface Seen {
  player: Player
  newest: State | undefined
  from: { [name in keyof Starts]: State | undefined }
  ends: readonly (State | undefined)[]
  /** What it goes by what it reaches next. */
  recent: readonly State[]
}

const see = async (
  table: Table,
  players: readonly Player[],
  starts: Starts,
  midnights: readonly number[],
  present: Present,
): Promise<Seen[]> => {
  const wanted = players.map((player) => ({
    player,
    moments: [starts.today, starts.week, ...midnights],
  }))
  const [newest, states] = await Promise.all([newestStatesOf(table, players), statesAtMoments(table, wanted, present)])
  // Who was added since counts from the first state.
  const younger = players.filter(({ key }, index) => newest.has(key) && states[index]!.slice(0, 2).includes(undefined))
  const first = await firstStates(table, younger, present)
  return players.map((player, index) => {
    const [today, week, ...atMidnights] = states[index]!
    const earliest = first.get(player.key)
    return {
      player,
      newest: newest.get(player.key),
      from: { today: today ?? earliest, week: week ?? earliest },
      ends: atMidnights.slice(1 - sparkDays),
      recent: atMidnights.filter((state) => state !== undefined),
    }
  })
}

/** What players have gained since a moment, in their order; nothing known of who has no state. */
const gainsSince = async (table: Table, seen: readonly Seen[], name: keyof Starts, start: number) => {
  const windows = seen.flatMap(({ player, newest, from }) =>
    newest ? [{ player, from: from[name] ?? newest, to: newest }] : [],
  )
  const seams = await seamsWithin(table, windows)
  const gains = new Map(windows.map((window, index) => [window.player, gainedIn(window, seams[index]!)]))
  return seen.map(({ player, newest, from }) => {
    const gained = gains.get(player)
    return {
      start: isoTime(start),
      from: newest ? { fetchedAt: isoTime((from[name] ?? newest).at) } : null,
      gained: gained?.get('overall')?.gained ?? null,
      top: gained ? topOf(gained) : [],
    }
  })
}

const latestOfAll = async (table: Table) => (await allMilestones(table, { limit: latest })).milestones

const latestOf = async (table: Table, players: readonly Player[]) => {
  const pages = await Promise.all(players.map((player) => milestonesOf(table, player, { limit: latest })))
  return pages
    .flatMap(({ milestones }) => milestones)
    .toSorted((a, b) => Date.parse(b.by) - Date.parse(a.by))
    .slice(0, latest)
}

/** What a player reaches next, as far as a card has room for it. */
const nearestOf = (...of: Parameters<typeof nextFrom>) => {
  const [next] = nextFrom(...of)
  if (!next) return undefined
  const { metric, kind, threshold, progress, estimatedAt } = next
  return { metric, kind, threshold, progress, estimatedAt }
}

const overallOf = (state: State | undefined) => {
  const reading = state && readingOf(state, 'overall')
  return reading ? { rank: reading.rank, level: reading.level, experience: reading.value } : null
}

// As many as are read at a glance.
const latest = 5

/**
 * The tracked players in name order, a page of them, each with what it gained today and this week, where it stood on each of
 * the last days (UTC) and what it reaches next, as the API shows it; with the first page the latest milestones. Some 3.5 read
 * units a player, in a time zone that is not UTC's up to two more, half a one for each seam, and 5.5 for the milestones; a query
 * for each player, all side by side, and some four requests for a hundred of them.
 */
export const overview = async (table: Table, { tz, limit: count, after }: Asked, present: Present) => {
  const [{ players, next }, milestones] = await Promise.all([
    listPlayers(table, { count, after }),
    after === undefined ? latestOfAll(table) : [],
  ])
  return { ...(await glance(table, players, tz, present)), milestones, nextCursor: encodeCursor(playerPages, next) }
}

/** The same of some players, all on one page; half a read unit more for each. */
export const overviewOf = async (table: Table, players: readonly Player[], tz: string, present: Present) => {
  const [seen, milestones] = await Promise.all([glance(table, players, tz, present), latestOf(table, players)])
  return { ...seen, milestones, nextCursor: null }
}

const glance = async (table: Table, players: readonly Player[], tz: string, present: Present) => {
  const { now } = present
  const starts = startsFor(tz, now)
  const midnight = startOfDay(now)
  const dates = daysUntil(midnight, midnight - (sparkDays - 1) * dayMs)
  const seen = await see(table, players, starts, daysUntil(midnight, nextSince(now)), present)
  const [today, week] = await Promise.all([
    gainsSince(table, seen, 'today', starts.today),
    gainsSince(table, seen, 'week', starts.week),
  ])
  const fetched = players.flatMap(({ lastFetchedAt }) => lastFetchedAt ?? [])
  return {
    asOf: fetched.length > 0 ? isoTime(Math.max(...fetched)) : null,
    players: seen.map(({ player, newest, ends, recent }, index) => ({
      username: player.username,
      mode: player.mode,
      active: player.active,
      lastFetchedAt: isoTime(player.lastFetchedAt),
      nextFetchAt: player.active ? isoTime(player.nextFetchAt) : null,
      overall: overallOf(newest),
      today: today[index]!,
      week: week[index]!,
      next: (newest && nearestOf(player, newest, recent, now)) ?? null,
      days: [...ends, newest].map((end, day) => ({
        date: dateOf(dates[day]!),
        experience: overallOf(end)?.experience ?? null,
      })),
    })),
  }
}
