import { dateOf } from '../snapshots/items.ts'
import { countedAs, type Entry, gainOfAll, mostGained } from './entries.ts'

/*
 * Lists: the players of one metric in one order, by value, by the gain since ever or since a date, or by name, as many as a
 * leaderboard may show and some more. What follows behind the last one of a list is told by its bound.
 */

/** `value`, `all`, `name`, or the date (UTC) since which gains count. */
export type Kind = string

/** Where in the order of a list somebody stands. */
interface Place {
  score: number
  key: string
}

/** Players in the order of a list. Whoever is not in it has no place, or one at the bound or behind it. */
export interface List {
  entries: readonly Entry[]
  bound?: Place | undefined
}

/** How many active players a list keeps: half as many again as a leaderboard shows, for those that are removed or fall. */
export const mostKept = 1_500

export const kindOf = (date: number): Kind => dateOf(date)

const dateIn = (kind: Kind): number => Date.parse(kind)

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

/** By what a list is ordered; null for who is kept without a place, so that it is known that its gain is not. */
const scoreOf = (kind: Kind, entry: Entry): number | null => {
  switch (kind) {
    case 'value':
      return entry.last.value
    case 'all':
      return gainOfAll(entry).gained
    case 'name':
      return 0
    default:
      return mostGained(entry, dateIn(kind))
  }
}

/** An entry without what a list of a kind has no use for. */
const trimmed = (kind: Kind, entry: Entry): Entry => {
  const date = dateIn(kind)
  const steps = entry.edges.get(date)
  return {
    ...entry,
    first: kind === 'all' ? entry.first : undefined,
    level: kind === 'value' ? entry.level : null,
    review: kind === 'value' || kind === 'name' ? [] : entry.review,
    seams: kind === 'value' || kind === 'name' ? [] : entry.seams,
    edges: new Map(steps ? [[date, steps]] : []),
  }
}

const compare = (a: Place, b: Place): number =>
  a.score === b.score ? (a.key < b.key ? -1 : Number(a.key > b.key)) : b.score - a.score

/** Whether the list knows of everybody who stands there. */
const within = ({ bound }: List, place: Place): boolean => !bound || compare(place, bound) < 0

/**
 * A list with what entries of its players say that came later, in their order; those of others may be among them, as of
 * players that are not on its board any more.
 */
export const merged = (kind: Kind, list: List, later: readonly Entry[], mode?: Entry['mode']): List => {
  const entries = new Map(list.entries.map((entry) => [entry.key, entry]))
  for (const entry of new Map(later.map((each) => [each.key, each])).values()) {
    const { key } = entry
    const score = scoreOf(kind, entry)
    const known = score === null || within(list, { score, key })
    if (belongs(kind, entry) && (mode ?? entry.mode) === entry.mode && known) entries.set(key, trimmed(kind, entry))
    else entries.delete(key)
  }
  return { entries: [...entries.values()], bound: list.bound }
}

/** A list in its order, with no more than so many active players, and no more than twice as many in all. */
export const cut = (kind: Kind, { entries, bound }: List, most: number = mostKept): List => {
  const placed = entries
    .map((entry) => ({ entry, key: entry.key, score: scoreOf(kind, entry) ?? Number.POSITIVE_INFINITY }))
    .toSorted(compare)
  let active = 0
  const end = placed.findIndex(({ entry, score }, index) => {
    if (score === Number.POSITIVE_INFINITY) return false
    if (active >= most || index >= 2 * most) return true
    active += Number(entry.active)
    return false
  })
  if (end < 0) return { entries: placed.map(({ entry }) => entry), bound }
  const { score, key } = placed[end]!
  return { entries: placed.slice(0, end).map(({ entry }) => entry), bound: { score, key } }
}

/** Whether so many have left a list that it does not hold what a leaderboard shows. */
export const isWorn = ({ entries, bound }: List, most: number = mostKept): boolean =>
  bound !== undefined && entries.filter(({ active }) => active).length < (2 * most) / 3
