import { beforeAll, describe, expect, it } from 'vitest'
import { gainedIn, topOf } from '../../../../shared/days/gained.ts'
import { overview, overviewOf } from '../../../../shared/days/overview.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import type { Rows } from '../../../../shared/hiscores/answer.ts'
import { cursor } from '../../../../shared/http/cursor.ts'
import { putStep } from '../../../../shared/milestones/items.ts'
import { nextMilestones } from '../../../../shared/milestones/next.ts'
import { createPlayer, findPlayer, type Player } from '../../../../shared/players/players.ts'
import { playerPages } from '../../../../shared/players/requests.ts'
import { snapshotAt } from '../../../../shared/snapshots/snapshots.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { rowsOf } from '../../../rows.ts'

const hour = 3_600_000
const day = 24 * hour
// A Thursday evening.
const now = Date.parse('2026-08-20T18:30:00Z')
const table: Table = tableOf(new MemoryTable())

/** Tracks somebody every six hours since some days ago, with so much Mining each time. */
const track = async (key: string, days: number, change: Partial<Player> = {}, each = 10): Promise<void> => {
  const addedAt = now - days * day
  let latest: Player['latest']
  for (let at = addedAt, count = 0; at <= now; at += 6 * hour, count++) {
    const rows = rowsOf({ Mining: count * each, Attack: count }, { 'Clue Scrolls (all)': count, Zulrah: count })
    latest = (await storeAnswer(table, { key, addedAt }, { at, rows }, 90)).latest
  }
  const player = { key, username: key, mode: 'regular', active: true, failures: 0 } as const
  const times = { addedAt, lastFetchedAt: latest!.at, nextFetchAt: now + hour }
  await createPlayer(table, { ...player, ...times, latest, ...change })
}

beforeAll(async () => {
  for (let index = 0; index < 100; index++) await track(`member_${String(index).padStart(2, '0')}`, 8)
  await track('a_paused', 40, { active: false })
  await track('b_new', 0.5)
  await createPlayer(table, { key: 'c_empty', username: 'c', mode: 'regular', active: true, addedAt: now, failures: 0 })
})

const ask = (asked: { tz?: string; limit?: number; after?: string } = {}) =>
  overview(table, { tz: 'UTC', limit: 50, ...asked }, { now, retentionDays: 90 })

describe('an overview', () => {
  it('tells of each player what it gained today and this week, and where it stood', async () => {
    const { asOf, players } = await ask({ tz: 'America/New_York' })
    expect(asOf).toBe('2026-08-20T18:30:00.000Z')
    const member = players.find(({ username }) => username === 'member_00')!
    expect(member).toMatchObject({
      mode: 'regular',
      active: true,
      lastFetchedAt: '2026-08-20T18:30:00.000Z',
      nextFetchAt: '2026-08-20T19:30:00.000Z',
      overall: { rank: null, level: 1, experience: 352 },
      // From 00:30 in UTC, which was the last state before midnight in New York.
      today: { start: '2026-08-20T04:00:00.000Z', from: { fetchedAt: '2026-08-20T00:30:00.000Z' }, gained: 33 },
      week: { start: '2026-08-17T04:00:00.000Z', from: { fetchedAt: '2026-08-17T00:30:00.000Z' }, gained: 165 },
    })
    expect(member.today.top).toEqual([
      { metric: 'mining', gained: 30 },
      { metric: 'attack', gained: 3 },
      { metric: 'zulrah', gained: 3 },
    ])
    expect(member.days).toHaveLength(30)
    expect(member.days.slice(-9).map(({ experience }) => experience)).toEqual([0, 44, 88, 132, 176, 220, 264, 308, 352])
    expect(member.days[0]).toEqual({ date: '2026-07-22', experience: null })
  })

  it('tells of whoever is paused, was just added, or was never answered', async () => {
    const { players } = await ask({ limit: 3 })
    const [paused, fresh, empty] = players
    expect(paused).toMatchObject({ username: 'a_paused', active: false, nextFetchAt: null })
    expect(paused!.days.every(({ experience }) => experience !== null)).toBe(true)
    // What it gained counts from its first state.
    expect(fresh).toMatchObject({ today: { from: { fetchedAt: '2026-08-20T06:30:00.000Z' }, gained: 22 } })
    expect(fresh!.week).toMatchObject({ gained: 22 })
    expect(empty).toMatchObject({ overall: null, today: { from: null, gained: null, top: [] }, lastFetchedAt: null })
    expect(new Set(empty!.days.map(({ experience }) => experience))).toEqual(new Set([null]))
  })

  it('goes over pages, each player on one of them', async () => {
    const names: string[] = []
    let after: string | undefined
    let pages = 0
    do {
      const { players, nextCursor } = await ask({ limit: 40, ...(after !== undefined && { after }) })
      names.push(...players.map(({ username }) => username))
      after = nextCursor === null ? undefined : cursor(playerPages).parse(nextCursor)
      pages += 1
    } while (after !== undefined)
    expect([pages, names.length, new Set(names).size]).toEqual([3, 103, 103])
    expect(names).toEqual(names.toSorted())
  })

  it('tells the nearest of what each reaches next, as the list of that does', async () => {
    const { players } = await ask({ limit: 4 })
    for (const each of players.filter(({ overall }) => overall !== null)) {
      const player = (await findPlayer(table, each.username))!
      const { next } = await nextMilestones(table, player, now)
      expect(each.next).not.toBeNull()
      expect(next[0], each.username).toMatchObject(each.next!)
    }
    expect(players.find(({ username }) => username === 'c')!.next).toBeNull()
    expect(players.at(-1)!.next!.estimatedAt).not.toBeNull()
  })

  it('tells the latest milestones with its first page', async () => {
    const milestone = { metric: 'attack', kind: 'level', value: 20 } as const
    for (const threshold of [10, 20]) {
      const by = now - (30 - threshold) * hour
      const step = { from: by - hour, by, milestones: [{ ...milestone, threshold, after: by - hour, by }] }
      for (const key of ['a_paused', 'b_new', 'member_00', 'member_01']) await putStep(table, key, step)
    }
    const { milestones, nextCursor } = await ask({ limit: 40 })
    expect(milestones.map(({ threshold }) => threshold)).toEqual([20, 20, 20, 20, 10])
    expect((await ask({ after: cursor(playerPages).parse(nextCursor) })).milestones).toEqual([])
    const some = await Promise.all(['b_new', 'member_01', 'c_empty'].map((key) => findPlayer(table, key)))
    const linked = await overviewOf(table, some as Player[], 'UTC', { now, retentionDays: 90 })
    expect(linked.milestones.map(({ username, threshold }) => [username, threshold])).toEqual([
      ['b_new', 20],
      ['member_01', 20],
      ['b_new', 10],
      ['member_01', 10],
    ])
  })

  it('takes one query a player, and few requests besides', async () => {
    const commands: string[] = []
    const send = async (command: object) => {
      commands.push(command.constructor.name)
      return table.client.send(command as never)
    }
    const counting: Table = { name: table.name, client: { send } as never }
    const { players } = await overview(counting, { tz: 'America/New_York', limit: 100 }, { now, retentionDays: 90 })
    expect(players).toHaveLength(100)
    const queries = commands.filter((name) => name === 'QueryCommand').length
    expect(queries).toBeLessThanOrEqual(102)
    // One of them for whose the latest milestones are.
    expect(commands.length - queries).toBeLessThanOrEqual(11)
  })
})

describe('what is told of many gains', () => {
  it('are the three skills that gained the most, and bosses where there are fewer', async () => {
    const memory = tableOf(new MemoryTable())
    const state = async (key: string, rows: Rows) => {
      await storeAnswer(memory, { key, addedAt: now }, { at: now, rows }, 90)
      return (await snapshotAt(memory, key, now, now))!
    }
    const from = await state('a', rowsOf({ Attack: 1, Mining: 1, Magic: 5, Prayer: -1 }, { Zulrah: 1, Vorkath: 1 }))
    const to = await state('b', rowsOf({ Attack: 4, Mining: 9, Magic: 2, Prayer: 7 }, { Zulrah: 9_000, Vorkath: 3 }))
    const gained = gainedIn({ from, to }, [])
    expect(gained.get('magic')).toEqual({ group: 'skills', gained: -3 })
    expect(gained.has('prayer')).toBe(false)
    expect(topOf(gained)).toEqual([
      { metric: 'mining', gained: 8 },
      { metric: 'attack', gained: 3 },
      { metric: 'zulrah', gained: 8_999 },
    ])
  })
})
