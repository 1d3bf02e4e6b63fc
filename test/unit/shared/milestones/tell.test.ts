import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import type { Milestone } from '../../../../shared/milestones/find.ts'
import { stepsSince } from '../../../../shared/milestones/items.ts'
import { recomputeMilestones } from '../../../../shared/milestones/recompute.ts'
import { inOrder, reachedIn } from '../../../milestones.ts'
import { anything, type Believed, live, past } from '../../../pasts.ts'

const toldOf = async (table: Table, key: string): Promise<Milestone[]> =>
  (await stepsSince(table, key, -1)).flatMap(({ milestones }) => milestones)

const states = (believed: readonly Believed[]) =>
  believed.map(({ at, rows, begins, rises, changed }) => ({ at, rows, parted: begins || rises, stays: changed }))

const withoutCaches = anything.filter((kind) => kind !== 'cache')

describe('milestones over random pasts with all faults in them', () => {
  it('are all thresholds between two states that were stored, each once, in the window between the two', async () => {
    let count = 0
    await fc.assert(
      fc.asyncProperty(past(25, withoutCaches), async (steps) => {
        const { table, player, believed } = await live(steps)
        const told = await toldOf(table, player.key)
        expect(inOrder(told)).toEqual(inOrder(reachedIn(states(believed))))
        expect(player.milestonesTo).toBe(player.latest!.at)
        count += told.length
      }),
      { numRuns: 400 },
    )
    expect(count).toBeGreaterThan(1_000)
  })

  it('stay as they are when they are computed anew', async () => {
    await fc.assert(
      fc.asyncProperty(past(25, withoutCaches), async (steps) => {
        const { table, player, fetches } = await live(steps)
        const before = await toldOf(table, player.key)
        await recomputeMilestones(table, player, fetches.at(-1)!)
        expect(inOrder(await toldOf(table, player.key))).toEqual(inOrder(before))
      }),
      { numRuns: 300 },
    )
  })
})
