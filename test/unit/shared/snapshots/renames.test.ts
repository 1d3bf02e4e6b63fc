import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import type { Rows } from '../../../../shared/hiscores/answer.ts'
import { log } from '../../../../shared/log.ts'
import { changePlayer, createPlayer, type Player } from '../../../../shared/players/players.ts'
import { history } from '../../../../shared/progress/history.ts'
import { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import {
  addFormerName,
  knownMetric,
  metricList,
  removeFormerName,
  renamedMetrics,
} from '../../../../shared/progress/metrics.ts'
import { newestStateOf } from '../../../../shared/progress/newest.ts'
import { series } from '../../../../shared/progress/series.ts'
import { statsView } from '../../../../shared/progress/stats.ts'
import { records } from '../../../../shared/records/records.ts'
import { continuedRows } from '../../../../shared/snapshots/renames.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { activityRow, skillRow } from '../../../rows.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const hour = 3_600_000
const start = Date.parse('2026-08-20T08:30:00Z')

const skills = (...rows: [name: string, xp: number][]): Rows => ({
  skills: rows.map(([name, xp]) => skillRow(name, xp, 50, 1)),
  activities: [],
})
const bosses = (...rows: [name: string, score: number][]): Rows => ({
  skills: [skillRow('Overall', 1)],
  activities: rows.map(([name, score]) => activityRow(name, score, 1)),
})

describe('rows that one player sees go on', () => {
  it.for([
    [
      'a name that stands in the place of another',
      skills(['Attack', 5], ['Runecraft', 1_000], ['Hunter', 9]),
      skills(['Attack', 5], ['Runecrafting', 1_200], ['Hunter', 9]),
      { runecraft: 'runecrafting' },
    ],
    [
      'the last one of all',
      bosses(['Zulrah', 5], ['Zuk', 7]),
      bosses(['Zulrah', 5], ['TzKal-Zuk', 7]),
      { zuk: 'tzkal_zuk' },
    ],
    [
      'one that fell',
      skills(['Attack', 5], ['Runecraft', 1_000], ['Hunter', 9]),
      skills(['Attack', 5], ['Runecrafting', 900], ['Hunter', 9]),
      {},
    ],
    ['one that was unknown, or is', bosses(['A', -1], ['B', 4], ['C', 5]), bosses(['A2', 7], ['B', 4], ['C2', -1]), {}],
    ['one that grew beyond belief', bosses(['A', 10], ['B', 4]), bosses(['A2', 5_000], ['B', 4]), {}],
    [
      'a name in another place',
      bosses(['A', 10], ['B', 4], ['C', 5], ['D', 6]),
      bosses(['B', 4], ['C', 5], ['A2', 10], ['D', 6]),
      {},
    ],
    [
      'a new row beside it',
      bosses(['A', 10], ['B', 40], ['C', 5]),
      bosses(['A', 10], ['Araxxor', 3], ['B2', 41], ['C', 5]),
      { b: 'b2' },
    ],
    [
      'two at once',
      bosses(['A', 10], ['B', 40], ['C', 5]),
      bosses(['A2', 10], ['B2', 41], ['C', 5]),
      { a: 'a2', b: 'b2' },
    ],
    [
      'a row that began anew',
      bosses(['Hunter', 500], ['B', 4]),
      bosses(['Hunter', 2], ['Hunter (Legacy)', 500], ['B', 4]),
      { hunter: 'hunter_legacy' },
    ],
    [
      'the words of which are in the midst of it',
      bosses(['Bounty Hunter - Hunter', 500], ['B', 4]),
      bosses(['Bounty Hunter - Hunter', -1], ['B', 4], ['Bounty Hunter (Legacy) - Hunter', 500]),
      { bounty_hunter_hunter: 'bounty_hunter_legacy_hunter' },
    ],
    [
      'a row that went on beside a new one for what it was',
      bosses(['Hunter', 500], ['B', 4]),
      bosses(['Hunter', 501], ['Hunter (Legacy)', 500], ['B', 4]),
      {},
    ],
    ['a row that is only new', bosses(['A', 10], ['B', 4]), bosses(['A', 10], ['New', 10], ['B', 4]), {}],
    ['a row that is only gone', bosses(['A', 10], ['B', 4], ['C', 2]), bosses(['A', 10], ['C', 4]), {}],
    ['a name that is written otherwise', bosses(["K'ril", 10]), bosses(['Kril', 10]), {}],
  ] as [string, Rows, Rows, Record<string, string>][])('%s', ([, before, after, expected]) => {
    expect(Object.fromEntries(continuedRows(before, after))).toEqual(expected)
  })

  it('are found whichever of them are renamed, and none is when nothing is', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 20 })
    const growing = fc.array(fc.nat(50), { minLength: 20, maxLength: 20 })
    fc.assert(
      fc.property(names, growing, fc.infiniteStream(fc.boolean()), (all, grown, choices) => {
        const chosen = all.map(() => choices.next().value as boolean)
        const before = bosses(...all.map((name, index): [string, number] => [name, 100 + index]))
        const after = bosses(
          ...all.map((name, index): [string, number] => [
            chosen[index] ? `${name} 2` : name,
            100 + index + grown[index]!,
          ]),
        )
        const renamed = all.filter((_, index) => chosen[index])
        expect(continuedRows(before, after)).toEqual(new Map(renamed.map((name) => [name, `${name}_2`])))
        expect(continuedRows(before, before).size).toBe(0)
      }),
    )
  })
})

/** Several players over one change of names: each fetched twice before and twice after it, an hour apart. */
class Village {
  readonly table: Table = tableOf(new MemoryTable())
  readonly players: Player[] = []

  async settle(count: number, before: (nth: number) => [Rows, Rows], after: (nth: number) => [Rows, Rows]) {
    for (let nth = 0; nth < count; nth++) {
      const key = `player_${nth}`
      const player: Player = { key, username: key, mode: 'regular', active: true, addedAt: start, failures: 0 }
      await createPlayer(this.table, player)
      this.players.push(player)
    }
    for (const [index, when] of [before, after].entries()) {
      for (const place of [0, 1] as const) {
        for (let nth = 0; nth < count; nth++) await this.fetch(nth, 2 * index + place, when(nth)[place])
      }
    }
  }

  async fetch(nth: number, hours: number, rows: Rows): Promise<void> {
    const player = this.players[nth]!
    const { latest } = await storeAnswer(this.table, player, { at: start + hours * hour + nth, rows }, 90)
    this.players[nth] = (await changePlayer(this.table, player, { latest }))!
  }
}

const now = start + 5 * hour
const everything = { start: undefined, end: now }
const crafted = (name: string, nth: number, xp: number) =>
  skills(['Overall', xp], ['Attack', 50], [name, xp === -1 ? -1 : xp + nth], ['Hunter', 9])
const old = (nth: number): [Rows, Rows] => [crafted('Runecraft', nth, 10_000), crafted('Runecraft', nth, 10_500)]
const renewed = (nth: number): [Rows, Rows] => [
  crafted('Runecrafting', nth, 10_500),
  crafted('Runecrafting', nth, 12_000),
]

const pointsOf = async ({ table, players }: Village, metric: string, nth = 0) => {
  const asked = { metric, group: 'skills' as const, window: everything, points: 100 }
  const { points } = await series(table, players[nth]!, asked, now)
  return points.map((point) => ('experience' in point ? point.experience : point.score))
}

const gainedIn = async ({ table, players }: Village, metric: string) =>
  (await history(table, players[0]!, everything, new Set([metric]), now)).skills[metric]

let village: Village
beforeEach(() => {
  village = new Village()
})

describe('a renamed row', () => {
  it('goes on in series, gains, records and statistics, for everybody', async () => {
    // The fourth had not known anything, and the fifth knows it first under the new name.
    const unknown = (nth: number, rows: [Rows, Rows], name: string): [Rows, Rows] =>
      nth < 3 ? rows : [crafted(name, nth, -1), nth === 3 ? crafted(name, nth, -1) : rows[1]]
    await village.settle(
      5,
      (nth) => (nth < 3 ? old(nth) : [crafted('Runecraft', nth, -1), crafted('Runecraft', nth, -1)]),
      (nth) => unknown(nth, renewed(nth), 'Runecrafting'),
    )
    const { table, players } = village
    expect(await pointsOf(village, 'runecrafting')).toEqual([10_000, 10_500, 10_500, 12_000])
    expect(await gainedIn(village, 'runecrafting')).toMatchObject({ start: 10_000, end: 12_000, gained: 2_000 })
    const { skills: best } = await records(table, players[0]!, now)
    expect(best.runecrafting?.day?.gained).toBe(2_000)
    expect(best.runecraft).toBeUndefined()
    const newest = (await newestStateOf(table, players[1]!))!
    expect(statsView(players[1]!, newest).skills).toMatchObject({ runecrafting: { experience: 12_001 } })
    const board = await leaderboard(
      table,
      { metric: 'runecrafting', period: 'all', tz: 'UTC', limit: 10 },
      { now, retentionDays: 90 },
    )
    expect(board.entries.map((entry) => 'gained' in entry && entry.gained)).toEqual([2_000, 2_000, 2_000])
    expect(board.unknown).toBe(2)
    expect(await pointsOf(village, 'runecrafting', 4)).toEqual([null, 12_004])
  })

  it('is found under its old name, and shown with it in the catalogue and the status', async () => {
    await village.settle(3, old, renewed)
    const { table } = village
    expect(await knownMetric(table, 'runecraft')).toMatchObject({ metric: 'runecrafting', group: 'skills' })
    const { metrics } = await metricList(table)
    expect(metrics.map(({ metric }) => metric)).toEqual(['overall', 'attack', 'runecrafting', 'hunter'])
    expect(metrics[2]).toEqual({
      metric: 'runecrafting',
      name: 'Runecrafting',
      group: 'skills',
      formerly: ['runecraft'],
    })
    const since = new Date(start + 2 * hour + 2).toISOString()
    expect(await renamedMetrics(table)).toEqual([{ metric: 'runecrafting', formerly: 'runecraft', since }])
  })

  it('stays two rows after an admin has said so, also when more players speak for it', async () => {
    await village.settle(3, old, renewed)
    const { table } = village
    await removeFormerName(table, { metric: 'runecrafting', old: 'runecraft' })
    expect(await pointsOf(village, 'runecrafting')).toEqual([null, null, 10_500, 12_000])
    expect(await pointsOf(village, 'runecraft')).toEqual([10_000, 10_500, null, null])
    const late = Array.from({ length: 4 }, (_, index) => index)
    const others = new Village()
    Object.assign(others, { table })
    for (const nth of late) {
      const key = `late_${nth}`
      const player: Player = { key, username: key, mode: 'regular', active: true, addedAt: start, failures: 0 }
      await createPlayer(table, player)
      others.players.push(player)
      await others.fetch(nth, 0, old(nth)[0])
      await others.fetch(nth, 4, renewed(nth)[1])
    }
    expect(await renamedMetrics(table)).toEqual([])
    await addFormerName(table, { metric: 'runecrafting', old: 'runecraft' }, now)
    expect(await pointsOf(village, 'runecrafting')).toEqual([10_000, 10_500, 10_500, 12_000])
  })

  it('is none while only one or two players say so, however often', async () => {
    await village.settle(2, old, renewed)
    await village.fetch(0, 4, crafted('Runecraft', 0, 12_000))
    await village.fetch(0, 5, crafted('Runecrafting', 0, 12_500))
    expect(await renamedMetrics(village.table)).toEqual([])
    expect(await gainedIn(village, 'runecrafting')).toMatchObject({ start: null, gained: null, newlyRanked: true })
  })

  it('is none when the value of one player fell through it', async () => {
    await village.settle(5, old, (nth) => (nth === 1 ? [crafted('Runecrafting', 0, 9), renewed(nth)[1]] : renewed(nth)))
    expect(await renamedMetrics(village.table)).toEqual([])
  })

  it('is not taken back by a cache that shows the old name again', async () => {
    await village.settle(3, old, renewed)
    for (const nth of [0, 1, 2]) await village.fetch(nth, 4, crafted('Runecraft', nth, 12_000))
    expect((await renamedMetrics(village.table)).map(({ metric }) => metric)).toEqual(['runecrafting'])
    expect(await pointsOf(village, 'runecrafting')).toEqual([10_000, 10_500, 10_500, 12_000])
    await village.fetch(0, 4.5, crafted('Runecraft', 0, 13_000))
    expect((await pointsOf(village, 'runecrafting')).at(-1)).toBe(13_000)
  })
})

describe('a row that began anew', () => {
  const hunted = (nth: number, ...rows: [name: string, score: number][]) =>
    bosses(...rows.map(([name, score]): [string, number] => [name, score + nth]))

  it('leaves its past to the one that is called "(Legacy)", and begins without', async () => {
    await village.settle(
      3,
      (nth) => [hunted(nth, ['Hunter', 400], ['Zulrah', 7]), hunted(nth, ['Hunter', 500], ['Zulrah', 7])],
      (nth) => [
        hunted(nth, ['Hunter', 1], ['Hunter (Legacy)', 500], ['Zulrah', 7]),
        hunted(nth, ['Hunter', 30], ['Hunter (Legacy)', 500], ['Zulrah', 7]),
      ],
    )
    expect(await pointsOf(village, 'hunter_legacy')).toEqual([400, 500, 500, 500])
    expect(await pointsOf(village, 'hunter')).toEqual([null, null, 1, 30])
    expect(await knownMetric(village.table, 'hunter')).toMatchObject({ metric: 'hunter' })
    const { metrics } = await metricList(village.table)
    expect(metrics.map(({ metric, formerly }) => [metric, formerly])).toEqual([
      ['overall', []],
      ['hunter', []],
      ['hunter_legacy', ['hunter']],
      ['zulrah', []],
    ])
  })
})
