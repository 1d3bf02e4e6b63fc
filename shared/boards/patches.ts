import type { Entry } from './entries.ts'
import { isKnown, type Kind, type List } from './lists.ts'

/*
 * Patches: what has changed in a list since all of it was stored, as entries; whoever is not on it any more has no value there.
 */

/** The entry of somebody who is not on a list any more. */
const gone = (entry: Entry): Entry => ({
  ...entry,
  ...{ level: null, review: [], seams: [], first: undefined, edges: new Map() },
  last: { at: entry.last.at, value: null },
})

/** Whether what has come of a list may be told by what has changed in it: where both are cut, or neither is. */
export const isPatch = (before: List, after: List): boolean =>
  (before.bounds === undefined) === (after.bounds === undefined)

/**
 * What has changed in a list, of which the entries that are the same are the same objects. The bounds stay, so all that they know of
 * stay in it.
 */
export const patchOf = (kind: Kind, before: List, after: List): Entry[] => {
  const same = new Set(before.entries)
  const keys = new Set(before.entries.map(({ key }) => key))
  const left = new Set(after.entries.map(({ key }) => key))
  const changed = after.entries.filter(
    (entry) => !same.has(entry) && (keys.has(entry.key) || isKnown(kind, before, entry)),
  )
  return [...changed, ...before.entries.filter(({ key }) => !left.has(key)).map(gone)]
}

/** A list with what has changed in it. */
export const patched = (list: List, changes: readonly Entry[]): List => {
  const entries = new Map(list.entries.map((entry) => [entry.key, entry]))
  for (const entry of changes) {
    if (entry.last.value === null) entries.delete(entry.key)
    else entries.set(entry.key, entry)
  }
  return { ...list, entries: [...entries.values()] }
}
