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

const valueIn = (kept: Kept | undefined, metric: string): number | null => kept?.known.get(metric)?.value ?? null

const iso = (at: number): string => new Date(at).toISOString()

/** A gain and the moments that it lies between. */
interface Best {
  gained: number
  start: number
  end: number
}

const lengths = { day: 1, week: 7, month: 30, year: 365 }

type Bests = Record<keyof typeof lengths, Best | null>

const better = (a: Best | null, b: Best | null): Best | null => {
  if (!a || !b) return a ?? b
  if (a.gained !== b.gained) return a.gained > b.gained ? a : b
  // Of equal ones the first that was complete, in the shortest time.
  if (a.end !== b.end) return a.end < b.end ? a : b
  return a.start > b.start ? a : b
}

/** Everything that was stored of one player. */
export class Ledger {
  readonly #kept: Kept[] = []
  readonly #retentionDays: number
  /** The moments behind which nothing counts together with what was before. */
  readonly barriers: number[] = []
  /** The records that are kept, the last moment that is in them, and the changes that they need, which do not expire. */
  readonly #records = new Map<string, Bests>()
  #foldedTo: number | undefined
  readonly #needed = new Set<number>()

  constructor(retentionDays: number) {
    this.#retentionDays = retentionDays
  }

  /** An answer is kept when a value changed, or a life begins with it, and else when it is the first of its day. */
  store(at: number, rows: Rows, { anew = false } = {}): void {
    const known = knownOf(rows)
    const last = this.#kept.at(-1)
    const news = (before: (metric: string) => Known | undefined): boolean =>
      [...kinds.keys()].some((metric) => isNew(metric, before(metric), known.get(metric)))
    const differs = !last || news((metric) => last.known.get(metric))
    // A bad row hides a value, and changes none.
    const change = this.#kept.findLast((kept) => kept.changed)
    const hidden = (metric: string): boolean => valueIn(last, metric) === null
    const changed = !last || anew || (differs && news((metric) => (hidden(metric) ? change : last)?.known.get(metric)))
    if (!changed && !differs && dateOf(last.at) === dateOf(at)) return
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
      return lastOfDay || (changed && (expiresAt > now || this.#needed.has(at)))
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

  /** The states that a gain until another one may be counted from, if it is of so many days. */
  #starts(states: readonly Kept[], to: Kept, days: number): Kept[] {
    const life = states.filter(({ at }) => at <= to.at && !this.barriers.some((each) => at < each && each <= to.at))
    const within = (some: readonly Kept[], length: number): Kept[] => {
      const old = some.findLast(({ at }) => at <= to.at - length * dayMs)
      return some.filter(({ at }) => at >= (old?.at ?? 0))
    }
    if (days <= lengths.month) return within(life, days)
    const begins = [this.#kept[0]!.at, ...this.barriers]
    const lastOfDay = ({ at }: Kept): boolean => at === states.findLast((each) => dateOf(each.at) === dateOf(at))!.at
    const ends = life.filter((kept) => lastOfDay(kept) || begins.includes(kept.at))
    return [...within(ends, days), ...within(life, lengths.month)]
  }

  /** The largest gains of all metrics that end after what is in the kept records, found by trying all pairs. */
  #found(now: number): Map<string, Bests> {
    const found = new Map<string, Bests>()
    const states = this.left(now)
    for (const to of states.filter(({ at }) => at > (this.#foldedTo ?? 0))) {
      for (const [span, days] of Object.entries(lengths)) {
        for (const from of this.#starts(states, to, days)) {
          for (const metric of kinds.keys()) {
            const gained = minus(valueIn(to, metric), valueIn(from, metric)) ?? 0
            if (gained <= 0 || kindOf(metric).rating) continue
            const bests = found.get(metric) ?? { day: null, week: null, month: null, year: null }
            found.set(metric, bests)
            const each = { gained, start: from.at, end: to.at }
            bests[span as keyof Bests] = better(bests[span as keyof Bests], each)
          }
        }
      }
    }
    return found
  }

  #merged(metric: string, found: ReadonlyMap<string, Bests>): Bests {
    const [a, b] = [this.#records.get(metric), found.get(metric)]
    const of = (span: keyof Bests): Best | null => better(a?.[span] ?? null, b?.[span] ?? null)
    return { day: of('day'), week: of('week'), month: of('month'), year: of('year') }
  }

  /** The largest gain of each metric in each length of time. */
  best(now: number): Map<string, Bests> {
    const found = this.#found(now)
    return new Map([...kinds.keys()].map((metric) => [metric, this.#merged(metric, found)]))
  }

  /**
   * What comes with a fetch, once a week or twice while snapshots are kept: the records are kept, and the changes they need. When
   * the player is paused it comes for good.
   */
  fold(now: number, { final = false } = {}): void {
    const everyMs = Math.min(7, this.#retentionDays / 2) * dayMs
    if (!final && now - (this.#foldedTo ?? this.#kept[0]!.at) < everyMs) return
    for (const [metric, bests] of this.best(now)) this.#records.set(metric, bests)
    this.#foldedTo = this.newest(now).at
    const moments = [...this.#records.values()].flatMap((bests) =>
      Object.values(bests).flatMap((best) => (best ? [best.start, best.end] : [])),
    )
    for (const at of moments) {
      // They expire at whole seconds.
      const leftMs = Math.ceil((at + this.#retentionDays * dayMs) / 1000) * 1000 - now
      const days = this.#kept.filter((kept) => dateOf(kept.at) === dateOf(at) && dateOf(at) !== dateOf(now))
      const soon = at + this.#retentionDays * dayMs - now <= everyMs + 14 * dayMs
      if (leftMs > 0 && (final || soon) && days.at(-1)?.at !== at) this.#needed.add(at)
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
  const digits = Math.max(3, String(Math.floor(Math.abs(rate))).length)
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
