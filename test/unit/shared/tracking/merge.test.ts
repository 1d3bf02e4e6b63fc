import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { log } from '../../../../shared/log.ts'
import { changePlayer, createPlayer, findPlayer, type Player } from '../../../../shared/players/players.ts'
import { recomputeRecords } from '../../../../shared/records/fold.ts'
import { findRecords } from '../../../../shared/records/items.ts'
import { stateMoment } from '../../../../shared/snapshots/items.ts'
import { withoutQuarters } from '../../../../shared/snapshots/quarters.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { mergePlayers } from '../../../../shared/tracking/merge.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { expectQuarters, isNoQuarter } from '../../../quarters.ts'
import { rowsOf } from '../../../rows.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const hour = 3_600_000
const day = 24 * hour
const start = Date.parse('2026-05-28T18:30:00Z')
const retentionDays = 90

interface Fetched {
  at: number
  mining: number
}

const seen = (times: readonly [wait: number, gained: number][]): Fetched[] => {
  let at = start
  let mining = 1_000
  return times.map(([wait, gained]) => {
    at = stateMoment(at + wait)
    mining += gained
    return { at, mining }
  })
}

class Tracker {
  readonly memory = new MemoryTable()
  readonly table = tableOf(this.memory)

  /** Tracks a character of this name from the first of some fetches to the last. */
  async track(key: string, fetches: readonly Fetched[], more: Partial<Player> = {}): Promise<Player> {
    const addedAt = fetches[0]!.at
    const added: Player = { key, username: key, mode: 'regular', active: true, addedAt, failures: 0, ...more }
    await createPlayer(this.table, added)
    let player = added
    for (const { at, mining } of fetches) {
      const stored = await storeAnswer(this.table, player, { at, rows: rowsOf({ Mining: mining }) }, retentionDays)
      const { latest, changedAt: lastChangedAt } = stored
      player = (await changePlayer(this.table, player, { latest, lastChangedAt, lastFetchedAt: at })) ?? player
    }
    return player
  }

  /**
   * What is stored of a player but itself, without what has expired, its records and that they make states stay, and the quarters of
   * days.
   */
  stored(key: string, now: number): Record<string, unknown>[] {
    return this.memory
      .items(`PLAYER#${key}`)
      .filter(({ SK, at }) => {
        const expired = String(SK).startsWith('SNAP#') && Number(at) + retentionDays * day <= now
        return SK !== 'PLAYER' && !String(SK).startsWith('RECORDS') && !expired
      })
      .filter(isNoQuarter)
      .map(({ PK: _, expiresAt: __, kept: ___, ...item }) => withoutQuarters(item))
  }
}

const waits = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 60_000, max: 8 * hour }) },
  { weight: 2, arbitrary: fc.integer({ min: hour, max: 3 * day }) },
  { weight: 1, arbitrary: fc.integer({ min: day, max: 40 * day }) },
)
const fetch = fc.tuple(waits, fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000 })))
const times = fc.array(fetch, { minLength: 2, maxLength: 40 })

describe('two histories that become one', () => {
  it('are as if one player had been tracked all the time, whichever of them stays', async () => {
    await fc.assert(
      fc.asyncProperty(times, fc.nat(), fc.boolean(), async (all, cut, earlierStays) => {
        const place = 1 + (cut % (all.length - 1))
        // The first state of a player is always a change.
        const fetches = seen(all.map(([wait, gained], index) => [wait, index === place ? gained + 1 : gained]))
        const now = fetches.at(-1)!.at + hour
        const tracker = new Tracker()
        const whole = await tracker.track('whole', fetches)
        const first = await tracker.track('first', fetches.slice(0, place))
        const second = await tracker.track('second', fetches.slice(place))
        const [from, to] = earlierStays ? [second, first] : [first, second]
        const merged = await mergePlayers(tracker.table, from, to, false, now)
        expect(merged).toMatchObject({ key: to.key, addedAt: whole.addedAt, lastChangedAt: whole.lastChangedAt })
        expect(merged?.latest).toEqual(whole.latest)
        expect(merged?.seams).toBeUndefined()
        expect(tracker.stored(to.key, now)).toEqual(tracker.stored('whole', now))
        await expectQuarters(tracker.table, to.key, now)
        await recomputeRecords(tracker.table, whole, now)
        const [joined, unparted] = await Promise.all([to.key, 'whole'].map((key) => findRecords(tracker.table, key)))
        expect(joined?.records).toEqual(unparted?.records)
        expect(tracker.stored(from.key, now)).toEqual([])
        expect((await findPlayer(tracker.table, from.key))?.deletedAt).toBe(now)
      }),
      { numRuns: 80 },
    )
  })

  it('go on as if one player had been tracked all the time', async () => {
    await fc.assert(
      fc.asyncProperty(times, times, async (before, after) => {
        const fetches = seen([...before, [hour, 1], ...after])
        const tracker = new Tracker()
        const split = before.length
        const until = split + 1 + Math.floor(after.length / 2)
        await tracker.track('whole', fetches)
        const first = await tracker.track('first', fetches.slice(0, split))
        const second = await tracker.track('second', fetches.slice(split, until))
        const merged = await mergePlayers(tracker.table, first, second, false, fetches[until - 1]!.at + 1)
        for (const { at, mining } of fetches.slice(until)) {
          await storeAnswer(tracker.table, merged!, { at, rows: rowsOf({ Mining: mining }) }, retentionDays)
        }
        const now = fetches.at(-1)!.at + 1
        expect(tracker.stored('second', now)).toEqual(tracker.stored('whole', now))
        await expectQuarters(tracker.table, 'second', now)
      }),
      { numRuns: 40 },
    )
  })
})

describe('histories that do not continue each other', () => {
  const many = (count: number, wait: number, gained = 10): [number, number][] =>
    Array.from({ length: count }, () => [wait, gained])

  it('are refused, each value that fell is named, and nothing has changed', async () => {
    const tracker = new Tracker()
    const fetches = seen(many(20, 5 * hour))
    const first = await tracker.track('first', fetches.slice(0, 10))
    const second = await tracker.track(
      'second',
      fetches.slice(10).map(({ at, mining }) => ({ at, mining: mining - 500 })),
    )
    const now = fetches.at(-1)!.at + hour
    const before = ['first', 'second'].map((key) => tracker.memory.items(`PLAYER#${key}`))
    const issue = (path: string) => ({ path, message: 'was 1100 and is 610 later' })
    await expect(mergePlayers(tracker.table, first, second, false, now)).rejects.toMatchObject({
      code: 'values_fell',
      issues: [issue('overall'), issue('mining')],
    })
    expect(['first', 'second'].map((key) => tracker.memory.items(`PLAYER#${key}`))).toEqual(before)
  })

  it('meet at a seam when it is forced, with the states on both sides', async () => {
    const tracker = new Tracker()
    const fetches = seen(many(20, 5 * hour))
    const first = await tracker.track('first', fetches.slice(0, 10), {
      seams: [{ at: fetches[4]!.at, kind: 'rollback' }],
      review: { at: [fetches[6]!.at] },
    })
    const lower = fetches.slice(10).map(({ at, mining }) => ({ at, mining: mining - 500 }))
    const second = await tracker.track('second', lower, { seams: [{ at: lower[3]!.at, kind: 'corrected' }] })
    const merged = await mergePlayers(tracker.table, first, second, true, fetches.at(-1)!.at + hour)
    expect(merged).toMatchObject({
      seams: [
        { at: fetches[4]!.at, kind: 'rollback' },
        { at: lower[0]!.at, kind: 'corrected' },
        { at: lower[3]!.at, kind: 'corrected' },
      ],
      review: { at: [fetches[6]!.at] },
    })
    const seam = tracker.memory.peek('PLAYER#second', `SEAM#${new Date(lower[0]!.at).toISOString()}`)
    expect(seam).toMatchObject({ before: { at: fetches[9]!.at }, after: { at: lower[0]!.at } })
  })

  it('that were seen at the same time are refused; by force the earlier counts up to where the later begins', async () => {
    for (const earlierStays of [false, true]) {
      const tracker = new Tracker()
      const fetches = seen(many(60, 7 * hour))
      const first = await tracker.track('first', fetches.slice(0, 50))
      const other = fetches.slice(30).map(({ at, mining }) => ({ at: at + hour, mining: mining + 5_000 }))
      const second = await tracker.track('second', other)
      const now = fetches.at(-1)!.at + day
      const [from, to] = earlierStays ? [second, first] : [first, second]
      await expect(mergePlayers(tracker.table, from, to, false, now)).rejects.toMatchObject({
        code: 'values_fell',
        message: expect.stringContaining('were both seen from'),
      })
      const merged = await mergePlayers(tracker.table, from, to, true, now)
      expect(merged?.seams).toEqual([{ at: other[0]!.at, kind: 'corrected' }])
      expect(merged?.latest?.at).toBe(other.at(-1)!.at)
      await tracker.track(
        'whole',
        [...fetches.slice(0, 31), ...other].sort((a, b) => a.at - b.at),
      )
      const states = tracker.stored(to.key, now).filter(({ SK }) => !String(SK).startsWith('SEAM#'))
      expect(states).toEqual(tracker.stored('whole', now))
      await expectQuarters(tracker.table, to.key, now)
    }
  })

  it('on two boards meet at a seam, for nothing is counted across boards', async () => {
    const tracker = new Tracker()
    const fetches = seen(many(20, 5 * hour))
    const first = await tracker.track('first', fetches.slice(0, 10), { mode: 'ironman' })
    const second = await tracker.track('second', fetches.slice(10))
    const merged = await mergePlayers(tracker.table, first, second, false, fetches.at(-1)!.at + hour)
    expect(merged).toMatchObject({ mode: 'regular', seams: [{ at: fetches[10]!.at, kind: 'board' }] })
  })
})
