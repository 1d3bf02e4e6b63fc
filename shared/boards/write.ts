import type { Table } from '../dynamodb.ts'
import type { Changes } from './codec.ts'
import { longestOf } from './items.ts'
import { putJournal } from './journal.ts'
import { mostKept, mostWhole } from './lists.ts'
import { flushJournal, type Pending, putLogs } from './logs.ts'
import { type BoardsState, isOld, putState } from './state.ts'

/*
 * Where what has changed is written: to the journal, which is written to the logs when it is long, or straight to the logs.
 */

/** The sizes, in bytes, at which the journal is written to the logs and a log brought into the lists: every question reads both. */
const mostJournal = 18_000
const mostLogged = 22_000

/** How many times that much both may get with up to so many players, whose lists are shorter the fewer they are; none is cut with few. */
const factors = (kept: number) => [
  { upTo: mostWhole(kept), journal: 2.3, logged: 1.6 },
  { upTo: 2_000, journal: 1.4, logged: 1.55 },
  { upTo: 5_000, journal: 1.4, logged: 1.35 },
  { upTo: 10_000, journal: 1.4, logged: 1.2 },
  { upTo: Number.POSITIVE_INFINITY, journal: 1, logged: 0.8 },
]

// What a telling may add to the journal; what is more is written to the logs at once.
const mostTold = 600

// No question does while all players are looked at, and most of what they take is making lists.
const sweepFactor = 8

/** How long the journal, logs and lists may get; tests have shorter ones. */
export interface Lengths {
  journal: number
  logged: number
  kept: number
}

export const lengths: Lengths = { journal: mostJournal, logged: mostLogged, kept: mostKept }

/** How long the journal and a log may get where so many are tracked; undefined is not known. */
export const longest = (players: number | undefined, { journal, logged, kept }: Lengths) => {
  const factor = factors(kept).find(({ upTo }) => (players ?? Number.POSITIVE_INFINITY) <= upTo)!
  return { journal: factor.journal * journal, logged: factor.logged * logged }
}

/** Whether the journal is so long, or so old, that it is to be written to the logs. */
export const isFull = (state: BoardsState, now: number, most: Lengths): boolean =>
  state.journal >= longest(state.players?.total, most).journal || isOld(state, now)

/** The metrics whose lists are to be made, those with the longest logs first. */
export const dueLists = (pending: Pending, state: BoardsState, most: Lengths): string[] => {
  const { sweep, players } = state
  const length = sweep === undefined ? longest(players?.total, most).logged : sweepFactor * most.logged
  return Object.entries(pending)
    .map(([metric, [bytes = 0]]) => ({ metric, bytes }))
    .filter(({ metric, bytes }) => bytes >= (sweep === undefined ? longestOf(metric, length) : length))
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ metric }) => metric)
}

/**
 * Writes the journal to the logs: all of it that there is at a moment, which is noted first, so that after a crash the same is
 * written again. Undefined where another tick is at work.
 */
export const flush = async (table: Table, state: BoardsState, now: number, most: Lengths) => {
  const at = state.flushing ?? Math.max(now, state.at + 1)
  const noted = state.flushing === undefined ? await putState(table, { ...state, at, flushing: at }) : state
  if (!noted) return undefined
  const { begun, flushed } = noted
  const pending = await flushJournal(table, { begun, after: flushed, at })
  const late = dueLists(pending, noted, most).length > 0
  return { ...noted, late, journal: 0, flushing: undefined, flushed: at, flushedBefore: flushed }
}

const sizeOf = (changes: Changes): number => [...changes.values()].reduce((sum, each) => sum + each.length, 0)

/** Writes what has changed: to the journal, or straight to the logs where it is much, before which the journal has to be. */
export const write = async (table: Table, changes: Changes, before: BoardsState, now: number, most: Lengths) => {
  const straight = before.sweep !== undefined || sizeOf(changes) > mostTold
  const state = straight && before.journal > 0 ? await flush(table, before, now, most) : before
  if (!state) return undefined
  const at = Math.max(now, state.at + 1)
  if (straight) {
    const pending = await putLogs(table, changes, { begun: state.begun, at })
    return { ...state, at, late: dueLists(pending, state, most).length > 0 }
  }
  return { ...state, at, journal: state.journal + (await putJournal(table, changes, { begun: state.begun, at })) }
}
