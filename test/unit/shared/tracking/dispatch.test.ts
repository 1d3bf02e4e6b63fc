import { PutCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPace } from '../../../../shared/pace/pace.ts'
import { changePlayer, createPlayer, findPlayer } from '../../../../shared/players/players.ts'
import { capacity, choose, delaysOf, dispatch, latenessGrowth, readTick } from '../../../../shared/tracking/dispatch.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'

const rules = { tickMs: 60_000, paceMs: 2_000 }
const now = 10_000_000
const players = (count: number): string[] => Array.from({ length: count }, (_, index) => `player_${index}`)
const queued = (count: number, agoMs: number, times = 1) =>
  new Map(players(count).map((key) => [key, { at: now - agoMs, times }]))

describe('dispatch', () => {
  it('has room for what the pace can fetch until just after the next tick', () => {
    expect(capacity(rules)).toBe(42)
    expect(capacity({ ...rules, paceMs: 60_000 })).toBe(3)
  })

  it('queues those longest due, and no more than there is room for', () => {
    expect(choose(players(100), new Map(), now, rules).chosen).toEqual(players(42))
  })

  it('leaves out those that wait in the queue already, and counts them', () => {
    expect(choose(players(100), queued(10, 60_000), now, rules).chosen).toEqual(players(42).slice(10))
  })

  it('queues a player again whose message was lost', () => {
    expect(choose(['player_0'], queued(1, 180_000), now, rules).chosen).toEqual([])
    expect(choose(['player_0'], queued(1, 200_000), now, rules)).toEqual({ chosen: ['player_0'], inQueue: [] })
  })

  it('queues a player that crashes each time after twice as long, once a day in the end', () => {
    const pauses: number[] = []
    for (let times = 1; times <= 12; times++) {
      let minutes = 0
      while (choose(['player_0'], queued(1, minutes * 60_000, times), now, rules).chosen.length === 0) minutes += 1
      pauses.push(minutes)
    }
    expect(pauses).toEqual([4, 7, 14, 27, 53, 105, 209, 417, 833, 1_441, 1_441, 1_441])
  })

  it('gives no room to players that crash each time', () => {
    expect(choose(players(100), queued(42, 240_000, 3), now, rules).chosen).toEqual(players(84).slice(42))
  })

  it('is not confused by a clock that was set back', () => {
    expect(choose(['player_0'], queued(1, -3_600_000), now, rules).chosen).toEqual(['player_0'])
  })

  it('never has more in the queue than there is room for', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(60), fc.nat(400_000), (due, waiting, age) => {
        const { chosen, inQueue } = choose(players(due), queued(waiting, age), now, rules)
        expect(chosen.length + inQueue.length).toBeLessThanOrEqual(Math.max(capacity(rules), inQueue.length))
        expect(chosen.filter((key) => inQueue.includes(key))).toEqual([])
      }),
    )
  })
})

describe('what is queued', () => {
  it('comes up batch by batch, each when the one before is all but done', () => {
    const delays = delaysOf(25, now, now, rules)
    expect(delays.map((ms) => ms / 1_000)).toEqual([
      ...Array.from({ length: 7 }, () => 0),
      ...Array.from({ length: 7 }, () => 12),
      ...Array.from({ length: 7 }, () => 26),
      ...Array.from({ length: 4 }, () => 40),
    ])
    expect(delaysOf(1, now + 30_000, now, rules)).toEqual([28_000])
  })

  it('comes up at once where there is no pace', () => {
    expect(new Set(delaysOf(80, now, now, { ...rules, paceMs: 0 }))).toEqual(new Set([0]))
  })
})

describe('how much later it becomes', () => {
  /** The growth that each tick finds, a minute after the one before. */
  const growths = (lateMs: readonly number[]): number[] => {
    let late: Parameters<typeof latenessGrowth>[0] = []
    return lateMs.map((ms, minute) => {
      const next = latenessGrowth(late, ms, now + minute * 60_000)
      late = next.late
      return next.growth
    })
  }
  const minutes = (count: number, ms: (minute: number) => number) =>
    Array.from({ length: count }, (_, each) => ms(each))

  it('is the time itself when nobody is fetched any more, from an hour on', () => {
    const found = growths(minutes(240, (minute) => minute * 60_000))
    expect(found.slice(0, 60)).toEqual(minutes(60, () => 0))
    expect(found.slice(60)).toEqual(minutes(180, () => 1))
  })

  it('is nothing where everybody is late by as much as always, nor where it becomes less', () => {
    const late = 3 * 3_600_000
    expect(growths(minutes(240, () => late))).toEqual(minutes(240, () => 0))
    expect(growths(minutes(240, (minute) => late - minute * 30_000))).toEqual(minutes(240, () => 0))
  })

  it('is found within two hours after it began, whatever was before', () => {
    const found = growths(minutes(400, (minute) => Math.max(0, minute - 100) * 60_000))
    expect(found.slice(220).every((growth) => growth > 0.5)).toBe(true)
    expect(found.slice(0, 100)).toEqual(minutes(100, () => 0))
  })
})

describe('a tick', () => {
  const queueAll = async (keys: readonly string[]): Promise<string[]> => [...keys]

  const tableWith = async (...keys: string[]) => {
    const memory = new MemoryTable()
    const table = tableOf(memory)
    for (const key of keys) {
      const player = { key, username: key, mode: 'regular' as const, active: true, addedAt: 1, nextFetchAt: 1 }
      await createPlayer(table, { ...player, failures: 0 })
    }
    return { memory, table }
  }

  it('queues players of any name once, and remembers them', async () => {
    const names = ['constructor', '__proto__', 'tostring', 'valueof', 'zezima']
    const { table } = await tableWith(...names)
    expect(await dispatch(table, queueAll, now, rules)).toMatchObject({ queued: names.length })
    expect(await dispatch(table, queueAll, now + 60_000, rules)).toMatchObject({ queued: 0, waiting: names.length })
    expect((await readTick(table))!.waiting.map(({ key }) => key).sort()).toEqual([...names].sort())
  })

  it('begins anew after one that kept its memory in another shape', async () => {
    const { memory, table } = await tableWith('zezima', 'constructor')
    const waiting = { zezima: { at: now - 60_000, times: 1 } }
    memory.execute(
      new PutCommand({ TableName: 'tracker', Item: { PK: 'TICK', SK: 'schedule', at: now - 60_000, waiting } }),
    )
    expect(await dispatch(table, queueAll, now, rules)).toMatchObject({ queued: 2, waiting: 0 })
  })

  it('forgets in a pause whom it has queued, and queues them again after it', async () => {
    const { memory, table } = await tableWith('zezima')
    const pauseUntil = (pausedUntil: number) =>
      memory.execute(
        new PutCommand({
          TableName: 'tracker',
          Item: { PK: 'PACE', SK: 'hiscores', version: 1, nextSlotAt: 0, pausedUntil, trialUntil: 0, failures: 5 },
        }),
      )
    expect(await dispatch(table, queueAll, now, rules)).toMatchObject({ queued: 1 })
    pauseUntil(now + 90_000)
    expect(await dispatch(table, queueAll, now + 60_000, rules)).toMatchObject({ queued: 0, waiting: 0, paused: true })
    expect(await dispatch(table, queueAll, now + 120_000, rules)).toMatchObject({ queued: 1 })
    // A pause that no tick has seen.
    pauseUntil(now + 179_000)
    expect(await dispatch(table, queueAll, now + 180_000, rules)).toMatchObject({ queued: 1 })
  })

  it('has players come up behind those of the tick before, and after a pause at once', async () => {
    const { memory, table } = await tableWith(...players(60))
    const seen: number[][] = []
    const send = async (keys: readonly string[], delaysMs: readonly number[]): Promise<string[]> => {
      seen.push([...delaysMs])
      return [...keys]
    }
    await dispatch(table, send, now, rules)
    await dispatch(table, send, now + 60_000, rules)
    expect(seen).toHaveLength(1)
    const fetched = (await readTick(table))!.waiting.map(({ key }) => key)
    for (const key of fetched) {
      await changePlayer(table, (await findPlayer(table, key))!, { nextFetchAt: now + 3_600_000 })
    }
    await dispatch(table, send, now + 60_000, rules)
    // The 42 of before take 84 seconds.
    expect(seen[1]![0]).toBe(22_000)
    const item = { PK: 'PACE', SK: 'hiscores', version: 9, nextSlotAt: 0, trialUntil: 0, failures: 5 }
    memory.execute(new PutCommand({ TableName: 'tracker', Item: { ...item, pausedUntil: now + 90_000 } }))
    await dispatch(table, send, now + 120_000, rules)
    expect(seen[2]![0]).toBe(0)
  })

  it('counts the players every hour, and tells the workers how many share the pace', async () => {
    const { table } = await tableWith('zezima', 'constructor')
    const known = async (at: number): Promise<number | undefined> => {
      await dispatch(table, queueAll, at, rules)
      return (await readPace(table)).players
    }
    expect(await known(now)).toBe(2)
    await createPlayer(table, { ...(await findPlayer(table, 'zezima'))!, key: 'lynx_titan' })
    await createPlayer(table, { ...(await findPlayer(table, 'zezima'))!, key: 'paused', active: false })
    expect(await known(now + 3_599_999)).toBe(2)
    expect(await known(now + 3_600_000)).toBe(3)
  })

  it('counts more players than fit into a step in as many as it takes', async () => {
    const { table } = await tableWith(...players(12_000))
    for (const counted of [undefined, undefined, 12_000]) {
      await dispatch(table, queueAll, now, rules)
      expect((await readPace(table)).players).toBe(counted)
    }
  })
})
