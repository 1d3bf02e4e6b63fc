import type { Table } from '../dynamodb.ts'
import { classify, slugOf } from '../hiscores/metrics.ts'
import type { Issue } from '../http/errors.ts'
import { invalid } from '../http/parse.ts'
import { isoTime } from '../http/time.ts'
import { finalName, withAlias } from '../snapshots/aliases.ts'
import { type Catalogue, catalogueOf, changeCatalogue, readCatalogue } from '../snapshots/catalogue.ts'
import type { Group } from '../snapshots/readings.ts'

/** A metric that is known here, by the name that it has now. */
export interface Metric {
  /** Its key, as in `kril_tsutsaroth`. */
  metric: string
  /** As the hiscores write it. */
  name: string
  group: Group
}

// Every answer has this row, also the first one.
const overall: Metric = { metric: 'overall', name: 'Overall', group: 'overall' }

/** All metrics by their keys, in the game's order; not those that are called otherwise now. */
const metricsOf = ({ skills, activities, gone, aliases }: Catalogue): Map<string, Metric> => {
  const kinds = classify(activities)
  const all = [
    ...skills.map((name): Metric => {
      const metric = slugOf(name)
      return { metric, name, group: metric === 'overall' ? 'overall' : 'skills' }
    }),
    ...activities.map((name, index): Metric => {
      const { slug, kind } = kinds[index]!
      return { metric: slug, name, group: kind === 'boss' ? 'bosses' : 'activities' }
    }),
  ]
  const past = new Set(aliases.map(({ old }) => old).filter((old) => gone.includes(old)))
  const found = new Map([[overall.metric, overall]])
  for (const each of all) if (!past.has(each.metric) && !found.has(each.metric)) found.set(each.metric, each)
  return found
}

/** How many letters have to be put in, taken out or changed to make one text of another. */
export const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}

const nearest = (metric: string, known: Iterable<string>): string => {
  let best = overall.metric
  let least = distance(metric, best)
  for (const each of known) {
    const far = distance(metric, each)
    if (far < least) [best, least] = [each, far]
  }
  return best
}

const unknown = (metric: string, path: string, known: Iterable<string>): Issue => ({
  path,
  message: `is "${metric}", which nobody has here; the nearest is "${nearest(metric, known)}"`,
})

/** What metrics are called now: as the hiscores write it where that is known. Half a read unit in five minutes. */
export const metricNames = async (table: Table): Promise<(metric: string) => string> => {
  const known = metricsOf(await catalogueOf(table))
  return (metric) => known.get(metric)?.name ?? metric
}

const found = (catalogue: Catalogue, metrics: Iterable<string>) => {
  const known = metricsOf(catalogue)
  const all = [...metrics].map((asked) => {
    const current = known.has(asked) ? asked : finalName(catalogue.aliases, asked)
    return { asked, metric: known.get(current) }
  })
  return { known, all, missing: all.filter(({ metric }) => metric === undefined).map(({ asked }) => asked) }
}

/**
 * The metrics behind some keys, under the names that they have now. Throws `validation_failed`, with the nearest one for each
 * that nobody has. Half a read unit in five minutes, and one for what is not known, which may be new.
 */
export const knownMetrics = async (table: Table, metrics: Iterable<string>, path: string): Promise<Metric[]> => {
  const asked = [...metrics]
  let result = found(await catalogueOf(table), asked)
  if (result.missing.length > 0) result = found(await catalogueOf(table, { anew: true }), asked)
  const { known, missing } = result
  if (missing.length > 0) throw invalid(...missing.map((metric) => unknown(metric, path, known.keys())))
  return result.all.flatMap(({ metric }) => metric ?? [])
}

/** The metric behind a key; as {@link knownMetrics}. */
export const knownMetric = async (table: Table, metric: string, path = 'metric'): Promise<Metric> =>
  (await knownMetrics(table, [metric], path))[0]!

/** All metrics that are known, in the game's order, with their former names, as the API shows them. Half a read unit. */
export const metricList = async (table: Table) => {
  const catalogue = await catalogueOf(table, { anew: true })
  const { aliases } = catalogue
  const formerly = (metric: string): string[] =>
    aliases.filter(({ old }) => finalName(aliases, old) === metric).map(({ old }) => old)
  return { metrics: [...metricsOf(catalogue).values()].map((each) => ({ ...each, formerly: formerly(each.metric) })) }
}

/** The metrics that have another name than before, and since when, as the API shows them. Half a read unit. */
export const renamedMetrics = async (table: Table) =>
  ((await readCatalogue(table))?.aliases ?? []).map(({ old, metric, since }) => ({
    metric,
    formerly: old,
    since: isoTime(since),
  }))

interface FormerName {
  metric: string
  old: string
}

/** The list that a metric's row is in; undefined for one that nobody has. */
const listOf = ({ skills, activities }: Catalogue, metric: string): 'skills' | 'activities' | undefined => {
  const within = (names: readonly string[]): boolean => names.some((name) => slugOf(name) === metric)
  return within(skills) ? 'skills' : within(activities) ? 'activities' : undefined
}

/** Throws `validation_failed` unless both are rows that may be one and the same. */
const checkPair = (catalogue: Catalogue, { metric, old }: FormerName): void => {
  const all = [...catalogue.skills, ...catalogue.activities].map(slugOf)
  const issues = Object.entries({ metric, old }).flatMap(([path, each]) =>
    listOf(catalogue, each) ? [] : [unknown(each, path, all)],
  )
  if (issues.length > 0) throw invalid(...issues)
  if (metric === old) throw invalid({ path: 'old', message: 'is the metric itself' })
  if (listOf(catalogue, metric) !== listOf(catalogue, old)) {
    throw invalid({ path: 'old', message: 'is a skill where the metric is none, or the other way round' })
  }
}

/**
 * Makes `old` a former name of a metric, so that everything stored under it is read as that metric's. Throws
 * `validation_failed` for rows that nobody has, and for those that cannot be one. All processes heed it within five minutes.
 */
export const addFormerName = async (table: Table, pair: FormerName, now: number): Promise<void> => {
  const { metric, old } = pair
  const same = (each: FormerName): boolean => each.metric === metric && each.old === old
  await changeCatalogue(table, (catalogue) => {
    checkPair(catalogue, pair)
    if (catalogue.aliases.some(same)) return catalogue
    return {
      ...catalogue,
      aliases: withAlias(catalogue.aliases, { metric, old, since: now }),
      refused: catalogue.refused.filter((each) => !same(each)),
      candidates: catalogue.candidates.filter((each) => each.old !== old && each.metric !== metric),
    }
  })
}

/** Says that `old` is no former name of a metric, which is not found out again either; as {@link addFormerName}. */
export const removeFormerName = async (table: Table, pair: FormerName): Promise<void> => {
  const { metric, old } = pair
  const same = (each: FormerName): boolean => each.metric === metric && each.old === old
  await changeCatalogue(table, (catalogue) => {
    checkPair(catalogue, pair)
    if (catalogue.refused.some(same)) return catalogue
    return {
      ...catalogue,
      aliases: catalogue.aliases.filter((each) => !same(each)),
      refused: [...catalogue.refused, { metric, old }],
      candidates: catalogue.candidates.filter((each) => !same(each)),
    }
  })
}
