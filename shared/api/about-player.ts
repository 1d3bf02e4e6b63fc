import { calendar, calendarTable } from '../days/calendar.ts'
import { calendarQuery } from '../days/requests.ts'
import type { Table } from '../dynamodb.ts'
import { jsonOrCsv } from '../http/csv.ts'
import { parse } from '../http/parse.ts'
import type { Reply } from '../http/reply.ts'
import type { Player } from '../players/players.ts'
import { playerPath } from '../players/requests.ts'
import type { Present } from '../progress/at.ts'
import { history } from '../progress/history.ts'
import { knownMetric, knownMetrics } from '../progress/metrics.ts'
import { historyQuery, seriesPath, seriesQuery } from '../progress/requests.ts'
import { series, seriesTable } from '../progress/series.ts'
import { withUnknown } from '../progress/unknown.ts'
import { windowOf } from '../progress/windows.ts'
import { records, recordsTable } from '../records/records.ts'
import type { PlainRequest } from './answered.ts'

/*
 * What the API answers about one player, to users and to those who have a link: a request is the same question for both, and
 * only who may be asked about differs.
 */

/** Answers a question about a player, whom `find` finds once the question itself is known to be right. */
export type About = (
  request: Pick<PlainRequest, 'params' | 'query' | 'headers'>,
  find: () => Promise<Player>,
  { table, present }: { table: Table; present: Present },
) => Promise<Reply>

export const historyAnswer: About = async ({ params, query }, find, { table, present: { now } }) => {
  const { metrics, ...asked } = parse(historyQuery, query, [playerPath, params])
  const window = windowOf(asked, { days: 7 }, now)
  const known = metrics && (await knownMetrics(table, metrics, 'metrics'))
  const named = known && new Set(known.map(({ metric }) => metric))
  return { body: withUnknown(await history(table, await find(), window, named, now), known) }
}

export const seriesAnswer: About = async ({ params, query, headers }, find, { table, present: { now } }) => {
  const { points, ...asked } = parse(seriesQuery, query, [seriesPath, params])
  const window = windowOf(asked, 'all', now)
  const { metric, group } = await knownMetric(table, parse(seriesPath, params).metric)
  const found = await series(table, await find(), { metric, group, window, points }, now)
  return jsonOrCsv(headers.accept, found, () => seriesTable(found))
}

export const recordsAnswer: About = async ({ headers }, find, { table, present: { now } }) => {
  const found = await records(table, await find(), now)
  return jsonOrCsv(headers.accept, found, () => recordsTable(found))
}

export const calendarAnswer: About = async ({ params, query, headers }, find, { table, present }) => {
  const asked = parse(calendarQuery, query, [playerPath, params])
  const { metric } = await knownMetric(table, asked.metric)
  const found = await calendar(table, await find(), { ...asked, metric }, present)
  return jsonOrCsv(headers.accept, found, () => calendarTable(found))
}
