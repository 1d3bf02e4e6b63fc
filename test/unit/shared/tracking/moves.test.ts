import { beforeAll, describe, expect, it } from 'vitest'
import { log } from '../../../../shared/log.ts'
import { newsSchema } from '../../../../shared/outbox/news.ts'
import { isTracked } from '../../../../shared/players/players.ts'
import { removePlayer } from '../../../../shared/players/remove.ts'
import { trackedPlayer } from '../../../../shared/players/tracked.ts'
import { snapshotAt } from '../../../../shared/snapshots/snapshots.ts'
import { tasksOf } from '../../../../shared/tasks/lists.ts'
import { settleWanted } from '../../../../shared/webhooks/make-webhook.ts'
import { findWebhook, putWebhook, type Webhook } from '../../../../shared/webhooks/webhooks.ts'
import type { Death } from '../../../bench/instance.ts'
import { moveOperations } from './move-operations.ts'
import { type Operation, snapshotsOf } from './operations.ts'
import { minute, Town } from './town.ts'

// Set here as well because the writes are counted before the first test.
log.setLogLevel('SILENT')
beforeAll(() => log.setLogLevel('SILENT'))

const keys = ['zezima', 'durial']

const prepared = async ({ prepare }: Operation): Promise<Town> => {
  const town = new Town()
  await prepare?.(town)
  return town
}

const writesOf = async (operation: Operation): Promise<number> => {
  const town = await prepared(operation)
  const instance = town.instance()
  await town.during(operation.run(town, instance))
  return instance.writes.length
}

/** A town in which an operation died at one of its writes. */
const killed = async (operation: Operation, place: number, death: Death): Promise<Town> => {
  const town = await prepared(operation)
  const instance = town.instance()
  instance.doom(place, death)
  await town.during(instance.run(async () => void (await operation.run(town, instance))))
  return town
}

const webhook: Webhook = {
  ...{ webhookId: 'a', kind: 'json', urlEnd: 'osrs', origin: 'https://ledger.example', events: ['renamed'] },
  ...{ createdAt: 0, state: 'active', failures: 0, players: [{ key: 'zezima', username: 'Zezima' }] },
}

/** Has a webhook tell of other names of the player that is to be moved. */
const listened = ({ prepare, run }: Operation): Operation => ({
  prepare: async (town) => {
    await prepare?.(town)
    await putWebhook(town.table, webhook)
    await settleWanted(town.table)
  },
  run,
})

/** What is announced of names, and whom the webhook tells of. */
const toldIn = async (town: Town) => ({
  renamed: town.world.table
    .items('OUTBOX')
    .map((item) => newsSchema.parse(item))
    .flatMap(({ player, happenings }) => happenings.map((each) => [player, 'formerly' in each && each.formerly])),
  players: (await findWebhook(town.table, webhook.webhookId))!.players!.map(({ key }) => key),
})

const deaths: Death[] = ['before', 'amid', 'after']
// While a swap is under way a name may be unknown for a moment.
const moves = { 'renaming a player': true, 'merging two players': true, 'swapping the names of two players': false }

for (const [name, alwaysAnswers] of Object.entries(moves)) {
  const operation = moveOperations[name]!
  const places = Array.from({ length: await writesOf(operation) }, (_, place) => place)

  describe(`${name}, killed at any write`, () => {
    it('is told once, and the webhook goes on telling of the player, where it was done', async () => {
      const wanted = listened(operation)
      let done = 0
      for (const place of Array.from({ length: await writesOf(wanted) }, (_, each) => each)) {
        for (const death of deaths) {
          const town = await killed(wanted, place, death)
          town.work()
          await town.pass(15 * minute)
          const moved = snapshotsOf(town, 'durial') > 60
          if (moved) done += 1
          const { renamed, players } = await toldIn(town)
          const both = name.startsWith('swapping') ? [['zezima', 'Durial']] : []
          const all = moved ? [['durial', 'Zezima'], ...both] : []
          expect(renamed.toSorted(), `${death} write ${place}`).toEqual(all)
          expect(players, `${death} write ${place}`).toEqual([moved ? 'durial' : 'zezima'])
        }
      }
      expect(done).toBeGreaterThan(10)
    })

    const answering = async (): Promise<void> => {
      for (const place of places) {
        for (const death of deaths) {
          const town = await killed(operation, place, death)
          const answers = await Promise.allSettled(keys.map((key) => trackedPlayer(town.table, key)))
          const told = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
          expect(told.length, `${death} write ${place}`).toBeGreaterThan(0)
          // Who is told of has its history.
          for (const { key, latest } of told) {
            const newest = await snapshotAt(town.table, key, town.now, town.now)
            expect(newest?.at).toBeGreaterThanOrEqual(latest!.at)
          }
        }
      }
    }
    if (alwaysAnswers) it('answers under one of both names', answering)

    it.each(keys)('and %s removed then leaves nothing of it', async (key) => {
      for (const place of places) {
        for (const death of deaths) {
          const town = await killed(operation, place, death)
          const player = await town.player(key)
          if (!player || !isTracked(player)) continue
          expect(await removePlayer(town.table, player, town.now)).toBe(true)
          town.work()
          await town.pass(30 * minute)
          for (const partition of town.world.table.partitions().filter((each) => each.startsWith('PLAYER#'))) {
            const items = town.world.table.items(partition)
            const left = items.find(({ SK }) => SK === 'PLAYER')
            expect(left, `${partition} after ${death} write ${place}`).toBeDefined()
            expect(left?.generation ?? left?.addedAt).not.toBe(player.generation ?? player.addedAt)
            expect(left).not.toHaveProperty('hidden')
          }
        }
      }
    })
  })
}

describe('a fetch that is queued', () => {
  const statuses = async (town: Town, key: string): Promise<string[]> => {
    const player = (await town.player(key))!
    const { tasks } = await tasksOf(town.table, player, { limit: 10, before: undefined, status: undefined }, town.now)
    return tasks.map(({ status }) => status)
  }

  it('is done under the new name', async () => {
    const operation = moveOperations['renaming a player for whom a fetch is queued']!
    const town = await prepared(operation)
    await town.perform((instance) => operation.run(town, instance))
    expect(await statuses(town, 'durial')).toEqual(['queued'])
    town.work()
    await town.pass(5 * minute)
    expect(await statuses(town, 'durial')).toEqual(['succeeded'])
  })

  it('ends at once where two become one and the other one has a fetch queued as well', async () => {
    const operation = moveOperations['merging two players']!
    const town = await prepared(operation)
    await town.perform((instance) => operation.run(town, instance))
    expect((await statuses(town, 'durial')).slice(0, 2)).toEqual(['queued', 'failed'])
    town.work()
    await town.pass(5 * minute)
    expect((await statuses(town, 'durial')).slice(0, 2)).toEqual(['succeeded', 'failed'])
  })

  it('goes with its character when names are exchanged', async () => {
    const operation = moveOperations['swapping the names of two players']!
    const town = await prepared(operation)
    await town.perform((instance) => operation.run(town, instance))
    town.work()
    await town.pass(5 * minute)
    for (const key of keys) expect(new Set(await statuses(town, key))).toEqual(new Set(['succeeded']))
  })
})
