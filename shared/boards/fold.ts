import { batchDelete, type Table } from '../dynamodb.ts'
import { modes } from '../hiscores/boards.ts'
import { countsAfter } from './counts.ts'
import type { Entry } from './entries.ts'
import { beyond, everybody, longestOf, putHead, readLog } from './items.ts'
import { cut, type Kind, kindOf, type List, merged } from './lists.ts'
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
 * Brings the log of a metric into its lists, which keep so many players each; whether one of them does not hold any more what a
 * leaderboard shows. What it takes depends on the lists and the log, which are bounded. Of the log so many bytes are left, which
 * cost less to write over than to delete. Done again after a crash it comes to the same.
 */
export const foldMetric = async (
  table: Table,
  metric: string,
  begun: number,
  now: number,
  { kept, logged }: { kept: number; logged: number },
): Promise<{ worn: boolean }> => {
  const { head, log, old } = await readLog(table, metric, begun, { consistent: true })
  const last = log.at(-1)
  if (!last) return { worn: false }
  const changes = log.flatMap((each) => each.changes)
  const later = changes.map(({ entry }) => entry)
  const kinds = metric === everybody ? [] : ['value', 'all', 'name', ...currentDates(now).map(kindOf)]
  const { get, stored, ...lists } = await allParts(table, metric, head, kinds)
  const folded = kinds.map((kind) => foldKind(kind, get, later, kept))
  // Of what nothing is known there is no need of a list.
  const parts = folded.flatMap((each) => each.parts).filter((part) => part.list.entries.length > 0 || get(part))
  await putParts(table, metric, { begun, upTo: last.at }, parts, stored)
  await putHead(table, metric, {
    begun,
    upTo: last.at,
    counts: countsAfter(head.counts, changes),
    cut: kinds.filter((_, index) => folded[index]!.isCut),
    parts: parts.length,
  })
  await batchDelete(table, [...old, ...beyond(log, longestOf(metric, logged)), ...lists.old])
  return { worn: folded.some((each) => each.isWorn) }
}
