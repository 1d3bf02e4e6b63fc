import type { ActivityRow, Rows, SkillRow } from '../hiscores/answer.ts'
import { classify, slugOf } from '../hiscores/metrics.ts'
import { activityAt, skillAt } from './codec.ts'
import type { State } from './items.ts'
import type { Layout } from './layout.ts'

export type Group = 'overall' | 'skills' | 'bosses' | 'activities'

/** One metric at one moment. Null is "not known", which is something else than zero. */
export interface Reading {
  group: Group
  /** The metric's key, as in `kril_tsutsaroth`. */
  metric: string
  /** Experience, kills or score. */
  value: number | null
  /** Of skills and overall only. */
  level: number | null
  rank: number | null
  /** A rating may fall without anything being lost, so it has changes but no gains. */
  rating: boolean
}

interface Names {
  skills: readonly string[]
  activities: readonly string[]
}

/** What is known of a metric from the names of the rows alone, and where its row stands. */
interface Place extends Pick<Reading, 'group' | 'metric' | 'rating'> {
  list: keyof Names
  index: number
}

/** The metrics of some rows in the upstream's order, by metric key. Of two rows with one key the first counts. */
const findPlaces = ({ skills, activities }: Names): ReadonlyMap<string, Place> => {
  const all = new Map<string, Place>()
  const add = (place: Place): void => {
    if (!all.has(place.metric)) all.set(place.metric, place)
  }
  skills.forEach((name, index) => {
    const metric = slugOf(name)
    add({ metric, group: metric === 'overall' ? 'overall' : 'skills', rating: false, list: 'skills', index })
  })
  classify(activities).forEach(({ slug, kind }, index) => {
    const group = kind === 'boss' ? 'bosses' : 'activities'
    add({ metric: slug, group, rating: kind === 'rating', list: 'activities', index })
  })
  return all
}

// Thousands of answers have the same rows, and finding out what they are takes most of the time of reading one.
const found = new Map<string, ReadonlyMap<string, Place>>()
const mostFound = 50

const placesOf = (names: Names): ReadonlyMap<string, Place> => {
  const key = [...names.skills, '', ...names.activities].join('\n')
  const places = found.get(key) ?? findPlaces(names)
  if (found.size >= mostFound) found.clear()
  found.set(key, places)
  return places
}

const known = (value: number): number | null => (value < 0 ? null : value)

const reading = ({ group, metric, rating }: Place, row: SkillRow | ActivityRow): Reading => {
  const value = known('xp' in row ? row.xp : row.score)
  // Every skill begins with level 1; 0 stands for "not known".
  const level = 'xp' in row && value !== null && row.level > 0 ? row.level : null
  return { group, metric, rating, value, level, rank: known(row.rank) }
}

/** A snapshot's metrics in the upstream's order, by metric key. */
export const readings = ({ skills, activities }: Rows): Map<string, Reading> => {
  const names = { skills: skills.map(({ name }) => name), activities: activities.map(({ name }) => name) }
  const rows = { skills, activities }
  return new Map(
    [...placesOf(names)].map(([metric, place]) => [metric, reading(place, rows[place.list][place.index]!)]),
  )
}

// Thousands of states share a layout, and there is one of it in a process.
const places = new WeakMap<Layout, ReadonlyMap<string, Place>>()

const metricsOf = (layout: Layout): ReadonlyMap<string, Place> => {
  const all = places.get(layout) ?? placesOf(layout)
  places.set(layout, all)
  return all
}

const rowAt = { skills: skillAt, activities: activityAt }

/** One metric of a stored state; undefined when it has no such row. Much cheaper than all of them. */
export const readingOf = ({ layout, numbers }: State, metric: string): Reading | undefined => {
  const place = metricsOf(layout).get(metric)
  return place && reading(place, rowAt[place.list](layout, numbers, place.index))
}

/** All metrics of a stored state, in the upstream's order. */
export const readingsOf = ({ layout, numbers }: State): Reading[] =>
  [...metricsOf(layout).values()].map((place) => reading(place, rowAt[place.list](layout, numbers, place.index)))

/** A metric of a layout, and the place of its value, shifted by one, among the numbers. */
interface Column extends Pick<Reading, 'group' | 'metric' | 'rating'> {
  place: number
}

const columns = new WeakMap<Layout, ReadonlyMap<string, Column>>()

const columnsOf = (layout: Layout): ReadonlyMap<string, Column> => {
  const known = columns.get(layout)
  if (known) return known
  const all = new Map<string, Column>()
  for (const { metric, group, rating, list, index } of metricsOf(layout).values()) {
    const place = list === 'skills' ? 3 * index + 2 : 3 * layout.skills.length + 2 * index + 1
    all.set(metric, { metric, group, rating, place })
  }
  columns.set(layout, all)
  return all
}

/** The values of one metric at many states; null is unknown. A hundred times cheaper than its readings. */
export const valuesOf = (states: readonly State[], metric: string): (number | null)[] => {
  let last: Layout | undefined
  let place: number | undefined
  return states.map(({ layout, numbers }) => {
    if (layout !== last) place = columnsOf(layout).get(metric)?.place
    last = layout
    return place === undefined ? null : known(numbers[place]! - 1)
  })
}

/** Calls somebody for each metric of a state, with its value; likewise cheap. */
export const eachValue = (
  { layout, numbers }: State,
  call: (metric: Omit<Column, 'place'>, value: number | null) => void,
): void => {
  for (const column of columnsOf(layout).values()) call(column, known(numbers[column.place]! - 1))
}

/**
 * True when a metric has changed from one answer to a later one: to another experience or score, or to a first one. A value
 * that is unknown then, or whose row is missing, tells nothing; and a row that appears with 0, or a rating that everybody is
 * given at first, brings nothing with it.
 */
export const isNews = (before: Reading | undefined, after: Reading | undefined): boolean => {
  const start = before?.value ?? null
  const end = after?.value ?? null
  if (end === null || start !== null) return end !== null && start !== end
  return end !== 0 && !(after?.rating && after.rank === null)
}

/**
 * True when experience or a score has changed from one answer to a later one. Ranks drift all the time and do not count. What
 * the first one does not know is taken from an `earlier` one that it has continued: a bad row hides a value, and changes none.
 */
export const valuesDiffer = (a: Rows, b: Rows, earlier?: Rows): boolean => {
  const before = readings(a)
  const known = earlier ? readings(earlier) : before
  return [...readings(b)].some(([metric, after]) => {
    const reading = before.get(metric)
    return isNews((reading?.value ?? null) === null ? known.get(metric) : reading, after)
  })
}
