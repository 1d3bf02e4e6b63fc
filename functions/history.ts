import { api } from '../shared/api/handler.ts'
import { calendar, calendarTable } from '../shared/days/calendar.ts'
import { overview } from '../shared/days/overview.ts'
import { calendarQuery, overviewQuery } from '../shared/days/requests.ts'
import { openTable } from '../shared/dynamodb.ts'
import { positive, readEnv, text } from '../shared/env.ts'
import { jsonOrCsv } from '../shared/http/csv.ts'
import { parse } from '../shared/http/parse.ts'
import { playerPath } from '../shared/players/requests.ts'
import { trackedPlayer } from '../shared/players/tracked.ts'
import { exportPage, exportReply, formatFor } from '../shared/progress/export.ts'
import { history } from '../shared/progress/history.ts'
import { leaderboard, leaderboardTable } from '../shared/progress/leaderboard.ts'
import { knownMetric, knownMetrics } from '../shared/progress/metrics.ts'
import { exportQuery, historyQuery, leaderboardQuery, seriesPath, seriesQuery } from '../shared/progress/requests.ts'
import { series, seriesTable } from '../shared/progress/series.ts'
import { withUnknown } from '../shared/progress/unknown.ts'
import { windowOf } from '../shared/progress/windows.ts'
import { records, recordsTable } from '../shared/records/records.ts'

const env = readEnv({ TRACKER_TABLE: text, RETENTION_DAYS: positive })
const tracker = openTable(env.TRACKER_TABLE)
const present = () => ({ now: Date.now(), retentionDays: env.RETENTION_DAYS })

export const handler = api<'history'>({
  'GET /players/{username}/history': async ({ params, query }) => {
    const now = Date.now()
    const { metrics, ...asked } = parse(historyQuery, query, [playerPath, params])
    const window = windowOf(asked, { days: 7 }, now)
    const known = metrics && (await knownMetrics(tracker, metrics, 'metrics'))
    const named = known && new Set(known.map(({ metric }) => metric))
    const player = await trackedPlayer(tracker, params.username, { consistent: false })
    return { body: withUnknown(await history(tracker, player, window, named, now), known) }
  },

  'GET /players/{username}/history/{metric}': async ({ params, query, headers }) => {
    const now = Date.now()
    const { points, ...asked } = parse(seriesQuery, query, [seriesPath, params])
    const window = windowOf(asked, 'all', now)
    const { metric, group } = await knownMetric(tracker, parse(seriesPath, params).metric)
    const player = await trackedPlayer(tracker, params.username, { consistent: false })
    const found = await series(tracker, player, { metric, group, window, points }, now)
    return jsonOrCsv(headers.accept, found, () => seriesTable(found))
  },

  'GET /players/{username}/records': async ({ params, headers }) => {
    const player = await trackedPlayer(tracker, params.username, { consistent: false })
    const found = await records(tracker, player, Date.now())
    return jsonOrCsv(headers.accept, found, () => recordsTable(found))
  },

  'GET /players/{username}/calendar': async ({ params, query, headers }) => {
    const asked = parse(calendarQuery, query, [playerPath, params])
    const { metric } = await knownMetric(tracker, asked.metric)
    const player = await trackedPlayer(tracker, params.username, { consistent: false })
    const found = await calendar(tracker, player, { ...asked, metric }, present())
    return jsonOrCsv(headers.accept, found, () => calendarTable(found))
  },

  'GET /overview': async ({ query }) => {
    const { cursor: after, ...asked } = parse(overviewQuery, query)
    return { body: await overview(tracker, { ...asked, after }, present()) }
  },

  'GET /leaderboard': async ({ query, headers }) => {
    const asked = parse(leaderboardQuery, query)
    const { metric } = await knownMetric(tracker, asked.metric)
    const found = await leaderboard(
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
