import { beforeAll, describe, expect, it } from 'vitest'
import { log } from '../../../shared/log.ts'
import { tellingOf } from '../../bench/board-costs.ts'
import { type Grown, growthOf } from '../../bench/growth-costs.ts'

/*
 * What operations take does not grow with the number of players. `npm run bench:growth` has the same up to 40,000.
 */

const few = 320
const many = 1_280

let grown: Map<number, Map<string, Grown>>
beforeAll(async () => {
  log.setLogLevel('SILENT')
  const telling = await tellingOf([1, 3])
  const of = async (count: number) =>
    new Map((await growthOf(count, telling)).map((each) => [each.operation, each] as const))
  grown = new Map([
    [few, await of(few)],
    [many, await of(many)],
  ])
}, 120_000)

const spentOn = (operation: string, players: number) => {
  const { reads, writes, requests } = grown.get(players)!.get(operation)!
  return { reads, writes, requests }
}

/** By how many read units more players may come to more, where it is not none: pages and lists are fuller, up to their ends. */
const fuller: Record<string, number> = {
  // To 5,000 players, of whom a thousand are twelve units; the ticks of the roll look at 500.
  'count, a tick': 15,
  'roll, a tick': 95,
  'leaderboard by value': 5,
  'leaderboard by gain': 5,
  status: 2,
  'keeping boards, a change': 3,
}

describe('four times as many players', () => {
  const flat = [
    ...['tick', 'list 100 players', 'statistics', 'gain of a week', 'chart of a year', 'records', 'export, a page'],
    ...['backup, a player', 'fetch, changed', 'fetch, unchanged', ...Object.keys(fuller)],
  ]

  it('make nothing else grow than what looks at all of them, a part at a time', () => {
    const counts = ['count, all of it', 'roll, all of it']
    expect([...grown.get(many)!.keys()].toSorted()).toEqual([...flat, ...counts].toSorted())
    for (const operation of counts) {
      const { reads } = spentOn(operation, many)
      expect(reads / many, operation).toBeLessThanOrEqual((1.05 * spentOn(operation, few).reads) / few)
    }
  })

  it.each(flat)('take no more: %s', (operation) => {
    const [before, after] = [spentOn(operation, few), spentOn(operation, many)]
    expect(after.reads).toBeLessThanOrEqual(before.reads + (fuller[operation] ?? 0.05))
    expect(after.requests).toBeLessThanOrEqual(before.requests + (operation === 'roll, a tick' ? 3 : 0.05))
    if (operation !== 'keeping boards, a change') expect(after.writes).toBeLessThanOrEqual(before.writes + 0.05)
  })

  it('are not looked at by a tick, the status and leaderboards, each within its bound', () => {
    for (const players of [few, many]) {
      expect(spentOn('tick', players).reads).toBeLessThanOrEqual(3)
      expect(spentOn('count, a tick', players).reads).toBeLessThanOrEqual(65)
      expect(spentOn('roll, a tick', players).reads).toBeLessThanOrEqual(257)
      expect(spentOn('status', players).reads).toBeLessThanOrEqual(30)
      for (const board of ['value', 'gain']) {
        expect(spentOn(`leaderboard by ${board}`, players).reads).toBeLessThanOrEqual(20)
      }
    }
  })
})
