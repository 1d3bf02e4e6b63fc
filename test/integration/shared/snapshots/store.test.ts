import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { decodeMoments, itemOf, tiers } from '../../../../shared/snapshots/items.ts'
import { putDay, putLastOf } from '../../../../shared/snapshots/put.ts'
import { firstSnapshotAfter, snapshotAt } from '../../../../shared/snapshots/snapshots.ts'
import { storeAnswer, withdrawAnswer } from '../../../../shared/snapshots/store.ts'
import { startDynamoDB, type TestDynamoDB } from '../../../dynamodb.ts'
import { rowsOf } from '../../../rows.ts'

let dynamodb: TestDynamoDB
beforeAll(async () => {
  dynamodb = await startDynamoDB()
})
afterAll(() => dynamodb.close())

// A player of its own for each test.
let count = 0
let player: string
beforeEach(() => {
  count += 1
  player = `player_${count}`
})

const retentionDays = 90
const time = (text: string): number => Date.parse(`${text}Z`)

/** Stores an answer with this much experience and rank; other rows when `boss` is given. */
const store = (text: string, mining: number, { table = dynamodb.tracker, rank = 5, boss = 'Zulrah' } = {}) => {
  const rows = rowsOf({ Mining: mining }, { [boss]: 7 })
  rows.skills[0]!.xp = mining
  rows.skills[1]!.rank = rank
  const at = time(text)
  return storeAnswer(table, { key: player, addedAt: at }, { at, rows }, retentionDays)
}

interface Stored {
  SK: string
  at: string
}

const itemsOf = async (name: string): Promise<Record<string, unknown>[]> => {
  const { Items = [] } = await dynamodb.tracker.client.send(
    new QueryCommand({
      TableName: 'tracker',
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': `PLAYER#${name}` },
    }),
  )
  return Items
}

const storedOf = async (name: string): Promise<Stored[]> =>
  (await itemsOf(name))
    .filter(({ SK }) => SK !== 'RESTS')
    .map((item) => ({ SK: item.SK as string, at: new Date(itemOf(item).at).toISOString().slice(0, 16) }))

/** The rests of the player that are noted, the date before each and the date after it. */
const rests = async (): Promise<Record<string, unknown>> => {
  const { PK: _, SK: __, ...noted } = (await itemsOf(player)).find(({ SK }) => SK === 'RESTS') ?? {}
  return noted
}

/** What is stored of the player, as in `MONTH#2026-07 2026-07-31T20:00`, but for the snapshots. */
const kept = async (): Promise<string[]> =>
  (await storedOf(player)).filter(({ SK }) => !SK.startsWith('SNAP#')).map(({ SK, at }) => `${SK} ${at}`)

const snapshots = async (): Promise<string[]> =>
  (await storedOf(player)).filter(({ SK }) => SK.startsWith('SNAP#')).map(({ at }) => at)

/** The moments of the earlier changes of its day that each snapshot has. */
const earlier = async (): Promise<Record<string, string[]>> => {
  const found = (await itemsOf(player)).filter(({ SK }) => (SK as string).startsWith('SNAP#'))
  return Object.fromEntries(
    found.map((item) => {
      const { at, earlier: bytes } = itemOf(item)
      const moments = bytes ? decodeMoments(at, bytes) : []
      const iso = (moment: number): string => new Date(moment).toISOString()
      return [iso(at).slice(0, 16), moments.map((moment) => iso(moment).slice(11, 16))]
    }),
  )
}

/** The experience in Mining at a moment, as seen at another. */
const miningAt = async (text: string, now = text): Promise<number | undefined> =>
  (await snapshotAt(dynamodb.tracker, player, time(text), time(now)))?.rows.skills[1]?.xp

/** A client of a process that dies before its write number `writes`. */
const dying = (writes: number): Table => {
  let left = writes
  const send = async (command: { constructor: { name: string } }) => {
    if (command.constructor.name === 'PutCommand' && left-- === 0) throw new Error('crash')
    return dynamodb.tracker.client.send(command as never)
  }
  return { name: 'tracker', client: { send } as never }
}

describe('a change', () => {
  it('is a snapshot, and the last state of its day', async () => {
    expect(await store('2026-07-10T08:00', 1)).toMatchObject({
      changed: true,
      latest: { at: time('2026-07-10T08:00') },
    })
    await store('2026-07-10T09:00', 2)
    expect(await snapshots()).toEqual(['2026-07-10T08:00', '2026-07-10T09:00'])
    expect(await kept()).toEqual(['DAY#2026-07-10 2026-07-10T09:00'])
  })

  it('stores the names of its rows before itself', async () => {
    // The first writes are the catalogue's and the layout's: a process that dies after them has stored nothing of the player.
    await expect(store('2026-07-10T08:00', 1, { table: dying(2), boss: `Boss ${count}` })).rejects.toThrow('crash')
    expect(await storedOf(player)).toEqual([])
    const { Items = [] } = await dynamodb.tracker.client.send(
      new QueryCommand({
        TableName: 'tracker',
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': 'LAYOUT' },
      }),
    )
    expect(Items.some(({ activities }) => activities[0] === `Boss ${count}`)).toBe(true)
  })

  it('can be stored twice, and tells nothing when a later one is there', async () => {
    await store('2026-07-10T09:00', 2)
    await store('2026-07-10T09:00', 2)
    expect(await store('2026-07-10T08:00', 1)).toMatchObject({ latest: { at: time('2026-07-10T09:00') } })
    expect(await snapshots()).toEqual(['2026-07-10T09:00'])
    expect(await kept()).toEqual(['DAY#2026-07-10 2026-07-10T09:00'])
  })
})

describe('no change', () => {
  it('is the last state of a day that has none yet, and nothing else', async () => {
    await store('2026-07-10T08:00', 1)
    expect(await store('2026-07-10T09:00', 1, { rank: 6 })).toMatchObject({
      changed: false,
      latest: { at: time('2026-07-10T08:00') },
    })
    expect(await store('2026-07-11T08:00', 1, { rank: 7 })).toMatchObject({
      changed: false,
      latest: { at: time('2026-07-11T08:00') },
    })
    await store('2026-07-11T09:00', 1, { rank: 8 })
    expect(await snapshots()).toEqual(['2026-07-10T08:00'])
    expect(await kept()).toEqual(['DAY#2026-07-10 2026-07-10T08:00', 'DAY#2026-07-11 2026-07-11T08:00'])
  })

  it('has what a bad row has hidden once that is known again, which is no change', async () => {
    await store('2026-07-10T08:00', 5)
    expect(await store('2026-07-11T08:00', -1)).toMatchObject({ changed: false })
    expect(await miningAt('2026-07-11T08:30')).toBe(-1)
    expect(await store('2026-07-11T09:00', 5)).toMatchObject({
      changed: false,
      changedAt: time('2026-07-10T08:00'),
      latest: { at: time('2026-07-11T09:00') },
    })
    expect(await miningAt('2026-07-11T09:30')).toBe(5)
    await store('2026-07-11T10:00', 5, { rank: 8 })
    expect(await kept()).toEqual(['DAY#2026-07-10 2026-07-10T08:00', 'DAY#2026-07-11 2026-07-11T09:00'])
    await store('2026-07-12T08:00', -1)
    expect(await store('2026-07-12T09:00', 6)).toMatchObject({ changed: true })
    expect(await snapshots()).toEqual(['2026-07-10T08:00', '2026-07-12T09:00'])
  })
})

describe('a change', () => {
  it('has the moments of the earlier ones of its day, and not of what changed nothing', async () => {
    await store('2026-07-10T22:00', 1)
    await store('2026-07-10T23:00', 2)
    await store('2026-07-11T00:10', 2, { rank: 6 })
    await store('2026-07-11T15:00', 3)
    await store('2026-07-11T16:00', 3)
    await store('2026-07-11T17:00', 4)
    await store('2026-07-11T18:00', 5)
    await store('2026-07-12T17:00', 6)
    expect(await earlier()).toEqual({
      '2026-07-10T22:00': [],
      '2026-07-10T23:00': ['22:00'],
      '2026-07-11T15:00': [],
      '2026-07-11T17:00': ['15:00'],
      '2026-07-11T18:00': ['15:00', '17:00'],
      '2026-07-12T17:00': [],
    })
  })

  it('has each of them once, when it is stored twice and when the clock is set back', async () => {
    await store('2026-07-10T08:00', 1)
    for (const text of ['2026-07-10T09:00', '2026-07-10T09:00', '2026-07-10T08:30']) await store(text, 2)
    expect(await earlier()).toEqual({ '2026-07-10T08:00': [], '2026-07-10T09:00': ['08:00'] })
  })

  it('has the one before it also when a crash kept that from its day', async () => {
    await store('2026-07-10T00:10', 1)
    for (const [text, mining] of [
      ['2026-07-10T09:00', 2],
      ['2026-07-10T09:05', 3],
    ] as const) {
      await expect(store(text, mining, { table: dying(1) })).rejects.toThrow('crash')
    }
    await store('2026-07-10T10:00', 4)
    expect(await earlier()).toMatchObject({ '2026-07-10T10:00': ['00:10', '09:00'] })
  })
})

describe('a month that is over', () => {
  it('has its last day once something of a later one is stored', async () => {
    await store('2026-07-30T08:00', 1)
    await store('2026-07-31T20:00', 2)
    expect((await kept()).filter((key) => key.startsWith('MONTH'))).toEqual([])
    await store('2026-08-01T08:00', 3)
    await store('2026-08-02T08:00', 4)
    expect((await kept()).filter((key) => key.startsWith('MONTH'))).toEqual(['MONTH#2026-07 2026-07-31T20:00'])
  })

  it('is the last one of before when the tracker has rested for a year', async () => {
    await store('2025-06-03T08:00', 1)
    await store('2026-08-01T08:00', 1)
    expect(await kept()).toEqual([
      'DAY#2025-06-03 2025-06-03T08:00',
      'DAY#2026-08-01 2026-08-01T08:00',
      'MONTH#2025-06 2025-06-03T08:00',
      'WEEK#2025-06-02 2025-06-03T08:00',
    ])
    expect(await rests()).toEqual({ '2025-06-03': '2026-08-01' })
    expect(await miningAt('2026-07-31T00:00', '2026-08-01T09:00')).toBe(1)
  })

  it('stays as it is when the clock is set back over its end', async () => {
    await store('2026-07-31T20:00', 1)
    await store('2026-08-01T00:10', 2)
    const before = await kept()
    expect(await store('2026-07-31T23:30', 3)).toMatchObject({
      changed: false,
      latest: { at: time('2026-08-01T00:10') },
    })
    expect(await kept()).toEqual(before)
    expect(before).toContain('MONTH#2026-07 2026-07-31T20:00')
  })

  it('keeps its later state, whichever of two is written last', async () => {
    const states = ['2026-07-31T20:00', '2026-07-31T23:30'].map((text) => ({
      at: time(text),
      rows: rowsOf({ Mining: 1 }),
    }))
    for (const [index, order] of [states, states.toReversed()].entries()) {
      player = `ordered_${index}`
      for (const state of order) {
        await putDay(dynamodb.tracker, player, state)
        for (const tier of tiers) await putLastOf(dynamodb.tracker, player, tier, state)
      }
      expect(await kept()).toEqual([
        'DAY#2026-07-31 2026-07-31T23:30',
        'MONTH#2026-07 2026-07-31T23:30',
        'WEEK#2026-07-27 2026-07-31T23:30',
      ])
    }
  })

  it('loses nothing to a crash before any of the writes that it takes', async () => {
    const whole = [
      'DAY#2026-07-31 2026-07-31T20:00',
      'DAY#2026-08-01 2026-08-01T08:05',
      'MONTH#2026-07 2026-07-31T20:00',
    ]
    // Of the snapshot, the month and the day.
    for (const writes of [0, 1, 2]) {
      player = `crashed_${count}_${writes}`
      await store('2026-07-31T20:00', 1)
      await expect(store('2026-08-01T08:00', 2, { table: dying(writes) })).rejects.toThrow('crash')
      await store('2026-08-01T08:05', 3)
      expect(await kept()).toEqual(whole)
      expect(await snapshots()).toEqual([
        '2026-07-31T20:00',
        ...(writes > 0 ? ['2026-08-01T08:00'] : []),
        '2026-08-01T08:05',
      ])
    }
  })
})

describe('a week that is over', () => {
  const weeks = async () => (await kept()).filter((key) => key.startsWith('WEEK'))

  it('has its last day, of Monday to Sunday, once something of a later one is stored', async () => {
    await store('2026-07-05T23:59', 1)
    await store('2026-07-06T00:01', 2)
    await store('2026-07-12T23:59', 3)
    expect(await weeks()).toEqual(['WEEK#2026-06-29 2026-07-05T23:59'])
    await store('2026-07-13T00:01', 3)
    await store('2026-07-14T00:01', 4)
    expect(await weeks()).toEqual(['WEEK#2026-06-29 2026-07-05T23:59', 'WEEK#2026-07-06 2026-07-12T23:59'])
  })

  it('is one also where a year ends in it', async () => {
    for (const [index, text] of ['2026-12-30T08:00', '2027-01-02T08:00', '2027-01-05T08:00'].entries()) {
      await store(text, index)
    }
    expect(await weeks()).toEqual(['WEEK#2026-12-28 2027-01-02T08:00'])
  })

  it('stays as it is when the clock is set back over its end', async () => {
    await store('2026-07-12T20:00', 1)
    await store('2026-07-13T00:10', 2)
    const before = await kept()
    await store('2026-07-12T23:30', 3)
    expect(await kept()).toEqual(before)
    expect(before).toContain('WEEK#2026-07-06 2026-07-12T20:00')
  })

  it('loses nothing to a crash before any of the writes that it takes, when a month is over as well', async () => {
    // Of the snapshot, the week, the month and the day.
    for (const writes of [0, 1, 2, 3]) {
      player = `crashed_${count}_${writes}`
      await store('2026-05-31T20:00', 1)
      await expect(store('2026-06-01T08:00', 2, { table: dying(writes) })).rejects.toThrow('crash')
      await store('2026-06-01T08:05', 3)
      expect(await kept()).toEqual([
        'DAY#2026-05-31 2026-05-31T20:00',
        'DAY#2026-06-01 2026-06-01T08:05',
        'MONTH#2026-05 2026-05-31T20:00',
        'WEEK#2026-05-25 2026-05-31T20:00',
      ])
    }
  })
})

describe('a crash between snapshot and day', () => {
  it('is made good by the next fetch, which stores nothing twice', async () => {
    await store('2026-07-10T08:00', 1)
    await expect(store('2026-07-10T09:00', 2, { table: dying(1) })).rejects.toThrow('crash')
    expect(await store('2026-07-10T09:01', 2)).toMatchObject({
      changed: false,
      latest: { at: time('2026-07-10T09:00') },
    })
    expect(await snapshots()).toEqual(['2026-07-10T08:00', '2026-07-10T09:00'])
    expect(await kept()).toEqual(['DAY#2026-07-10 2026-07-10T09:00'])
  })

  it('is made good also on a later day, in a later month', async () => {
    await store('2026-07-30T08:00', 1)
    await expect(store('2026-07-31T23:50', 2, { table: dying(1) })).rejects.toThrow('crash')
    await store('2026-08-01T09:00', 3)
    expect(await kept()).toEqual([
      'DAY#2026-07-30 2026-07-30T08:00',
      'DAY#2026-07-31 2026-07-31T23:50',
      'DAY#2026-08-01 2026-08-01T09:00',
      'MONTH#2026-07 2026-07-31T23:50',
    ])
  })
})

describe('an expired snapshot', () => {
  beforeEach(async () => {
    await store('2026-07-10T08:00', 1)
    await store('2026-07-10T09:00', 2)
    await store('2026-07-10T10:00', 3)
  })

  it('counts as absent though it is there, and its day as the best there is', async () => {
    expect(await miningAt('2026-07-10T09:30', '2026-10-08T08:59')).toBe(2)
    expect(await miningAt('2026-07-10T09:30', '2026-10-08T09:00')).toBeUndefined()
    expect(await miningAt('2026-07-10T10:00', '2026-10-08T11:00')).toBe(3)
  })

  it('is not the first one either', async () => {
    const first = async (now: string) =>
      (await firstSnapshotAfter(dynamodb.tracker, player, -1, time(now), time(now)))?.rows.skills[1]?.xp
    expect(await first('2026-10-08T07:59')).toBe(1)
    expect(await first('2026-10-08T08:00')).toBe(2)
    expect(await first('2026-10-08T11:00')).toBe(3)
  })

  it('takes nothing away from the newest state, with which the next answer is compared', async () => {
    expect(await store('2030-01-01T00:00', 3)).toMatchObject({ changed: false })
    expect(await snapshots()).toHaveLength(3)
  })
})

describe('an answer that came too late for its player', () => {
  it('is taken back with the month that it closed', async () => {
    const before = time('2026-07-31T20:00')
    await store('2026-07-31T20:00', 1)
    await store('2026-08-01T08:00', 2)
    await withdrawAnswer(dynamodb.tracker, player, { at: time('2026-08-01T08:00'), before }, time('2026-08-01T08:00'))
    expect(await storedOf(player)).toEqual([])
  })

  it('is taken back with the week that it closed', async () => {
    const before = time('2026-07-12T20:00')
    await store('2026-07-12T20:00', 1)
    await store('2026-07-13T08:00', 2)
    await withdrawAnswer(dynamodb.tracker, player, { at: time('2026-07-13T08:00'), before }, time('2026-07-13T08:00'))
    expect(await storedOf(player)).toEqual([])
  })

  it('leaves what somebody else has stored since', async () => {
    await store('2026-08-01T08:00', 1)
    await store('2026-08-01T09:00', 2)
    await withdrawAnswer(
      dynamodb.tracker,
      player,
      { at: time('2026-08-01T08:00'), before: undefined },
      time('2026-08-01T08:00'),
    )
    expect(await snapshots()).toEqual(['2026-08-01T09:00'])
    expect(await kept()).toEqual(['DAY#2026-08-01 2026-08-01T09:00'])
  })
})
