import { gainedIn } from '../days/gained.ts'
import { statesAtMoments } from '../days/moments.ts'
import type { Table } from '../dynamodb.ts'
import { barriersOf } from '../lives/seams.ts'
import { lifeStart } from '../milestones/find.ts'
import { nextSince } from '../milestones/next.ts'
import type { Player } from '../players/players.ts'
import { firstStates, type Present } from '../progress/at.ts'
import { seamsWithin } from '../progress/lives.ts'
import { reachedAt } from '../progress/rates.ts'
import { periodsIn } from '../progress/windows.ts'
import { dayMs, type State } from '../snapshots/items.ts'
import { readingOf } from '../snapshots/readings.ts'
import { type GainGoal, type Goal, isGain, type TargetGoal } from './items.ts'

/*
 * How goals stand: all by what is stored, so that a state that is taken back takes back what it had reached. Of the past no
 * more is looked at than what was not counted before.
 */

// A streak that long ago has ended.
const mostPeriods = 40

/** What a state has of a metric; null is unknown, also where it has no such row. */
const valueIn = (state: State, metric: string): number | null => readingOf(state, metric)?.value ?? null

/** Until when the player's states count: a rise under review does not. */
const trustedUntil = ({ review }: Player, now: number): number =>
  Math.min(now, ...(review?.at ?? []).map((at) => at - 1))

/** What was stored of a player at the moments that its goals are about. */
export interface Past {
  /** Until when states count. */
  until: number
  stateAt: (moment: number) => State | undefined
  /** The state that gains since one of those moments count from; the first one of all for who was added since. */
  baseAt: (moment: number) => State | undefined
  /** What was gained of a metric between two of those moments; null when that is unknown. */
  gained: (metric: string, from: number, to: number) => Promise<number | null>
}

/** The periods of a goal that are not counted yet, the current one last. */
const periodsOf = ({ per, tz, countedTo }: GainGoal, until: number): { start: number; next: number }[] => {
  const periodAt = periodsIn(per, tz)
  const all = [periodAt(Math.max(until, countedTo))]
  while (all.length < mostPeriods && all[0]!.start > countedTo) all.unshift(periodAt(all[0]!.start - 1))
  return all
}

const momentsOf = (goal: Goal, until: number): number[] => {
  if (isGain(goal)) return periodsOf(goal, until).map(({ start }) => start)
  return goal.deadline !== undefined && goal.deadline < until && !goal.ended ? [goal.deadline] : []
}

/**
 * Reads what goals are about. A query of the days since the earliest moment, some 1/13 read unit a day, and up to a unit for each
 * midnight that is not UTC's.
 */
export const readPast = async (
  table: Table,
  player: Player,
  goals: readonly Goal[],
  present: Present,
  others: readonly number[] = [],
): Promise<Past> => {
  const until = trustedUntil(player, present.now)
  const moments = [...new Set([until, ...others, ...goals.flatMap((goal) => momentsOf(goal, until))])]
  const [states = []] = await statesAtMoments(table, [{ player, moments }], present)
  const first = states.includes(undefined) ? (await firstStates(table, [player], present)).get(player.key) : undefined
  const known = new Map(moments.map((moment, index) => [moment, states[index]]))
  const stateAt = (moment: number): State | undefined => known.get(moment)
  const baseAt = (moment: number): State | undefined => stateAt(moment) ?? first
  return {
    until,
    stateAt,
    baseAt,
    gained: async (metric, from, to) => {
      const [start, end] = [baseAt(from), stateAt(to)]
      if (!start || !end || start.at > end.at) return null
      if (start.at === end.at) return valueIn(end, metric) === null ? null : 0
      const [seams = []] = await seamsWithin(table, [{ player, from: start, to: end }])
      return gainedIn({ from: start, to: end }, seams).get(metric)?.gained ?? null
    },
  }
}

/** A period in which so much was to be gained. */
export interface Counted {
  start: number
  next: number
  gained: number | null
  reached: boolean
}

/** What was gained in each period of a goal that is not counted yet, the current one last. */
export const countPeriods = async (goal: GainGoal, past: Past): Promise<Counted[]> => {
  const periods = periodsOf(goal, past.until)
  return Promise.all(
    periods.map(async ({ start, next }, index) => {
      const gained = await past.gained(goal.metric, start, periods[index + 1]?.start ?? past.until)
      return { start, next, gained, reached: gained !== null && gained >= goal.gain }
    }),
  )
}

/** In how many periods one after another a goal was reached, the current one among them once it is. */
export const streakOf = (goal: GainGoal, counted: readonly Counted[]): number =>
  counted.reduce(
    (streak, { reached }, index) => (reached ? streak + 1 : index === counted.length - 1 ? streak : 0),
    counted[0]!.start > goal.countedTo ? 0 : goal.streak,
  )

/** The value that a target is about, and its state. */
const valueAt = (past: Past, metric: string, moment: number) => {
  const state = past.stateAt(moment)
  const value = state ? valueIn(state, metric) : null
  return state && value !== null ? { value, at: state.at } : undefined
}

/** How a target has ended, by what is stored; undefined while it is open. */
export const endingOf = (goal: TargetGoal, past: Past): TargetGoal['ended'] => {
  const { metric, target, deadline = Number.POSITIVE_INFINITY, ended } = goal
  const now = valueAt(past, metric, past.until)
  // What had reached it may have been taken back.
  if (ended?.status === 'reached' && now && now.value >= target) return ended
  if (ended?.status === 'missed') return ended
  const then = deadline < past.until ? valueAt(past, metric, deadline) : now
  if (then && then.value >= target && then.at <= deadline) return { status: 'reached', at: then.at }
  return deadline < past.until ? { status: 'missed', at: deadline } : undefined
}

/** What is gained of a metric a day, in this life and in the last 30 days; null when less than a day is known. */
const perDayOf = (player: Player, past: Past, metric: string): number | null => {
  const newest = past.stateAt(past.until)
  const before = past.baseAt(nextSince(past.until))
  if (!newest || !before || before.at < lifeStart(barriersOf(player), newest.at)) return null
  const [start, end] = [valueIn(before, metric), valueIn(newest, metric)]
  const elapsedMs = newest.at - before.at
  if (start === null || end === null || elapsedMs < dayMs) return null
  return ((end - start) * dayMs) / elapsedMs
}

/** How a goal stands. Moments are in milliseconds since 1970. */
export interface Standing {
  status: 'open' | 'reached' | 'missed'
  /** Since when it is so; undefined while it is open, and where only the period is known. */
  since?: number | undefined
  /** The value, or what was gained in the current period; null when it is unknown. */
  current: number | null
  progress: number
  perDay: number | null
  estimatedAt: number | null
  /** When the current period ends. */
  endsAt?: number
  streak?: number
}

const share = (done: number, all: number): number =>
  Math.min(Math.max(Math.floor((done / all) * 10_000) / 10_000, 0), 1)

const standingOf = async (player: Player, goal: Goal, past: Past, now: number): Promise<Standing> => {
  const perDay = perDayOf(player, past, goal.metric)
  if (isGain(goal)) {
    const counted = await countPeriods(goal, past)
    const { gained, reached, next } = counted.at(-1)!
    return {
      status: reached ? 'reached' : 'open',
      current: gained,
      progress: share(gained ?? 0, goal.gain),
      perDay,
      estimatedAt: reached ? null : reachedAt(goal.gain - (gained ?? 0), perDay, now),
      endsAt: next,
      streak: streakOf(goal, counted),
    }
  }
  const ended = endingOf(goal, past)
  const current = valueAt(past, goal.metric, past.until)?.value ?? null
  const from = goal.from ?? 0
  return {
    status: ended?.status ?? 'open',
    since: ended?.at,
    current,
    progress: ended?.status === 'reached' ? 1 : share((current ?? from) - from, goal.target - from),
    perDay,
    estimatedAt: ended || current === null ? null : reachedAt(goal.target - current, perDay, now),
  }
}

/** How a player's goals stand. Some four read units, and as {@link readPast} for what is not counted yet. */
export const standings = async (
  table: Table,
  player: Player,
  goals: readonly Goal[],
  present: Present,
): Promise<Standing[]> => {
  const until = trustedUntil(player, present.now)
  const past = await readPast(table, player, goals, present, [nextSince(until)])
  return Promise.all(goals.map((goal) => standingOf(player, goal, past, present.now)))
}
