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

/** Up to so many players no list is cut. */
export const mostWhole = (most: number = mostKept): number => Math.ceil(0.7 * most)

// A list since a date keeps so many for each moment at which it begins somewhere, most of them the same. Those by name stand behind
// those that have gained something, who are other ones.
const mostOfView = (kind: Kind, most: number): number => (isSince(kind) || kind === 'name' ? mostWhole(most) : most)

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

/** By what a list is ordered: the score of an entry from a moment on; null where that is not known. */
const scorerOf = (kind: Kind): ((entry: Entry, start: number) => number | null) => {
  const date = dateIn(kind)
  switch (kind) {
    case 'value':
      return ({ last }) => last.value
    case 'all':
      return (entry) => gainOfAll(entry).gained
    case 'name':
      return () => 0
    default:
      return (entry, start) => gainSince(entry, date, start)?.gained ?? null
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

/** Behind whom a list may have left somebody out, in the view that is nearest to a moment; undefined where it has not. */
export const boundIn = (kind: Kind, { bounds }: List, { start = 0, active }: Partial<View>): Place | undefined => {
  if (!bounds) return undefined
  const far = viewsOf(kind).map((view) => (view.active === active ? Math.abs(view.start - start) : Infinity))
  return bounds[far.indexOf(Math.min(...far))]
}

/** The entries, of active players alone or of all, of which a list knows everybody before them. */
export const knownIn = (kind: Kind, list: List, view: Partial<View>): readonly Entry[] => {
  const { entries } = list
  const asked = view.active ? entries.filter((entry) => entry.active) : entries
  if (!list.bounds) return asked
  const bound = boundIn(kind, list, view)
  const scoreOf = scorerOf(kind)
  return asked.filter((entry) => {
    const score = scoreOf(entry, view.start ?? 0)
    return score === null || isWithin(bound, { score, key: entry.key })
  })
}

type Placed = Place & { entry: Entry }

/** The first of those who are placed, in a view whose bound is known, and its bound then. */
const firstOf = (placed: readonly Placed[], most: number, active: boolean, before: Place | undefined) => {
  const asked = placed.filter((place) => (place.entry.active || !active) && isWithin(before, place))
  const last = asked[most]
  return { kept: asked.slice(0, most), bound: last ? { score: last.score, key: last.key } : before }
}

/**
 * A list with no more players than so many for each view, and whether so many have left it that it does not hold what a
 * leaderboard shows.
 */
export const cut = (kind: Kind, list: List, most: number = mostKept): { list: List; worn: boolean } => {
  const { entries, bounds } = list
  const ofView = mostOfView(kind, most)
  if (!bounds && entries.length <= ofView) return { list, worn: false }
  const scoreOf = scorerOf(kind)
  const since = isSince(kind)
  const left = new Set<Entry>()
  const views = viewsOf(kind)
  const after: (Place | undefined)[] = []
  let worn = false
  let placed: Placed[] = []
  for (const [index, { start, active }] of views.entries()) {
    // Both views of a moment have one order.
    if (index === 0 || views[index - 1]!.start !== start) {
      placed = []
      for (const entry of entries) {
        const score = scoreOf(entry, start)
        // Who has gained nothing is told by name; what is not known, and what fell, would be told so as nothing.
        if (since && (score === null || score < 0)) left.add(entry)
        else if (score !== null && (!since || score > 0)) placed.push({ entry, key: entry.key, score })
      }
      placed.sort(compare)
    }
    const { kept, bound } = firstOf(placed, ofView, active, bounds?.[index])
    for (const { entry } of kept) left.add(entry)
    after.push(bound)
    worn ||= bound !== undefined && kept.length < (2 / 3) * ofView
  }
  if (after.every((bound) => !bound)) return { list, worn: false }
  return { list: { entries: entries.filter((entry) => left.has(entry)), bounds: after }, worn }
}

/** Whether somebody is known in a list by its bounds: in no order of it behind one. */
export const isKnown = (kind: Kind, { bounds }: List, entry: Entry): boolean => {
  if (!bounds) return true
  const scoreOf = scorerOf(kind)
  return viewsOf(kind).some(({ start, active }, index) => {
    if (active && !entry.active) return false
    const score = scoreOf(entry, start)
    return score === null || score < 0 || isWithin(bounds[index], { score, key: entry.key })
  })
}
