import type { Rows } from '../shared/hiscores/answer.ts'
import { combatLevel } from '../shared/hiscores/levels.ts'

/*
 * The tracker as its rules say it, slow and obvious: a list of everything that was stored, with names, and loops over it. No
 * tiers, no layouts, no keys, no tables. The property tests compare every answer with this.
 */

export const dayMs = 86_400_000

type Group = 'overall' | 'skills' | 'bosses' | 'activities'

/** The rows that the tests' characters may have, and what each is. */
export const catalogue: Record<string, { metric: string; group: Group; rating?: true }> = {
  Overall: { metric: 'overall', group: 'overall' },
  Attack: { metric: 'attack', group: 'skills' },
  Defence: { metric: 'defence', group: 'skills' },
  Strength: { metric: 'strength', group: 'skills' },
  Hitpoints: { metric: 'hitpoints', group: 'skills' },
  Ranged: { metric: 'ranged', group: 'skills' },
  Prayer: { metric: 'prayer', group: 'skills' },
  Magic: { metric: 'magic', group: 'skills' },
  Mining: { metric: 'mining', group: 'skills' },
  Sailing: { metric: 'sailing', group: 'skills' },
  'Clue Scrolls (all)': { metric: 'clue_scrolls_all', group: 'activities' },
  'LMS - Rank': { metric: 'lms_rank', group: 'activities', rating: true },
  'Collections Logged': { metric: 'collections_logged', group: 'activities' },
  Brutus: { metric: 'brutus', group: 'bosses' },
  "K'ril Tsutsaroth": { metric: 'kril_tsutsaroth', group: 'bosses' },
  Zulrah: { metric: 'zulrah', group: 'bosses' },
}

const kinds = new Map(Object.values(catalogue).map((kind) => [kind.metric, kind]))

/** What is known of a metric; null is unknown. */
export interface Known {
  value: number | null
  level: number | null
  rank: number | null
}

/** All metrics at one moment. */
export interface Kept {
  at: number
  known: Map<string, Known>
  /** A value was another one than before; otherwise it is there for its day only. */
  changed: boolean
}

const orNull = (number: number): number | null => (number === -1 ? null : number)

const knownOf = ({ skills, activities }: Rows): Map<string, Known> =>
  new Map([
    ...skills.map(({ name, rank, level, xp }): [string, Known] => [
      catalogue[name]!.metric,
      { value: orNull(xp), level: xp === -1 || level === 0 ? null : level, rank: orNull(rank) },
    ]),
    ...activities.map(({ name, rank, score }): [string, Known] => [
      catalogue[name]!.metric,
      { value: orNull(score), level: null, rank: orNull(rank) },
    ]),
  ])

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/**
 * Whether a metric brings something new: a value that is another one than before, or a first one that is more than what
 * everybody has, which is 0, and any number of a rating outside the ranking.
 */
const isNew = (metric: string, before: Known | undefined, after: Known | undefined): boolean => {
  if (after === undefined || after.value === null) return false
  if (before !== undefined && before.value !== null) return after.value !== before.value
  return kinds.get(metric)!.rating ? after.value !== 0 && after.rank !== null : after.value !== 0
}

const iso = (at: number): string => new Date(at).toISOString()

/** A gain and the moments that it lies between. */
interface Best {
  gained: number
  start: number
  end: number
}

const lengths = { day: 1, week: 7, month: 30, year: 365 }

/** Everything that was stored of one player. */
export class Ledger {
  readonly #kept: Kept[] = []
  readonly #retentionDays: number

  constructor(retentionDays: number) {
    this.#retentionDays = retentionDays
  }

  /** An answer is kept when a value changed, and else when it is the first of its day. */
  store(at: number, rows: Rows): void {
    const known = knownOf(rows)
    const last = this.#kept.at(-1)
    const changed =
      !last || [...kinds.keys()].some((metric) => isNew(metric, last.known.get(metric), known.get(metric)))
    if (!changed && dateOf(last.at) === dateOf(at)) return
    // What stood for the day until something changed is not the day's last state any more.
    if (last && !last.changed && dateOf(last.at) === dateOf(at)) this.#kept.pop()
    this.#kept.push({ at, known, changed })
  }

  /** What is left of it at a moment: changes for as long as they are kept, and the last state of each day. */
  left(now: number): Kept[] {
    return this.#kept.filter(({ at, changed }, index) => {
      const next = this.#kept[index + 1]
      const lastOfDay = !next || dateOf(next.at) !== dateOf(at)
      // They expire at whole seconds.
      const expiresAt = Math.ceil((at + this.#retentionDays * dayMs) / 1000) * 1000
      return lastOfDay || (changed && expiresAt > now)
    })
  }

  /** The last state at or before a moment; the future has not happened. */
  at(moment: number, now: number): Kept | undefined {
    const past = Math.min(moment, now)
    return this.left(now).findLast(({ at }) => at <= past)
  }

  /** The newest state. */
  newest(now: number): Kept {
    return this.left(now).at(-1)!
  }

  /** The last state that counts for what ends at a moment: until now that is the newest one. */
  until(end: number, now: number): Kept | undefined {
    return end >= now ? this.newest(now) : this.at(end, now)
  }

  /** The two states that a gain lies between, and whether the first is old enough. */
  ends(window: { start: number | undefined; end: number }, now: number) {
    const to = this.until(window.end, now)
    if (!to) return undefined
    const before = window.start === undefined ? undefined : this.at(window.start, now)
    const first = this.left(now).find(({ at }) => at >= (window.start ?? 0) && at <= to.at)
    return { from: before ?? first ?? to, to, baseline: before ? 'at_or_before_start' : 'first_snapshot' }
  }

  /** The largest gain of a metric in each length of time, found by trying all pairs. */
  best(metric: string, now: number): Record<keyof typeof lengths, Best | null> {
    const values = this.left(now).flatMap(({ at, known }) => {
      const value = known.get(metric)?.value ?? null
      return value === null ? [] : [{ at, value }]
    })
    const bestWithin = (days: number): Best | null => {
      let best: Best | null = null
      for (const to of values) {
        for (const from of values) {
          if (from.at > to.at || to.at - from.at > days * dayMs) continue
          const gained = to.value - from.value
          // Of equal ones the first that was complete, in the shortest time.
          const better = !best || gained > best.gained || (gained === best.gained && to.at === best.end)
          if (gained > 0 && better) best = { gained, start: from.at, end: to.at }
        }
      }
      return best
    }
    return {
      day: bestWithin(lengths.day),
      week: bestWithin(lengths.week),
      month: bestWithin(lengths.month),
      year: bestWithin(lengths.year),
    }
  }
}

/** The statistics at a state, without the player's name and mode. */
export const statisticsOf = ({ at, known }: Kept) => {
  const of = (group: Group, shape: (known: Known) => object) =>
    Object.fromEntries(
      [...known]
        .filter(([metric]) => kinds.get(metric)!.group === group)
        .map(([metric, each]) => [metric, shape(each)]),
    )
  const skill = ({ rank, level, value }: Known) => ({ rank, level, experience: value })
  return {
    fetchedAt: iso(at),
    overall: of('overall', skill).overall ?? null,
    combatLevel: combatLevel((metric) => known.get(metric)?.level ?? null),
    skills: of('skills', skill),
    bosses: of('bosses', ({ rank, value }) => ({ rank, kills: value })),
    activities: of('activities', ({ rank, value }) => ({ rank, score: value })),
  }
}

const minus = (end: number | null, start: number | null): number | null =>
  end === null || start === null ? null : end - start

/** A gain per day, which less than an hour says nothing of: in whole numbers, or three digits where that is more. */
const perDay = (gained: number, elapsedMs: number): number | null => {
  if (elapsedMs < dayMs / 24) return null
  const rate = (gained * dayMs) / elapsedMs
  const digits = Math.max(3, String(Math.round(Math.abs(rate))).length)
  return Number(rate.toPrecision(digits))
}

const gainOf = (metric: string, from: Kept, to: Kept) => {
  const { group, rating } = kinds.get(metric)!
  const unknown: Known = { value: null, level: null, rank: null }
  const before = from.known.get(metric) ?? unknown
  const after = to.known.get(metric) ?? unknown
  const moved = minus(after.value, before.value)
  const gained = rating ? null : moved
  const isSkill = group === 'skills' || group === 'overall'
  return {
    start: before.value,
    end: after.value,
    gained,
    perDay: gained === null ? null : perDay(gained, to.at - from.at),
    ...(isSkill && { levels: { start: before.level, end: after.level, gained: minus(after.level, before.level) } }),
    ...((before.rank !== null || after.rank !== null) && { rank: { start: before.rank, end: after.rank } }),
    ...(rating && { change: moved }),
    ...(before.value === null && isNew(metric, before, after) && { newlyRanked: true }),
    ...(gained !== null && gained < 0 && { rollback: true }),
  }
}

/** What was gained between two states: of the metrics that are named, or else of those that bring something new. */
export const gainsBetween = (from: Kept, to: Kept, metrics?: ReadonlySet<string>) => {
  const gains: Record<Group, Record<string, object>> = { overall: {}, skills: {}, bosses: {}, activities: {} }
  for (const [metric, { group }] of kinds) {
    if (!from.known.has(metric) && !to.known.has(metric)) continue
    const wanted = metrics ? metrics.has(metric) : isNew(metric, from.known.get(metric), to.known.get(metric))
    if (wanted || group === 'overall') gains[group][metric] = gainOf(metric, from, to)
  }
  const { overall, skills, bosses, activities } = gains
  return { overall: overall.overall ?? null, skills, bosses, activities }
}

const localDate = (tz: string) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: tz, year: 'numeric', month: '2-digit', day: '2-digit' })
  return (at: number): string => format.format(at)
}

const mondayOf = (date: string): string => {
  let day = Date.parse(date)
  while (new Date(day).getUTCDay() !== 1) day -= dayMs
  return dateOf(day)
}

/** What the moments of one period have in common. */
const periodOf: Record<string, (date: string) => string> = {
  day: (date) => date,
  week: mondayOf,
  month: (date) => date.slice(0, 7),
  year: (date) => date.slice(0, 4),
}

const quarterMs = 900_000

/** When the period began that a moment is in: going back from it, a quarter of an hour at a time, while it is the same one. */
export const periodStart = (period: string, tz: string, now: number): number | undefined => {
  if (period === 'all') return undefined
  const dateAt = localDate(tz)
  const same = (at: number): boolean => periodOf[period]!(dateAt(at)) === periodOf[period]!(dateAt(now))
  let start = now - (now % quarterMs)
  while (same(start - quarterMs)) start -= quarterMs
  return start
}

/** The first moment of a date in a time zone, found in the same way. */
export const dateStart = (date: string, tz: string): number => {
  const dateAt = localDate(tz)
  let at = Date.parse(date) - 2 * dayMs
  while (dateAt(at) < date) at += quarterMs
  return at
}

/** The metrics of the catalogue. */
export const metrics: readonly string[] = [...kinds.keys()]

/** The group of a metric, and whether it is a rating. */
export const kindOf = (metric: string) => kinds.get(metric)!
