import type { Table } from '../dynamodb.ts'
import type { Rows } from '../hiscores/answer.ts'
import { slugOf } from '../hiscores/metrics.ts'
import { log } from '../log.ts'
import { finalName, withAlias } from './aliases.ts'
import { type Catalogue, changeCatalogue, currentRows, ensureLayout } from './catalogue.ts'
import type { Snapshot, State } from './items.ts'
import { layoutOf } from './layout.ts'

/*
 * Renamed rows. When an answer has another layout than the state before it, a name may be gone and another one stand in its
 * place; or a row may have begun anew, and what it was before be called "... (Legacy)". Names alone prove nothing, and one
 * player's values may go on by chance; but when those of several players do and nobody's fell, it is one row.
 */

/** What one player's values say about an old name and the one that it may have become. */
interface Pair {
  old: string
  metric: string
  /** By how much the value grew through it; negative when it fell; null when this player cannot tell. */
  grown: number | null
}

interface Row {
  metric: string
  value: number | null
}

const listsOf = ({ skills, activities }: Rows): [skills: Row[], activities: Row[]] => {
  const row = (name: string, value: number): Row => ({ metric: slugOf(name), value: value < 0 ? null : value })
  return [skills.map(({ name, xp }) => row(name, xp)), activities.map(({ name, score }) => row(name, score))]
}

/** A run of rows of which the other answer has none, between two that both have. */
interface Run {
  before: string
  after: string
  rows: Row[]
}

const runsOf = (rows: readonly Row[], others: ReadonlySet<string>): Run[] => {
  const runs: Run[] = []
  let run: Run = { before: '', after: '', rows: [] }
  for (const row of rows) {
    if (!others.has(row.metric)) {
      run.rows.push(row)
      continue
    }
    runs.push({ ...run, after: row.metric })
    run = { before: row.metric, after: '', rows: [] }
  }
  return [...runs, run].filter((each) => each.rows.length > 0)
}

const metricsOf = (rows: readonly Row[]): Set<string> => new Set(rows.map(({ metric }) => metric))

// So many pairs are looked at where more rows came than went; a list that is new as a whole says nothing of its rows.
const mostPairs = 12

/** The rows that may be one and the same: in the same order where as many came as went, or else each with each. */
const matched = (gone: readonly Row[], come: readonly Row[]): [Row, Row][] => {
  if (gone.length === come.length) return gone.map((row, index) => [row, come[index]!])
  if (gone.length * come.length > mostPairs) return []
  return gone.flatMap((row) => come.map((other): [Row, Row] => [row, other]))
}

// More than twice as much may be anything.
const growth = (before: number | null, after: number | null): number | null =>
  before === null || before === 0 || after === null || after > 2 * before ? null : after - before

/** The rows that went and those that came in their places. */
const inPlace = (before: readonly Row[], after: readonly Row[]): Pair[] => {
  const come = runsOf(after, metricsOf(before))
  return runsOf(before, metricsOf(after)).flatMap((gone) => {
    const same = come.find((run) => run.before === gone.before && run.after === gone.after)
    const pairs = same ? matched(gone.rows, same.rows) : []
    return pairs.map(([old, now]) => ({
      old: old.metric,
      metric: now.metric,
      grown: growth(old.value, now.value),
    }))
  })
}

const formerly = new Set(['legacy', 'old', 'former', 'classic', 'retired'])

/** The name that a row had before somebody added to it that it is history; undefined when it has no such word. */
const livingName = (metric: string): string | undefined => {
  const words = metric.split('_')
  const living = words.filter((word) => !formerly.has(word))
  return living.length > 0 && living.length < words.length ? living.join('_') : undefined
}

/** The rows that began anew, and those that came with a name like theirs, for what they had been. */
const begunAnew = (before: readonly Row[], after: readonly Row[]): Pair[] => {
  const were = new Map(before.map(({ metric, value }) => [metric, value]))
  const are = new Map(after.map(({ metric, value }) => [metric, value]))
  return after.flatMap(({ metric, value }) => {
    const old = livingName(metric)
    if (were.has(metric) || old === undefined || !were.has(old) || !are.has(old)) return []
    const was = were.get(old) ?? null
    const is = are.get(old) ?? null
    // A row that went on has not begun anew.
    const grown = was !== null && was > 0 && is !== null && is >= was ? -1 : growth(was, value)
    return [{ old, metric, grown }]
  })
}

const pairsOf = (before: Rows, after: Rows): Pair[] => {
  const were = listsOf(before)
  return listsOf(after).flatMap((now, list) => [...inPlace(were[list]!, now), ...begunAnew(were[list]!, now)])
}

/**
 * The metrics of one player whose values seem to go on under another name, by their old names: those whose rows have gone, and
 * those that began anew beside a row for what they had been. It may be chance.
 */
export const continuedRows = (before: Rows, after: Rows): Map<string, string> => {
  const found = new Map<string, string>()
  const taken = new Set<string>()
  const likely = pairsOf(before, after).filter(({ grown }) => grown !== null && grown >= 0)
  for (const { old, metric } of likely.sort((a, b) => a.grown! - b.grown!)) {
    if (found.has(old) || taken.has(metric)) continue
    found.set(old, metric)
    taken.add(metric)
  }
  return found
}

/** As many players' values have to go on. */
const witnesses = 3

/** The catalogue after one player's values have spoken for or against one pair. */
const withPair = (catalogue: Catalogue, player: string, { old, metric, grown }: Pair, since: number): Catalogue => {
  const same = (pair: { old: string; metric: string }): boolean => pair.old === old && pair.metric === metric
  const settled = catalogue.aliases.some((alias) => alias.old === old || alias.metric === metric)
  const candidate = catalogue.candidates.find(same) ?? { old, metric, players: [], against: 0 }
  const heard = candidate.against > 0 || candidate.players.includes(player)
  if (grown === null || heard || settled || catalogue.refused.some(same)) return catalogue
  const others = catalogue.candidates.filter((each) => !same(each))
  if (grown < 0) return { ...catalogue, candidates: [...others, { ...candidate, against: 1 }] }
  const players = [...candidate.players, player]
  if (players.length < witnesses) return { ...catalogue, candidates: [...others, { ...candidate, players }] }
  return {
    ...catalogue,
    // What else the old name might have become is settled as well.
    candidates: others.filter((each) => each.old !== old && each.metric !== metric),
    aliases: withAlias(catalogue.aliases, { old, metric, since }),
  }
}

/**
 * Hears a player's values about renamed rows, before an answer is stored whose layout is another one than that of the state
 * before; only about the newest layout, for caches may show an older one again. Costs nothing unless a row may be renamed:
 * then a read unit, and for the first players who tell some write units.
 */
export const noticeRenames = async (
  table: Table,
  player: string,
  before: State,
  { at, rows }: Snapshot,
): Promise<void> => {
  const pairs = pairsOf(before.rows, await currentRows(table, rows)).filter(({ grown }) => grown !== null)
  if (pairs.length === 0) return
  const layout = layoutOf(rows)
  await ensureLayout(table, layout, at)
  const changed = await changeCatalogue(table, (catalogue) =>
    catalogue.newest.hash === layout.hash
      ? pairs.reduce((known, pair) => withPair(known, player, pair, at), catalogue)
      : catalogue,
  )
  for (const { old, metric } of changed.after.aliases) {
    if (finalName(changed.before.aliases, old) !== finalName(changed.after.aliases, old)) {
      log.info('metric renamed', { old, new: metric })
    }
  }
}
