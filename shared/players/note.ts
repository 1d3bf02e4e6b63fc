import type { Table } from '../dynamodb.ts'
import { decodeAll, type Encoded } from '../snapshots/items.ts'
import { eachValue } from '../snapshots/readings.ts'
import { areBoardsKept, touch } from './touched.ts'

/*
 * What is noted for the boards, before it is written.
 */

// What tells who a player is, or changes its past: boards then look at all of it.
const past = [
  'username',
  'mode',
  'active',
  'hidden',
  'deletedAt',
  'seams',
  'review',
  'takingBack',
  'joining',
  'addedAt',
] as const

/** What boards show of a player depends on this. */
interface Shown extends Partial<Record<(typeof past)[number] | 'lastChangedAt', unknown>> {
  latest?: Encoded | undefined
}

/** Notes a player that is another one from now on, where boards are kept. Half a read unit more than that. */
export const noteAnew = async (table: Table, key: string): Promise<void> => {
  if (await areBoardsKept(table)) await touch(table, { key, anew: true })
}

/**
 * Whether a state that is not counted as a change shows other values all the same: a row has appeared with 0, is hidden, or is
 * shown again.
 */
const showsOther = async (table: Table, before?: Encoded, after?: Encoded): Promise<boolean> => {
  if (!before || !after) return before !== after
  if (before.at === after.at) return false
  const [was, is] = (await decodeAll(table, [before, after])).map((state) => {
    const values = new Map<string, number>()
    eachValue(state, ({ metric }, value) => void (value !== null && values.set(metric, value)))
    return values
  })
  return was!.size !== is!.size || [...is!].some(([metric, value]) => was!.get(metric) !== value)
}

/**
 * Notes a player of whom a change alters what boards show; an answer that brings nothing new alters nothing. `boards` says whether
 * they are kept, where that is known.
 */
export const noteChange = async (
  table: Table,
  player: Shown & { key: string },
  change: Shown,
  boards?: boolean,
): Promise<void> => {
  if (boards === false) return
  const alters = (field: keyof Shown): boolean =>
    field in change && JSON.stringify(change[field]) !== JSON.stringify(player[field])
  const anew = past.some(alters)
  const sure = anew || alters('lastChangedAt')
  const may = sure || (change.latest !== undefined && change.latest.at !== player.latest?.at)
  if (!may || !(boards ?? (await areBoardsKept(table)))) return
  if (sure || (await showsOther(table, player.latest, change.latest))) await touch(table, { key: player.key, anew })
}
