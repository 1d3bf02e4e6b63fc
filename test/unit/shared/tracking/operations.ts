import { expect } from 'vitest'
import { canonicalName } from '../../../../shared/hiscores/names.ts'
import { enqueue } from '../../../../shared/pace/message.ts'
import { takeSlots } from '../../../../shared/pace/pace.ts'
import { changePlayer } from '../../../../shared/players/players.ts'
import { removePlayer } from '../../../../shared/players/remove.ts'
import { decodeAll } from '../../../../shared/snapshots/items.ts'
import { pages } from '../../../../shared/snapshots/query.ts'
import { putSnapshot } from '../../../../shared/snapshots/snapshots.ts'
import { addPlayer } from '../../../../shared/tracking/add.ts'
import { modeOf, type WantedMode } from '../../../../shared/tracking/ask.ts'
import { reschedule } from '../../../../shared/tracking/change.ts'
import { dispatch } from '../../../../shared/tracking/dispatch.ts'
import { fetchPlayers } from '../../../../shared/tracking/fetch.ts'
import { exchangeNames, renamePlayer } from '../../../../shared/tracking/rename.ts'
import { requestFetch } from '../../../../shared/tracking/request.ts'
import type { Instance } from '../../../bench/instance.ts'
import { fetchingOf, intervals, pace, tickMs, timeoutMs } from '../../../bench/workers.ts'
import { rowsOf } from '../../../rows.ts'
import { day, down, hour, minute, resting, type Town, training } from './town.ts'

/** Something that a function does, what has to be there before, and what must hold in the end wherever it died. */
export interface Operation {
  prepare?: (town: Town) => Promise<unknown>
  run: (town: Town, instance: Instance) => Promise<unknown>
  /** Once a new start has finished what was begun. */
  settled?: (town: Town) => Promise<void> | void
}

const fetching = (town: Town, instance: Instance) => fetchingOf(instance, town.world)

export const add = (town: Town, instance: Instance, username = 'Zezima', mode: WantedMode = 'regular') =>
  addPlayer(fetching(town, instance), { username, mode }, town.now + timeoutMs)

/** What the fetch function does for one player. */
export const fetch = async (town: Town, instance: Instance, username = 'Zezima') => {
  const players = [canonicalName(username)]
  const { crashed, later, laterAt } = await fetchPlayers(fetching(town, instance), players, town.now + timeoutMs)
  expect([...crashed]).toEqual([])
  if (later.length > 0) await enqueue(instance.queue, later, laterAt - town.now)
}

const playerOf = async (town: Town, key = 'zezima') => (await town.player(key))!

export const remove = async (town: Town, { tracker }: Instance) => removePlayer(tracker, await playerOf(town), town.now)

export const request = async (town: Town, instance: Instance, key?: string) =>
  requestFetch({ ...instance, pace }, await playerOf(town, key))

export const rename = async (town: Town, instance: Instance, to = 'Durial', { merge = false, force = false } = {}) =>
  renamePlayer(fetching(town, instance), await playerOf(town), { to, merge, force }, town.now + timeoutMs)

export const swap = async (town: Town, instance: Instance, other = 'durial') =>
  exchangeNames(fetching(town, instance), await playerOf(town), await playerOf(town, other))

export const tracked = async (town: Town, reply = training): Promise<void> => {
  town.replies.set('zezima', reply)
  await town.perform((instance) => add(town, instance))
  await town.pass(2 * hour)
}

/** With so many snapshots that they are deleted and copied in several writes. */
const withHistory = async (town: Town): Promise<void> => {
  await tracked(town)
  for (let count = 1; count <= 60; count++) {
    await putSnapshot(
      town.table,
      'zezima',
      { at: town.now - count * hour, rows: rowsOf({ Mining: 1_000 - count }), earlier: [] },
      90,
    )
  }
}

const removed = async (town: Town): Promise<void> => {
  await withHistory(town)
  await town.perform((instance) => remove(town, instance))
}

const snapshotsOf = (town: Town, key: string): number => town.stored(key).filter((sk) => sk.startsWith('SNAP#')).length

/** Somebody with so much more experience than others that no state of one can be taken for one of another. */
const ahead =
  (experience: number): typeof training =>
  (_, at) => ({ outcome: 'found', answer: rowsOf({ Mining: experience + Math.floor(at / minute) }, { Zulrah: 10 }) })

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

const onItsBoards = (mode: string, at: number) => {
  const regular = training(mode, at)
  return ['regular', 'ironman', 'ultimate_ironman'].includes(mode) ? regular : { outcome: 'not_found' as const }
}

/** Everything that writes. */
export const operations: Record<string, Operation> = {
  'adding a player': {
    prepare: async (town) => town.replies.set('zezima', training),
    run: (town, instance) => add(town, instance),
  },
  'adding a player whose mode is to be found out': {
    prepare: async (town) => town.replies.set('zezima', onItsBoards),
    run: (town, instance) => add(town, instance, 'Zezima', 'auto'),
  },
  'adding a player again that was just removed': {
    prepare: removed,
    run: (town, instance) => add(town, instance),
  },
  'adding a player again whose removal was cut short': {
    prepare: async (town) => {
      await withHistory(town)
      const remover = town.instance()
      remover.doom(1, 'amid')
      await town.during(remover.run(async () => void (await remove(town, remover))))
    },
    run: (town, instance) => add(town, instance),
    settled: (town) => expect(snapshotsOf(town, 'zezima')).toBeLessThan(5),
  },
  'a fetch that finds a change': { prepare: tracked, run: fetch },
  'a fetch that finds none': { prepare: (town) => tracked(town, resting), run: fetch },
  'the first fetch of a day': {
    prepare: async (town) => {
      await tracked(town, resting)
      await town.pass(day)
    },
    run: fetch,
  },
  'the first fetch of a month and a week': {
    prepare: async (town) => {
      await tracked(town)
      await town.pass(14 * day)
    },
    run: fetch,
    settled: (town) =>
      expect(town.stored('zezima')).toEqual(expect.arrayContaining(['MONTH#2026-08', 'WEEK#2026-08-17'])),
  },
  'a fetch of a name that is gone': {
    prepare: async (town) => {
      await tracked(town)
      const gone = town.now + minute
      town.replies.set('zezima', (mode, at) => (at < gone ? { outcome: 'not_found' } : training(mode, at)))
    },
    run: fetch,
  },
  'a fetch while the hiscores are down': {
    prepare: async (town) => {
      await tracked(town)
      const up = town.now + 5 * minute
      town.replies.set('zezima', (mode, at) => (at < up ? down(mode, at) : training(mode, at)))
    },
    run: fetch,
  },
  'a requested fetch': {
    prepare: async (town) => {
      await tracked(town)
      await town.perform((instance) => request(town, instance))
    },
    run: fetch,
  },
  'a fetch whose turn comes too late': {
    prepare: async (town) => {
      await tracked(town)
      const wish = { count: 30, latest: Infinity, horizonMs: Infinity }
      await takeSlots(town.table, wish, () => town.now, pace)
    },
    run: fetch,
  },
  'a request for a fetch': { prepare: tracked, run: request },
  'a tick': {
    prepare: async (town) => {
      for (const name of ['Zezima', 'Durial', 'Sparc Mac']) {
        town.replies.set(canonicalName(name), training)
        await town.perform((instance) => add(town, instance, name))
      }
      await town.pass(2 * hour)
    },
    run: (town, { tracker, queue }) =>
      dispatch(tracker, (keys) => enqueue(queue, keys), town.now, { tickMs, paceMs: pace.intervalMs }),
  },
  'removing a player': {
    prepare: withHistory,
    run: remove,
    settled: (town) => {
      const { length } = town.stored('zezima')
      // Either nothing has happened or nothing is left.
      expect(length === 0 || snapshotsOf(town, 'zezima') > 60).toBe(true)
    },
  },
  'sweeping up behind a removal': {
    prepare: async (town) => {
      await removed(town)
      await putSnapshot(town.table, 'zezima', { at: town.now, rows: rowsOf({ Mining: 5 }), earlier: [] }, 90)
      await town.pass(11 * minute)
    },
    run: fetch,
    settled: (town) => expect(town.stored('zezima')).toEqual([]),
  },
  'renaming a player': {
    prepare: async (town) => {
      await withHistory(town)
      town.replies.delete('zezima')
      town.replies.set('durial', training)
    },
    run: (town, instance) => rename(town, instance),
    settled: (town) => {
      const [before, after] = [snapshotsOf(town, 'zezima'), snapshotsOf(town, 'durial')]
      expect(Math.min(before, after)).toBe(0)
      expect(Math.max(before, after)).toBeGreaterThan(60)
    },
  },
  'finishing a move that was cut short': {
    prepare: async (town) => {
      await withHistory(town)
      town.replies.delete('zezima')
      town.replies.set('durial', training)
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
      town.replies.set('zezima', training)
      await town.pass(minute)
      await town.perform((instance) => fetch(town, instance))
    },
    run: (town, instance) => rename(town, instance, 'Durial', { merge: true, force: true }),
    settled: async (town) => {
      if (town.stored('zezima').length > 0) return expect(snapshotsOf(town, 'zezima')).toBeGreaterThan(60)
      await expectMerged(town)
      expect((await town.player('durial'))?.seams).toEqual([{ at: expect.any(Number), kind: 'taken_over' }])
      expect(town.stored('durial').filter((sk) => sk.startsWith('SEAM#'))).toHaveLength(1)
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
  'changing a player': {
    prepare: async (town) => {
      await tracked(town)
      town.replies.set('zezima', onItsBoards)
    },
    run: async (town, instance) => {
      const player = await playerOf(town)
      const mode = await modeOf(fetching(town, instance), player.username, town.now + timeoutMs)
      const change = reschedule(player, { mode, fetchIntervalMinutes: 5 }, town.now, intervals)
      return changePlayer(instance.tracker, player, change)
    },
  },
  'pausing a player': {
    prepare: async (town) => {
      await tracked(town)
      await town.perform((instance) => request(town, instance))
    },
    run: async (town, instance) => {
      const player = await playerOf(town)
      return changePlayer(instance.tracker, player, reschedule(player, { active: false }, town.now, intervals))
    },
  },
}
