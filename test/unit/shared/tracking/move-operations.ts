import { expect } from 'vitest'
import { decodeAll } from '../../../../shared/snapshots/items.ts'
import { pages } from '../../../../shared/snapshots/query.ts'
import { findTask } from '../../../../shared/tasks/tasks.ts'
import {
  add,
  fetch,
  type Operation,
  playerOf,
  rename,
  request,
  snapshotsOf,
  swap,
  tracked,
  withHistory,
} from './operations.ts'
import { hour, hunting, killing, minute, type Town } from './town.ts'

/** Somebody with so much more experience than others that no state of one can be taken for one of another. */
const ahead =
  (experience: number): typeof hunting =>
  (_, at) => ({
    outcome: 'found',
    answer: killing({ Mining: experience + Math.floor(at / minute) }, at),
  })

const aheadOf = { zezima: 0, durial: 1_000_000_000 }

/** The experience of every snapshot that is stored of a player. */
const miningOf = async (town: Town, key: string): Promise<number[]> => {
  const found: number[] = []
  const span = { from: 'SNAP#', to: 'SNAP#~' }
  for await (const items of pages(town.table, key, span)) {
    for (const { rows } of await decodeAll(town.table, items)) {
      found.push(rows.skills.find(({ name }) => name === 'Mining')!.xp)
    }
  }
  return found
}

/** A character that is tracked under its old name, which is gone, and since then under the new one as well, with tasks for both. */
const trackedTwice = async (town: Town): Promise<void> => {
  await withHistory(town)
  town.replies.delete('zezima')
  town.replies.set('durial', ahead(aheadOf.durial))
  await town.perform((instance) => add(town, instance, 'Durial'))
  await town.pass(hour)
  for (let count = 1; count <= 3; count++) {
    await town.perform((instance) => request(town, instance, 'durial'))
    await town.perform((instance) => fetch(town, instance, 'Durial'))
    await town.pass(5 * minute)
  }
  await town.perform((instance) => request(town, instance))
  await town.perform((instance) => request(town, instance, 'durial'))
}

/** Two characters that are tracked, with tasks for both. */
const trackedBoth = async (town: Town): Promise<void> => {
  await withHistory(town)
  town.replies.set('durial', ahead(aheadOf.durial))
  await town.perform((instance) => add(town, instance, 'Durial'))
  await town.pass(hour)
  await town.perform((instance) => request(town, instance))
  await town.perform((instance) => request(town, instance, 'durial'))
  // The hiscores know everybody under the name that the tracker has, so nothing is mixed but by the tracker.
  const { addedAt } = await playerOf(town)
  for (const key of ['zezima', 'durial']) {
    town.replies.set(key, (mode, at) => {
      const first = town.world.table.peek(`PLAYER#${key}`, 'PLAYER')?.addedAt === addedAt
      return ahead(first ? aheadOf.zezima : aheadOf.durial)(mode, at)
    })
  }
}

/** Fails unless each history is whole, under one of the two names, without a state of the other. */
const expectSwappedOrNot = async (town: Town): Promise<void> => {
  const histories = await Promise.all(['zezima', 'durial'].map((key) => miningOf(town, key)))
  const lengths = histories.map(({ length }) => length)
  expect(Math.max(...lengths)).toBeGreaterThan(60)
  expect(Math.min(...lengths)).toBeLessThan(10)
}

/** Fails unless each history is whole and under the name of the other, without a state of the other, and nothing else is there. */
const expectSwapped = async (town: Town): Promise<void> => {
  const [first, second] = [await miningOf(town, 'durial'), await miningOf(town, 'zezima')]
  expect(first.length).toBeGreaterThan(60)
  expect(Math.max(...first)).toBeLessThan(aheadOf.durial)
  expect(second.length).toBeGreaterThan(1)
  expect(Math.min(...second)).toBeGreaterThan(aheadOf.durial)
  expect((await town.player('durial'))?.username).toBe('Durial')
  expect((await town.player('zezima'))?.username).toBe('Zezima')
  expect(town.world.table.partitions().filter((name) => name.includes('~'))).toEqual([])
}

/** Fails unless both histories are one, under the new name. */
const expectMerged = async (town: Town): Promise<void> => {
  expect(town.stored('zezima')).toEqual([])
  const all = await miningOf(town, 'durial')
  expect(all.length).toBeGreaterThan(64)
  expect(new Set(all).size).toBe(all.length)
  expect(all.filter((experience) => experience < aheadOf.durial).length).toBeGreaterThan(60)
}

/** Everything that moves a history to another name. */
export const moveOperations: Record<string, Operation> = {
  'renaming a player': {
    prepare: async (town) => {
      await withHistory(town)
      town.replies.delete('zezima')
      town.replies.set('durial', hunting)
    },
    run: (town, instance) => rename(town, instance),
    settled: (town) => {
      const [before, after] = [snapshotsOf(town, 'zezima'), snapshotsOf(town, 'durial')]
      expect(Math.min(before, after)).toBe(0)
      expect(Math.max(before, after)).toBeGreaterThan(60)
    },
  },
  'renaming a player for whom a fetch is queued': {
    prepare: async (town) => {
      await tracked(town)
      await town.perform((instance) => request(town, instance))
      town.replies.delete('zezima')
      town.replies.set('durial', hunting)
    },
    run: (town, instance) => rename(town, instance),
    settled: async (town) => {
      const [task] = town.stored('durial').filter((sk) => sk.startsWith('TASK#'))
      if (town.stored('zezima').length > 0) return expect(task).toBeUndefined()
      const { status, completedAt } = (await findTask(town.table, 'durial', task!.slice('TASK#'.length), town.now))!
      // Whoever died before the old name was given up has left time to ask for it once more.
      expect(['succeeded', 'failed']).toContain(status)
      expect(completedAt).toBeDefined()
    },
  },
  'finishing a move that was cut short': {
    prepare: async (town) => {
      await withHistory(town)
      town.replies.delete('zezima')
      town.replies.set('durial', hunting)
      const mover = town.instance()
      mover.doom(4, 'before')
      await town.during(mover.run(async () => void (await rename(town, mover))))
      await town.pass(2 * minute)
    },
    run: (town, instance) => fetch(town, instance, 'Durial'),
    settled: (town) => {
      expect(town.stored('zezima')).toEqual([])
      expect(snapshotsOf(town, 'durial')).toBeGreaterThan(60)
    },
  },
  'merging two players': {
    prepare: trackedTwice,
    run: (town, instance) => rename(town, instance, 'Durial', { merge: true }),
    settled: async (town) => {
      if (town.stored('zezima').length > 0) return expect(snapshotsOf(town, 'zezima')).toBeGreaterThan(60)
      await expectMerged(town)
      expect((await town.player('durial'))?.seams).toBeUndefined()
      // The three that were asked for before, and one of two.
      expect(town.stored('durial').filter((sk) => sk.startsWith('TASK#'))).toHaveLength(5)
    },
  },
  'merging two players who were seen at the same time, by force': {
    prepare: async (town) => {
      await trackedTwice(town)
      town.replies.set('zezima', hunting)
      await town.pass(minute)
      await town.perform((instance) => fetch(town, instance))
    },
    run: (town, instance) => rename(town, instance, 'Durial', { merge: true, force: true }),
    settled: async (town) => {
      if (town.stored('zezima').length > 0) return expect(snapshotsOf(town, 'zezima')).toBeGreaterThan(60)
      await expectMerged(town)
      // Zezima fell before, as it came back from where nobody knew it.
      const seams = (await town.player('durial'))?.seams
      expect(seams?.map(({ kind }) => kind)).toEqual(['rollback', 'corrected'])
      expect(town.stored('durial').filter((sk) => sk.startsWith('SEAM#'))).toEqual(
        seams!.map(({ at }) => `SEAM#${new Date(at).toISOString()}`),
      )
    },
  },
  'finishing a merge that was cut short': {
    prepare: async (town) => {
      await trackedTwice(town)
      const merger = town.instance()
      merger.doom(4, 'amid')
      await town.during(merger.run(async () => void (await rename(town, merger, 'Durial', { merge: true }))))
      await town.pass(2 * minute)
    },
    run: (town, instance) => fetch(town, instance, 'Durial'),
    settled: expectMerged,
  },
  'swapping the names of two players': {
    prepare: trackedBoth,
    run: (town, instance) => swap(town, instance),
    settled: async (town) => {
      await expectSwappedOrNot(town)
      if (snapshotsOf(town, 'durial') > 60) await expectSwapped(town)
    },
  },
  ...Object.fromEntries(
    [2, 8, 14, 20].map((writes): [string, Operation] => [
      `finishing a swap that was cut short after ${writes} writes`,
      {
        prepare: async (town) => {
          await trackedBoth(town)
          const swapper = town.instance()
          swapper.doom(writes, 'amid')
          await town.during(swapper.run(async () => void (await swap(town, swapper))))
          await town.pass(2 * minute)
        },
        run: async (town, instance) => {
          for (const key of ['~zezima', 'zezima', 'durial']) await fetch(town, instance, key)
        },
        settled: expectSwapped,
      },
    ]),
  ),
}
