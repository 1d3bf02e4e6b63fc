import { beforeEach, describe, expect, it } from 'vitest'
import type { HiscoresResult } from '../../../../shared/hiscores/client.ts'
import { changePlayer, findPlayer, type Player } from '../../../../shared/players/players.ts'
import { addPlayer } from '../../../../shared/tracking/add.ts'
import { fetchPlayers } from '../../../../shared/tracking/fetch.ts'
import { requestFetch } from '../../../../shared/tracking/request.ts'
import { findTask, type Task, tasksOf } from '../../../../shared/tracking/tasks.ts'
import { taskView } from '../../../../shared/tracking/view.ts'
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
  taskView(await current(), (await findTask(world.tracker, player.key, task.taskId, world.clock.now()))!)

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
    const all = await tasksOf(world.tracker, player.key, { limit: 10, before: undefined, now: world.clock.now() })
    expect(all.tasks).toHaveLength(1)
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
        const page = await tasksOf(world.tracker, player.key, { limit, before, now: world.clock.now() })
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
    await changePlayer(world.tracker, await current(), { active: false, taskId: undefined })
    expect(await view(task)).toMatchObject({ status: 'failed', error: 'The fetch was interrupted.' })
    await expect(ask()).rejects.toMatchObject({ code: 'player_inactive' })
  })

  it('is gone seven days later', async () => {
    const task = await ask()
    world.clock.advance(7 * 86_400_000 + 1_000)
    expect(await findTask(world.tracker, player.key, task.taskId, world.clock.now())).toBeUndefined()
  })
})
