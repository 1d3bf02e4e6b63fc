import { describe, expect, it } from 'vitest'
import { batchPut } from '../../../../shared/dynamodb.ts'
import { mostOnBoards, womGainsBoard, womRecordsBoard } from '../../../../shared/wom/boards.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { meter } from '../../../capacity/meter.ts'

const now = Date.UTC(2026, 7, 20)
const asked = { metric: 'zulrah', period: 'week' } as const

const crowded = async (count: number) => {
  const table = tableOf(new MemoryTable())
  const players = Array.from({ length: count }, (_, index) => ({
    ...{ PK: `PLAYER#member_${index}`, SK: 'PLAYER', username: `member_${index}`, mode: 'regular', active: true },
    ...{ addedAt: now, failures: 0, list: 'PLAYERS' },
  }))
  await batchPut(table, players)
  return meter(table)
}

describe('the boards', () => {
  it('look at as many players as there may be', async () => {
    const { table } = await crowded(mostOnBoards)
    expect(await womGainsBoard(table, asked, { now, retentionDays: 90 })).toEqual([])
    expect(await womRecordsBoard(table, asked)).toEqual([])
  })

  it('are refused where there are more, before anybody is looked at', async () => {
    const { table, read } = await crowded(mostOnBoards + 1)
    const error = { code: 'too_many_players', message: expect.stringContaining('2000') }
    await expect(womGainsBoard(table, asked, { now, retentionDays: 90 })).rejects.toMatchObject(error)
    await expect(womRecordsBoard(table, asked)).rejects.toMatchObject(error)
    expect(read().items).toBeLessThanOrEqual(2 * (mostOnBoards + 1) + 2)
  })
})
