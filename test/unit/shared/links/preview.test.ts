import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { imageOf } from '../../../../shared/links/image.ts'
import { boardPreview, playerPreview, playersPreview } from '../../../../shared/links/preview.ts'
import type { Player } from '../../../../shared/players/players.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { rowsOf } from '../../../rows.ts'

const hour = 3_600_000
const now = Date.parse('2026-08-20T18:31:00Z')
const table: Table = tableOf(new MemoryTable())

const player = (username: string, latest?: Player['latest']): Player => ({
  key: username.toLowerCase(),
  username,
  mode: 'regular',
  active: true,
  addedAt: now - 240 * hour,
  failures: 0,
  ...(latest && { latest }),
})

let zezima: Player
beforeAll(async () => {
  let latest: Player['latest']
  for (let at = now - 240 * hour; at <= now; at += 2 * hour) {
    const answer = { at, rows: rowsOf({ Magic: 1_000_000 + at - now + 240 * hour }) }
    latest = (await storeAnswer(table, player('Zezima'), answer, 90)).latest
  }
  zezima = player('Zezima', latest)
})

describe('what other sites show of a link', () => {
  it('is who it is of, and where one player stands', async () => {
    expect(await playerPreview(table, zezima)).toEqual({
      title: 'Zezima: progress in Old School RuneScape',
      description: 'Total level 1, 865,000,000 experience',
    })
    expect(await playerPreview(table, player('New'))).toMatchObject({ description: 'Nothing is known yet' })
    expect(await playersPreview(table, [zezima])).toEqual(await playerPreview(table, zezima))
  })

  it('names three, and counts where there are more', async () => {
    const titleOf = async (names: string[]) =>
      (
        await playersPreview(
          table,
          names.map((name) => player(name)),
        )
      ).title
    expect(await titleOf(['A', 'B', 'C'])).toBe('A, B, C: progress in Old School RuneScape')
    expect(await titleOf(['A', 'B', 'C', 'D'])).toBe('A, B and 2 more: progress in Old School RuneScape')
    expect(await titleOf([])).toBe('Nobody: progress in Old School RuneScape')
    expect(boardPreview([player('A'), player('B')]).title).toBe('Board of A, B')
  })
})

describe('an image', () => {
  const magic = { metric: 'magic', name: 'Magic', group: 'skills' } as const
  const image = (days: number, at = now) => imageOf(table, zezima, { metric: magic, days }, at)

  it('is drawn from the days of a longer time, and from every change of a week', async () => {
    const month = await image(30)
    expect(month).toMatchObject({ username: 'Zezima', metric: 'Magic', days: 30, seams: [] })
    expect(month.points.length).toBeLessThanOrEqual(13)
    expect(month.points.at(-1)).toEqual({ at: now, value: 865_000_000 })
    expect((await image(7)).points).toHaveLength(84)
  })

  it('is the same for five minutes', async () => {
    expect(await image(30, now + hour / 20)).toEqual(await image(30))
    expect((await image(30, now + hour / 10)).now).not.toBe((await image(30)).now)
  })
})
