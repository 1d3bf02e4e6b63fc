import { expect } from 'vitest'
import { decideReview, removeSeam } from '../../../../shared/corrections/seams.ts'
import { changePlayer } from '../../../../shared/players/players.ts'
import { history } from '../../../../shared/progress/history.ts'
import { rowsOf } from '../../../rows.ts'
import { fetch, type Operation, playerOf, tracked } from './operations.ts'
import { day, hour, minute, type Town } from './town.ts'

/*
 * What writes when lives begin and end. The hiscores say one value from some moment on, so that whoever comes after a process
 * that died is told the same.
 */

const says = (town: Town, mining: number) =>
  town.replies.set('zezima', () => ({ outcome: 'found', answer: rowsOf({ Mining: mining }, { Zulrah: 10 }) }))

const others = ['Attack', 'Defence', 'Strength', 'Hitpoints', 'Ranged', 'Prayer', 'Magic', 'Cooking', 'Fishing']

/** So many skills that nobody trains all of them at once. */
const everySkill = (xp: number) => rowsOf(Object.fromEntries([...others, 'Mining'].map((name) => [name, xp])))

/** Somebody with a million experience in Mining. */
const settled = async (town: Town, mining = 1_000_000): Promise<void> => {
  says(town, mining)
  await tracked(town, town.replies.get('zezima'))
}

/** Has the next fetch find another value, after one that has found it already. */
const doubted = async (town: Town, mining: number): Promise<void> => {
  says(town, mining)
  await town.perform((instance) => fetch(town, instance))
  expect((await playerOf(town)).doubt).toBeDefined()
}

/** Has a fetch of somebody who is due believe a value at the second time. */
const believed = async (town: Town, mining: number): Promise<void> => {
  await settled(town)
  await town.pass(hour)
  await doubted(town, mining)
  await town.pass(6 * minute)
  await town.perform((instance) => fetch(town, instance))
  await town.pass(2 * hour)
}

const kinds = async (town: Town) => (await playerOf(town)).seams?.map(({ kind }) => kind)

/** What was gained in all, and the kinds of the seams; the states on both sides of each are there. */
const gained = async (town: Town) => {
  const window = { start: undefined, end: town.now }
  const told = await history(town.table, await playerOf(town), window, new Set(['mining']), town.now)
  return { gained: told.skills.mining?.gained, seams: told.seams.map(({ kind }) => kind) }
}

/** An answer that is doubtful after an hour of none, and when the next witness is asked. */
const doubtedAnHourLater = async (town: Town, mining: number): Promise<void> => {
  await settled(town)
  await town.pass(hour)
  await doubted(town, mining)
  await town.pass(6 * minute)
}

export const lifeOperations: Record<string, Operation> = {
  'a fetch that believes a fall': {
    prepare: (town) => doubtedAnHourLater(town, 900_000),
    run: fetch,
    settled: async (town) => expect(await gained(town)).toEqual({ gained: 0, seams: ['rollback'] }),
  },
  'a fetch that believes a rise': {
    prepare: (town) => doubtedAnHourLater(town, 190_000_000),
    run: fetch,
    settled: async (town) => {
      expect((await playerOf(town)).review?.at).toHaveLength(1)
      expect(await gained(town)).toEqual({ gained: 189_000_000, seams: [] })
    },
  },
  'a fetch that takes back a false life': {
    prepare: async (town) => {
      await believed(town, 900_000)
      expect(await kinds(town)).toEqual(['rollback'])
      says(town, 1_000_500)
    },
    run: fetch,
    settled: async (town) => expect(await gained(town)).toEqual({ gained: 500, seams: [] }),
  },
  'a fetch that takes back a false life which has moved': {
    prepare: async (town) => {
      await settled(town, 800_000)
      for (const mining of [900_000, 1_000_000]) {
        says(town, mining)
        await town.perform((instance) => fetch(town, instance))
        await town.pass(2 * hour)
      }
      await doubted(town, 800_000)
      await town.pass(6 * minute)
      await town.perform((instance) => fetch(town, instance))
      await town.pass(2 * hour)
      says(town, 900_000)
      await town.perform((instance) => fetch(town, instance))
      await town.pass(2 * hour)
      expect(await gained(town)).toEqual({ gained: 300_000, seams: ['rollback'] })
      says(town, 1_000_500)
    },
    run: fetch,
    settled: async (town) => expect(await gained(town)).toEqual({ gained: 200_500, seams: [] }),
  },
  "a fetch that takes back somebody else's state": {
    prepare: async (town) => {
      const sees = (xp: number) => town.replies.set('zezima', () => ({ outcome: 'found', answer: everySkill(xp) }))
      sees(1_000_000)
      await tracked(town, town.replies.get('zezima'))
      sees(1_500_000)
      await town.perform((instance) => fetch(town, instance))
      await town.pass(2 * hour)
      sees(1_000_500)
      await town.perform((instance) => fetch(town, instance))
      expect((await playerOf(town)).doubt).toMatchObject({ kind: 'fall' })
      await town.pass(6 * minute)
    },
    run: fetch,
    settled: async (town) => expect(await gained(town)).toEqual({ gained: 500, seams: [] }),
  },
  'a fetch that follows an account to another board': {
    prepare: async (town) => {
      await settled(town)
      await changePlayer(town.table, await playerOf(town), { mode: 'hardcore_ironman', autoMode: true })
      await town.pass(day)
      town.replies.set('zezima', (mode) => {
        if (mode === 'ultimate_ironman') return { outcome: 'not_found' }
        const mining = mode === 'hardcore_ironman' ? 1_000_000 : 1_200_000
        return { outcome: 'found', answer: rowsOf({ Mining: mining }, { Zulrah: 10 }) }
      })
    },
    run: fetch,
    settled: async (town) => {
      expect((await playerOf(town)).mode).toBe('ironman')
      expect(await gained(town)).toEqual({ gained: 0, seams: ['board'] })
    },
  },
  'removing a seam': {
    prepare: (town) => believed(town, 900_000),
    run: async (town, { tracker }) => {
      const player = await playerOf(town)
      return removeSeam(tracker, player, player.seams![0]!.at, town.now)
    },
    settled: async (town) => {
      const seams = (await kinds(town)) ?? []
      expect(await gained(town)).toEqual({ gained: seams.length > 0 ? 0 : -100_000, seams })
    },
  },
  'accepting a rise': {
    prepare: (town) => believed(town, 190_000_000),
    run: async (town, { tracker }) => decideReview(tracker, await playerOf(town), true, town.now),
    settled: async (town) => expect(await gained(town)).toEqual({ gained: 189_000_000, seams: [] }),
  },
  'refusing a rise': {
    prepare: (town) => believed(town, 190_000_000),
    run: async (town, { tracker }) => decideReview(tracker, await playerOf(town), false, town.now),
    settled: async (town) => {
      const { review } = await playerOf(town)
      expect(await gained(town)).toEqual(
        review ? { gained: 189_000_000, seams: [] } : { gained: 0, seams: ['taken_over'] },
      )
    },
  },
}
