import * as z from 'zod/mini'
import { api } from '../shared/api/handler.ts'
import { positive, readEnv } from '../shared/env.ts'
import { encodeCursor } from '../shared/http/cursor.ts'
import { ApiError } from '../shared/http/errors.ts'
import { parse } from '../shared/http/parse.ts'
import { openQueue } from '../shared/pace/message.ts'
import { listPlayers } from '../shared/players/list.ts'
import { changePlayer, removePlayer } from '../shared/players/players.ts'
import { listQuery, newPlayer, playerChange, playerPath, rename } from '../shared/players/requests.ts'
import { notTracked, trackedPlayer } from '../shared/players/tracked.ts'
import { playerView } from '../shared/players/view.ts'
import { foldForGood } from '../shared/records/fold.ts'
import { addPlayer } from '../shared/tracking/add.ts'
import { modeOf } from '../shared/tracking/ask.ts'
import { reschedule } from '../shared/tracking/change.ts'
import { renamePlayer } from '../shared/tracking/rename.ts'
import { requestFetch } from '../shared/tracking/request.ts'
import { taskPath, tasksQuery } from '../shared/tracking/requests.ts'
import { openFetching } from '../shared/tracking/settings.ts'
import { findTask, tasksOf } from '../shared/tracking/tasks.ts'
import { taskView } from '../shared/tracking/view.ts'

const fetching = openFetching()
const { tracker, clock, intervals } = fetching
const env = readEnv({ FETCH_QUEUE_URL: z.url(), TICK_SECONDS: positive })
const requesting = { ...fetching, queue: openQueue(env.FETCH_QUEUE_URL) }

const location = (...path: string[]): Record<string, string> => ({
  location: ['', ...path.map(encodeURIComponent)].join('/'),
})

export const handler = api<'players'>({
  'POST /players': async ({ body, remainingMs }) => {
    const player = await addPlayer(fetching, parse(newPlayer, body), clock.now() + remainingMs())
    return { status: 201, headers: location('players', player.username), body: playerView(player) }
  },

  'GET /players': async ({ query }) => {
    const { active, limit: count, cursor: after } = parse(listQuery, query)
    const page = await listPlayers(tracker, { count, after, active: active && active === 'true' })
    return { body: { players: page.players.map(playerView), nextCursor: encodeCursor(page.next) } }
  },

  'GET /players/{username}': async ({ params }) => ({
    body: playerView(await trackedPlayer(tracker, params.username)),
  }),

  'PATCH /players/{username}': async ({ params, body, remainingMs }) => {
    const asked = parse(playerChange, body, [playerPath, params])
    const player = await trackedPlayer(tracker, params.username)
    const mode =
      asked.mode === 'auto' ? await modeOf(fetching, player.username, clock.now() + remainingMs()) : asked.mode
    const change = { ...asked, mode }
    const paused = asked.active === false && player.active
    const folded = paused ? await foldForGood(tracker, player, clock.now()) : {}
    const next = { ...reschedule(player, change, clock.now(), intervals), ...folded }
    const changed = await changePlayer(tracker, player, next)
    if (!changed) throw notTracked(player.username)
    return { body: playerView(changed) }
  },

  'POST /players/{username}/rename': async ({ params, body, remainingMs }) => {
    const asked = parse(rename, body, [playerPath, params])
    const player = await trackedPlayer(tracker, params.username)
    return { body: playerView(await renamePlayer(fetching, player, asked, clock.now() + remainingMs())) }
  },

  'DELETE /players/{username}': async ({ params }) => {
    const player = await trackedPlayer(tracker, params.username)
    if (!(await removePlayer(tracker, player, clock.now()))) throw notTracked(player.username)
    return { status: 204 }
  },

  'POST /players/{username}/fetch': async ({ params }) => {
    const player = await trackedPlayer(tracker, params.username)
    const task = await requestFetch(requesting, player)
    const { taskId, status, estimatedCompletionAt } = taskView({ ...player, taskId: task.taskId }, task)
    return {
      status: 202,
      headers: location('players', player.username, 'tasks', taskId),
      body: { taskId, status, estimatedCompletionAt },
    }
  },

  'GET /players/{username}/tasks': async ({ params, query }) => {
    const { limit: count, cursor: before } = parse(tasksQuery, query, [playerPath, params])
    const player = await trackedPlayer(tracker, params.username)
    const { tasks, next } = await tasksOf(tracker, player.key, { limit: count, before, now: clock.now() })
    return { body: { tasks: tasks.map((task) => taskView(player, task)), nextCursor: encodeCursor(next) } }
  },

  'GET /players/{username}/tasks/{taskId}': async ({ params }) => {
    const { username, taskId } = parse(taskPath, params)
    const player = await trackedPlayer(tracker, username)
    const task = await findTask(tracker, player.key, taskId, clock.now())
    if (!task) throw new ApiError('task_not_found', 'There is no such task, or none any more.')
    return { body: taskView(player, task) }
  },
})
