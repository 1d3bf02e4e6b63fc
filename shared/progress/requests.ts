import * as z from 'zod/mini'
import { slugOf } from '../hiscores/metrics.ts'
import { usernameSchema } from '../hiscores/names.ts'
import { cursor, limit, type Pages } from '../http/cursor.ts'
import { dateOrTime } from '../http/time.ts'
import { onBoard, playerPath } from '../players/requests.ts'
import { periods } from './windows.ts'
import { isZone } from './zone.ts'

/** What a text has between its commas. */
const entriesOf = (text: z.ZodMiniString) =>
  z.pipe(
    text,
    z.transform((entries: string) => entries.split(',').map((entry) => entry.trim())),
  )

/** How many players are asked for at once at most. */
export const mostNames = 50

const names = z
  .pipe(
    entriesOf(z.string().check(z.meta({ format: 'usernames', examples: ['zezima,lynx_titan'] }))),
    z.array(usernameSchema).check(z.maxLength(mostNames, `names more than ${mostNames} players`)),
  )
  .check(z.meta({ description: `Up to ${mostNames} names, between commas.` }))

/** The query of many players' statistics. Without names the path is that of the player named "stats". */
export const manyStatsQuery = z.strictObject({ usernames: z.optional(names) })

/**
 * A metric's key, as in `kril_tsutsaroth`, in any case. Which there are the catalogue knows, since the hiscores add some every
 * year.
 */
export const metric = z.string().check(
  z.minLength(1),
  z.maxLength(100),
  z.overwrite((text) => text.toLowerCase()),
  z.refine((text) => slugOf(text) === text, 'is no key of a metric; they are like kril_tsutsaroth'),
  z.meta({
    description: 'The key of a skill, a boss or another activity, in any case; a former one is taken as well.',
    examples: ['attack'],
  }),
)

const metricList = z
  .pipe(
    z.pipe(entriesOf(z.string().check(z.maxLength(5_000), z.meta({ examples: ['attack,zulrah'] }))), z.array(metric)),
    z.transform((metrics: string[]) => new Set(metrics)),
  )
  .check(z.meta({ description: 'Keys of metrics, between commas.' }))

/** The time zone of whoever asks. */
export const tz = z
  ._default(
    z
      .string()
      .check(
        z.maxLength(64),
        z.refine(isZone, 'is no time zone of the IANA database, as in Europe/Berlin'),
        z.meta({ id: 'TimeZone', format: 'time-zone' }),
      ),
    'UTC',
  )
  .check(z.meta({ description: 'The IANA time zone in which dates and periods begin.', examples: ['Europe/Berlin'] }))

/** The query of a player's statistics. */
export const statsQuery = z.strictObject({ at: z.optional(dateOrTime), tz })

const period = z.enum(periods).check(
  z.meta({
    description:
      'The current one, until now: since midnight, Monday, the 1st, New Year, or since ever. Not with the others.',
  }),
)

const windowShape = {
  start: z.optional(dateOrTime).check(
    z.meta({
      description:
        'Where the window starts: a date, or a date-time with its offset. Not with `days` or `period`, nor after `end`.',
      examples: ['2026-08-13', '2026-08-13T18:30:00Z'],
    }),
  ),
  end: z
    .optional(dateOrTime)
    .check(z.meta({ description: 'Where it ends, likewise; now, unless it is given. Not with `period`.' })),
  days: z.optional(z.coerce.number().check(z.positive(), z.lte(36_500))).check(
    z.meta({
      description: 'How many times 24 hours before the end the window starts. Not with `start` or `period`.',
      examples: [7],
    }),
  ),
  period: z.optional(period),
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
export const historyQuery = z.strictObject({ ...windowShape, metrics: z.optional(metricList) }).check(coherent)

/** The path of one metric's series. */
export const seriesPath = z.extend(playerPath, { metric })

const points = z
  ._default(z.coerce.number().check(z.int(), z.gte(2), z.lte(1_000)), 200)
  .check(z.meta({ description: 'How many there are at most.' }))

/** The query of one metric's series. */
export const seriesQuery = z.strictObject({ ...windowShape, points }).check(coherent)

/** The query of a leaderboard. */
export const leaderboardQuery = z.strictObject({
  metric: z._default(metric, 'overall'),
  period: z.optional(period),
  tz,
  mode: onBoard,
  active: z
    ._default(z.enum(['true', 'all']), 'true')
    .check(z.meta({ description: 'Whether paused players have places as well.', examples: ['all'] })),
  limit: limit(1_000),
})

/** The pages of an export, by the moments of the states. */
export const exportPages: Pages = { name: 'export', key: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ }

/** The query of an export; `format` counts more than what the client accepts. */
export const exportQuery = z.strictObject({
  format: z
    .optional(z.enum(['csv', 'ndjson']))
    .check(z.meta({ description: 'Counts more than `Accept`.', examples: ['ndjson'] })),
  cursor: z
    .optional(
      z.pipe(
        z.pipe(cursor(exportPages), z.iso.datetime('is no cursor of this list')),
        z.transform((text: string) => Date.parse(text)),
      ),
    )
    .check(z.meta({ description: 'Where the page begins, as the `Link` of the one before says.' })),
})

/** The path of a former name of a metric. */
export const formerNamePath = z.strictObject({
  metric,
  old: metric.check(z.meta({ description: 'The key that the metric had before.', examples: ['runecraft'] })),
})
