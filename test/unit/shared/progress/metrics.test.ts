import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import type { ApiError } from '../../../../shared/http/errors.ts'
import { addFormerName, distance, knownMetric, knownMetrics, metricList } from '../../../../shared/progress/metrics.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { rowsOf } from '../../../rows.ts'

let table: Table
const store = (rows: Parameters<typeof storeAnswer>[2]['rows']) =>
  storeAnswer(table, { key: 'zezima', addedAt: 1 }, { at: 1, rows }, 90)

beforeAll(async () => {
  table = tableOf(new MemoryTable())
  await store(
    rowsOf(
      { Attack: 1, Magic: 2 },
      { 'Clue Scrolls (all)': 1, 'LMS - Rank': 500, 'Collections Logged': 3, Brutus: 4, "K'ril Tsutsaroth": 5 },
    ),
  )
})

const faults = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: ApiError) => thrown,
  )
  expect(error).toMatchObject({ code: 'validation_failed' })
  return error!.issues
}

describe('the list of metrics', () => {
  it('has every row in the order of the hiscores, each in its group', async () => {
    const { metrics } = await metricList(table)
    expect(metrics.map(({ metric, group }) => [metric, group])).toEqual([
      ['overall', 'overall'],
      ['attack', 'skills'],
      ['magic', 'skills'],
      ['clue_scrolls_all', 'activities'],
      ['lms_rank', 'activities'],
      ['collections_logged', 'activities'],
      ['brutus', 'bosses'],
      ['kril_tsutsaroth', 'bosses'],
    ])
    expect(metrics.at(-1)).toEqual({
      metric: 'kril_tsutsaroth',
      name: "K'ril Tsutsaroth",
      group: 'bosses',
      formerly: [],
    })
  })

  it('has overall alone while nobody is tracked', async () => {
    const empty = tableOf(new MemoryTable())
    expect((await metricList(empty)).metrics.map(({ metric }) => metric)).toEqual(['overall'])
    expect(await knownMetric(empty, 'overall')).toMatchObject({ group: 'overall' })
  })
})

describe('a metric that nobody has', () => {
  it('is refused with the nearest one, each of several', async () => {
    expect(await faults(knownMetrics(table, ['atack', 'magic', 'kril'], 'metrics'))).toEqual([
      { path: 'metrics', message: 'is "atack", which nobody has here; the nearest is "attack"' },
      { path: 'metrics', message: expect.stringContaining('"kril"') },
    ])
    for (const name of ['constructor', 'proto', 'tostring']) await faults(knownMetric(table, name))
  })

  it('is known as soon as somebody has it', async () => {
    const other = tableOf(new MemoryTable())
    await faults(knownMetric(other, 'zulrah'))
    await storeAnswer(other, { key: 'a', addedAt: 1 }, { at: 1, rows: rowsOf({}, { Zulrah: 1 }) }, 90)
    expect(await knownMetric(other, 'zulrah')).toMatchObject({ group: 'bosses' })
  })

  it('cannot be a former name, nor can a metric be its own, nor a skill that of a boss', async () => {
    for (const [metric, old, path] of [
      ['magic', 'nothing', 'old'],
      ['nothing', 'magic', 'metric'],
      ['magic', 'magic', 'old'],
      ['magic', 'brutus', 'old'],
    ] as const) {
      expect(await faults(addFormerName(table, { metric, old }, 1))).toEqual([expect.objectContaining({ path })])
    }
  })
})

describe('the distance of two texts', () => {
  it('is zero for the same, one for a letter more or another one, the same from both sides, and never more than the longer', () => {
    const word = fc.string({ maxLength: 8 })
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(distance(a, a)).toBe(0)
        expect(distance(a, `${a}x`)).toBe(1)
        expect(distance(a, b)).toBe(distance(b, a))
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
        expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c))
      }),
    )
    expect(distance('runecraft', 'runecrafting')).toBe(3)
  })
})
