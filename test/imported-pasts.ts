import type { Table } from '../shared/dynamodb.ts'
import type { Rows } from '../shared/hiscores/answer.ts'
import { tellMilestones } from '../shared/milestones/tell.ts'
import { changePlayer, createPlayer, findPlayer, type Player } from '../shared/players/players.ts'
import { foldDue } from '../shared/records/fold.ts'
import { ensureLayout } from '../shared/snapshots/catalogue.ts'
import { stateMoment } from '../shared/snapshots/items.ts'
import { layoutOf } from '../shared/snapshots/layout.ts'
import { newestStates } from '../shared/snapshots/snapshots.ts'
import { storeAnswer } from '../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from './bench/memory-table.ts'
import { Character, type Event, type Happening, history } from './histories.ts'
import { seenOf } from './imports.ts'
import { dayMs } from './reference.ts'

/*
 * Random histories of which somebody else has seen the first part, and a tracker the rest.
 */

/** What the hiscores have shown at a moment. */
export interface Fetched {
  at: number
  rows: Rows
}

// Rows are imported in the order that this tracker knows. A skill that is gone from the ranking tells 0, which is a fall; and
// falls have tests of their own.
const isRise = ({ kind }: Happening): boolean => !['fall', 'unranked', 'move'].includes(kind)

/** What a tracker sees of a character; the first state behind the cut is on another day than the one before, and a change. */
const seen = (start: number, events: readonly Event[], cut: number): Fetched[] => {
  const character = new Character()
  // Nobody has skills and no experience.
  character.happen({ kind: 'gain', row: 0, amount: 1 })
  let at = stateMoment(start)
  const first = { at, rows: character.rows() }
  const others = events.map(({ wait, happenings }, index) => {
    const midnight = at - (at % dayMs) + dayMs
    at = stateMoment(wait === 'midnight' ? midnight : at + wait)
    if (index + 1 === cut) at = Math.max(at, midnight + 1)
    for (const what of happenings.filter(isRise)) character.happen(what)
    if (index + 1 === cut) character.happen({ kind: 'gain', row: 0, amount: 1 })
    return { at, rows: character.rows() }
  })
  return [first, ...others]
}

/** Fetches for a player as the tracker does, but without asking anybody; the first time adds it. */
export const fetchAll = async (
  table: Table,
  key: string,
  fetches: readonly Fetched[],
  retentionDays: number,
): Promise<void> => {
  for (const { at, rows } of fetches) {
    const added: Player = { key, username: key, mode: 'leagues', active: true, addedAt: at, failures: 0 }
    await createPlayer(table, added)
    const player = (await findPlayer(table, key))!
    const newest = await newestStates(table, key, at)
    const { latest } = await storeAnswer(table, player, { at, rows }, retentionDays, { newest })
    const next = latest.at === at ? { at, rows } : undefined
    const { steps: _, ...told } = await tellMilestones(table, player, { last: newest.last, next }, at)
    const folded = await foldDue({ tracker: table, retentionDays }, { ...player, latest }, at)
    await changePlayer(table, player, { latest, lastFetchedAt: at, ...told, ...folded })
  }
}

/** A table whose catalogue has all rows. */
export const newTable = async (): Promise<{ memory: MemoryTable; table: Table }> => {
  const memory = new MemoryTable()
  const table = tableOf(memory)
  await ensureLayout(table, layoutOf(new Character().rows()), 0)
  return { memory, table }
}

export interface Past {
  start: number
  events: Event[]
}

export const pasts = (mostEvents: number) => history(mostEvents).filter(({ events }) => events.length > 0)

/** A player that is tracked from some state on, and what others have seen of it before; what comes after that state as well. */
export const trackedFrom = async ({ start, events }: Past, place: number, retentionDays: number) => {
  const cut = 1 + (place % events.length)
  const all = seen(start, events, cut)
  const own = all[cut]!
  const { memory, table } = await newTable()
  await fetchAll(table, 'p', [own], retentionDays)
  const fetches = all.slice(0, cut + 1)
  const before = fetches.slice(0, cut).map(({ at, rows }) => seenOf(at, rows))
  return { fetches, own, before, later: all.slice(cut + 1), memory, table, now: own.at + 1 }
}
