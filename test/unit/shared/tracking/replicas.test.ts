import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { takeBackState } from '../../../../shared/corrections/states.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import { findPlayer } from '../../../../shared/players/players.ts'
import { foldForGood } from '../../../../shared/records/fold.ts'
import { mergePlayers } from '../../../../shared/tracking/merge.ts'
import { type MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { fetchAll, newTable, pasts, trackedFrom } from '../../../imported-pasts.ts'
import { importInto, undoFrom } from '../../../imports.ts'
import { live, past } from '../../../pasts.ts'
import { Replica } from '../../../replica.ts'

/** Everything that is stored of a player, but what tells the times apart at which a trail was lost. */
const stored = (memory: MemoryTable, key: string) => memory.items(`PLAYER#${key}`).map(({ lost: _, ...item }) => item)

/** A table whose replica has nothing of what is written from now on. */
const behind = (memory: MemoryTable): Table => {
  const replica = new Replica(memory)
  replica.catchUp()
  return replica.table()
}

/** Fails unless it comes to the same through a table whose replicas have all, and through one whose replicas are behind. */
const expectAlike = async (act: (through: (memory: MemoryTable) => Table) => Promise<unknown>): Promise<void> => {
  expect(await act(behind)).toEqual(await act(tableOf))
}

describe('what is stored is the same where replicas are behind by all that is written', () => {
  it('in a fetch, whatever comes with it', async () => {
    await fc.assert(
      fc.asyncProperty(past(20), async (steps) => {
        const [apace, late] = [await live(steps), await live(steps, { behind: true })]
        expect(stored(late.memory, 'zezima')).toEqual(stored(apace.memory, 'zezima'))
      }),
      { numRuns: 150 },
    )
  })

  it('when a state is taken back, and by the fold after it', async () => {
    await fc.assert(
      fc.asyncProperty(past(14), fc.nat(), (steps, place) =>
        expectAlike(async (through) => {
          const { memory, player, fetches } = await live(steps)
          const table = through(memory)
          const now = fetches.at(-1)! + 1
          const changes = memory.items('PLAYER#zezima').filter(({ SK }) => String(SK).startsWith('SNAP#'))
          await takeBackState(table, player, Number(changes[place % changes.length]!.at), now)
          await foldForGood(table, (await findPlayer(table, player.key))!, now)
          return stored(memory, 'zezima')
        }),
      ),
      { numRuns: 150 },
    )
  })

  it('when two players become one', async () => {
    await fc.assert(
      fc.asyncProperty(pasts(20), fc.nat(), (steps, place) =>
        expectAlike(async (through) => {
          const { fetches, own, later, now } = await trackedFrom(steps, place, 90)
          const { memory, table } = await newTable()
          await fetchAll(table, 'first', fetches.slice(0, -1), 90)
          const merging = through(memory)
          await fetchAll(table, 'second', [own, ...later], 90)
          const [first, second] = [await findPlayer(table, 'first'), await findPlayer(table, 'second')]
          await mergePlayers(merging, first!, second!, true, (later.at(-1)?.at ?? now) + 1)
          return [...stored(memory, 'first'), ...stored(memory, 'second')]
        }),
      ),
      { numRuns: 60 },
    )
  })

  it('when an import is taken out again', async () => {
    await fc.assert(
      fc.asyncProperty(pasts(20), fc.nat(), (steps, place) =>
        expectAlike(async (through) => {
          const { before, table, memory, now } = await trackedFrom(steps, place, 90)
          await importInto(table, 'p', before, { now, retentionDays: 90 })
          await undoFrom(through(memory), 'p', { now, retentionDays: 90 })
          return stored(memory, 'p')
        }),
      ),
      { numRuns: 60 },
    )
  })
})
