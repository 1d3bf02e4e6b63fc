import { describe, expect, it } from 'vitest'
import type { Rows } from '../../../../shared/hiscores/answer.ts'
import { levelForExperience } from '../../../../shared/hiscores/levels.ts'
import { nextMilestones } from '../../../../shared/milestones/next.ts'
import { createPlayer, type Player } from '../../../../shared/players/players.ts'
import { dayMs } from '../../../../shared/snapshots/items.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { activityRow, skillRow } from '../../../rows.ts'

const now = Date.parse('2026-08-20T12:00:00Z')

const rows = (mining: number, zulrah: number, rank = -1): Rows => ({
  skills: [
    skillRow('Overall', mining, levelForExperience(mining), rank),
    skillRow('Mining', mining, levelForExperience(mining)),
  ],
  activities: [activityRow('Collections Logged', 310), activityRow('Zulrah', zulrah)],
})

/** What comes next for somebody who was seen so many days ago with these rows. */
const nextAfter = async (states: [daysAgo: number, rows: Rows][], change: Partial<Player> = {}) => {
  const table = tableOf(new MemoryTable())
  const addedAt = now - states[0]![0] * dayMs
  const player: Player = { key: 'a', username: 'A', mode: 'regular', active: true, addedAt, failures: 0 }
  await createPlayer(table, player)
  let latest: Player['latest']
  for (const [daysAgo, each] of states) {
    ;({ latest } = await storeAnswer(table, player, { at: now - daysAgo * dayMs, rows: each }, 90))
  }
  const { next } = await nextMilestones(table, { ...player, ...change, latest: latest! }, now)
  const of = (kind: string, metric: string) => next.find((each) => each.kind === kind && each.metric === metric)
  return { next, of }
}

/** A state a day, of somebody who gains so much experience and kills so much each day. */
const daily = (days: number, gained: number, kills = 0): [number, Rows][] =>
  Array.from({ length: days + 1 }, (_, day) => [days - day, rows(1_000_000 + day * gained, 400 + day * kills)])

describe('what comes next', () => {
  it('has a date by the gain of the last 30 days', async () => {
    const { of } = await nextAfter(daily(40, 0, 2))
    expect(of('kills', 'zulrah')).toMatchObject({
      ...{ threshold: 500, current: 480, perDay: 2, certainty: 'high' },
      estimatedAt: new Date(now + 10 * dayMs).toISOString(),
    })
    expect(of('kills', 'zulrah')!.progress).toBe(0.92)
  })

  it('counts levels of a skill by experience', async () => {
    const { of } = await nextAfter(daily(30, 10_000))
    // Level 80 is 1,986,068 experience, and 70 is 737,627.
    expect(of('level', 'mining')).toMatchObject({ threshold: 80, current: 75, perDay: 10_000, progress: 0.4504 })
    const left = 1_986_068 - 1_300_000
    expect(Date.parse(of('level', 'mining')!.estimatedAt!)).toBe(now + (left / 10_000) * dayMs)
    expect(of('experience', 'mining')).toBeUndefined()
  })

  it('promises nothing from no gain, nor from less than a day', async () => {
    const resting = await nextAfter(daily(30, 0))
    expect(resting.of('level', 'mining')).toMatchObject({ perDay: 0, estimatedAt: null, certainty: null })
    const added = await nextAfter([
      [0.1, rows(1_000_000, 400)],
      [0, rows(1_500_000, 450)],
    ])
    expect(added.of('level', 'mining')).toMatchObject({ perDay: null, estimatedAt: null, certainty: null })
  })

  it('is less sure of what was gained at once, or is known for days alone', async () => {
    const atOnce = [...daily(30, 0).slice(0, -1), [0, rows(1_300_000, 400)] as [number, Rows]]
    expect((await nextAfter(atOnce)).of('level', 'mining')!.certainty).toBe('low')
    expect((await nextAfter(daily(5, 10_000))).of('level', 'mining')!.certainty).toBe('low')
    expect((await nextAfter(daily(14, 10_000))).of('level', 'mining')!.certainty).toBe('medium')
  })

  it('counts nothing from before a seam', async () => {
    const at = now - 5 * dayMs
    const { of } = await nextAfter([[20, rows(900_000, 100)], ...daily(5, 10_000)], {
      seams: [{ at, kind: 'corrected' }],
    })
    expect(of('level', 'mining')).toMatchObject({ perDay: 10_000 })
  })

  it('is a top that a rank comes near', async () => {
    const { of } = await nextAfter([
      [10, rows(1_000_000, 400, 1_500)],
      [0, rows(1_100_000, 400, 1_200)],
    ])
    expect(of('rank', 'overall')).toMatchObject({ threshold: 1_000, current: 1_200, perDay: 30 })
    expect(of('rank', 'overall')!.estimatedAt).toBe(new Date(now + (200 / 30) * dayMs).toISOString())
  })

  it('begins with the nearest', async () => {
    const { next } = await nextAfter(daily(30, 10_000, 1))
    const dates = next.map(({ estimatedAt }) => (estimatedAt ? Date.parse(estimatedAt) : Infinity))
    expect([...dates].sort((a, b) => a - b)).toEqual(dates)
    const undated = next.filter(({ estimatedAt }) => estimatedAt === null).map(({ progress }) => progress)
    expect([...undated].sort((a, b) => b - a)).toEqual(undated)
  })
})
