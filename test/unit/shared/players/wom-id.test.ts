import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { movePlayer } from '../../../../shared/players/move.ts'
import { changePlayer, createPlayer, findPlayer, type Player } from '../../../../shared/players/players.ts'
import { removePlayer, sweepPlayer } from '../../../../shared/players/remove.ts'
import { swapPlayers } from '../../../../shared/players/swap.ts'
import { findByWomId, womIdOf } from '../../../../shared/players/wom-id.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'

const now = Date.parse('2026-08-20T12:00:00Z')

let memory: MemoryTable
let table: Table
beforeEach(() => {
  memory = new MemoryTable()
  table = tableOf(memory)
})

const add = async (key: string, addedAt = now): Promise<Player> => {
  const player: Player = { key, username: key, mode: 'regular', active: true, addedAt, failures: 0 }
  await createPlayer(table, player)
  return player
}

const read = async (key: string): Promise<Player> => (await findPlayer(table, key))!

describe('the number of a player', () => {
  it('is positive, fits 32 bits with a sign, and leads back', async () => {
    for (let index = 0; index < 200; index++) {
      const player = await add(`player_${index}`, now + index)
      const number = await womIdOf(table, player)
      expect(Number.isInteger(number) && number > 0 && number < 2 ** 31).toBe(true)
      expect((await findByWomId(table, number))?.key).toBe(player.key)
    }
  })

  it('is kept, and the same for whoever asks at the same time', async () => {
    const player = await add('zezima')
    const told = await Promise.all(Array.from({ length: 5 }, () => womIdOf(table, player)))
    expect(new Set(told).size).toBe(1)
    expect((await read('zezima')).womId).toBe(told[0])
    expect(memory.items('PLAYER#zezima').map(({ SK }) => SK)).toEqual([`NUMBER#${told[0]}`, 'PLAYER'])
  })

  it('is the same in another tracker, where nothing but the player is known', async () => {
    const number = await womIdOf(table, await add('zezima'))
    memory = new MemoryTable()
    table = tableOf(memory)
    expect(await womIdOf(table, await add('someone'))).toBe(number)
  })

  it('is another one for somebody who was added in the same millisecond', async () => {
    const [first, second] = [await womIdOf(table, await add('a')), await womIdOf(table, await add('b'))]
    expect(first).not.toBe(second)
    expect((await findByWomId(table, first))?.key).toBe('a')
    expect((await findByWomId(table, second))?.key).toBe('b')
  })

  it('that a process died over is what the next one comes to', async () => {
    const player = await add('zezima')
    const number = await womIdOf(table, player)
    // Of the two writes the second one was not done.
    await changePlayer(table, await read('zezima'), { womId: undefined })
    expect((await findByWomId(table, number))?.key).toBe('zezima')
    expect(await womIdOf(table, await read('zezima'))).toBe(number)
  })

  it('goes along to another name, and back', async () => {
    const number = await womIdOf(table, await add('zezima'))
    const moved = await movePlayer(table, await read('zezima'), { key: 'durial', username: 'Durial' }, now)
    expect(moved).toMatchObject({ key: 'durial', womId: number })
    expect((await findByWomId(table, number))?.key).toBe('durial')
    await sweepPlayer(table, await read('zezima'), now)
    await movePlayer(table, await read('durial'), { key: 'zezima', username: 'Zezima' }, now)
    expect((await findByWomId(table, number))?.key).toBe('zezima')
  })

  it('is exchanged with the name', async () => {
    const one = await womIdOf(table, await add('one'))
    const two = await womIdOf(table, await add('two', now + 1))
    await swapPlayers(table, await read('one'), await read('two'), now)
    expect((await findByWomId(table, one))?.key).toBe('two')
    expect((await findByWomId(table, two))?.key).toBe('one')
    expect([(await read('one')).womId, (await read('two')).womId]).toEqual([two, one])
  })

  it('leads nowhere once the player is removed, and is not that of who comes after', async () => {
    const number = await womIdOf(table, await add('zezima'))
    await removePlayer(table, await read('zezima'), now)
    expect(await findByWomId(table, number)).toBeUndefined()
    expect(await womIdOf(table, await add('zezima', now + 1))).not.toBe(number)
    expect(await findByWomId(table, number)).toBeUndefined()
  })

  it('is none for who is removed meanwhile', async () => {
    const player = await add('zezima')
    await removePlayer(table, player, now)
    await expect(womIdOf(table, player)).rejects.toEqual(expect.objectContaining({ code: 'player_not_tracked' }))
  })
})
