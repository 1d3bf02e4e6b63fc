import * as z from 'zod'
import { slugOf } from '../hiscores/metrics.ts'
import { usernameSchema } from '../hiscores/names.ts'
import { cursor, limit } from '../http/cursor.ts'
import { dateOrTime, moment } from '../http/time.ts'
import { playerPath } from '../players/requests.ts'
import { periods } from './windows.ts'
import { isZone } from './zone.ts'

/** The query of a player's statistics. */
export const statsQuery = z.strictObject({
  at: moment
    .optional()
    .meta({ description: 'The moment of interest: an ISO 8601 date-time with its offset, or a date.' }),
})

const names = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(usernameSchema).max(50, 'names more than 50 players'))
  .meta({ description: 'Up to 50 names, between commas.', examples: ['zezima,lynx_titan'] })

/** The query of many players' statistics. Without names the path is that of the player named "stats". */
export const manyStatsQuery = z.strictObject({ usernames: names.optional() })

/** A metric's key, as in `kril_tsutsaroth`. Any may exist, since the hiscores add some every year. */
const metric = z
  .string()
  .min(1)
  .max(100)
  .refine((text) => slugOf(text) === text, 'is no key of a metric; they are like kril_tsutsaroth')
  .meta({ description: 'The key of a skill, a boss or another activity.', examples: ['attack'] })

const metricList = z
  .string()
  .max(5_000)
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(metric))
  .transform((metrics) => new Set(metrics))
  .meta({ description: 'Keys of metrics, between commas.', examples: ['attack,zulrah'] })

const tz = z
  .string()
  .max(64)
  .refine(isZone, 'is no time zone of the IANA database, as in Europe/Berlin')
  .default('UTC')
  .meta({ description: 'The IANA time zone in which dates and periods begin.', examples: ['Europe/Berlin'] })

const period = z
  .enum(periods)
  .meta({ description: 'The current one, until now: since midnight, Monday, the 1st, New Year, or since ever.' })

const windowShape = {
  start: dateOrTime.optional(),
  end: dateOrTime.optional(),
  days: z.coerce
    .number()
    .positive()
    .max(36_500)
    .optional()
    .meta({ description: 'How many times 24 hours before the end the window starts.', examples: [7] }),
  period: period.optional(),
  tz,
}

type Asked = { [name in 'start' | 'end' | 'days' | 'period']?: unknown }

/** One fault for each part of a window that contradicts another one. */
const coherent = ({ value, issues }: z.core.ParsePayload<Asked>): void => {
  const refuse = (name: keyof Asked, other: keyof Asked): void => {
    if (value[name] === undefined || value[other] === undefined) return
    const message = `cannot be given together with ${other}`
    issues.push({ code: 'custom', path: [name], message, input: value[name] })
  }
  for (const name of ['start', 'end', 'days'] as const) refuse(name, 'period')
  if (value.period === undefined) refuse('days', 'start')
}

/** The query of what was gained in a window. */
export const historyQuery = z.strictObject({ ...windowShape, metrics: metricList.optional() }).check(coherent)

/** The path of one metric's series. */
export const seriesPath = z.strictObject({ ...playerPath.shape, metric })

const points = z.coerce
  .number()
  .int()
  .min(2)
  .max(1_000)
  .default(200)
  .meta({ description: 'How many there are at most.' })

/** The query of one metric's series. */
export const seriesQuery = z.strictObject({ ...windowShape, points }).check(coherent)

/** The query of a leaderboard. */
export const leaderboardQuery = z.strictObject({
  metric: metric.default('overall'),
  period: period.optional(),
  tz,
  limit: limit(1_000),
})

/** The query of an export; `format` counts more than what the client accepts. */
export const exportQuery = z.strictObject({
  format: z
    .enum(['csv', 'ndjson'])
    .optional()
    .meta({ description: 'Counts more than `Accept`.', examples: ['ndjson'] }),
  cursor: cursor
    .pipe(z.iso.datetime('is no cursor of this API'))
    .transform((text) => Date.parse(text))
    .optional(),
})
