import { beforeAll, describe, expect, it } from 'vitest'
import { batchDelete } from '../../../../shared/dynamodb.ts'
import { levelForExperience } from '../../../../shared/hiscores/levels.ts'
import { log } from '../../../../shared/log.ts'
import { idOf, type Milestone } from '../../../../shared/milestones/find.ts'
import { stepsSince } from '../../../../shared/milestones/items.ts'
import { newsSchema } from '../../../../shared/outbox/news.ts'
import { tellWanted } from '../../../../shared/pace/pace.ts'
import { changePlayer } from '../../../../shared/players/players.ts'
import type { Instance } from '../../../bench/instance.ts'
import { fetch, forgetTold, playerOf, tick, tracked } from './operations.ts'
import { hour, type hunting, killing, minute, Town } from './town.ts'

// Set here as well because the fault points are found out before the first test.
log.setLogLevel('SILENT')
beforeAll(() => log.setLogLevel('SILENT'))

/** What becomes of a process at a call: it dies, or the call fails. */
type Fault = 'dies' | 'fails'

interface Scene {
  prepare: (town: Town) => Promise<void>
  run: (town: Town, instance: Instance) => Promise<unknown>
}

/** Somebody who comes to another level every hour. */
const climbing: typeof hunting = (_, at) => {
  const xp = 5_300_000 + 10_000 * Math.floor((at - Date.UTC(2026, 7, 20, 12)) / minute)
  const { skills, ...rows } = killing({ Mining: xp }, at)
  return {
    outcome: 'found',
    answer: { ...rows, skills: skills.map((row) => ({ ...row, level: levelForExperience(xp) })) },
  }
}

const wanting = async (town: Town): Promise<void> => {
  await tellWanted(town.table, async () => ['level', 'milestone'])
  await tracked(town, climbing)
  await town.perform((instance) => fetch(town, instance))
  await town.pass(hour)
}

/** Forgets what was told and announced. */
const forget = async (town: Town): Promise<void> => {
  await forgetTold(town)
  const news = town.world.table.items('OUTBOX')
  await batchDelete(
    town.table,
    news.map(({ PK, SK }) => ({ PK, SK })),
  )
}

/** A fetch that dies, or whose call fails, at one of its calls; whether it came so far. */
const faulty = async (town: Town, run: Scene['run'], place: number, fault: Fault): Promise<boolean> => {
  const instance = town.instance()
  let calls = 0
  town.meddle = () => {
    calls += 1
    if (calls !== place) return
    if (fault === 'fails') throw new Error('failed')
    instance.kill()
  }
  await town
    .during(instance.run(async () => void (await run(town, instance))))
    // What a fetch crashes with comes back as a message that crashed.
    .catch(() => {})
  town.meddle = () => {}
  return calls >= place
}

const scenes: Record<string, Scene> = {
  'a fetch': { prepare: wanting, run: fetch },
  'a fetch after another one that died before it said what was told': {
    prepare: async (town) => {
      await wanting(town)
      const dying = town.instance()
      // With the state stored, and what was reached by it, but not announced.
      town.meddle = (command) => {
        if (JSON.stringify(command).includes('MILESTONE#')) dying.kill()
      }
      expect(await town.during(dying.run(async () => void (await fetch(town, dying))))).toBe('crashed')
      town.meddle = () => {}
      await town.pass(10 * minute)
    },
    run: fetch,
  },
  'a fetch of somebody whose milestones were never told': {
    prepare: async (town) => {
      await wanting(town)
      await forget(town)
      await changePlayer(town.table, await playerOf(town), { milestonesTo: undefined })
    },
    run: fetch,
  },
  'a tick that goes through what is not told of somebody who is paused': {
    prepare: async (town) => {
      await wanting(town)
      await forget(town)
      const player = await playerOf(town)
      await changePlayer(town.table, player, { milestonesTo: player.addedAt, active: false })
    },
    run: tick,
  },
}

const nameOf = ({ by, ...milestone }: Pick<Milestone, 'kind' | 'metric' | 'threshold' | 'by'>): string =>
  `${idOf(milestone)} by ${by}`

const announcedIn = (town: Town): string[] =>
  town.world.table
    .items('OUTBOX')
    .flatMap((item) => newsSchema.parse(item).happenings)
    .flatMap((happening) => ('threshold' in happening ? nameOf(happening as Milestone) : []))
    .sort()

/** Fails unless each milestone that is told is in the outbox, once. */
const expectAnnounced = async (town: Town): Promise<void> => {
  const told = (await stepsSince(town.table, 'zezima', -1)).flatMap(({ milestones }) => milestones)
  expect(told.length).toBeGreaterThan(0)
  expect(announcedIn(town)).toEqual(told.map(nameOf).sort())
}

/** How many calls a scene makes where nothing fails. */
const callsOf = async ({ prepare, run }: Scene): Promise<number> => {
  const town = new Town()
  await prepare(town)
  let calls = 0
  const instance = town.instance()
  town.meddle = () => {
    calls += 1
  }
  await town.during(run(town, instance))
  return calls
}

describe.each(Object.entries(scenes))('of %s', (_, scene) => {
  it.each<Fault>(['dies', 'fails'])(
    'each milestone is announced once, whichever of its reads and writes it %s at',
    async (fault) => {
      const calls = await callsOf(scene)
      expect(calls).toBeGreaterThan(10)
      for (let place = 1; place <= calls; place++) {
        const town = new Town()
        await scene.prepare(town)
        const since = town.now
        const before = announcedIn(town).length
        expect(await faulty(town, scene.run, place, fault), `call ${place}`).toBe(true)
        town.work()
        await town.pass(hour + 15 * minute)
        await town.expectRight(since)
        await expectAnnounced(town)
        expect(announcedIn(town).length).toBeGreaterThan(before)
      }
    },
  )
})
