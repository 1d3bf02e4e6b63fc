import { describe, expect, it } from 'vitest'
import { decodeStarts, withStart } from '../../../../shared/pace/starts.ts'
import { movePlayer } from '../../../../shared/players/move.ts'
import { createPlayer, findPlayer, type Player } from '../../../../shared/players/players.ts'
import type { Encoded } from '../../../../shared/snapshots/items.ts'
import { afterAnswer } from '../../../../shared/tracking/after.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { testFetching } from '../../../fetching.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.parse('2026-08-17T18:40:00Z')

const table = tableOf(new MemoryTable())
const { fetching } = testFetching(table)
// Everybody could be asked every three and a half hours or so.
const players = 4_000

const added: Player = { key: 'a', username: 'a', mode: 'regular', active: true, addedAt: start - day, failures: 0 }
const latest: Encoded = { at: start, layout: 'layout', values: new Uint8Array() }

/** A player after answers at some moments, by whether they were news. */
const answered = (given: Player, answers: readonly [at: number, changed: boolean][]): Player => {
  let player = given
  for (const [at, changed] of answers) {
    const stored = { latest, changed, changedAt: changed ? at : player.lastChangedAt }
    player = { ...player, ...afterAnswer(fetching, player, { name: undefined, players }, at, stored) } as Player
  }
  return player
}

const twoEvenings: [number, boolean][] = [
  [start - day, true],
  [start, true],
  [start + hour, true],
  [start + 3 * hour, true],
  [start + day, true],
  [start + day + hour, true],
]

describe('the player after an answer', () => {
  it('has in it when its rests ended, and no pause within a session', () => {
    expect(decodeStarts(answered(added, twoEvenings).starts)).toEqual([start, start + day])
    expect(answered(added, twoEvenings.slice(0, 1)).starts).toBeUndefined()
  })

  it('is asked when it is likely to begin, and hourly then', () => {
    const next = start + 2 * day
    const rested = answered(added, [...twoEvenings, [next - 2 * hour, false]])
    expect(rested.nextFetchAt).toBe(next - 15 * minute - 30_000)
    expect(answered(rested, [[next - 10 * minute, false]]).nextFetchAt).toBe(next + 50 * minute - 30_000)
    const without = answered({ ...rested, starts: undefined }, [[next - 2 * hour, false]])
    expect(without.nextFetchAt).toBeGreaterThan(next + hour)
  })

  it('has no starts where it has an interval of its own, and learns them anew', () => {
    const known = answered(added, twoEvenings)
    const fixed = answered({ ...known, fetchIntervalMinutes: 30 }, [[start + 2 * day, true]])
    expect(fixed.starts).toBeUndefined()
    const { fetchIntervalMinutes: _, ...adaptive } = fixed
    expect(decodeStarts(answered(adaptive, [[start + 3 * day, true]]).starts)).toEqual([start + 3 * day])
  })

  it('keeps its starts under another name', async () => {
    const starts = withStart(withStart(undefined, start), start + day)
    await createPlayer(table, { ...added, key: 'moves', starts })
    await movePlayer(table, (await findPlayer(table, 'moves'))!, { key: 'moved', username: 'moved' }, start + day)
    expect(decodeStarts((await findPlayer(table, 'moved'))?.starts)).toEqual([start, start + day])
  })

  it('learns anew where its starts cannot be read', () => {
    const odd = answered({ ...added, starts: Uint8Array.of(0xff) }, twoEvenings)
    expect(decodeStarts(odd.starts)).toEqual([start, start + day])
  })
})
