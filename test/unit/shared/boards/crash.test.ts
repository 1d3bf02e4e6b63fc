import { BatchGetCommand, BatchWriteCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { keptLeaderboard } from '../../../../shared/boards/leaderboard.ts'
import { playersKept } from '../../../../shared/boards/players.ts'
import { lengths } from '../../../../shared/boards/write.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import { log } from '../../../../shared/log.ts'
import { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import { periods } from '../../../../shared/progress/windows.ts'
import { Clan, type Happening, names, said } from './clan.ts'

beforeAll(() => log.setLogLevel('SILENT'))

const hour = 3_600_000
const start = Date.parse('2026-08-20T12:00:00Z')

const gain = (who: number, metric: number, amount: number): Happening => ({
  kind: 'gain',
  wait: hour,
  ...{ who, metric, amount },
})
const other = (kind: 'tick' | 'pause' | 'remove' | 'mode', who = 0, wait = 0): Happening =>
  ({ kind, wait, who }) as Happening
const ticks = [other('tick', 0, 6 * 60_000), other('tick', 0, 60_000), other('tick', 0, 60_000)]

// A clan that is looked at, then changes in every way, twice, so that lists are made anew.
const past: readonly Happening[] = [
  ...[gain(1, 0, 1), gain(2, 0, 1), gain(3, 0, 1), gain(0, 1, 2), ...ticks],
  ...[gain(0, 0, 3), gain(1, 2, 2), other('pause', 2), ...ticks],
  ...[other('remove', 3), other('mode', 1), gain(0, 2, 1), ...ticks],
]

const reads = [GetCommand, BatchGetCommand, QueryCommand]

type Death = 'before' | 'amid' | 'after'

/** A table to which the writer dies in one of its writes, and the names of all writes. */
const mortal = (table: Table, doomed: number, death: Death): { table: Table; writes: string[] } => {
  const writes: string[] = []
  const send = async (command: unknown): Promise<unknown> => {
    if (reads.some((read) => command instanceof read)) return table.client.send(command as never)
    writes.push((command as object).constructor.name)
    if (writes.length - 1 !== doomed) return table.client.send(command as never)
    if (death === 'after') await table.client.send(command as never)
    if (death === 'amid' && command instanceof BatchWriteCommand) {
      const halves = Object.entries(command.input.RequestItems ?? {}).map(([name, all = []]) => [
        name,
        all.slice(0, Math.ceil(all.length / 2)),
      ])
      await table.client.send(new BatchWriteCommand({ RequestItems: Object.fromEntries(halves) }))
    }
    throw new Error('died')
  }
  return { table: { ...table, client: { send } as never }, writes }
}

/** A clan that has lived through all this, with one death, and what was written. */
const lived = async (doomed: number, death: Death) => {
  const clan = new Clan(start, { ...lengths, journal: 300, logged: 200 })
  await clan.begin()
  const { table } = clan
  const dying = mortal(table, doomed, death)
  clan.table = dying.table
  for (const each of past) {
    await clan.happen(each).catch((error: Error) => {
      if (error.message !== 'died') throw error
    })
  }
  clan.table = table
  return { clan, writes: dying.writes }
}

const { writes } = await lived(Number.POSITIVE_INFINITY, 'before')
const points = writes.flatMap((command, place) =>
  (command === 'BatchWriteCommand' ? (['before', 'amid', 'after'] as const) : (['before', 'after'] as const)).map(
    (death) => ({ place, command, death }),
  ),
)

describe('boards whose keeper, or whoever changes a player, dies once', () => {
  it.each(points)('are right afterwards: $death write $place ($command)', async ({ place, death }) => {
    const { clan } = await lived(place, death)
    await clan.settle()
    expect(clan.keeps).toBe(true)
    expect(await playersKept(clan.table)).toEqual(await clan.count())
    for (const metric of names) {
      for (const period of [undefined, ...periods]) {
        for (const active of [true, 'all'] as const) {
          const asked = { metric, period, tz: 'America/New_York', limit: 100, active }
          const kept = await keptLeaderboard(clan.table, asked, clan.present, -1)
          expect(said(kept)).toEqual(said(await leaderboard(clan.table, asked, clan.present)))
        }
      }
    }
  })
})
