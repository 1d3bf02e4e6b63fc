import type { GetCommand } from '@aws-sdk/lib-dynamodb'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { changePlayer, createPlayer, type Player } from '../../../../shared/players/players.ts'
import { trackedPlayer } from '../../../../shared/players/tracked.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { rowsOf } from '../../../rows.ts'

const now = Date.parse('2026-08-20T18:30:00Z')
const added: Player = { key: 'zezima', username: 'Zezima', mode: 'regular', active: true, addedAt: now, failures: 0 }
const item = { PK: 'PLAYER#zezima', SK: 'PLAYER', ...added }

let memory: MemoryTable
let table: Table
beforeEach(async () => {
  memory = new MemoryTable()
  table = tableOf(memory)
  await createPlayer(table, added)
  const { latest } = await storeAnswer(
    table,
    { key: 'zezima', addedAt: now },
    { at: now, rows: rowsOf({ Mining: 1 }) },
    90,
  )
  await changePlayer(table, added, { latest })
})

/** The table beside a copy of it that still shows `old`; `reads` tells of each whether it was consistent. */
const lagging = (old: unknown) => {
  const reads: boolean[] = []
  const send = async (command: GetCommand) => {
    const { ConsistentRead = false } = command.input
    reads.push(ConsistentRead)
    return ConsistentRead ? table.client.send(command) : { Item: old }
  }
  return { reads, table: { name: table.name, client: { send } as never } }
}

describe('a player that is read from a copy of the table', () => {
  it.each([
    ['nothing', undefined],
    ['no state yet', item],
    ['one that was removed before', { ...item, latest: undefined, deletedAt: now - 1_000 }],
  ])('is looked for once more where that shows %s', async (_, old) => {
    const copy = lagging(old)
    expect(await trackedPlayer(copy.table, 'Zezima', { consistent: false })).toMatchObject({ latest: { at: now } })
    expect(copy.reads).toEqual([false, true])
  })

  it('is read once where that shows it whole', async () => {
    const copy = lagging(memory.peek('PLAYER#zezima', 'PLAYER'))
    expect(await trackedPlayer(copy.table, 'zezima', { consistent: false })).toMatchObject({ username: 'Zezima' })
    expect(copy.reads).toEqual([false])
  })
})
