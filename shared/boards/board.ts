import type { Mode } from '../hiscores/boards.ts'
import { isoTime } from '../http/time.ts'
import { seamsView } from '../progress/lives.ts'
import { ranked } from '../progress/ranking.ts'
import type { Change } from './codec.ts'
import { type Count, type Counts, countOf } from './counts.ts'
import { type Entry, type Gained, gainOfAll, gainSince, isReviewed } from './entries.ts'
import { boundIn, type Kind, kindOf, knownIn, type List, merged } from './lists.ts'

/** Which board is asked for, and of whom. */
export interface Wanted {
  /** Since when gains count: a date, and the moment at which it began in a time zone; `all` for ever; undefined by value. */
  since: { date: number; start: number } | 'all' | undefined
  mode?: Mode | undefined
  active: true | 'all'
  limit: number
}

/** What is kept of the boards of one metric, and what came since. */
export interface Kept {
  /** The lists of the kinds that {@link kindsFor} names, in their order. */
  lists: readonly List[]
  changes: readonly Change[]
  counts: Counts
  /** How many players there are. */
  players: Counts
}

/** The lists that a board is made of. Who has gained nothing is told by name. */
export const kindsFor = ({ since }: Pick<Wanted, 'since'>): Kind[] => {
  if (since === undefined) return ['value']
  return since === 'all' ? ['all'] : [kindOf(since.date), 'name']
}

const byKey = (a: Entry, b: Entry): number => (a.key < b.key ? -1 : Number(a.key > b.key))

const who = ({ username, mode }: Entry) => ({ username, mode })

const told = (at: number) => ({ fetchedAt: isoTime(at) as string })

const gainView = (entry: Entry, { from, seams, gained }: Gained) => ({
  ...who(entry),
  gained: gained as number,
  start: from.value as number,
  end: entry.last.value as number,
  from: told(from.at),
  to: told(entry.last.at),
  ...(seams.length > 0 && { seams: seamsView(seams) }),
})

const valueView = (entry: Entry) => ({
  ...who(entry),
  value: entry.last.value as number,
  ...(entry.level !== null && { level: entry.level }),
  ...told(entry.last.at),
})

/** Somebody on a board: who it is told as is made of those alone who are asked for. */
interface Place {
  score: number
  view: () => ReturnType<typeof gainView> | ReturnType<typeof valueView>
}

const byValue = (entry: Entry): Place => ({ score: entry.last.value as number, view: () => valueView(entry) })
const byGain = (entry: Entry, gain: Gained): Place => ({
  score: gain.gained as number,
  view: () => gainView(entry, gain),
})

const isPlaced = (entry: Entry, { from, gained }: Gained): boolean => gained !== null && !isReviewed(entry, from)

/** Those that have a place, in name order, and how many have none. */
const placedOf = (wanted: Wanted, lists: readonly (readonly Entry[])[], count: Count, players: number) => {
  const { since } = wanted
  const [first = [], names = []] = lists
  if (since === undefined) return { places: first.map(byValue), unknown: players - count.value }
  if (since === 'all') {
    return { places: first.map((entry) => byGain(entry, gainOfAll(entry))), unknown: players - count.all }
  }
  const moved = first.map((entry) => ({ entry, gain: gainSince(entry, since.date, since.start) as Gained }))
  const known = moved.filter(({ entry, gain }) => isPlaced(entry, gain))
  const own = new Set(first.map(({ key }) => key))
  const rested = names
    .filter(({ key }) => !own.has(key))
    .map((entry) => ({ entry, gain: { from: entry.last, seams: [], gained: 0 } }))
  return {
    places: [...known, ...rested]
      .toSorted((a, b) => byKey(a.entry, b.entry))
      .map(({ entry, gain }) => byGain(entry, gain)),
    unknown: players - count.base + moved.length - known.length,
  }
}

/**
 * A board: who is on it, with places, and how many are asked for, of whom how many have none. Undefined where the lists do not reach:
 * more have left them than they had to spare, or so many of the list by name have fallen, who come behind all that have gained nothing.
 */
export const boardOf = (kept: Kept, wanted: Wanted) => {
  const { mode, active, limit } = wanted
  const later = kept.changes.map(({ entry }) => entry)
  const asked = (entry: Entry): boolean => (mode ?? entry.mode) === entry.mode
  const view = {
    active: active === true,
    ...(typeof wanted.since === 'object' && { start: wanted.since.start }),
  }
  const kinds = kindsFor(wanted)
  const known = kinds.map((kind, index) =>
    knownIn(kind, merged(kind, kept.lists[index] as List, later), view)
      .filter(asked)
      .toSorted(byKey),
  )
  // Behind a bound there may be others who have gained something, before any who has not.
  const isBound = boundIn(kinds[0]!, kept.lists[0] as List, view) !== undefined
  const lists = isBound ? known.slice(0, 1) : known
  const names = lists[1] && boundIn('name', kept.lists[1] as List, view)
  const { players } = countOf(kept.players, wanted)
  const { places, unknown } = placedOf(wanted, lists, countOf(kept.counts, wanted), players)
  const reached = names ? places.filter(({ score }) => score >= 0) : places
  if ((isBound || names) && reached.length < limit) return undefined
  const first = ranked(places, ({ score }) => score).slice(0, limit)
  return { players, unknown, entries: first.map(({ rank, view }) => ({ rank, ...view() })) }
}
