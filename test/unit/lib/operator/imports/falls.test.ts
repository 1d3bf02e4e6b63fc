import { beforeAll, describe, expect, it } from 'vitest'
import { addSeam } from '../../../../../shared/corrections/seams.ts'
import { log } from '../../../../../shared/log.ts'
import { changePlayer, createPlayer, findPlayer, type Player } from '../../../../../shared/players/players.ts'
import { history as historyOf } from '../../../../../shared/progress/history.ts'
import { foldDue } from '../../../../../shared/records/fold.ts'
import { findLeft } from '../../../../../shared/records/trail.ts'
import { storeAnswer } from '../../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../../bench/memory-table.ts'
import { importInto, seenOf, undoFrom } from '../../../../imports.ts'
import { Replica } from '../../../../replica.ts'
import { rowsOf } from '../../../../rows.ts'
import { recordsAnyway } from '../../../../trails.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const day = 86_400_000
const start = Date.parse('2020-01-01T12:00:00Z')
const own = start + 100 * day
const options = { now: own + 1, retentionDays: 90 }

/** A player that has so much experience now, and of whom others have seen these, one a day, before. */
const met = async (now: number, seen: readonly number[], onFall: 'seam' | 'refuse', source = 'csv') => {
  const memory = new MemoryTable()
  const table = tableOf(memory)
  const player: Player = { key: 'p', username: 'p', mode: 'regular', active: true, addedAt: own, failures: 0 }
  await createPlayer(table, player)
  const { latest } = await storeAnswer(table, player, { at: own, rows: rowsOf({ Mining: now }) }, 90)
  await changePlayer(table, player, { latest, lastFetchedAt: own, milestonesTo: own })
  const states = seen.map((mining, index) => seenOf(start + index * day, rowsOf({ Mining: mining })))
  const { replay, changes } = await importInto(table, 'p', states, { ...options, onFall, source })
  const after = (await findPlayer(table, 'p'))!
  const { skills } = await historyOf(table, after, { start: undefined, end: own }, new Set(['mining']), own)
  return {
    ...{ memory, table, kept: changes.outcome.kept, refused: changes.outcome.refused, gained: skills.mining?.gained },
    became: replay.breaks.map(({ at, became }) => [(at - start) / day, became]),
    seams: (after.seams ?? []).map(({ at, kind }) => [(at - start) / day, kind]),
    review: (after.review?.at ?? []).map((at) => (at - start) / day),
  }
}

describe('values that fell', () => {
  it('once, among others that continue each other, are refused', async () => {
    for (const onFall of ['seam', 'refuse'] as const) {
      const found = await met(5_000, [1_000, 2_000, 500, 2_000, 3_000], onFall)
      expect(found).toMatchObject({ refused: 1, became: [[2, 'refused']], seams: [], gained: 4_000 })
    }
  })

  it('and stayed are behind a seam, over which nothing is gained', async () => {
    const found = await met(5_000, [1_000, 2_000, 1_500, 1_600, 3_000], 'seam')
    expect(found).toMatchObject({ kept: 5, refused: 0, became: [[2, 'seam']], seams: [[2, 'rollback']] })
    expect(found.gained).toBe(1_000 + 3_500)
  })

  it('are refused where they lead to something else than what the tracker has seen', async () => {
    const found = await met(5_000, [100_000, 200_000, 1_500, 1_600, 3_000], 'refuse')
    expect(found).toMatchObject({
      kept: 3,
      refused: 2,
      became: [
        [0, 'refused'],
        [1, 'refused'],
      ],
      seams: [],
    })
  })

  it('between the last of them and what the tracker has seen are behind a seam of that moment', async () => {
    const found = await met(5_000, [100_000, 200_000], 'seam')
    expect(found).toMatchObject({ kept: 2, seams: [[100, 'rollback']], gained: 100_000 })
    await undoFrom(found.table, 'p', options)
    const player = await findPlayer(found.table, 'p')
    expect([player?.seams, player?.addedAt]).toEqual([undefined, own])
  })
})

describe('values that rose faster than anybody can', () => {
  it('are under review when they stayed, and refused when they did not', async () => {
    const stayed = await met(500_000_000, [1_000, 400_000_000, 400_000_001], 'refuse')
    expect(stayed).toMatchObject({ kept: 3, became: [[1, 'review']], review: [1], seams: [] })
    const odd = await met(5_000, [1_000, 400_000_000, 1_001, 1_002], 'seam')
    expect(odd).toMatchObject({ kept: 3, refused: 1, became: [[1, 'refused']], review: [], seams: [] })
    await undoFrom(stayed.table, 'p', options)
    expect((await findPlayer(stayed.table, 'p'))?.review).toBeUndefined()
  })
})

it('go again with a seam that parts them from the rest, though a replica has them still', async () => {
  const { memory, table } = await met(5_000, [1_000, 2_000], 'refuse')
  await addSeam(table, (await findPlayer(table, 'p'))!, own, own + 1)
  const replica = new Replica(memory)
  replica.catchUp()
  await undoFrom(replica.table(), 'p', options)
  expect((await findPlayer(table, 'p'))!.seams ?? []).toEqual([])
})

describe('two sources', () => {
  it('share no day, and each is taken out without the other', async () => {
    const { table } = await met(5_000, [1_000, 2_000], 'refuse', 'wom')
    const states = [0, 1, 2, 3].map((index) =>
      seenOf(start + index * day + 1, rowsOf({ Mining: 1_000 + 1_000 * index })),
    )
    const { changes } = await importInto(table, 'p', states, { ...options, source: 'temple' })
    expect(changes.outcome).toMatchObject({ kept: 2, duplicate: 2 })
    const moments = async () => {
      const player = (await findPlayer(table, 'p'))!
      const { from } = await historyOf(table, player, { start: undefined, end: own }, undefined, own)
      return [from.fetchedAt, new Date(player.addedAt).toISOString()]
    }
    expect(await moments()).toEqual(Array(2).fill('2020-01-01T12:00:00.000Z'))
    await undoFrom(table, 'p', { ...options, source: 'wom' })
    expect(await moments()).toEqual(Array(2).fill('2020-01-03T12:00:00.001Z'))
    await undoFrom(table, 'p', { ...options, source: 'temple' })
    expect(await moments()).toEqual(Array(2).fill(new Date(own).toISOString()))
  })

  it('come between states that folds have left a trail of, and go from there', async () => {
    const { table } = await met(5_000, [1_000], 'refuse', 'wom')
    const fetched = async (days: number, mining: number): Promise<Player> => {
      const at = own + days * day
      const player = (await findPlayer(table, 'p'))!
      const { latest } = await storeAnswer(table, player, { at, rows: rowsOf({ Mining: mining }) }, 90)
      const folded = await foldDue({ tracker: table, retentionDays: 90 }, { ...player, latest }, at)
      return (await changePlayer(table, player, { latest, lastFetchedAt: at, ...folded }))!
    }
    const other = { ...options, now: own + 20 * day + 1, source: 'temple' }
    await fetched(8, 5_001)
    const trailed = await fetched(20, 5_100)
    expect((await findLeft(table, trailed, other.now)).trail).toBeDefined()
    const between = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
    const seen = between.map((days) => seenOf(own + days * day, rowsOf({ Mining: 5_000 + 5 * days })))
    await importInto(table, 'p', seen, other)
    // For whoever is folding meanwhile.
    const { lost } = await findLeft(table, trailed, other.now)
    expect(lost).not.toBe('')
    await recordsAnyway(table, await fetched(21, 5_500), own + 21 * day)
    await fetched(28, 5_600)
    await undoFrom(table, 'p', { ...other, now: own + 28 * day + 1 })
    expect((await findLeft(table, trailed, other.now)).lost).not.toBe(lost)
    await recordsAnyway(table, await fetched(29, 9_000), own + 29 * day)
  })
})
