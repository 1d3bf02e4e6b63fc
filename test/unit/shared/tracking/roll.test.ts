import fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { keepBoards } from '../../../../shared/boards/keep.ts'
import { batchPut } from '../../../../shared/dynamodb.ts'
import { ApiError } from '../../../../shared/http/errors.ts'
import { log } from '../../../../shared/log.ts'
import { allPlayers } from '../../../../shared/players/list.ts'
import { changePlayer, isTracked, playersDue } from '../../../../shared/players/players.ts'
import { keepNotes } from '../../../../shared/players/touched.ts'
import { type Census, takeCensus } from '../../../../shared/tracking/census.ts'
import { latenessOf, latenessOfMany, mostLooked } from '../../../../shared/tracking/lateness.ts'
import { callRoll, type Roll, standingOf } from '../../../../shared/tracking/roll.ts'
import { playersNow } from '../../../../shared/tracking/status.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { meter } from '../../../capacity/meter.ts'
import { add, fetch, remove, rename } from './operations.ts'
import { day, hour, hunting, minute, Town } from './town.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const now = Date.UTC(2026, 7, 20, 12)
// Those who are fetched were counted half an hour ago.
const counted = (at: number): Census => ({ at: at - 35 * minute, count: 0, marks: [] })

/** The items of so many players, of whom one in ten is paused, one in seven not found and one in eleven failing. */
const crowd = (count: number, dueAt: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => ({
    ...{ PK: `PLAYER#member_${String(index).padStart(6, '0')}`, SK: 'PLAYER', username: `member_${index}` },
    ...{ mode: 'regular', active: index % 10 > 0, addedAt: now - 90 * day, failures: 0, list: 'PLAYERS' },
    ...(index % 10 > 0 && { due: 'DUE' }),
    nextFetchAt: dueAt(index),
    ...(index % 7 === 0 && { missing: { days: 4, at: now } }),
    ...(index % 11 === 0 && { lastOutcome: 'malformed', lastFetchedAt: now - 3 * day }),
  }))

const crowded = async (count: number, dueAt: (index: number) => number = () => now + hour) => {
  const table = tableOf(new MemoryTable())
  await batchPut(table, crowd(count, dueAt))
  return meter(table)
}

describe('the calling of the roll', () => {
  it('takes a tick for 500 players, and finds how all of them stand', async () => {
    const { table, read } = await crowded(1_200)
    let roll: Roll | undefined
    for (const passed of [0, 1, 2]) {
      expect(roll?.found).toBeUndefined()
      const at = now + passed * minute
      roll = await callRoll(table, roll, counted(at), at)
      const { reads, writes, requests } = read()
      expect(reads).toBeLessThanOrEqual(257)
      expect({ writes, most: requests <= 6 }).toEqual({ writes: 0, most: true })
    }
    const expected = standingOf(await allPlayers(table), now)
    expect(expected).toEqual({ at: now, total: 1_200, paused: 120, notFound: 154, failing: 85 })
    expect(roll).toEqual({ at: now, found: expected })
  })

  it('rests for an hour, or for a second a player, and begins between two counts', async () => {
    const { table } = await crowded(1_200)
    const found = { at: now, total: 9_000, paused: 0, notFound: 0, failing: 0 }
    const begins = async (total: number, passed: number, census = counted(now + passed)) => {
      const before = { at: now, found: { ...found, total } }
      return (await callRoll(table, before, census, now + passed)) !== before
    }
    expect([await begins(1_200, hour - minute), await begins(1_200, hour)]).toEqual([false, true])
    expect([await begins(9_000, 2 * hour), await begins(9_000, 2.5 * hour)]).toEqual([false, true])
    expect(await begins(1_200, hour, { at: now + hour, count: 0, marks: [] })).toBe(false)
    expect(await begins(1_200, hour, { ...counted(now + hour), from: '{}' })).toBe(false)
  })

  it.for([
    [150_000, 60],
    [155_000, 62],
    [400_000, 160],
  ] as const)(
    'has its time between two counts, also where %d players take as long as an hour',
    async ([count, minutes]) => {
      const { table } = await crowded(1_200)
      const census = { at: now, count, marks: [] }
      const whole = now + (count / 5_000) * minute
      expect(await takeCensus(table, census, whole)).toBe(census)
      expect(await callRoll(table, undefined, census, whole)).toMatchObject({ at: whole, sofar: { total: 500 } })
      expect(await takeCensus(table, census, now + minutes * minute - 1)).toBe(census)
      expect(await takeCensus(table, census, now + minutes * minute)).toMatchObject({ at: now + minutes * minute })
    },
  )

  it('looks at nobody where there are few', async () => {
    const { table, read } = await crowded(300)
    expect(await callRoll(table, undefined, counted(now), now)).toEqual({ at: now })
    expect(read().requests).toBe(1)
  })

  it('is gone on with at the next tick where a step fails', async () => {
    const { table } = await crowded(1_200)
    const error = vi.spyOn(log, 'error')
    const begun = await callRoll(table, undefined, counted(now), now)
    const broken = { name: table.name, client: { send: () => Promise.reject(new Error('away')) } as never }
    expect(await callRoll(broken, begun, counted(now), now)).toBe(begun)
    expect(error).toHaveBeenCalledOnce()
    error.mockRestore()
    const last = await callRoll(table, await callRoll(table, begun, counted(now), now), counted(now), now)
    expect(last?.found?.total).toBe(1_200)
  })
})

const names = ['Ann', 'Bob', 'Cat', 'Dan', 'Eve'] as const
const kinds = ['add', 'pause', 'remove', 'rename', 'merge', 'fetch', 'call', 'keep'] as const

const happening = fc.record({
  kind: fc.constantFrom(...kinds),
  who: fc.constantFrom(...names),
  to: fc.constantFrom(...names),
  /** The write before, amid or after which whoever does it dies. */
  death: fc.option(fc.tuple(fc.nat(12), fc.constantFrom('before' as const, 'amid' as const, 'after' as const)), {
    freq: 3,
    nil: undefined,
  }),
  wait: fc.integer({ min: minute, max: 3 * hour }),
})

const wrong = ['nothing', 'lost', 'failing'] as const
const marks = fc.array(fc.constantFrom(...wrong), { minLength: names.length, maxLength: names.length })

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** A town whose roll is called, two at a time, and whose boards are kept. */
class Counted extends Town {
  roll: Roll | undefined
  readonly present = () => ({ now: this.now, retentionDays: 90 })

  async call(): Promise<void> {
    const few = { perTick: 2, few: -1 }
    this.roll = await this.during(callRoll(this.table, this.roll, counted(this.now), this.now, few))
  }

  async keep(): Promise<void> {
    await this.during(keepBoards(this.table, this.present()))
  }

  /** Has somebody be one of whom there has been no good answer, and who is not asked for before tomorrow. */
  async mark(who: string, mark: (typeof wrong)[number]): Promise<void> {
    const player = await this.player(who.toLowerCase())
    if (mark === 'nothing' || !player || !isTracked(player)) return
    const lost = { missing: { days: 3, at: this.now } }
    const failing = { lastOutcome: 'malformed', lastFetchedAt: this.now - 2 * day } as const
    const change = mark === 'lost' ? lost : failing
    await changePlayer(this.table, player, { ...change, nextFetchAt: this.now + day })
  }

  async #do({ kind, who, to }: Happening, instance: ReturnType<Town['instance']>): Promise<unknown> {
    const key = who.toLowerCase()
    if (kind === 'add') return add(this, instance, who)
    const player = await this.player(key)
    if (!player || !isTracked(player)) return
    const { tracker } = instance
    if (kind === 'pause') return changePlayer(tracker, player, { active: !player.active, nextFetchAt: this.now })
    if (kind === 'remove') return remove(this, instance, key)
    if (kind === 'fetch') return fetch(this, instance, who)
    const merge = kind === 'merge'
    return rename(this, instance, to, { merge, force: merge, key })
  }

  async happen(what: Happening): Promise<void> {
    await this.pass(what.wait)
    if (what.kind === 'call') return this.call()
    if (what.kind === 'keep') return this.keep()
    const instance = this.instance()
    if (what.death) instance.doom(...what.death)
    const work = async (): Promise<void> => {
      await this.#do(what, instance).catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error
      })
    }
    await this.during(instance.run(work))
  }
}

describe('how many players stand how', () => {
  it('is what looking at all of them says once the roll was called, whatever they have lived through', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 25 }), marks, async (past, marked) => {
        const town = new Counted()
        await keepNotes(town.table, town.now - hour)
        for (const name of names) town.replies.set(name.toLowerCase(), hunting)
        for (const each of past) await town.happen(each)
        // The schedule finishes what was cut short, and fetches the others.
        town.work()
        await town.pass(2 * hour)
        for (const [index, mark] of marked.entries()) await town.mark(names[index]!, mark)
        const end = town.now
        while ((town.roll?.found?.at ?? 0) < end) {
          await town.pass(minute)
          await town.call()
        }
        for (const wait of [11, 1, 11, 1, 1, 1]) {
          await town.pass(wait * minute)
          await town.keep()
        }
        const all = await allPlayers(town.table)
        const { at: _, ...expected } = standingOf(all, town.now)
        expect(town.roll!.found).toMatchObject(expected)
        const { players } = await playersNow(town.table, { roll: town.roll }, town.now, 1)
        expect(players).toMatchObject(expected)
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  it('is told of who comes and goes meanwhile by what the boards have heard', async () => {
    const town = new Counted()
    await keepNotes(town.table, town.now - hour)
    const keys = await town.populate(3, hunting)
    while (!town.roll?.found) await town.call()
    for (const wait of [11, 1, 11, 1]) {
      await town.pass(wait * minute)
      await town.keep()
    }
    await changePlayer(town.table, (await town.player(keys[0]!))!, { active: false })
    await town.perform((instance) => remove(town, instance, keys[1]!))
    const told = async () => (await playersNow(town.table, { roll: town.roll }, town.now, 1)).players
    expect(await told()).toMatchObject({ total: 3, active: 3, paused: 0 })
    for (const wait of [11, 1]) {
      await town.pass(wait * minute)
      await town.keep()
    }
    expect(await told()).toMatchObject({ total: 2, active: 1, paused: 1, countedAt: expect.any(String) })
  })
})

describe('by how much many players are late', () => {
  const exactly = async (table: Parameters<typeof latenessOfMany>[0], at: number) =>
    latenessOf(
      (await playersDue(table, at, 100_000)).map(({ nextFetchAt }) => nextFetchAt),
      at,
    )
  const takeAll = async (table: Parameters<typeof latenessOfMany>[0]): Promise<Census> => {
    let census = await takeCensus(table, undefined, now)
    while (census.from !== undefined) census = await takeCensus(table, census, now)
    return census
  }

  it('is exact as long as they can be looked at', async () => {
    const { table, read } = await crowded(mostLooked, (index) => now - index * 1_000)
    const late = await latenessOfMany(table, undefined, now)
    expect(read().requests).toBe(1)
    expect(late).toEqual(await exactly(table, now))
  })

  it('is nearly so of more, by the marks of the last count, for as much whoever is late', async () => {
    const { table, read } = await crowded(30_000, (index) => now - 20 * hour + index * 3_000)
    const census = await takeAll(table)
    expect(census.marks).toHaveLength(5)
    read()
    const late = await latenessOfMany(table, census, now)
    expect(read().reads).toBeLessThanOrEqual(150)
    const { due, max, p50, p95 } = await exactly(table, now)
    expect(late).toMatchObject({ due, max, p95 })
    expect(Math.abs(late.p50 - p50) / p50).toBeLessThan(0.02)
  })

  it('is told of those that were counted before while the next count is under way', async () => {
    const { table } = await crowded(12_000, (index) => now - 20 * hour + index * 3_000)
    const census = await takeAll(table)
    const underWay = await takeCensus(table, census, now + hour)
    expect(underWay).toMatchObject({ marks: census.marks, passed: [expect.any(Number)] })
    expect(underWay.from).toBeDefined()
  })
})
