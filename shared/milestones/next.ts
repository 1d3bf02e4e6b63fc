import type { Table } from '../dynamodb.ts'
import { experienceForLevel } from '../hiscores/levels.ts'
import { ApiError } from '../http/errors.ts'
import { isoTime } from '../http/time.ts'
import { barriersOf } from '../lives/seams.ts'
import type { Player } from '../players/players.ts'
import { newestStateOf } from '../progress/newest.ts'
import { reachedAt, rounded } from '../progress/rates.ts'
import { dayMs, type State, startOfDay } from '../snapshots/items.ts'
import { readings } from '../snapshots/readings.ts'
import { collected, dayStates } from '../snapshots/scan.ts'
import { snapshotAt } from '../snapshots/snapshots.ts'
import { lifeStart } from './find.ts'
import { type Kind, ladderOf } from './ladders.ts'
import { type Measure, measuresOf, nameOf } from './measures.ts'

/*
 * What comes next: of each measure the next threshold, and when it is reached if the character goes on as in the last 30 days.
 */

const windowDays = 30

// Of less than a day a rate tells when somebody logged out.
const shortestMs = dayMs

/** How sure a date is. */
export const certainties = ['low', 'medium', 'high'] as const

type Certainty = (typeof certainties)[number]

interface Next {
  metric: string
  kind: Kind
  threshold: number
  current: number
  progress: number
  perDay: number | null
  estimatedAt: string | null
  certainty: Certainty | null
}

/** From when on gains count for what comes next: a midnight (UTC). */
export const nextSince = (now: number): number => startOfDay(now) - windowDays * dayMs

/** The last state at that midnight, and the last ones of the days since. */
const recentStates = async (table: Table, { key }: Player, now: number): Promise<State[]> => {
  const start = nextSince(now)
  const [before, days] = await Promise.all([
    snapshotAt(table, key, start, now),
    collected(dayStates(table, key, { start, end: now }, now)),
  ])
  return [...(before ? [before] : []), ...days]
}

/** Of states, oldest first, those with which the quarters of their time begin, and the last one. */
const quartered = (states: readonly State[]): State[] => {
  const [first, last] = [states[0]!, states.at(-1)!]
  const starts = [0, 1, 2, 3].map((quarter) => first.at + ((last.at - first.at) * quarter) / 4)
  return [...new Set([...starts.map((start) => states.findLast(({ at }) => at <= start)!), last])]
}

/** The values of all measures at a state, by their names; levels of skills as their experience, by which they grow. */
type Values = ReadonlyMap<string, number>

const growing = ({ kind, metric }: Pick<Measure, 'kind' | 'metric'>): string =>
  nameOf(kind === 'level' ? { kind: 'experience', metric } : { kind, metric })

const valuesOf = ({ rows }: State): Values =>
  new Map(
    measuresOf(readings(rows).values()).flatMap((measure) =>
      measure.value === null ? [] : [[nameOf(measure), measure.value] as const],
    ),
  )

/** How the values were at some moments, oldest first. */
interface Course {
  at: number
  values: Values
}

/** What was gained a day since the first moment at which a value is known, and how sure it is that it goes on so. */
const paceOf = (course: readonly Course[], name: string, sign: 1 | -1) => {
  const known = course.filter(({ values }) => values.has(name))
  const [first, last] = [known[0], known.at(-1)]
  if (!first || !last || last.at - first.at < shortestMs) return { perDay: null, certainty: null }
  const valueAt = (moment: number): number => known.findLast(({ at }) => at <= moment)!.values.get(name)! * sign
  const elapsedMs = last.at - first.at
  const perDay = ((valueAt(last.at) - valueAt(first.at)) * dayMs) / elapsedMs
  const quarters = [0, 1, 2, 3].map((quarter) => first.at + (elapsedMs * quarter) / 4)
  const gaining = quarters.filter((start) => valueAt(start + elapsedMs / 4) > valueAt(start)).length
  if (elapsedMs < 7 * dayMs || gaining < 2) return { perDay, certainty: 'low' as const }
  return { perDay, certainty: gaining === 4 && elapsedMs >= 21 * dayMs ? ('high' as const) : ('medium' as const) }
}

const shareOf = (from: number, current: number, to: number): number => {
  const share = Math.floor(((current - from) / (to - from)) * 10_000) / 10_000
  return Math.min(Math.max(share, 0), 0.9999)
}

/** How far it is to a threshold, from one that was reached; in experience where levels of a skill are meant. */
interface Way {
  threshold: number
  from: number
  current: number
  to: number
}

const wayOf = ({ kind, metric, most }: Measure, value: number, values: Values): Way | undefined => {
  const ladder = ladderOf(kind, metric, most)
  if (kind === 'rank') {
    const threshold = ladder.findLast((top) => top < value)
    // Who is further away than ten times is on another way.
    if (threshold === undefined || value > 10 * threshold) return undefined
    return { threshold, from: 10 * threshold, current: value, to: threshold }
  }
  const threshold = ladder.find((each) => each > value)
  const reached = ladder.findLast((each) => each <= value) ?? 0
  const experience = values.get(nameOf({ kind: 'experience', metric }))
  if (threshold === undefined) return undefined
  if (kind === 'level') {
    if (experience === undefined) return undefined
    const from = reached === 0 ? 0 : experienceForLevel(reached)
    return { threshold, from, current: experience, to: experienceForLevel(threshold) }
  }
  // Until level 99 it is levels that come next.
  const untrained = kind === 'experience' && metric !== 'overall' && value < experienceForLevel(99)
  return untrained ? undefined : { threshold, from: reached, current: value, to: threshold }
}

const nextOf = (measure: Measure, course: readonly Course[], now: number): Next[] => {
  const { kind, metric, value } = measure
  const way = value === null ? undefined : wayOf(measure, value, course.at(-1)!.values)
  if (!way || value === null) return []
  const { perDay, certainty } = paceOf(course, growing(measure), kind === 'rank' ? -1 : 1)
  const at = reachedAt(Math.abs(way.to - way.current), perDay, now)
  return [
    {
      ...{ metric, kind, threshold: way.threshold, current: value },
      progress: shareOf(way.from, way.current, way.to),
      perDay: perDay === null ? null : rounded(perDay),
      estimatedAt: isoTime(at ?? undefined),
      certainty: at === null ? null : certainty,
    },
  ]
}

/** Those with a date before those without, the earlier one first; and of those without the one that is furthest on its way. */
const nearer = (a: Next, b: Next): number => {
  const [one, other] = [a, b].map(({ estimatedAt }) =>
    estimatedAt ? Date.parse(estimatedAt) : Number.MAX_SAFE_INTEGER,
  )
  return one! - other! || b.progress - a.progress
}

/**
 * What a player reaches next, nearest first: of each measure the next threshold, with a date from what was gained since
 * `nextSince`; none from no gain. From the newest state, and any that were the last ones at midnights since then.
 */
export const nextFrom = (player: Player, newest: State, recent: readonly State[], now: number): Next[] => {
  const begun = lifeStart(barriersOf(player), newest.at)
  const life = new Map([...recent.filter(({ at }) => at >= begun), newest].map((state) => [state.at, state]))
  const states = [...life.values()].sort((a, b) => a.at - b.at)
  const course = quartered(states).map((state): Course => ({ at: state.at, values: valuesOf(state) }))
  const measures = measuresOf(readings(newest.rows).values())
  return measures.flatMap((measure) => nextOf(measure, course, now)).sort(nearer)
}

/** The same, as the API shows it. Throws `no_data` when nothing is stored. Some four read units. */
export const nextMilestones = async (table: Table, player: Player, now: number) => {
  const newest = await newestStateOf(table, player)
  if (!newest) throw new ApiError('no_data', `There is no snapshot of ${player.username} yet.`)
  return { next: nextFrom(player, newest, await recentStates(table, player, now), now) }
}
