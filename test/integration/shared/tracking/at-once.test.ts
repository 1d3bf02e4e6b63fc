import { beforeEach, describe, expect, it } from 'vitest'
import { changePlayer, findPlayer, type Player } from '../../../../shared/players/players.ts'
import { removePlayer } from '../../../../shared/players/remove.ts'
import { newestStateOf } from '../../../../shared/progress/newest.ts'
import { requestFetch } from '../../../../shared/tasks/request.ts'
import { findTask } from '../../../../shared/tasks/tasks.ts'
import { addPlayer } from '../../../../shared/tracking/add.ts'
import { fetchAtOnce } from '../../../../shared/tracking/at-once.ts'
import { queueOf } from '../../../bench/queue.ts'
import { rowsOf } from '../../../rows.ts'
import { World } from './world.ts'

const world = new World()

let player: Player
beforeEach(async () => {
  const username = `Player ${world.number}`
  world.hiscores.knows(username, rowsOf({ Attack: 1_000 }))
  player = await addPlayer(world.fetching, { username, mode: 'regular' }, Infinity)
  world.clock.advance(61_000)
})

const current = async (): Promise<Player> => (await findPlayer(world.tracker, player.key))!
const fetchNow = async (withinMs = 29_000) => fetchAtOnce(world.fetching, await current(), world.clock.now() + withinMs)

const refused = (code: string) => expect.objectContaining({ code })
const waiting = (code: string, seconds: number) =>
  expect.objectContaining({ code, headers: { 'retry-after': String(seconds) } })

const attack = async (): Promise<number | undefined> =>
  (await newestStateOf(world.tracker, await current()))?.rows.skills.find(({ name }) => name === 'Attack')?.xp

describe('a fetch at once', () => {
  it('stores what comes, and is due again as after any other', async () => {
    world.hiscores.knows(player.username, rowsOf({ Attack: 2_000 }))
    const fetched = await fetchNow()
    expect(fetched).toEqual(await current())
    expect(fetched).toMatchObject({ lastOutcome: 'changed', failures: 0, requests: { count: 1 } })
    expect(fetched.nextFetchAt).toBeGreaterThan(world.clock.now())
    expect(await attack()).toBe(2_000)
  })

  it('goes in its turn', async () => {
    const before = world.hiscores.requests.length
    await Promise.all([
      fetchNow(),
      addPlayer(world.fetching, { username: 'Other', mode: 'regular' }, Infinity).catch(() => {}),
    ])
    const [first, second] = world.hiscores.requests.slice(before).map(({ at }) => at)
    expect(second! - first!).toBeGreaterThanOrEqual(world.fetching.pace.intervalMs)
  })

  it('is not made again within a minute of a good answer', async () => {
    await fetchNow()
    const asked = world.hiscores.requests.length
    world.clock.advance(20_000)
    await expect(fetchNow()).rejects.toEqual(waiting('too_many_requests', 40))
    expect(world.hiscores.requests).toHaveLength(asked)
  })

  it('is made thirty times within ten minutes at most, however they go', async () => {
    world.hiscores.fails(player.username, { outcome: 'malformed', reason: 'no rows', body: '' })
    for (let time = 0; time < 30; time++) await expect(fetchNow()).rejects.toEqual(refused('upstream_unavailable'))
    const asked = world.hiscores.requests.length
    await expect(fetchNow()).rejects.toEqual(refused('too_many_requests'))
    expect(world.hiscores.requests).toHaveLength(asked)
  })

  it('fulfils a request that is queued', async () => {
    const queue = queueOf(async () => ({ Successful: [{}], Attributes: {} }))
    const task = await requestFetch({ ...world.fetching, queue }, await current())
    await fetchNow()
    expect(await findTask(world.tracker, player.key, task.taskId, world.clock.now())).toMatchObject({
      ...{ status: 'succeeded', outcome: 'unchanged' },
    })
    expect((await current()).taskId).toBeUndefined()
  })

  it('says that the name is not known, and counts it as any fetch does', async () => {
    world.hiscores.fails(player.username, { outcome: 'not_found' })
    await expect(fetchNow()).rejects.toEqual(refused('player_not_found'))
    expect(await current()).toMatchObject({ lastOutcome: 'not_found', missing: { days: 1 } })
  })

  it('shows what is stored when the answer is doubted', async () => {
    world.hiscores.knows(player.username, rowsOf({ Attack: 10 }))
    expect(await fetchNow()).toMatchObject({ lastOutcome: 'doubtful' })
    expect(await attack()).toBe(1_000)
  })

  it('is none where there is no turn in time', async () => {
    const asked = world.hiscores.requests.length
    await expect(fetchNow(12_000)).rejects.toEqual(refused('upstream_unavailable'))
    expect(world.hiscores.requests).toHaveLength(asked)
  })

  it('is none of somebody who is paused, or gone', async () => {
    await changePlayer(world.tracker, await current(), { active: false })
    await expect(fetchNow()).rejects.toEqual(refused('player_inactive'))
    await changePlayer(world.tracker, await current(), { active: true })
    const before = await current()
    await removePlayer(world.tracker, before, world.clock.now())
    await expect(fetchAtOnce(world.fetching, before, world.clock.now() + 29_000)).rejects.toEqual(
      refused('player_not_tracked'),
    )
  })
})
