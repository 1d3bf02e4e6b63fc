import { type About, calendarAnswer, historyAnswer, recordsAnswer, seriesAnswer } from '../shared/api/about-player.ts'
import { api } from '../shared/api/handler.ts'
import { keptLeaderboard } from '../shared/boards/leaderboard.ts'
import { overview } from '../shared/days/overview.ts'
import { overviewQuery } from '../shared/days/requests.ts'
import { openTable } from '../shared/dynamodb.ts'
import { positive, readEnv, text } from '../shared/env.ts'
import { goalList } from '../shared/goals/goals.ts'
import { jsonOrCsv } from '../shared/http/csv.ts'
import { encodeCursor } from '../shared/http/cursor.ts'
import { parse } from '../shared/http/parse.ts'
import { allMilestones, milestonesOf } from '../shared/milestones/list.ts'
import { nextMilestones } from '../shared/milestones/next.ts'
import { milestonePages, milestonesQuery, pageKey } from '../shared/milestones/requests.ts'
import { playerPath } from '../shared/players/requests.ts'
import { trackedPlayer } from '../shared/players/tracked.ts'
import { exportPage, exportReply, formatFor } from '../shared/progress/export.ts'
import { leaderboardTable } from '../shared/progress/leaderboard.ts'
import { knownMetric } from '../shared/progress/metrics.ts'
import { exportQuery, leaderboardQuery } from '../shared/progress/requests.ts'

const env = readEnv({ TRACKER_TABLE: text, RETENTION_DAYS: positive })
const tracker = openTable(env.TRACKER_TABLE)
const present = () => ({ now: Date.now(), retentionDays: env.RETENTION_DAYS })

const about =
  (answer: About) =>
  (request: Parameters<About>[0]): ReturnType<About> => {
    const find = () => trackedPlayer(tracker, request.params.username, { consistent: false })
    return answer(request, find, { table: tracker, present: present() })
  }

export const handler = api<'history'>({
  'GET /players/{username}/history': about(historyAnswer),
  'GET /players/{username}/history/{metric}': about(seriesAnswer),
  'GET /players/{username}/records': about(recordsAnswer),
  'GET /players/{username}/calendar': about(calendarAnswer),

  'GET /overview': async ({ query }) => {
    const { cursor: after, ...asked } = parse(overviewQuery, query)
    return { body: await overview(tracker, { ...asked, after }, present()) }
  },

  'GET /players/{username}/milestones': async ({ params, query }) => {
    const { limit, cursor: resumed } = parse(milestonesQuery, query, [playerPath, params])
    const player = await trackedPlayer(tracker, params.username, { consistent: false })
    const { milestones, next } = await milestonesOf(tracker, player, { limit, resumed })
    return { body: { milestones, nextCursor: encodeCursor(milestonePages, pageKey(next)) } }
  },

  'GET /milestones': async ({ query }) => {
    const { limit, cursor: resumed } = parse(milestonesQuery, query)
    const { milestones, next } = await allMilestones(tracker, { limit, resumed })
    return { body: { milestones, nextCursor: encodeCursor(milestonePages, pageKey(next)) } }
  },

  'GET /players/{username}/milestones/next': async ({ params }) => {
    const player = await trackedPlayer(tracker, params.username, { consistent: false })
    return { body: await nextMilestones(tracker, player, Date.now()) }
  },

  'GET /players/{username}/goals': async ({ params }) => {
    const player = await trackedPlayer(tracker, params.username, { consistent: false })
    return { body: await goalList(tracker, player, present()) }
  },

  'GET /leaderboard': async ({ query, headers }) => {
    const asked = parse(leaderboardQuery, query)
    const { metric } = await knownMetric(tracker, asked.metric)
    const found = await keptLeaderboard(
      tracker,
      { ...asked, metric, active: asked.active === 'all' ? 'all' : true },
      present(),
    )
    return jsonOrCsv(headers.accept, found, () => leaderboardTable(found))
  },

  'GET /players/{username}/export': async ({ params, query, headers }) => {
    const asked = parse(exportQuery, query, [playerPath, params])
    const format = formatFor(asked.format, headers.accept)
    const player = await trackedPlayer(tracker, params.username, { consistent: false })
    return exportReply(player, format, await exportPage(tracker, player, { format, after: asked.cursor }, Date.now()))
  },
})
