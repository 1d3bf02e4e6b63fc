import { expect } from 'vitest'
import { addSeam } from '../../../../shared/corrections/seams.ts'
import { takeBackState } from '../../../../shared/corrections/states.ts'
import { batchDelete } from '../../../../shared/dynamodb.ts'
import { canonicalName } from '../../../../shared/hiscores/names.ts'
import { stepsSince } from '../../../../shared/milestones/items.ts'
import { recomputeMilestones } from '../../../../shared/milestones/recompute.ts'
import { enqueue, putOff } from '../../../../shared/pace/message.ts'
import { readPace, reportVerdict, takeSlots } from '../../../../shared/pace/pace.ts'
import { changePlayer } from '../../../../shared/players/players.ts'
import { removePlayer } from '../../../../shared/players/remove.ts'
import { history } from '../../../../shared/progress/history.ts'
import { addFormerName, renamedMetrics } from '../../../../shared/progress/metrics.ts'
import { foldForGood } from '../../../../shared/records/fold.ts'
import { findRecords } from '../../../../shared/records/items.ts'
import { putDay, putSnapshot } from '../../../../shared/snapshots/put.ts'
import { untellQuarters } from '../../../../shared/snapshots/quarters.ts'
import { requestFetch } from '../../../../shared/tasks/request.ts'
import { addPlayer } from '../../../../shared/tracking/add.ts'
import { modeOf, type WantedMode } from '../../../../shared/tracking/ask.ts'
import { changeSettings } from '../../../../shared/tracking/change.ts'
import { dispatch, readTick } from '../../../../shared/tracking/dispatch.ts'
import { fetchPlayers } from '../../../../shared/tracking/fetch.ts'
import { goThroughHistories } from '../../../../shared/tracking/histories.ts'
import { exchangeNames, renamePlayer } from '../../../../shared/tracking/rename.ts'
import type { Instance } from '../../../bench/instance.ts'
import { fetchingOf, intervals, pace, tickMs, timeoutMs } from '../../../bench/workers.ts'
import { rowsOf } from '../../../rows.ts'
import { day, down, hour, hunting, killing, minute, resting, type Town } from './town.ts'

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
  await putOff(instance.queue, [], later, laterAt - town.now)
}

/** What the schedule function does. */
export const tick = async (town: Town, { tracker, queue, clock }: Instance): Promise<void> => {
  const rules = { tickMs, paceMs: pace.intervalMs }
  const { walking } = await dispatch(tracker, (keys) => enqueue(queue, keys), town.now, rules)
  if (walking) await goThroughHistories(tracker, clock.now)
}

export const playerOf = async (town: Town, key = 'zezima') => (await town.player(key))!

export const remove = async (town: Town, { tracker }: Instance, key?: string) =>
  removePlayer(tracker, await playerOf(town, key), town.now)

export const request = async (town: Town, instance: Instance, key?: string) =>
  requestFetch({ ...instance, pace }, await playerOf(town, key))

export const rename = async (
  town: Town,
  instance: Instance,
  to = 'Durial',
  { merge = false, force = false, key = 'zezima' } = {},
) => renamePlayer(fetching(town, instance), await playerOf(town, key), { to, merge, force }, town.now + timeoutMs)

export const swap = async (town: Town, instance: Instance, other = 'durial') =>
  exchangeNames(fetching(town, instance), await playerOf(town), await playerOf(town, other))

export const tracked = async (town: Town, reply = hunting): Promise<void> => {
  town.replies.set('zezima', reply)
  await town.perform((instance) => add(town, instance))
  await town.pass(2 * hour)
}

/** With so many snapshots that they are deleted and copied in several writes. */
export const withHistory = async (town: Town): Promise<void> => {
  await tracked(town)
  for (let count = 1; count <= 60; count++) {
    const state = { at: town.now - count * hour, rows: rowsOf({ Mining: 1_000 - count }) }
    await untellQuarters(town.table, 'zezima', state.at)
    await putSnapshot(town.table, 'zezima', { ...state, earlier: [] }, 90)
    await putDay(town.table, 'zezima', state)
  }
  // As whoever brings states from elsewhere does.
  await recomputeMilestones(town.table, await playerOf(town), town.now)
}

/** Forgets what was told of a player's milestones. */
export const forgetTold = async ({ table, world }: Town): Promise<void> => {
  const told = world.table.items('PLAYER#zezima').filter(({ SK }) => /^(MILESTONE|TOPS)#/.test(String(SK)))
  await batchDelete(
    table,
    told.map(({ PK, SK }) => ({ PK, SK })),
  )
}

/** With a history that is older than milestones. */
const withUntold = async (town: Town): Promise<void> => {
  await tracked(town)
  for (let count = 0; count < 3; count++) {
    await town.perform((instance) => fetch(town, instance))
    await town.pass(3 * hour)
  }
  expect((await stepsSince(town.table, 'zezima', -1)).length).toBeGreaterThan(1)
  await forgetTold(town)
  await changePlayer(town.table, await playerOf(town), { milestonesTo: undefined })
}

const removed = async (town: Town): Promise<void> => {
  await withHistory(town)
  await town.perform((instance) => remove(town, instance))
}

export const snapshotsOf = (town: Town, key: string): number =>
  town.stored(key).filter((sk) => sk.startsWith('SNAP#')).length

/** Somebody who trains, once the hiscores call it otherwise. */
const digging: typeof hunting = (_, at) => ({
  outcome: 'found',
  answer: killing({ Digging: 1_000 + Math.floor(at / minute) }, at),
})

const onItsBoards = (mode: string, at: number) => {
  const regular = hunting(mode, at)
  return ['regular', 'ironman', 'ultimate_ironman'].includes(mode) ? regular : { outcome: 'not_found' as const }
}

/** Everything that writes, but moves. */
export const operations: Record<string, Operation> = {
  'adding a player': {
    prepare: async (town) => town.replies.set('zezima', hunting),
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
  'a fetch of somebody whose milestones were never told': {
    prepare: withUntold,
    run: fetch,
    settled: async (town) => {
      const { milestonesTo, latest } = await playerOf(town)
      expect(milestonesTo).toBe(latest!.at)
    },
  },
  'a tick that goes through the history of somebody who is paused': {
    prepare: async (town) => {
      await withUntold(town)
      await changePlayer(town.table, await playerOf(town), { active: false })
    },
    run: tick,
    settled: async (town) => {
      const { milestonesTo, latest } = await playerOf(town)
      expect(milestonesTo).toBe(latest!.at)
      expect((await readTick(town.table))!.walk).toMatchObject({ endedAt: expect.any(Number) })
    },
  },
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
  'a fetch that is the third to see a row renamed': {
    prepare: async (town) => {
      const names = ['Durial', 'Sparc Mac', 'Zezima']
      for (const name of names) {
        town.replies.set(canonicalName(name), hunting)
        await town.perform((instance) => add(town, instance, name))
      }
      await town.pass(2 * hour)
      for (const name of names) town.replies.set(canonicalName(name), digging)
      for (const name of names.slice(0, 2)) await town.perform((instance) => fetch(town, instance, name))
    },
    run: fetch,
    settled: async (town) => {
      expect(await renamedMetrics(town.table)).toEqual([
        expect.objectContaining({ metric: 'digging', formerly: 'mining' }),
      ])
    },
  },
  'saying that a metric was called otherwise': {
    prepare: tracked,
    run: (town, { tracker }) => addFormerName(tracker, { metric: 'mining', old: 'overall' }, town.now),
  },
  'a fetch that folds records': {
    prepare: async (town) => {
      await tracked(town)
      // So that what the first fetches gained has stood for long, and its snapshots have to be made to stay.
      await town.perform((instance) => fetch(town, instance))
      await town.pass(4 * hour)
      const since = town.now
      town.replies.set('zezima', (mode) => hunting(mode, since))
      await town.perform((instance) => fetch(town, instance))
      await town.pass(80 * day)
    },
    run: fetch,
    settled: async (town) => {
      const { recordsTo, latest, addedAt } = await playerOf(town)
      expect(recordsTo).toBe(latest!.at)
      const kept = (await findRecords(town.table, 'zezima'))!
      const { start } = kept.records.get('mining')!.best.day!
      expect(start).toBe(addedAt)
      const snapshot = town.world.table.peek('PLAYER#zezima', `SNAP#${new Date(start).toISOString()}`)
      expect(snapshot).toMatchObject({ at: start })
      expect(snapshot!.expiresAt).toBeUndefined()
    },
  },
  'a fetch of a name that is gone': {
    prepare: async (town) => {
      await tracked(town)
      const gone = town.now + minute
      town.replies.set('zezima', (mode, at) => (at < gone ? { outcome: 'not_found' } : hunting(mode, at)))
    },
    run: fetch,
  },
  'a fetch of a name that is gone like four others before it': {
    prepare: async (town) => {
      await tracked(town)
      const gone = town.now + minute
      for (const player of ['a', 'b', 'c', 'd']) await reportVerdict(town.table, { kind: 'lost', player }, town.now)
      town.replies.set('zezima', (mode, at) => (at < gone ? { outcome: 'not_found' } : hunting(mode, at)))
    },
    run: fetch,
    settled: async (town) => expect((await readPace(town.table)).missed).toEqual([]),
  },
  'a fetch that finds somebody after another one was missing again and again': {
    prepare: async (town) => {
      await tracked(town)
      town.replies.set('durial', hunting)
      await town.perform((instance) => add(town, instance, 'Durial'))
      const missing = { days: 1, at: town.now, misses: 4 }
      await changePlayer(town.table, await playerOf(town, 'durial'), { missing, nextFetchAt: town.now + 6 * hour })
      await reportVerdict(town.table, { kind: 'lost', player: 'durial' }, town.now)
    },
    run: fetch,
    settled: async (town) => expect((await playerOf(town, 'durial')).missing).toBeUndefined(),
  },
  'a fetch while the hiscores are down': {
    prepare: async (town) => {
      await tracked(town)
      const up = town.now + 5 * minute
      town.replies.set('zezima', (mode, at) => (at < up ? down(mode, at) : hunting(mode, at)))
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
        town.replies.set(canonicalName(name), hunting)
        await town.perform((instance) => add(town, instance, name))
      }
      await town.pass(2 * hour)
    },
    run: tick,
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
  'renaming a player with a fetch requested': {
    prepare: async (town) => {
      await tracked(town)
      town.replies.set('durial', hunting)
      await town.perform((instance) => request(town, instance))
    },
    run: (town, instance) => rename(town, instance),
  },
  'changing a player': {
    prepare: async (town) => {
      await tracked(town)
      town.replies.set('zezima', onItsBoards)
    },
    run: async (town, instance) => {
      const player = await playerOf(town)
      const mode = await modeOf(fetching(town, instance), player.username, town.now + timeoutMs)
      const settings = { mode, fetchIntervalMinutes: 5 }
      return changeSettings(instance.tracker, player, settings, town.now, intervals)
    },
  },
  'pausing a player': {
    prepare: async (town) => {
      await tracked(town)
      await town.perform((instance) => fetch(town, instance))
      await town.pass(hour)
      await town.perform((instance) => fetch(town, instance))
      await town.perform((instance) => request(town, instance))
    },
    run: async (town, instance) => {
      const player = await playerOf(town)
      const folded = await foldForGood(instance.tracker, player, town.now)
      return changeSettings(instance.tracker, player, { active: false, ...folded }, town.now, intervals)
    },
  },
  'taking a state back': {
    prepare: async (town) => {
      await tracked(town)
      await town.perform((instance) => fetch(town, instance))
    },
    run: async (town, { tracker }) => {
      const player = await playerOf(town)
      return takeBackState(tracker, player, player.addedAt, town.now)
    },
    settled: async (town) => {
      const { takingBack, addedAt } = await playerOf(town)
      expect(takingBack).toBeUndefined()
      // Either nothing has happened or nothing is left.
      const first = town.stored('zezima').includes(`SNAP#${new Date(addedAt).toISOString()}`)
      const { from } = await history(
        town.table,
        await playerOf(town),
        { start: undefined, end: town.now },
        undefined,
        town.now,
      )
      expect(Date.parse(from.fetchedAt!) === addedAt).toBe(first)
    },
  },
  'setting a seam': {
    prepare: async (town) => {
      await tracked(town)
      await town.perform((instance) => fetch(town, instance))
    },
    run: async (town, { tracker }) => {
      const player = await playerOf(town)
      return addSeam(tracker, player, player.latest!.at, town.now)
    },
    settled: async (town) => {
      const { seams = [] } = await playerOf(town)
      const told = await history(
        town.table,
        await playerOf(town),
        { start: undefined, end: town.now },
        undefined,
        town.now,
      )
      expect(told.seams.map(({ kind }) => kind)).toEqual(seams.map(({ kind }) => kind))
    },
  },
}
