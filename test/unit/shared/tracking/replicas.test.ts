import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { takeBackState } from '../../../../shared/corrections/states.ts'
import { findPlayer } from '../../../../shared/players/players.ts'
import { foldForGood } from '../../../../shared/records/fold.ts'
import { mergePlayers } from '../../../../shared/tracking/merge.ts'
import type { MemoryTable } from '../../../bench/memory-table.ts'
import { fetchAll, newTable, pasts, trackedFrom } from '../../../imported-pasts.ts'
import { importInto, undoFrom } from '../../../imports.ts'
import { live, past } from '../../../pasts.ts'
import { Replica } from '../../../replica.ts'

/** Everything that is stored of a player, but what tells the times apart at which a trail was lost. */
const stored = (memory: MemoryTable, key: string) => memory.items(`PLAYER#${key}`).map(({ lost: _, ...item }) => item)

describe('what is stored is the same where replicas are behind by all that is written', () => {
  it('in a fetch, whatever comes with it', async () => {
    await fc.assert(
      fc.asyncProperty(past(20), async (steps) => {
        const [apace, behind] = [await live(steps), await live(steps, { behind: true })]
        expect(stored(behind.memory, 'zezima')).toEqual(stored(apace.memory, 'zezima'))
      }),
      { numRuns: 150 },
    )
  })

  it('when a state is taken back, and by the fold after it', async () => {
    await fc.assert(
      fc.asyncProperty(past(14), fc.nat(), async (steps, place) => {
        const worlds = [await live(steps), await live(steps)]
        for (const [index, { memory, table, player, fetches }] of worlds.entries()) {
          const replica = new Replica(memory)
          replica.catchUp()
          const through = index === 0 ? table : replica.table()
          const now = fetches.at(-1)! + 1
          const changes = memory.items('PLAYER#zezima').filter(({ SK }) => String(SK).startsWith('SNAP#'))
          await takeBackState(through, player, Number(changes[place % changes.length]!.at), now)
          await foldForGood(through, (await findPlayer(through, player.key))!, now)
        }
        const [apace, behind] = worlds.map(({ memory }) => stored(memory, 'zezima'))
        expect(behind).toEqual(apace)
      }),
      { numRuns: 150 },
    )
  })

  it('when two players become one', async () => {
    await fc.assert(
      fc.asyncProperty(pasts(20), fc.nat(), async (steps, place) => {
        const results = []
        for (const isBehind of [false, true]) {
          const { fetches, own, later, now } = await trackedFrom(steps, place, 90)
          const { memory, table } = await newTable()
          await fetchAll(table, 'first', fetches.slice(0, -1), 90)
          const replica = new Replica(memory)
          replica.catchUp()
          await fetchAll(table, 'second', [own, ...later], 90)
          const through = isBehind ? replica.table() : table
          const [first, second] = [await findPlayer(table, 'first'), await findPlayer(table, 'second')]
          await mergePlayers(through, first!, second!, true, (later.at(-1)?.at ?? now) + 1)
          results.push([...stored(memory, 'first'), ...stored(memory, 'second')])
        }
        expect(results[1]).toEqual(results[0])
      }),
      { numRuns: 60 },
    )
  })

  it('when an import is taken out again', async () => {
    await fc.assert(
      fc.asyncProperty(pasts(20), fc.nat(), async (steps, place) => {
        const results = []
        for (const isBehind of [false, true]) {
          const { before, table, memory, now } = await trackedFrom(steps, place, 90)
          await importInto(table, 'p', before, { now, retentionDays: 90 })
          const replica = new Replica(memory)
          replica.catchUp()
          await undoFrom(isBehind ? replica.table() : table, 'p', { now, retentionDays: 90 })
          results.push(stored(memory, 'p'))
        }
        expect(results[1]).toEqual(results[0])
      }),
      { numRuns: 60 },
    )
  })
})
