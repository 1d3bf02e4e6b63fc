import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { changePlayer, createPlayer, findPlayer, type Player } from '../../../../shared/players/players.ts'
import { removePlayer } from '../../../../shared/players/remove.ts'
import { bestOf, timelineOf } from '../../../../shared/records/best.ts'
import { foldDue, recomputeRecords } from '../../../../shared/records/fold.ts'
import { findRecords } from '../../../../shared/records/items.ts'
import { records } from '../../../../shared/records/records.ts'
import { findLeft, loseTrail, pastOf, putTrail, trailSK } from '../../../../shared/records/trail.ts'
import { changeCatalogue } from '../../../../shared/snapshots/catalogue.ts'
import { daySK, decodeAll, encode, snapSK, startOfDay, stateMoment } from '../../../../shared/snapshots/items.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { addPlayer } from '../../../../shared/tracking/add.ts'
import { fetchPlayers } from '../../../../shared/tracking/fetch.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { testFetching } from '../../../fetching.ts'
import { Character, type History, history } from '../../../histories.ts'
import { dayMs } from '../../../reference.ts'
import { rowsOf } from '../../../rows.ts'
import { recordsAnyway } from '../../../trails.ts'

const hour = 3_600_000
const start = Date.parse('2026-03-03T09:30:00Z')
const key = 'zezima'

let memory: MemoryTable
let table: Table
let player: Player
let now: number
/** When it hunts. */
let hunts: number[]
const told = () => memory.peek(`PLAYER#${key}`, trailSK)

/** A player without any state. */
const begin = async (at: number): Promise<void> => {
  memory = new MemoryTable()
  table = tableOf(memory)
  player = { key, username: key, mode: 'regular', active: true, addedAt: at, failures: 0 }
  now = at
  hunts = []
  await createPlayer(table, player)
}

/** Stores what the hiscores show, and folds where it is time, in `folding` when that is another table. */
const fetched = async (
  at: number,
  rows: Parameters<typeof storeAnswer>[2]['rows'],
  retentionDays = 90,
): Promise<void> => {
  now = at
  const { latest } = await storeAnswer(table, player, { at, rows }, retentionDays)
  const folded = await foldDue({ tracker: table, retentionDays }, { ...player, latest }, at)
  player = (await changePlayer(table, player, { latest, lastFetchedAt: at, ...folded }))!
}

/** Six hours later, of which more or less are played from day to day. */
const playOn = async (retentionDays = 90): Promise<void> => {
  const hours = (now + 6 * hour - start) / hour
  const xp = 10_000 + Math.floor(hours * 40 + 3_000 * Math.sin(hours / 40))
  const rows = rowsOf(
    { Mining: xp, Hunter: 100 + 100 * hunts.filter((at) => at <= now).length },
    { Zulrah: Math.floor(hours / 30), 'LMS - Rank': xp },
  )
  await fetched(now + 6 * hour, rows, retentionDays)
}

const playFor = async (days: number, retentionDays?: number): Promise<void> => {
  for (const until = now + days * dayMs; now < until; ) await playOn(retentionDays)
}

/** Plays on until the first fetch that folds. */
const playUntilFold = async (): Promise<void> => {
  for (const before = player.recordsTo; player.recordsTo === before; ) await playOn()
}

/** How many items queries have found. */
const countRead = async (work: (table: Table) => Promise<unknown>): Promise<number> => {
  let count = 0
  const send = async (command: unknown): Promise<object> => {
    const result = memory.execute(command) as { Items?: unknown[] }
    if (command instanceof QueryCommand) count += result.Items!.length
    return result
  }
  await work({ ...table, client: { send } as unknown as Table['client'] })
  return count
}

beforeEach(() => begin(start))

// The state that the tracking began with is single, and expires after a fold has left a trail with it.
const expiring: History = {
  start: 1_768_435_200_000,
  events: [
    { wait: 60_000, happenings: [{ kind: 'unknown', row: 0 }] },
    { wait: 60_000, happenings: [{ kind: 'fall', row: 1, amount: 1 }] },
    { wait: 4_337_565_690, happenings: [{ kind: 'gain', row: 1, amount: 1 }] },
    { wait: 14_533_683, happenings: [{ kind: 'gain', row: 1, amount: 1 }] },
    { wait: 2_740_287_007, happenings: [] },
    { wait: 19_500_526, happenings: [{ kind: 'fall', row: 0, amount: 1 }] },
    { wait: 69_842_785, happenings: [{ kind: 'gain', row: 0, amount: 4_294_967_296 }] },
  ],
}

it('makes no record another one, over random histories', async () => {
  let used = 0
  const ofDays = fc.constantFrom(38, 45, 90)
  await fc.assert(
    fc.asyncProperty(history(50), ofDays, fc.nat(30 * dayMs), async (past, retentionDays, pauseMs) => {
      const character = new Character()
      let at = stateMoment(past.start)
      await begin(at)
      await fetched(at, character.rows(), retentionDays)
      for (const { wait, happenings } of past.events) {
        at = stateMoment(wait === 'midnight' ? at - (at % dayMs) + dayMs : at + wait)
        for (const what of happenings) character.happen(what)
        await fetched(at, character.rows(), retentionDays)
        if (told() && player.recordsTo! < at) used += 1
        await recordsAnyway(table, player, at)
      }
      await recordsAnyway(table, player, at + pauseMs)
    }),
    { numRuns: 250, examples: [[expiring, 90, 594_151_308]] },
  )
  expect(used).toBeGreaterThan(150)
}, 120_000)

it('tells all that windows begin with which end behind it', async () => {
  const step = fc.record({
    waitMs: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: hour, max: 20 * hour }) },
      { weight: 2, arbitrary: fc.integer({ min: hour, max: 45 * dayMs }) },
      { weight: 1, arbitrary: fc.integer({ min: 100 * dayMs, max: 250 * dayMs }) },
    ),
    gained: fc.integer({ min: -20, max: 60 }),
    isKnown: fc.constantFrom(true, true, true, true, false),
    parts: fc.constantFrom(...Array<boolean>(14).fill(false), true),
  })
  const check = async (
    steps: (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
    cut: number,
  ): Promise<void> => {
    await begin(start)
    const times = [start]
    const values: (number | null)[] = [1_000]
    let xp = 1_000
    for (const { waitMs, gained, isKnown } of steps) {
      times.push(times.at(-1)! + waitMs)
      xp += gained
      values.push(isKnown ? xp : null)
    }
    const at = times.filter((_, index) => steps[index - 1]?.parts)
    player = { ...player, seams: at.map((moment) => ({ at: moment, kind: 'corrected' as const })) }
    const to = times[cut % times.length]!
    const behind = times.findIndex((moment) => moment >= to - (to % dayMs))
    const stored = (count: number) => ({
      times: times.slice(0, count),
      metrics: new Set(['mining', 'zulrah']),
      valuesOf: (metric: string) => (metric === 'mining' ? values.slice(0, count) : []),
    })
    await putTrail(table, player, stored((cut % times.length) + 1), { to, lost: '', made: [], retentionDays: 3_650 })
    const { trail } = await findLeft(table, player, to)
    if (!trail) {
      expect(behind).toBe(0)
      return
    }
    const { before } = trail
    const rows = rowsOf({ Mining: values[behind - 1] ?? -1 }, {})
    const [last] = await decodeAll(table, [await encode(table, { at: to, rows })])
    const past = pastOf(trail, last!)
    expect(past.times.length).toBeLessThanOrEqual(behind)
    const life = { barriers: at, addedAt: start }
    const all = bestOf(timelineOf(times, life, before), values)
    const joined = timelineOf([...past.times, ...times.slice(behind)], life, before)
    expect(bestOf(joined, [...past.valuesOf('mining'), ...values.slice(behind)])).toEqual(all)
  }
  const many = fc.array(step, { minLength: 5, maxLength: 60, size: 'max' })
  await fc.assert(fc.asyncProperty(many, fc.nat(), check), { numRuns: 300 })
})

describe('a trail', () => {
  it('has neither a question nor the next fold read the month before it, nor the year', async () => {
    await playFor(200)
    const since = (now - player.recordsTo!) / (6 * hour)
    const trailed = await countRead((from) => records(from, player, now))
    // What came since the midnight before the fold, each with its day, and two items that folds have left.
    expect(trailed).toBeLessThanOrEqual(2 + (since + 4) * 1.5)
    memory.execute(new DeleteCommand({ TableName: table.name, Key: { PK: `PLAYER#${key}`, SK: trailSK } }))
    expect(await countRead((from) => records(from, player, now))).toBeGreaterThan(3 * trailed)
  })

  it('is not read where nothing came since', async () => {
    await playFor(30)
    await playUntilFold()
    expect(await countRead((from) => records(from, player, now))).toBe(0)
  })

  it('is not left where single states expire before the next fold', async () => {
    await playFor(50, 36)
    expect((await findLeft(table, player, now)).trail).toBeUndefined()
    await playFor(20, 39)
    expect((await findLeft(table, player, now)).trail).toBeDefined()
  })

  it('is of no use any more once single states of it begin to expire', async () => {
    await playFor(40)
    const { until } = told() as { until: number }
    expect((await findLeft(table, player, until - 1)).trail).toBeDefined()
    expect((await findLeft(table, player, until)).trail).toBeUndefined()
  })

  it('is of no use where a life begins that it does not know of, or a metric has got another name', async () => {
    await playFor(60)
    const seams = [{ at: start + 20 * dayMs, kind: 'corrected' as const }]
    expect((await findLeft(table, { ...player, seams }, now)).trail).toBeUndefined()
    // Behind it nothing depends on that.
    const behind = [{ at: now, kind: 'corrected' as const }]
    expect((await findLeft(table, { ...player, seams: behind }, now)).trail).toBeDefined()
    await changeCatalogue(table, (catalogue) => ({
      ...catalogue,
      aliases: [{ old: 'zulrah', metric: 'snake', since: now - dayMs }],
    }))
    expect((await findLeft(table, player, now)).trail).toBeUndefined()
    await recordsAnyway(table, player, now)
  })

  it('is not used where more has to be looked through than what came behind it', async () => {
    await playFor(60)
    memory.execute(new DeleteCommand({ TableName: table.name, Key: { PK: `PLAYER#${key}`, SK: 'RECORDS' } }))
    await recordsAnyway(table, { ...player, recordsTo: start + 20 * dayMs }, now)
  })

  it('is not used where its last state is gone', async () => {
    await playFor(10)
    const due = startOfDay(player.recordsTo! + 7 * dayMs)
    hunts = [due, due + dayMs]
    await playUntilFold()
    const { trail } = await findLeft(table, player, now)
    expect(trail!.before).toBe(due)
    const last = trail!.times.at(-1)!
    await playFor(2)
    for (const SK of [snapSK(last), daySK(last)]) {
      expect(memory.peek(`PLAYER#${key}`, SK)).toBeDefined()
      memory.execute(new DeleteCommand({ TableName: table.name, Key: { PK: `PLAYER#${key}`, SK } }))
    }
    await recordsAnyway(table, player, now)
  })

  it('is lost by whoever looks through everything, and left again by the next fold', async () => {
    await playFor(40)
    expect(told()).toHaveProperty('told')
    await recomputeRecords(table, player, now)
    expect(told()).not.toHaveProperty('told')
    await playUntilFold()
    expect(told()).toHaveProperty('told')
    expect((await findLeft(table, player, now)).trail).toBeDefined()
  })

  it('is not left by a fold during which it was lost, since that may have read what is not so any more', async () => {
    await playFor(40)
    const before = player.recordsTo!
    const due = { ...player, latest: { ...player.latest!, at: before + 8 * dayMs } }
    const send = async (command: PutCommand): Promise<object> => {
      if (command instanceof PutCommand && command.input.Item?.SK === trailSK) await loseTrail(table, key)
      return memory.execute(command)
    }
    const meanwhile = { ...table, client: { send } as unknown as Table['client'] }
    expect(await foldDue({ tracker: meanwhile, retentionDays: 90 }, due, before + 8 * dayMs)).toHaveProperty(
      'recordsTo',
    )
    expect(told()).not.toHaveProperty('told')
  })

  it('is followed by the state that was stored just now, which a replica may not have yet', async () => {
    await playFor(30)
    const before = player.recordsTo
    const send = async (command: QueryCommand): Promise<object> => {
      const result = memory.execute(command) as { Items?: { SK: string; at: number }[] }
      if (!(command instanceof QueryCommand) || command.input.ConsistentRead || !result.Items) return result
      return { ...result, Items: result.Items.filter(({ SK, at }) => !/^(SNAP|DAY)/.test(SK) || at < now) }
    }
    while (player.recordsTo === before) {
      const at = now + 6 * hour
      const xp = 20_000 + ((at - start) / hour) ** 2
      const { latest } = await storeAnswer(table, player, { at, rows: rowsOf({ Mining: xp }, {}) }, 90)
      now = at
      const behind = { ...table, client: { send } as unknown as Table['client'] }
      const folded = await foldDue({ tracker: behind, retentionDays: 90 }, { ...player, latest }, at)
      player = (await changePlayer(table, player, { latest, ...folded }))!
    }
    expect(memory.peek(`PLAYER#${key}`, snapSK(now))).toBeDefined()
    expect((await findRecords(table, key))!.records.get('mining')!.best.month!.end).toBe(now)
  })

  it('goes with somebody who is removed while it is left', async () => {
    const memory = new MemoryTable()
    let removed = false
    const send = async (command: PutCommand): Promise<object> => {
      if (command instanceof PutCommand && command.input.Item?.SK === trailSK) {
        removed = await removePlayer(tableOf(memory), (await findPlayer(tableOf(memory), key))!, clock.now())
      }
      return memory.execute(command)
    }
    const { clock, hiscores, fetching } = testFetching({ ...tableOf(memory), client: { send } as never })
    hiscores.knows(key, rowsOf({ Mining: 1 }))
    await addPlayer(fetching, { username: key, mode: 'regular' }, clock.now() + 60_000)
    clock.advance(8 * dayMs)
    hiscores.knows(key, rowsOf({ Mining: 2 }))
    await fetchPlayers(fetching, [key], clock.now() + 60_000)
    expect(removed).toBe(true)
    expect(memory.items(`PLAYER#${key}`).map(({ SK }) => SK)).toEqual(['PLAYER'])
  })
})
