import { batchPut, type Table } from '../../shared/dynamodb.ts'
import type { Rows } from '../../shared/hiscores/answer.ts'
import { createPlayer, type Player } from '../../shared/players/players.ts'
import { dayMs, daySK, encode, encodeMoments, snapSK, tiers } from '../../shared/snapshots/items.ts'
import { playerPK } from '../../shared/snapshots/key.ts'
import { quarterBit, quarterSK } from '../../shared/snapshots/quarters.ts'

/** How a player was tracked; times in milliseconds since 1970. */
interface Tracked {
  key: string
  /** The first snapshot. */
  start: number
  /** Up to when, included. */
  end: number
  everyMs: number
  retentionDays: number
  rowsAt: (at: number) => Rows
}

/**
 * Leaves a player behind as tracking would have at the end, with a change at every fetch, without doing each one: snapshots
 * and quarters as long as they are kept, days, weeks, months and the player.
 */
export const leaveHistory = async (table: Table, { key, start, end, everyMs, retentionDays, rowsAt }: Tracked) => {
  const PK = playerPK(key)
  const items = new Map<string, Record<string, unknown>>()
  const state = async (at: number) => ({ PK, ...(await encode(table, { at, rows: rowsAt(at) })) })
  const last = end - ((end - start) % everyMs)
  let earlier: number[] = []
  let quarters = 0
  for (let at = start; at <= last; at += everyMs) {
    const expiresAt = Math.ceil((at + retentionDays * dayMs) / 1000)
    const next = at + everyMs
    const ends = next > last
    const endsDay = ends || daySK(next) !== daySK(at)
    const before = earlier.length > 0 ? { earlier: encodeMoments(earlier) } : {}
    earlier = endsDay ? [] : [...earlier, at]
    const endsQuarter = !endsDay && quarterSK(next) !== quarterSK(at)
    const told = quarters
    if (endsQuarter) quarters |= quarterBit(at)
    if (endsDay) quarters = 0
    if (expiresAt * 1000 <= end && !endsDay) continue
    const found = await state(at)
    if (expiresAt * 1000 > end) items.set(snapSK(at), { ...found, SK: snapSK(at), expiresAt, ...before })
    if (endsQuarter) items.set(quarterSK(at), { ...found, SK: quarterSK(at), expiresAt })
    if (endsDay) items.set(daySK(at), { ...found, SK: daySK(at), q: told })
    for (const { key } of tiers) {
      if (!ends && key(next) !== key(at)) items.set(key(at), { ...found, SK: key(at) })
    }
  }
  await batchPut(table, [...items.values()])
  const { PK: _, ...latest } = await state(last)
  const player: Player = {
    key,
    username: key,
    mode: 'regular',
    active: true,
    addedAt: start,
    lastFetchedAt: last,
    lastChangedAt: last,
    nextFetchAt: last + everyMs,
    lastOutcome: 'changed',
    latest,
    failures: 0,
  }
  await createPlayer(table, player)
  return player
}
