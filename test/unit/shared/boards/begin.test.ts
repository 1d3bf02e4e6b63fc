import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { keepBoards } from '../../../../shared/boards/keep.ts'
import { keptLeaderboard } from '../../../../shared/boards/leaderboard.ts'
import { playersKept } from '../../../../shared/boards/players.ts'
import { lengths } from '../../../../shared/boards/write.ts'
import { addSeam } from '../../../../shared/corrections/seams.ts'
import { deleteSeam } from '../../../../shared/lives/seam-items.ts'
import { log } from '../../../../shared/log.ts'
import { keepsBoards, readPace, tellPlayers } from '../../../../shared/pace/pace.ts'
import { createPlayer, findPlayer } from '../../../../shared/players/players.ts'
import { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import { seeded } from '../../../bench/random.ts'
import { Clan, said } from './clan.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const minute = 60_000
const start = Date.parse('2026-08-20T12:00:00Z')
const mining = { metric: 'mining', tz: 'UTC', limit: 100, active: true } as const

describe('boards', () => {
  it('are kept from so many players on, and ever after', async () => {
    const { table } = new Clan(start)
    const told = async (players: number) => {
      await tellPlayers(table, players)
      return keepsBoards(await readPace(table))
    }
    expect(keepsBoards(await readPace(table))).toBeUndefined()
    expect([await told(299), await told(300), await told(12)]).toEqual([false, true, true])
  })

  it('cost a change nothing before', async () => {
    const clan = new Clan(start)
    await clan.add('ann')
    await clan.happen({ kind: 'gain', wait: minute, who: 0, metric: 0, amount: 3 })
    await clan.happen({ kind: 'pause', wait: minute, who: 0 })
    expect(clan.memory.items('BOARDS')).toEqual([])
  })

  it('hear of who changes while they are begun, and of nobody whose change may not have been noted', async () => {
    const clan = new Clan(start)
    await clan.add('ann')
    const keep = () => keepBoards(clan.table, clan.present)
    expect(await keep()).toBeUndefined()
    expect(clan.memory.items('BOARDS')).toMatchObject([{ SK: 'KEPT', since: start }])
    clan.now += 14 * minute
    expect(await keep()).toBeUndefined()
    await clan.happen({ kind: 'gain', wait: 0, who: 0, metric: 1, amount: 3 })
    expect(clan.memory.peek('BOARDS', 'TOUCHED')).toBeDefined()
    clan.now = start + 15 * minute
    expect(await keep()).toMatchObject({ players: 1, sweeping: false })
    await clan.settle()
    const kept = await keptLeaderboard(clan.table, mining, clan.present, -1)
    expect(kept.entries).toMatchObject([{ username: 'ann', value: 8 }])
  })

  it('have no longer logs than others once all players have been looked at', async () => {
    // Eight times as much while they are.
    const clan = new Clan(start, { ...lengths, logged: 30 })
    for (const key of ['ann', 'bob', 'cat']) await clan.add(key)
    await clan.begin()
    await clan.tick()
    expect(clan.keeps).toBe(true)
    const parts = clan.memory.items('BOARD#mining').filter(({ SK }) => (SK as string).startsWith('PART#'))
    expect(parts).not.toEqual([])
  })

  it('leave little in the log of everybody, which each question reads', async () => {
    const clan = new Clan(start)
    await clan.begin()
    await clan.add('ann')
    const { latest: _, ...ann } = (await findPlayer(clan.table, 'ann'))!
    const random = seeded(1)
    const letter = (): string => String.fromCodePoint(random.between(97, 122))
    for (let count = 0; count < 600; count++) {
      const key = Array.from({ length: 12 }, letter).join('')
      await createPlayer(clan.table, { ...ann, key, username: key })
    }
    const logged = (): number =>
      clan.memory
        .items('BOARD#*')
        .reduce((sum, { changes }) => sum + ((changes as Uint8Array | undefined)?.length ?? 0), 0)
    for (let hundreds = 0; hundreds <= 6; hundreds++) await clan.settle()
    expect(clan.keeps).toBe(true)
    expect(logged()).toBeGreaterThan(0)
    expect(logged()).toBeLessThanOrEqual(3_500)
    expect(await playersKept(clan.table)).toEqual(await clan.count())
  })

  it('are begun anew where they are stored in another way, and are not asked until then', async () => {
    const clan = new Clan(start)
    await clan.begin()
    await clan.add('ann')
    await clan.settle()
    const {
      format: _,
      journal: __,
      late: ___,
      ...before
    } = clan.memory.peek('BOARDS', 'STATE') as Record<string, unknown>
    await clan.table.client.send(new PutCommand({ TableName: clan.table.name, Item: { ...before, pending: {} } }))
    const ann = { entries: [{ username: 'ann', value: 5 }], players: 1 }
    expect(await keptLeaderboard(clan.table, mining, clan.present, -1)).toMatchObject(ann)
    await clan.settle()
    expect(clan.keeps).toBe(true)
    expect(clan.memory.peek('BOARDS', 'STATE')!.begun).toBeGreaterThan(before.begun as number)
    expect(await keptLeaderboard(clan.table, mining, clan.present, -1)).toMatchObject(ann)
  })

  it('tell of everybody else where the states at the seam of somebody are lost', async () => {
    const clan = new Clan(start)
    await clan.begin()
    for (const key of ['ann', 'bob', 'cat']) await clan.add(key)
    await clan.happen({ kind: 'gain', wait: 60 * minute, who: 1, metric: 1, amount: 3 })
    const bob = (await findPlayer(clan.table, 'bob'))!
    const { at } = await addSeam(clan.table, bob, bob.latest!.at, clan.now)
    await deleteSeam(clan.table, 'bob', at)
    const left = vi.spyOn(log, 'error')
    await clan.settle()
    expect(left.mock.calls.map(([, about]) => (about as { player?: string }).player)).toContain('bob')
    left.mockRestore()
    expect(clan.keeps).toBe(true)
    const { entries, players, unknown } = await keptLeaderboard(clan.table, mining, clan.present, -1)
    expect({ names: entries.map(({ username }) => username), players, unknown }).toEqual({
      names: ['ann', 'cat'],
      players: 3,
      unknown: 1,
    })
  })

  it('show who is active where most of those before them are paused', async () => {
    const clan = new Clan(start, { journal: 1, logged: 1, kept: 3 })
    await clan.begin()
    await clan.add('ann')
    const names = Array.from({ length: 20 }, (_, index) => `paused_${String(index).padStart(2, '0')}`)
    const ann = (await findPlayer(clan.table, 'ann'))!
    // All of them have more than those that are active.
    for (const [index, key] of [...names, 'zoe', 'zac', 'zeb'].entries()) {
      const { latest: _, ...player } = { ...ann, key, username: key, active: index >= names.length }
      await createPlayer(clan.table, player)
      await clan.gain(player, index < names.length ? 50 + index : index)
    }
    await clan.settle()
    for (const period of [undefined, 'all'] as const) {
      for (const active of [true, 'all'] as const) {
        const asked = { ...mining, period, active, limit: 3 }
        const kept = await keptLeaderboard(clan.table, asked, clan.present, -1)
        expect(said(kept)).toEqual(said(await leaderboard(clan.table, asked, clan.present)))
      }
    }
  })
})
