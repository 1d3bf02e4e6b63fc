import * as z from 'zod/mini'
import { api } from '../shared/api/handler.ts'
import { momentPath, newSeam, reviewDecision, statePages, statesQuery } from '../shared/corrections/requests.ts'
import { addSeam, decideReview, removeSeam } from '../shared/corrections/seams.ts'
import { storedStates, takeBackState } from '../shared/corrections/states.ts'
import { openTable } from '../shared/dynamodb.ts'
import { positive, readEnv, text } from '../shared/env.ts'
import { removeGoal, setGoal } from '../shared/goals/goals.ts'
import { goalPath, newGoalLike } from '../shared/goals/requests.ts'
import { encodeCursor } from '../shared/http/cursor.ts'
import { ApiError } from '../shared/http/errors.ts'
import { originOf } from '../shared/http/origin.ts'
import { parse } from '../shared/http/parse.ts'
import { isoTime } from '../shared/http/time.ts'
import { deleteLink, listLinks } from '../shared/links/links.ts'
import { endOf, linkView, makeLink } from '../shared/links/make-link.ts'
import { linkPath, newLink } from '../shared/links/requests.ts'
import { sendTest } from '../shared/outbox/deliverer.ts'
import { openQueue } from '../shared/pace/message.ts'
import { listPlayers } from '../shared/players/list.ts'
import { removePlayer } from '../shared/players/remove.ts'
import {
  listQuery,
  newPlayer,
  playerChange,
  playerPages,
  playerPath,
  rename,
  swap,
} from '../shared/players/requests.ts'
import { notTracked, trackedPlayer } from '../shared/players/tracked.ts'
import { playerView, viewFields } from '../shared/players/view.ts'
import { seamsView } from '../shared/progress/lives.ts'
import { addFormerName, metricList, removeFormerName } from '../shared/progress/metrics.ts'
import { formerNamePath } from '../shared/progress/requests.ts'
import { windowOf } from '../shared/progress/windows.ts'
import { foldForGood } from '../shared/records/fold.ts'
import { allTasks, tasksOf } from '../shared/tasks/lists.ts'
import { requestFetch } from '../shared/tasks/request.ts'
import { taskPages, taskPath, tasksQuery } from '../shared/tasks/requests.ts'
import { findTask } from '../shared/tasks/tasks.ts'
import { taskView } from '../shared/tasks/view.ts'
import { addPlayer } from '../shared/tracking/add.ts'
import { modeOf } from '../shared/tracking/ask.ts'
import { assertSpelling, changeSettings } from '../shared/tracking/change.ts'
import { exchangeNames, renamePlayer } from '../shared/tracking/rename.ts'
import { openFetching } from '../shared/tracking/settings.ts'
import {
  changeWebhookSettings,
  existingWebhook,
  makeWebhook,
  removeWebhook,
  settleWanted,
  webhookView,
} from '../shared/webhooks/make-webhook.ts'
import { newWebhook, webhookChange, webhookPath } from '../shared/webhooks/requests.ts'
import { listWebhooks } from '../shared/webhooks/webhooks.ts'

const fetching = openFetching()
const { tracker, clock, intervals } = fetching
const env = readEnv({ AUTH_TABLE: text, FETCH_QUEUE_URL: z.url(), TICK_SECONDS: positive, DELIVER_FUNCTION: text })
const webhookTables = { tracker, auth: openTable(env.AUTH_TABLE) }
const requesting = { ...fetching, queue: openQueue(env.FETCH_QUEUE_URL) }

const location = (...path: string[]): Record<string, string> => ({
  location: ['', ...path.map(encodeURIComponent)].join('/'),
})

export const handler = api<'players'>({
  'POST /players': async ({ body, remainingMs }) => {
    const player = await addPlayer(fetching, parse(newPlayer, body), clock.now() + remainingMs())
    return {
      status: 201,
      headers: location('players', player.username),
      body: playerView(player),
      subject: player.key,
    }
  },

  'GET /players': async ({ query }) => {
    const { active, mode, limit: count, cursor: after } = parse(listQuery, query)
    const page = await listPlayers(tracker, { count, after, active: active && active === 'true', mode }, viewFields)
    return { body: { players: page.players.map(playerView), nextCursor: encodeCursor(playerPages, page.next) } }
  },

  'GET /players/{username}': async ({ params }) => ({
    body: playerView(await trackedPlayer(tracker, params.username)),
  }),

  'PATCH /players/{username}': async ({ params, body, remainingMs }) => {
    const asked = parse(playerChange, body, [playerPath, params])
    const player = await trackedPlayer(tracker, params.username)
    assertSpelling(player, asked.username)
    const mode =
      asked.mode === 'auto' ? await modeOf(fetching, player.username, clock.now() + remainingMs()) : asked.mode
    const paused = asked.active === false && player.active
    const folded = paused ? await foldForGood(tracker, player, clock.now()) : {}
    const change = { ...asked, ...folded, mode, autoMode: asked.mode === 'auto' }
    const changed = await changeSettings(tracker, player, change, clock.now(), intervals)
    if (!changed) throw notTracked(player.username)
    return { body: playerView(changed) }
  },

  'POST /players/{username}/rename': async ({ params, body, remainingMs }) => {
    const asked = parse(rename, body, [playerPath, params])
    const player = await trackedPlayer(tracker, params.username)
    const renamed = await renamePlayer(fetching, player, asked, clock.now() + remainingMs())
    return { body: playerView(renamed), subject: `${player.key} to ${renamed.key}` }
  },

  'POST /players/{username}/swap': async ({ params, body }) => {
    const asked = parse(swap, body, [playerPath, params])
    const first = await trackedPlayer(tracker, params.username)
    const second = await trackedPlayer(tracker, asked.with)
    const exchanged = await exchangeNames(fetching, first, second)
    return { body: { players: exchanged.map(playerView) }, subject: `${first.key} and ${second.key}` }
  },

  'DELETE /players/{username}': async ({ params }) => {
    const player = await trackedPlayer(tracker, params.username)
    if (!(await removePlayer(tracker, player, clock.now()))) throw notTracked(player.username)
    return { status: 204 }
  },

  'POST /players/{username}/fetch': async ({ params }) => {
    const player = await trackedPlayer(tracker, params.username)
    const task = await requestFetch(requesting, player)
    const { taskId, status, estimatedCompletionAt } = taskView({ ...player, taskId: task.taskId }, task, clock.now())
    return {
      status: 202,
      headers: location('players', player.username, 'tasks', taskId),
      body: { taskId, status, estimatedCompletionAt },
    }
  },

  'GET /players/{username}/tasks': async ({ params, query }) => {
    const { limit, cursor: before, status } = parse(tasksQuery, query, [playerPath, params])
    const player = await trackedPlayer(tracker, params.username)
    const { tasks, next } = await tasksOf(tracker, player, { limit, before, status }, clock.now())
    return { body: { tasks, nextCursor: encodeCursor(taskPages, next) } }
  },

  'GET /tasks': async ({ query }) => {
    const { limit, cursor: before, status } = parse(tasksQuery, query)
    const { tasks, next } = await allTasks(tracker, { limit, before, status }, clock.now())
    return { body: { tasks, nextCursor: encodeCursor(taskPages, next) } }
  },

  'GET /players/{username}/tasks/{taskId}': async ({ params }) => {
    const { username, taskId } = parse(taskPath, params)
    const player = await trackedPlayer(tracker, username)
    const task = await findTask(tracker, player.key, taskId, clock.now())
    if (!task) throw new ApiError('task_not_found', 'There is no such task, or none any more.')
    return { body: taskView(player, task, clock.now()) }
  },

  'GET /players/{username}/snapshots': async ({ params, query }) => {
    const { limit: count, cursor: after, ...asked } = parse(statesQuery, query, [playerPath, params])
    const { start = 0, end } = windowOf({ ...asked, tz: 'UTC' }, 'all', clock.now())
    const player = await trackedPlayer(tracker, params.username)
    const from = after === undefined ? start : Date.parse(after) + 1
    const { snapshots, next } = await storedStates(tracker, player, { start: from, end, count }, clock.now())
    return { body: { snapshots, nextCursor: encodeCursor(statePages, isoTime(next) ?? undefined) } }
  },

  'DELETE /players/{username}/snapshots/{at}': async ({ params }) => {
    const { username, at } = parse(momentPath, params)
    await takeBackState(tracker, await trackedPlayer(tracker, username), at, clock.now())
    return { status: 204 }
  },

  'GET /players/{username}/seams': async ({ params }) => ({
    body: { seams: seamsView((await trackedPlayer(tracker, params.username)).seams ?? []) },
  }),

  'POST /players/{username}/seams': async ({ params, body }) => {
    const { at } = parse(newSeam, body, [playerPath, params])
    const player = await trackedPlayer(tracker, params.username)
    const [seam] = seamsView([await addSeam(tracker, player, at, clock.now())])
    return {
      status: 201,
      headers: location('players', player.username, 'seams', seam!.at),
      body: seam,
      subject: `${player.key} ${seam!.at}`,
    }
  },

  'DELETE /players/{username}/seams/{at}': async ({ params }) => {
    const { username, at } = parse(momentPath, params)
    await removeSeam(tracker, await trackedPlayer(tracker, username), at, clock.now())
    return { status: 204 }
  },

  'POST /players/{username}/review': async ({ params, body }) => {
    const { accept } = parse(reviewDecision, body, [playerPath, params])
    const player = await trackedPlayer(tracker, params.username)
    return { body: playerView(await decideReview(tracker, player, accept, clock.now())) }
  },

  'POST /players/{username}/goals': async ({ params, body }) => {
    const asked = parse(newGoalLike(body), body, [playerPath, params])
    const player = await trackedPlayer(tracker, params.username)
    const present = { now: clock.now(), retentionDays: fetching.retentionDays }
    const goal = await setGoal(tracker, player, asked, present)
    return { status: 201, body: goal, subject: `${player.key} ${goal.goalId}` }
  },

  'DELETE /players/{username}/goals/{goalId}': async ({ params }) => {
    const { username, goalId } = parse(goalPath, params)
    const player = await trackedPlayer(tracker, username)
    await removeGoal(tracker, player, goalId)
    return { status: 204 }
  },

  'POST /links': async ({ body, headers }) => {
    const { players, expiresAt } = parse(newLink, body)
    const asked = { players, expiresAt: endOf(expiresAt, clock.now()) }
    const { link, slug } = await makeLink(tracker, asked, clock.now())
    const { createdAt: _, ...view } = linkView(link)
    return { status: 201, body: { ...view, url: `${originOf(headers)}/s/${slug}` }, subject: view.linkId }
  },

  'GET /links': async () => ({ body: { links: (await listLinks(tracker, clock.now())).map(linkView) } }),

  'DELETE /links/{linkId}': async ({ params }) => {
    const { linkId } = parse(linkPath, params)
    if (!(await deleteLink(tracker, linkId))) throw new ApiError('link_not_found', 'There is no such link.')
    return { status: 204 }
  },

  'POST /webhooks': async ({ body, headers }) => {
    const asked = { ...parse(newWebhook, body), origin: originOf(headers) }
    const { webhook, ...secret } = await makeWebhook(webhookTables, asked, clock.now())
    return { status: 201, body: { ...webhookView(webhook), ...secret }, subject: webhook.webhookId }
  },

  'GET /webhooks': async () => ({ body: { webhooks: (await listWebhooks(tracker)).map(webhookView) } }),

  'PATCH /webhooks/{webhookId}': async ({ params, body }) => {
    const asked = parse(webhookChange, body, [webhookPath, params])
    const { webhookId } = parse(webhookPath, params)
    return { body: webhookView(await changeWebhookSettings(tracker, webhookId, asked, clock.now())) }
  },

  'DELETE /webhooks/{webhookId}': async ({ params }) => {
    await removeWebhook(webhookTables, parse(webhookPath, params).webhookId)
    return { status: 204 }
  },

  'POST /webhooks/{webhookId}/test': async ({ params }) => {
    const { webhookId } = await existingWebhook(tracker, parse(webhookPath, params).webhookId)
    const tested = await sendTest(env.DELIVER_FUNCTION, webhookId)
    await settleWanted(tracker)
    return { body: tested }
  },

  'GET /metrics': async () => ({ body: await metricList(tracker) }),

  'PUT /metrics/{metric}/formerly/{old}': async ({ params }) => {
    const names = parse(formerNamePath, params)
    await addFormerName(tracker, names, clock.now())
    return { status: 204, subject: `${names.metric}, formerly ${names.old}` }
  },

  'DELETE /metrics/{metric}/formerly/{old}': async ({ params }) => {
    const names = parse(formerNamePath, params)
    await removeFormerName(tracker, names)
    return { status: 204, subject: `${names.metric}, formerly ${names.old}` }
  },
})
