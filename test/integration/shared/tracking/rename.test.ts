import { beforeEach, describe, expect, it } from 'vitest'
import { findPlayer } from '../../../../shared/players/players.ts'
import { states } from '../../../../shared/snapshots/scan.ts'
import { addPlayer } from '../../../../shared/tracking/add.ts'
import { fetchPlayers } from '../../../../shared/tracking/fetch.ts'
import { renamePlayer } from '../../../../shared/tracking/rename.ts'
import { rowsOf } from '../../../rows.ts'
import { World } from './world.ts'

const hour = 3_600_000

const world = new World()

let names: { old: string; fresh: string }
beforeEach(async () => {
  names = { old: `old ${world.number}`, fresh: `new ${world.number}` }
  world.hiscores.knows(names.old, rowsOf({ Mining: 500 }, { Zulrah: 10, 'LMS - Rank': 2_000 }))
  await addPlayer(world.fetching, { username: names.old, mode: 'regular' }, deadline())
  world.clock.advance(hour)
  world.hiscores.knows(names.old, rowsOf({ Mining: 600 }, { Zulrah: 10, 'LMS - Rank': 1_900 }))
  await fetchPlayers(world.fetching, [keyOf(names.old)], deadline())
  world.hiscores.fails(names.old, { outcome: 'not_found' })
})

const deadline = (): number => world.clock.now() + 60_000
const keyOf = (name: string): string => name.replace(' ', '_')
const find = (name: string) => findPlayer(world.tracker, keyOf(name))
const rename = async (to: string, force = false) =>
  renamePlayer(world.fetching, (await find(names.old))!, { to, merge: false, force }, deadline())

/** The experience in Mining of every state that is stored of a player. */
const mining = async (name: string): Promise<number[]> => {
  const now = world.clock.now()
  const found: number[] = []
  for await (const { rows } of states(world.tracker, keyOf(name), { start: 0, end: now }, now)) {
    found.push(rows.skills.find((row) => row.name === 'Mining')!.xp)
  }
  return found
}

describe('renaming a player', () => {
  it('moves all its history to the new name, and goes on tracking it there', async () => {
    const { addedAt } = (await find(names.old))!
    const display = names.fresh.toUpperCase()
    world.hiscores.knows(names.fresh, rowsOf({ Mining: 700 }, { Zulrah: 10, 'LMS - Rank': 1_500 }), display)
    expect(await rename(names.fresh)).toMatchObject({ key: keyOf(names.fresh), username: display, addedAt })
    expect(await mining(names.fresh)).toEqual([500, 600])
    expect(await mining(names.old)).toEqual([])
    expect((await find(names.old))?.deletedAt).toBeDefined()
    await fetchPlayers(world.fetching, [keyOf(names.fresh)], deadline())
    expect(await mining(names.fresh)).toEqual([500, 600, 700])
  })

  it('is refused when values are lower there, each of which is named, and changes nothing', async () => {
    world.hiscores.knows(names.fresh, rowsOf({ Mining: 599 }, { Zulrah: 9, 'LMS - Rank': 100 }))
    await expect(rename(names.fresh)).rejects.toMatchObject({
      code: 'values_fell',
      issues: [
        { path: 'overall', message: 'was 600 and is 599 under the new name' },
        { path: 'mining', message: 'was 600 and is 599 under the new name' },
        { path: 'zulrah', message: 'was 10 and is 9 under the new name' },
      ],
    })
    expect(await find(names.fresh)).toBeUndefined()
    expect(await mining(names.old)).toEqual([500, 600])
  })

  it('is done all the same when it is forced', async () => {
    world.hiscores.knows(names.fresh, rowsOf({ Mining: 1 }, { Zulrah: 9 }))
    await rename(names.fresh, true)
    expect(await mining(names.fresh)).toEqual([500, 600])
  })

  it('is no lower value where a row is unknown or gone', async () => {
    world.hiscores.knows(names.fresh, rowsOf({ Mining: 600 }, { Zulrah: -1 }))
    await rename(names.fresh)
    expect(await mining(names.fresh)).toEqual([500, 600])
  })

  it('is refused to a name that is tracked already, that nobody has, or that cannot be looked up', async () => {
    world.hiscores.knows(names.fresh, rowsOf({ Mining: 900 }, { Zulrah: 20 }))
    await addPlayer(world.fetching, { username: names.fresh, mode: 'regular' }, deadline())
    await expect(rename(names.fresh)).rejects.toMatchObject({ code: 'player_exists' })
    await expect(rename('nobody here')).rejects.toMatchObject({ code: 'player_not_found' })
    world.hiscores.fails('away', { outcome: 'unavailable', reason: 'down' })
    await expect(rename('away')).rejects.toMatchObject({ code: 'upstream_unavailable' })
    expect(await mining(names.fresh)).toEqual([900])
    expect(await mining(names.old)).toEqual([500, 600])
  })

  it('to another spelling of the same name takes over how the hiscores write it', async () => {
    world.hiscores.knows(names.old, rowsOf({ Mining: 600 }, { Zulrah: 10 }), names.old.toUpperCase())
    expect(await rename(names.old.replace(' ', '-'))).toMatchObject({ username: names.old.toUpperCase() })
    expect(await mining(names.old)).toEqual([500, 600])
  })
})
