import { beforeEach, describe, expect, it } from 'vitest'
import type { HiscoresResult } from '../../../../shared/hiscores/client.ts'
import { changePlayer, findPlayer, type Player } from '../../../../shared/players/players.ts'
import { removePlayer } from '../../../../shared/players/remove.ts'
import { allTasks, tasksOf } from '../../../../shared/tasks/lists.ts'
import { requestFetch } from '../../../../shared/tasks/request.ts'
import { findTask, settleTask, startTask, type Task } from '../../../../shared/tasks/tasks.ts'
import { taskView } from '../../../../shared/tasks/view.ts'
import { addPlayer } from '../../../../shared/tracking/add.ts'
import { changeSettings } from '../../../../shared/tracking/change.ts'
import { fetchPlayers } from '../../../../shared/tracking/fetch.ts'
import { renamePlayer } from '../../../../shared/tracking/rename.ts'
import { queueOf } from '../../../bench/queue.ts'
import { rowsOf } from '../../../rows.ts'
import { World } from './world.ts'

const world = new World()

let sent: string[]
let player: Player
beforeEach(async () => {
  sent = []
  const username = `Player ${world.number}`
  world.hiscores.knows(username, rowsOf({ Attack: 1_000 }))
  player = await addPlayer(world.fetching, { username, mode: 'regular' }, Infinity)
})

const pause = async () =>
  changeSettings(world.tracker, await current(), { active: false }, world.clock.now(), world.fetching.intervals)

/** Takes every message, and has none to wait for. */
const queue = queueOf(async (command) => {
  const { Entries } = (command as { input: { Entries?: { Id: string; MessageBody: string }[] } }).input
  sent.push(...(Entries ?? []).map(({ MessageBody }) => MessageBody))
  return { Successful: Entries ?? [], Attributes: {} }
})

const current = async (): Promise<Player> => (await findPlayer(world.tracker, player.key))!
const ask = async (): Promise<Task> => requestFetch({ ...world.fetching, queue }, await current())
const fetchOnce = () => fetchPlayers(world.fetching, [player.key], world.clock.now() + 60_000)
const view = async (task: Task) =>
  taskView(
    await current(),
    (await findTask(world.tracker, player.key, task.taskId, world.clock.now()))!,
    world.clock.now(),
  )

interface Asked {
  limit?: number
  before?: string | undefined
  status?: Task['status']
}
const wanted = ({ limit = 100, before, status }: Asked) => ({ limit, before, status })
const list = async (asked: Asked = {}) => tasksOf(world.tracker, await current(), wanted(asked), world.clock.now())
const listAll = (asked: Asked = {}) => allTasks(world.tracker, wanted(asked), world.clock.now())

const down: HiscoresResult = { outcome: 'unavailable', reason: 'the request failed' }

describe('a requested fetch', () => {
  it('is queued, and fulfilled by the next fetch', async () => {
    const task = await ask()
    expect(await view(task)).toMatchObject({ status: 'queued', startedAt: null, outcome: null, error: null })
    expect(sent).toEqual([JSON.stringify({ player: player.key })])
    world.hiscores.knows(player.username, rowsOf({ Attack: 2_000 }))
    await fetchOnce()
    expect(await view(task)).toMatchObject({ status: 'succeeded', outcome: 'changed', error: null })
    const next = await ask()
    expect(next.taskId).not.toBe(task.taskId)
    await fetchOnce()
    expect(await view(next)).toMatchObject({ status: 'succeeded', outcome: 'unchanged', error: null })
  })

  it('is the same one for whoever asks while it is queued, also at once', async () => {
    const tasks = await Promise.all([ask(), ask(), ask()])
    expect(new Set([...tasks, await ask()].map(({ taskId }) => taskId)).size).toBe(1)
    expect(sent).toHaveLength(1)
    const all = await list({ limit: 10 })
    expect(all.tasks).toHaveLength(1)
  })

  it('is refused to whoever loops over one player, until ten minutes after the first one', async () => {
    const first = world.clock.now()
    for (let count = 0; count < 30; count++) {
      await ask()
      await fetchOnce()
    }
    const refused = await ask().catch((error: unknown) => error)
    const left = Math.ceil((first + 600_000 - world.clock.now()) / 1000)
    expect(refused).toMatchObject({ code: 'too_many_requests', headers: { 'retry-after': String(left) } })
    expect((await list()).tasks).toHaveLength(30)
    world.clock.advance(first + 600_000 - world.clock.now())
    expect(await ask()).toMatchObject({ status: 'queued' })
  })

  it('is in the list, page by page, of which the last one is as full as there are tasks', async () => {
    const asked: string[] = []
    for (let count = 0; count < 4; count++) {
      asked.unshift((await ask()).taskId)
      await fetchOnce()
    }
    for (const limit of [1, 2, 3, 4, 5]) {
      const pages: string[][] = []
      let before: string | undefined
      do {
        const page: Awaited<ReturnType<typeof list>> = await list({ limit, before })
        pages.push(page.tasks.map(({ taskId }) => taskId))
        before = page.next
      } while (before !== undefined)
      expect(pages.flat()).toEqual(asked)
      expect(pages.map(({ length }) => length)).toEqual(
        Array.from({ length: Math.ceil(4 / limit) }, (_, index) => Math.min(limit, 4 - index * limit)),
      )
    }
  })

  it.for([
    ['not_found', { outcome: 'not_found' }, 'do not know this name'],
    ['malformed', { outcome: 'malformed', reason: 'no skills', body: '{}' }, 'no skills'],
  ] as [string, HiscoresResult, string][])('that finds %s has failed, and says why', async ([outcome, result, why]) => {
    const task = await ask()
    world.hiscores.fails(player.username, result)
    await fetchOnce()
    expect(await view(task)).toMatchObject({ status: 'failed', outcome, error: expect.stringContaining(why) })
  })

  it.for([
    ['unavailable', down],
    ['rate_limited', { outcome: 'rate_limited', retryAfterMs: 1_000 }],
  ] as [string, HiscoresResult][])(
    'that finds %s is repeated ever later, and has failed after three tries',
    async ([outcome, result]) => {
      const task = await ask()
      world.hiscores.fails(player.username, result)
      const waits: number[] = []
      for (const status of ['queued', 'queued', 'failed']) {
        await fetchOnce()
        expect(await view(task)).toMatchObject({ status, outcome, error: expect.stringMatching(/^[Tt]he .*\w/) })
        const wait = (await current()).nextFetchAt! - world.clock.now()
        waits.push(Math.round(wait / 60_000))
        world.clock.advance(wait)
      }
      expect(waits).toEqual([1, 2, 4])
      const { completedAt, startedAt } = await view(task)
      expect(Date.parse(completedAt!)).toBeGreaterThanOrEqual(Date.parse(startedAt!))
    },
  )

  it('succeeds when a repetition does', async () => {
    const task = await ask()
    world.hiscores.fails(player.username, down)
    await fetchOnce()
    world.hiscores.knows(player.username, rowsOf({ Attack: 3_000 }))
    world.clock.advance(60_000)
    await fetchOnce()
    expect(await view(task)).toMatchObject({ status: 'succeeded', outcome: 'changed', error: null })
  })

  it('is refused for a paused player, and fails when the player is paused meanwhile', async () => {
    const task = await ask()
    await pause()
    const stored = await findTask(world.tracker, player.key, task.taskId, world.clock.now())
    expect(stored).toMatchObject({ status: 'failed', error: 'The player was paused.', completedAt: world.clock.now() })
    await expect(ask()).rejects.toMatchObject({ code: 'player_inactive' })
  })

  it('fails also when it was requested while the player was being paused', async () => {
    const before = await current()
    const task = await ask()
    await changeSettings(world.tracker, before, { active: false }, world.clock.now(), world.fetching.intervals)
    expect(await view(task)).toMatchObject({ status: 'failed', error: 'The player was paused.' })
    expect(await current()).toMatchObject({ active: false })
  })

  it('has failed a minute after it was cut short, at the moment when something was last seen of it', async () => {
    const task = await ask()
    await changePlayer(world.tracker, await current(), { taskId: undefined })
    expect(await view(task)).toMatchObject({ status: 'queued', completedAt: null })
    world.clock.advance(60_001)
    expect(await view(task)).toMatchObject({
      status: 'failed',
      error: 'The fetch was interrupted.',
      completedAt: new Date(task.requestedAt).toISOString(),
    })
  })

  it('stays as it is once it is over', async () => {
    const task = await ask()
    await fetchOnce()
    const over = await view(task)
    expect(over.status).toBe('succeeded')
    const { tracker, clock } = world
    expect(await startTask(tracker, player.key, task.taskId, clock.now() + 1)).toBe(Infinity)
    for (const status of ['queued', 'failed'] as const) {
      const ending = { status, outcome: 'unavailable', error: 'too late', now: clock.now() + 1 } as const
      await settleTask(tracker, player.key, task.taskId, ending)
    }
    expect(await view(task)).toEqual(over)
    // Named by its player all the same, as after a crash, it stands in nobody's way.
    await changePlayer(tracker, await current(), { taskId: task.taskId })
    expect((await ask()).taskId).not.toBe(task.taskId)
  })

  it('is not forgotten because a fetch of before ends late', async () => {
    const first = await ask()
    let second: Task | undefined
    world.hiscores.meanwhile = async () => {
      world.hiscores.meanwhile = async () => {}
      // The message came twice, and the other one was faster.
      await fetchOnce()
      second = await ask()
    }
    await fetchOnce()
    expect((await view(first)).status).toBe('succeeded')
    expect((await current()).taskId).toBe(second!.taskId)
    await fetchOnce()
    expect((await view(second!)).status).toBe('succeeded')
  })

  it('goes along with a player that is renamed, and is fulfilled under the new name', async () => {
    const task = await ask()
    const fresh = `Renamed ${world.number}`
    world.hiscores.knows(fresh, rowsOf({ Attack: 5_000 }))
    await renamePlayer(
      world.fetching,
      await current(),
      { to: fresh, merge: false, force: false },
      world.clock.now() + 60_000,
    )
    player = (await findPlayer(world.tracker, `renamed_${world.number}`))!
    expect(await view(task)).toMatchObject({ status: 'queued', completedAt: null })
    await fetchOnce()
    expect(await view(task)).toMatchObject({ status: 'succeeded', outcome: 'changed' })
    expect((await listAll({ limit: 1 })).tasks).toEqual([
      expect.objectContaining({ taskId: task.taskId, username: fresh }),
    ])
  })

  it('is gone seven days later', async () => {
    const task = await ask()
    world.clock.advance(7 * 86_400_000 + 1_000)
    expect(await findTask(world.tracker, player.key, task.taskId, world.clock.now())).toBeUndefined()
  })
})

describe('the tasks of all players', () => {
  const usernames = ['a', 'b', 'c']
  const keyOf = (name: string): string => `${name}_${world.number}`

  /** Three fetches of each, of which every third one fails; the ids of those that did, and of all, the newest first. */
  const use = async () => {
    const [all, failed]: [string[], string[]] = [[], []]
    for (const name of usernames) {
      world.hiscores.knows(keyOf(name), rowsOf({ Attack: 1_000 }))
      await addPlayer(world.fetching, { username: keyOf(name), mode: 'regular' }, Infinity)
    }
    for (let round = 0; round < 3; round++) {
      for (const name of usernames) {
        world.clock.advance(1_000)
        player = (await findPlayer(world.tracker, keyOf(name)))!
        const { taskId } = await ask()
        if (name === 'b') world.hiscores.fails(keyOf(name), { outcome: 'malformed', reason: 'no skills', body: '' })
        await fetchOnce()
        all.unshift(taskId)
        if (name === 'b') failed.unshift(taskId)
      }
    }
    return { all, failed }
  }

  const pagesOf = async (asked: Asked): Promise<string[][]> => {
    const pages: string[][] = []
    let before: string | undefined
    do {
      const page: Awaited<ReturnType<typeof listAll>> = await listAll({ ...asked, before })
      pages.push(page.tasks.map(({ taskId }) => taskId))
      before = page.next
    } while (before !== undefined && pages.flat().length < 9)
    return pages
  }

  it('are listed with their names, the newest first, page by page, each of which is full', async () => {
    const { all } = await use()
    const { tasks } = await listAll({ limit: 3 })
    expect(tasks.map(({ username }) => username)).toEqual(['c', 'b', 'a'].map(keyOf))
    for (const limit of [1, 2, 4, 9]) {
      const pages = await pagesOf({ limit })
      expect(pages.flat().slice(0, 9)).toEqual(all)
      expect(new Set(pages.slice(0, -1).map(({ length }) => length))).toEqual(new Set(limit < 9 ? [limit] : []))
    }
  })

  it('are listed by status, the tasks of one player as well', async () => {
    const { failed } = await use()
    const { tasks } = await listAll({ status: 'failed', limit: 2 })
    expect(tasks.map(({ taskId }) => taskId)).toEqual(failed.slice(0, 2))
    expect((await listAll({ status: 'queued' })).tasks).toEqual([])
    player = (await findPlayer(world.tracker, keyOf('b')))!
    expect((await list({ status: 'failed' })).tasks.map(({ taskId }) => taskId)).toEqual(failed)
    expect((await list({ status: 'succeeded' })).tasks).toEqual([])
    const { tasks: one, next } = await list({ status: 'failed', limit: 1 })
    expect(one.map(({ taskId }) => taskId)).toEqual(failed.slice(0, 1))
    expect((await list({ status: 'failed', limit: 2, before: next })).tasks.map(({ taskId }) => taskId)).toEqual(
      failed.slice(1),
    )
  })

  it('leave out those of a player that was removed', async () => {
    const { all, failed } = await use()
    await removePlayer(world.tracker, (await findPlayer(world.tracker, keyOf('b')))!, world.clock.now())
    const [page] = await pagesOf({ limit: 6 })
    expect(page).toEqual(all.filter((taskId) => !failed.includes(taskId)))
  })
})
