import { dateOf } from '../snapshots/items.ts'
import { countedAs, type Entry, gainOfAll, gainSince } from './entries.ts'

/*
 * Lists: the players of one metric in one order, by value, by the gain since ever or since a date, or by name, as many as a
 * leaderboard may show and some more. A date begins at another moment in each time zone, so a list since a date has as many
 * orders, and the first of all are other ones than the first of those that are active: its views.
 */

/** `value`, `all`, `name`, or the date (UTC) since which gains count. */
export type Kind = string

/** Where in the order of a list somebody stands. */
interface Place {
  score: number
  key: string
}

/**
 * Players of whom a leaderboard may show some. Who is not in it has no place, has gained nothing, or stands at a bound or behind
 * it; there is one for each view, undefined where nobody was left out.
 */
export interface List {
  entries: readonly Entry[]
  bounds?: readonly (Place | undefined)[] | undefined
}

/** How many players a list keeps: somewhat more than a leaderboard shows, for those that are removed or fall. */
export const mostKept = 1_500

// A list since a date keeps so many for each moment at which it begins somewhere, most of them the same. Those by name stand behind
// those that have gained something, who are other ones.
const mostOfView = (kind: Kind, most: number): number =>
  isSince(kind) || kind === 'name' ? Math.ceil(0.7 * most) : most

export const kindOf = (date: number): Kind => dateOf(date)

const isSince = (kind: Kind): boolean => /^\d/.test(kind)

const dateIn = (kind: Kind): number => Date.parse(kind)

const quarterMs = 900_000

// How many quarters of an hour local clocks are ahead of UTC, in all time zones that there are.
const aheads = [
  ...Array.from({ length: 27 }, (_, index) => 4 * (index - 12)),
  ...[-38, -14, -10, 14, 18, 22, 23, 26, 35, 38, 42, 51, 55],
]

/** Of whom a list tells the first, and from when their gains count; that means nothing for lists in another order. */
interface View {
  start: number
  /** Of active players alone. */
  active: boolean
}

const viewsOf = (kind: Kind): readonly View[] => {
  const starts = isSince(kind) ? aheads.map((ahead) => dateIn(kind) - ahead * quarterMs) : [0]
  return starts.flatMap((start) => [true, false].map((active) => ({ start, active })))
}

/** Whether an entry is in the lists of a kind. */
const belongs = (kind: Kind, entry: Entry): boolean => {
  const counted = countedAs(entry)
  switch (kind) {
    case 'value':
      return counted?.value === true
    case 'all':
      return counted?.all === true
    case 'name':
      return counted?.base === true
    default:
      return counted?.base === true && entry.edges.has(dateIn(kind))
  }
}

/** By what a list is ordered in one view; null where that is not known. */
const scoreOf = (kind: Kind, entry: Entry, start: number): number | null => {
  switch (kind) {
    case 'value':
      return entry.last.value
    case 'all':
      return gainOfAll(entry).gained
    case 'name':
      return 0
    default:
      return gainSince(entry, dateIn(kind), start)?.gained ?? null
  }
}

/** An entry without what a list of a kind has no use for. */
const trimmed = (kind: Kind, entry: Entry): Entry => {
  const date = dateIn(kind)
  const steps = entry.edges.get(date)
  const plain = kind === 'value' || kind === 'name'
  return {
    ...entry,
    first: kind === 'all' ? entry.first : undefined,
    level: kind === 'value' ? entry.level : null,
    review: plain ? [] : entry.review,
    seams: plain ? [] : entry.seams,
    edges: new Map(steps ? [[date, steps]] : []),
  }
}

const compare = (a: Place, b: Place): number =>
  a.score === b.score ? (a.key < b.key ? -1 : Number(a.key > b.key)) : b.score - a.score

const isWithin = (bound: Place | undefined, place: Place): boolean => !bound || compare(place, bound) < 0

/**
 * A list with what entries of its players say that came later, in their order; those of others may be among them, as of
 * players that are not on its board any more.
 */
export const merged = (kind: Kind, list: List, later: readonly Entry[], mode?: Entry['mode']): List => {
  const entries = new Map(list.entries.map((entry) => [entry.key, entry]))
  for (const entry of new Map(later.map((each) => [each.key, each])).values()) {
    const isOnIt = belongs(kind, entry) && (mode ?? entry.mode) === entry.mode
    if (isOnIt) entries.set(entry.key, trimmed(kind, entry))
    else entries.delete(entry.key)
  }
  return { ...list, entries: [...entries.values()] }
}

/**
 * The entries, of active players alone or of all, of which a list knows everybody before them, in the view that is nearest to a
 * moment.
 */
export const knownIn = (
  kind: Kind,
  { entries, bounds }: List,
  { start = 0, active }: Partial<View>,
): readonly Entry[] => {
  const asked = active ? entries.filter((entry) => entry.active) : entries
  if (!bounds) return asked
  const far = viewsOf(kind).map((view) => (view.active === active ? Math.abs(view.start - start) : Infinity))
  const bound = bounds[far.indexOf(Math.min(...far))]
  return asked.filter((entry) => {
    const score = scoreOf(kind, entry, start)
    return score === null || isWithin(bound, { score, key: entry.key })
  })
}

interface Cut {
  kept: readonly Entry[]
  bound: Place | undefined
}

/** Who is kept for one view. Who has gained nothing in it is told by name. */
const cutView = (kind: Kind, list: List, most: number, view: View, before: Place | undefined): Cut => {
  const placed: (Place & { entry: Entry })[] = []
  const since = isSince(kind)
  for (const entry of list.entries) {
    if (view.active && !entry.active) continue
    const score = scoreOf(kind, entry, view.start)
    if (score === null || (since && score <= 0)) continue
    const place = { entry, key: entry.key, score }
    if (isWithin(before, place)) placed.push(place)
  }
  if (placed.length <= most) return { kept: placed.map(({ entry }) => entry), bound: before }
  placed.sort(compare)
  const { score, key } = placed[most]!
  return { kept: placed.slice(0, most).map(({ entry }) => entry), bound: { score, key } }
}

/** A list with no more players than so many for each view. */
export const cut = (kind: Kind, list: List, most: number = mostKept): List => {
  const { entries, bounds } = list
  const ofView = mostOfView(kind, most)
  if (!bounds && entries.length <= ofView) return list
  const asked = viewsOf(kind)
  const views = asked.map((view, index) => cutView(kind, list, ofView, view, bounds?.[index]))
  if (views.every(({ bound }) => !bound)) return list
  const kept = new Set(views.flatMap((view) => view.kept))
  // What is not known, and what fell, would be told by name as nothing.
  const isOdd = (entry: Entry): boolean =>
    isSince(kind) && asked.some(({ start }) => (scoreOf(kind, entry, start) ?? -1) < 0)
  return {
    entries: entries.filter((entry) => kept.has(entry) || isOdd(entry)),
    bounds: views.map(({ bound }) => bound),
  }
}

/** Whether so many have left a list that it does not hold what a leaderboard shows. */
export const isWorn = (kind: Kind, list: List, most: number = mostKept): boolean =>
  (list.bounds ?? []).some((bound, index) => {
    if (!bound) return false
    const { kept } = cutView(kind, list, Number.POSITIVE_INFINITY, viewsOf(kind)[index]!, bound)
    return kept.length < (2 / 3) * mostOfView(kind, most)
  })
