import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keptLeaderboard } from '../../../../shared/boards/leaderboard.ts'
import { lengths } from '../../../../shared/boards/write.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import { log } from '../../../../shared/log.ts'
import { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { Clan, names, said } from './clan.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const minute = 60_000
const day = 86_400_000
const start = Date.parse('2026-08-20T12:00:00Z')

/** A table whose logs and lists are as they were when a copy of them was taken, for whoever does not read them consistently. */
class Behind {
  #copy = new MemoryTable()
  reads = 0

  copy(memory: MemoryTable): void {
    this.#copy = new MemoryTable()
    const boards = memory.partitions().filter((PK) => PK.startsWith('BOARD#'))
    for (const Item of boards.flatMap((PK) => memory.items(PK))) {
      this.#copy.execute(new PutCommand({ TableName: 'tracker', Item }))
    }
  }

  table(memory: MemoryTable): Table {
    const send = async (command: unknown): Promise<object> => {
      const isBoard =
        command instanceof QueryCommand &&
        !command.input.ConsistentRead &&
        Object.values(command.input.ExpressionAttributeValues ?? {}).some((value) => String(value).startsWith('BOARD#'))
      if (isBoard) this.reads += 1
      return (isBoard ? this.#copy : memory).execute(command)
    }
    return { ...tableOf(memory), client: { send } as unknown as Table['client'] }
  }
}

let clan: Clan
let behind: Behind

const gain = (who: number, metric = 1) => clan.happen({ kind: 'gain', wait: minute, who, metric, amount: 1 + who })

const agree = async (table: Table = tableOf(clan.memory)): Promise<void> => {
  for (const metric of names) {
    for (const period of [undefined, 'day', 'all'] as const) {
      const asked = { metric, period, tz: 'America/New_York', limit: 100, active: 'all' as const }
      const kept = await keptLeaderboard(table, asked, clan.present, -1)
      expect(said(kept)).toEqual(said(await leaderboard(tableOf(clan.memory), asked, clan.present)))
    }
  }
}

const begin = async (most: Partial<typeof lengths>): Promise<void> => {
  clan = new Clan(start, { ...lengths, ...most })
  behind = new Behind()
  await clan.begin()
  for (const key of ['ann', 'bob', 'cat', 'dan']) await clan.add(key)
  await clan.settle()
}

describe('a replica that is behind', () => {
  it('has lists made of what was written last', async () => {
    await begin({ journal: 1, logged: 1 })
    clan.table = behind.table(clan.memory)
    for (let round = 0; round < 6; round++) {
      behind.copy(clan.memory)
      // The next ones are made while the replica has not got these.
      for (let twice = 0; twice < 2; twice++) {
        await gain((round + twice) % 4)
        await gain((round + 2 * twice) % 4, 2)
        await clan.settle()
      }
      expect(clan.keeps).toBe(true)
      await agree()
    }
    expect(behind.reads).toBeGreaterThan(10)
  })

  it('has a question read of the journal what was written to the logs just now', async () => {
    await begin({ journal: 1 })
    for (let round = 0; round < 3; round++) {
      await gain(round)
      clan.now += 11 * minute
      await clan.tick()
      clan.now += minute
      behind.copy(clan.memory)
      await clan.tick()
      expect(clan.memory.peek('BOARDS', 'STATE')).toMatchObject({ journal: 0, flushed: expect.any(Number) })
      await agree(behind.table(clan.memory))
      clan.now += 2 * minute
      await agree()
    }
  })
})

describe('a journal that is hardly written to', () => {
  beforeEach(async () => {
    await begin({})
    await gain(0)
    await clan.settle()
  })
  const state = () => clan.memory.peek('BOARDS', 'STATE')
  /** What DynamoDB does with what has expired. */
  const expire = (): void => {
    for (const { PK, SK, expiresAt } of clan.memory.items('BOARDLOG')) {
      if (Number(expiresAt) * 1_000 <= clan.now) {
        clan.memory.execute(new DeleteCommand({ TableName: 'tracker', Key: { PK, SK } }))
      }
    }
  }

  it('is in the logs after a day, long before it expires', async () => {
    expect(state()!.journal).toBeGreaterThan(0)
    clan.now += day
    await clan.tick()
    expect(state()).toMatchObject({ journal: 0, flushed: clan.now })
    clan.now += 40 * day
    expire()
    expect(clan.memory.items('BOARDLOG').map(({ SK }) => SK)).toEqual(['PENDING'])
    await agree()
  })

  it('is missed by nobody when it has expired while nothing was done', async () => {
    clan.now += 40 * day
    expire()
    await agree()
    await clan.settle()
    expect(clan.keeps).toBe(true)
    expect(Number(state()!.begun)).toBeGreaterThan(start + 39 * day)
    await agree()
  })
})
