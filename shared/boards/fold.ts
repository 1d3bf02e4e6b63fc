import { batchDelete, type Table } from '../dynamodb.ts'
import { modes } from '../hiscores/boards.ts'
import { countsAfter } from './counts.ts'
import type { Entry } from './entries.ts'
import { everybody, putHead, readLog } from './items.ts'
import { cut, type Kind, kindOf, type List, merged, mostKept } from './lists.ts'
import { allParts, type Made, type Part, putParts } from './parts.ts'
import { currentDates } from './rows.ts'

interface Folded {
  parts: Made[]
  isCut: boolean
  isWorn: boolean
}

/** The lists of a kind with what came since. Those of single modes come first, for they are made of the list of all that is cut. */
const foldKind = (kind: Kind, get: (part: Part) => List | undefined, later: readonly Entry[], most: number): Folded => {
  const before = get({ kind }) ?? { entries: [] }
  const whole = merged(kind, before, later)
  const all = cut(kind, whole, most)
  const isCut = all.list.bounds !== undefined
  const ofModes = isCut
    ? modes.flatMap((mode) => {
        const own = before.bounds
          ? merged(kind, get({ kind, mode }) ?? { entries: [] }, later, mode)
          : { entries: whole.entries.filter((entry) => entry.mode === mode) }
        return own.entries.length > 0 || get({ kind, mode })
          ? [{ kind, mode, whole: own, ...cut(kind, own, most) }]
          : []
      })
    : []
  const parts = [...ofModes, { kind, whole, ...all }]
  return { parts, isCut, isWorn: parts.some(({ worn }) => worn) }
}

/**
 * Brings the log of a metric into its lists; whether one of them does not hold any more what a leaderboard shows. What it takes
 * depends on the lists and the log, which are bounded. Done again after a crash it comes to the same.
 */
export const foldMetric = async (
  table: Table,
  metric: string,
  begun: number,
  now: number,
  most: number = mostKept,
): Promise<{ worn: boolean }> => {
  const { head, log } = await readLog(table, metric, begun, { consistent: true })
  const fresh = log.filter(({ SK }) => SK > head.upTo)
  const last = fresh.at(-1)
  if (!last) return { worn: false }
  const changes = fresh.flatMap((each) => each.changes)
  const later = changes.map(({ entry }) => entry)
  const kinds = metric === everybody ? [] : ['value', 'all', 'name', ...currentDates(now).map(kindOf)]
  const { get, stored, old } = await allParts(table, metric, begun, kinds)
  const folded = kinds.map((kind) => foldKind(kind, get, later, most))
  const parts = folded.flatMap((each) => each.parts)
  // Of what nothing is known there is no need of a list.
  await putParts(
    table,
    metric,
    { begun, upTo: last.SK },
    parts.filter((part) => part.list.entries.length > 0 || get(part)),
    stored,
  )
  await putHead(table, metric, {
    begun,
    upTo: last.SK,
    counts: countsAfter(head.counts, changes),
    cut: kinds.filter((_, index) => folded[index]!.isCut),
  })
  await batchDelete(table, old)
  return { worn: folded.some((each) => each.isWorn) }
}
