import * as z from 'zod'
import { modes } from '../hiscores/boards.ts'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf } from '../http/timestamp.ts'
import { seamKinds } from '../lives/seams.ts'
import { playerPath } from '../players/requests.ts'
import { playerSchema } from '../players/schemas.ts'
import {
  exportQuery,
  formerNamePath,
  historyQuery,
  leaderboardQuery,
  manyStatsQuery,
  seriesPath,
  seriesQuery,
  statsQuery,
} from './requests.ts'
import { periods } from './windows.ts'

/** What an answer about one player begins with. */
export const about = {
  username: z.string().meta({ description: 'As the hiscores write it.', examples: ['Zezima'] }),
  mode: z.enum(modes).meta({ description: 'The board of the hiscores that it is on.', examples: ['regular'] }),
}

const number = (description: string, example: number) => z.number().meta({ description, examples: [example] })
/** A number that may be unknown. */
export const known = (description: string, example: number) => number(description, example).nullable()
export const rank = known('The place on the board; null when it is not ranked.', 1_234)
export const level = (example = 99) => known('The level; null when it is unknown.', example)

/** Metrics by their keys, as in `kril_tsutsaroth`, and one of them. */
const byMetric = <S extends z.ZodType>(schema: S, description: string, example: Record<string, z.output<S>>) =>
  z.record(z.string(), schema).meta({ description, examples: [example] })

const skill = z
  .strictObject({ rank, level: level(), experience: known('The experience; null when it is unknown.', 13_034_431) })
  .meta({ id: 'Skill' })
const boss = z
  .strictObject({ rank, kills: known('The kill count; null when it is unknown.', 2_401) })
  .meta({ id: 'Boss' })
const activity = z
  .strictObject({ rank, score: known('The score; null when it is unknown.', 310) })
  .meta({ id: 'Activity' })

const overall = { rank: 41_873, level: 2_277, experience: 412_907_633 }

const stats = z
  .strictObject({
    ...about,
    fetchedAt: timeOf('When the hiscores showed this state: it and the ranks move with a change only, and once a day.'),
    overall: skill
      .nullable()
      .meta({ description: 'The sum of all skills; null when there is none.', examples: [overall] }),
    combatLevel: known('The combat level; null when one of its skills is unknown.', 126),
    skills: byMetric(skill, 'By the keys of the skills.', {
      attack: { rank: 1_234, level: 99, experience: 13_034_431 },
    }),
    bosses: byMetric(boss, 'By the keys of the bosses.', { zulrah: { rank: 8_450, kills: 2_401 } }),
    activities: byMetric(activity, 'By the keys of all else.', { clue_scrolls_all: { rank: 21_077, score: 310 } }),
  })
  .meta({ id: 'Stats' })

const manyStats = z
  .strictObject({
    stats: z.array(stats).meta({ description: 'In the order in which the names were given.' }),
    missing: z
      .array(
        z.strictObject({
          username: z.string().meta({ description: 'As it was asked for.', examples: ['Nobody'] }),
          code: z.enum(['player_not_tracked', 'no_data']).meta({ description: 'Why there is nothing to show.' }),
        }),
      )
      .meta({ description: 'The names that there are no statistics of.' }),
  })
  .meta({ id: 'ManyStats' })

/** What every gain tells, of a value that is called `what`. */
const gainOf = (what: string, { start, end, perDay }: { start: number; end: number; perDay: number }) => ({
  start: known(`The ${what} at the start; null when it is unknown.`, start),
  end: known(`The ${what} at the end; null when it is unknown.`, end),
  gained: known('The end less the start; null when one of them is unknown, and for ratings.', end - start),
  perDay: known(
    'The gain per day of the exact time between the two snapshots, rounded: to a whole number from 100 on, below that to three significant digits. Null also when less than an hour lies between them.',
    perDay,
  ),
  rank: z
    .strictObject({ start: rank, end: rank })
    .optional()
    .meta({
      description: 'The places on the board; not there when both are unknown.',
      examples: [{ start: 1_240, end: 1_234 }],
    }),
  newlyRanked: z.literal(true).optional().meta({ description: 'The start is unknown, which is not zero.' }),
  rollback: z.literal(true).optional().meta({ description: 'The value fell.' }),
})

const skillGained = {
  start: 13_000_000,
  end: 13_034_431,
  gained: 34_431,
  perDay: 4_919,
  levels: { start: 98, end: 99, gained: 1 },
  rank: { start: 1_240, end: 1_234 },
}
const overallGained = {
  start: 412_307_633,
  end: 412_907_633,
  gained: 600_000,
  perDay: 85_714,
  levels: { start: 2_276, end: 2_277, gained: 1 },
  rank: { start: 41_902, end: 41_873 },
}
const bossGained = { start: 2_380, end: 2_401, gained: 21, perDay: 3, rank: { start: 8_512, end: 8_450 } }
const activityGained = { start: 303, end: 310, gained: 7, perDay: 1, rank: { start: 21_304, end: 21_077 } }

const skillGain = z
  .strictObject({
    ...gainOf('experience', skillGained),
    levels: z
      .strictObject({
        start: known('The level at the start; null when it is unknown.', 98),
        end: known('The level at the end; null when it is unknown.', 99),
        gained: known('The end less the start; null when one of them is unknown.', 1),
      })
      .meta({ description: 'The same of the levels.' }),
  })
  .meta({ id: 'SkillGain', examples: [skillGained] })

const bossGain = z.strictObject(gainOf('kill count', bossGained)).meta({ id: 'BossGain', examples: [bossGained] })

const activityGain = z
  .strictObject({
    ...gainOf('score', activityGained),
    change: known('Of a rating, which may fall: how far it moved.', -12).optional(),
  })
  .meta({ id: 'ActivityGain', examples: [activityGained] })

const weekBefore = '2026-08-13T18:30:00.000Z'

const baseline = z.enum(['at_or_before_start', 'first_snapshot']).meta({
  description: '`first_snapshot`: nothing older than the start is known, so the gain is what happened since.',
})

/** Where a player's states cease to continue each other. */
export const seamSchema = z
  .strictObject({
    at: timeOf('The moment of the first state behind it.'),
    kind: z.enum(seamKinds).meta({ description: 'Why the states part here.', examples: ['rollback'] }),
  })
  .meta({ id: 'Seam' })

/** The seams in what an answer tells of. */
export const seamsSchema = z.array(seamSchema).meta({
  description:
    'Where the states cease to continue each other: `rollback` (values fell and stayed), `taken_over` (another character has the name), `board` (the account left its board), `season` (a seasonal board began anew), `corrected` (by an admin). Nothing is gained or ranked across one.',
  examples: [[]],
})

const history = z
  .strictObject({
    ...about,
    period: z
      .strictObject({ start: timeOf('Its first moment.', weekBefore), end: timeOf('Its last moment.') })
      .meta({ description: 'The window that was asked for.' }),
    from: z
      .strictObject({ fetchedAt: timeOf('When the hiscores showed it.', '2026-08-13T18:11:42.000Z'), baseline })
      .meta({ description: 'The snapshot that the gains count from.' }),
    to: z
      .strictObject({ fetchedAt: timeOf('When the hiscores showed it.', '2026-08-20T18:11:42.000Z') })
      .meta({ description: 'The snapshot that they count to.' }),
    elapsedDays: number('The time between the two snapshots, to five decimals, which is a second.', 7),
    seams: seamsSchema,
    overall: skillGain
      .nullable()
      .meta({ description: 'Of the sum of all skills; null when there is none.', examples: [overallGained] }),
    skills: byMetric(skillGain, 'By the keys of the skills.', { attack: skillGained }),
    bosses: byMetric(bossGain, 'By the keys of the bosses.', { zulrah: bossGained }),
    activities: byMetric(activityGain, 'By the keys of all else.', { clue_scrolls_all: activityGained }),
  })
  .meta({ id: 'History' })

const series = z
  .strictObject({
    ...about,
    metric: z.string().meta({ description: 'The key of the metric.', examples: ['attack'] }),
    period: z
      .strictObject({ start: timeOf('Its first moment.', weekBefore), end: timeOf('Its last moment.') })
      .meta({ description: 'The window that was asked for.' }),
    points: z
      .array(
        z.union([
          z.strictObject({
            at: timeOf('When the hiscores showed this.'),
            experience: known('The experience; null when it is unknown.', 13_034_431),
            level: level(),
            rank,
          }),
          z.strictObject({
            at: timeOf('When the hiscores showed this.'),
            score: known('The kill count or score; null when it is unknown.', 310),
            rank,
          }),
        ]),
      )
      .meta({ description: 'The oldest first: of a skill with its experience, of all else with its score.' }),
    seams: seamsSchema,
  })
  .meta({ id: 'Series' })

const record = z
  .strictObject({
    gained: number('The most that was gained.', 512_000),
    start: timeOf(
      'The snapshot that it counts from, which may be older than the window is long.',
      '2026-08-19T18:30:00.000Z',
    ),
    end: timeOf('The snapshot that it counts to.'),
    href: z
      .string()
      .meta({ description: 'The history of exactly this window, which shows this gain, however long ago it was.' }),
  })
  .nullable()

const metricRecords = z
  .strictObject({
    day: record.meta({ description: 'In 24 hours; null when nothing was ever gained.' }),
    week: record.meta({ description: 'In 7 days.' }),
    month: record.meta({ description: 'In 30 days.' }),
    year: record.meta({ description: 'In 365 days.' }),
  })
  .meta({ id: 'MetricRecords' })

const recordWindows = {
  day: ['2026-03-14T09:12:00.000Z', '2026-03-15T08:57:00.000Z'],
  week: ['2026-03-09T17:40:00.000Z', '2026-03-16T17:02:00.000Z'],
  month: ['2026-02-20T06:30:00.000Z', '2026-03-22T06:01:00.000Z'],
  year: ['2025-08-20T18:11:42.000Z', '2026-08-20T18:11:42.000Z'],
} as const

/** Records of a metric, with these gains. */
const recordsExample = (metric: string, gained: Record<keyof typeof recordWindows, number>) => {
  const entries = Object.entries(recordWindows).map(([span, [start, end]]) => {
    const href = `/players/zezima/history?${new URLSearchParams({ start, end, metrics: metric })}`
    return [span, { gained: gained[span as keyof typeof gained], start, end, href }]
  })
  return Object.fromEntries(entries) as z.output<typeof metricRecords>
}

const records = z
  .strictObject({
    ...about,
    overall: metricRecords.nullable().meta({
      description: 'Of the sum of all skills; null when there is none.',
      examples: [recordsExample('overall', { day: 812_000, week: 3_904_000, month: 11_270_000, year: 61_400_000 })],
    }),
    skills: byMetric(metricRecords, 'By the keys of the skills.', {
      attack: recordsExample('attack', { day: 512_000, week: 1_850_000, month: 3_110_000, year: 4_020_000 }),
    }),
    bosses: byMetric(metricRecords, 'By the keys of the bosses.', {
      zulrah: recordsExample('zulrah', { day: 64, week: 210, month: 540, year: 1_320 }),
    }),
    activities: byMetric(metricRecords, 'By the keys of all else.', {
      clue_scrolls_all: recordsExample('clue_scrolls_all', { day: 9, week: 31, month: 74, year: 190 }),
    }),
  })
  .meta({ id: 'Records' })

const place = { rank: z.int().meta({ description: 'The place; equals share one.', examples: [1] }), ...about }

const leaderboard = z
  .strictObject({
    metric: z.string().meta({ description: 'The key of the metric.', examples: ['overall'] }),
    period: z
      .enum(periods)
      .nullable()
      .meta({ description: 'Of the gains; null for a leaderboard by value.', examples: ['week'] }),
    window: z
      .strictObject({
        start: timeOf('Its first moment; null for everything there is.', '2026-08-17T00:00:00.000Z').nullable(),
        end: timeOf('Its last moment: now.'),
      })
      .optional()
      .meta({ description: 'The period as two moments.' }),
    asOf: timeOf(
      'When one of these players was last fetched; null before that. Among 300 players or more: up to when all changes are told.',
    ).nullable(),
    players: z.int().meta({ description: 'How many are asked for.', examples: [12] }),
    unknown: z.int().meta({
      description: 'How many of them have no place: their value or gain is not known, or is under review.',
      examples: [2],
    }),
    entries: z
      .array(
        z.union([
          z.strictObject({
            ...place,
            gained: number('What was gained in the period.', 600_000),
            start: number('The value at its start.', 412_307_633),
            end: number('The value at its end.', 412_907_633),
            from: z
              .strictObject({ fetchedAt: timeOf('When the hiscores showed it.', '2026-08-16T23:41:42.000Z') })
              .meta({ description: 'The snapshot that the gain counts from.' }),
            to: z
              .strictObject({ fetchedAt: timeOf('When the hiscores showed it.', '2026-08-20T18:11:42.000Z') })
              .meta({ description: 'The snapshot that it counts to.' }),
            seams: seamsSchema.optional(),
          }),
          z.strictObject({
            ...place,
            value: number('The experience, kill count or score.', 412_907_633),
            level: number('The level, of skills and overall.', 2_277).optional(),
            fetchedAt: timeOf('When the hiscores showed it.'),
          }),
        ]),
      )
      .meta({ description: 'The highest first: by their gains, or without a period by their values.' }),
  })
  .meta({ id: 'Leaderboard' })

const metricList = z
  .strictObject({
    metrics: z
      .array(
        z.strictObject({
          metric: z.string().meta({ description: 'Its key.', examples: ['runecrafting'] }),
          name: z.string().meta({ description: 'As the hiscores write it.', examples: ['Runecrafting'] }),
          group: z
            .enum(['overall', 'skills', 'bosses', 'activities'])
            .meta({ description: 'Where statistics have it.', examples: ['skills'] }),
          formerly: z.array(z.string()).meta({
            description: 'The keys that it had before, under which it can still be asked for.',
            examples: [['runecraft']],
          }),
        }),
      )
      .meta({ description: 'Every row that is known, in the order of the game.' }),
  })
  .meta({ id: 'MetricList' })

// The same everywhere, so it is said in the same words.
const names =
  'A metric is named in any case. One that nobody has is a 400 that names the nearest; one that somebody has, but not this player, is unknown.'
const dates =
  'A date without a time means the whole day in `tz`: as `start` its first moment, as `end` its last. What lies in the future means now.'

/** The contract of the routes about statistics and progress. */
export const progressRoutes = {
  'GET /players/stats': {
    summary: 'Shows the newest statistics of up to 50 players',
    description: 'Without `usernames` it shows the player whose name is "Stats".',
    query: manyStatsQuery,
    response: z.union([manyStats, playerSchema]),
    errors: ['player_not_tracked'],
  },
  'GET /players/{username}/stats': {
    summary: "Shows a player's statistics, now or at a moment",
    description:
      'Those of the last stored state. A state is stored when experience or a score has changed, and once a day besides: ranks and `fetchedAt` move then, and not with every fetch. A date without a time as `at` means the last moment of that day in `tz`.',
    params: playerPath,
    query: statsQuery,
    response: stats,
    errors: ['player_not_tracked', 'no_data'],
  },
  'GET /players/{username}/history': {
    summary: 'Shows what was gained between two moments',
    description: `Without a window it shows the last seven days. Only what changed, unless \`metrics\` names some: then exactly those. ${dates} ${names}`,
    params: playerPath,
    query: historyQuery,
    response: history,
    errors: ['player_not_tracked', 'no_data'],
  },
  'GET /players/{username}/history/{metric}': {
    summary: "Shows one metric's course, as points for a chart",
    description: `Without a window it shows everything. The first and the last point are always there. What is unknown in a state is null in its point; in a window without states there are no points. ${dates} ${names}`,
    params: seriesPath,
    query: seriesQuery,
    response: series,
    alternatives: { 'text/csv': 'at,experience,level,rank\r\n2026-08-20T18:30:00.000Z,13034431,99,1234\r\n' },
    errors: ['player_not_tracked', 'no_data'],
  },
  'GET /players/{username}/records': {
    summary: "Shows a player's best day, week, month and year in each metric",
    description: `Days are 24 hours, weeks 7, months 30 and years 365 days, whenever they begin. A record is the largest gain that the history of such a window, ending with a state, shows: from the last state that is at least that old, so of who is fetched daily or weekly it is as long as that, or from one since. A year beyond a month counts from the ends of days (UTC). Nothing counts across a seam, nor a rise under review; values may fall, and a gain is counted from the low; ratings have no records. Of equal gains the first that was complete is told. What was a record once stays one until a larger gain comes, whatever has expired.`,
    params: playerPath,
    response: records,
    alternatives: {
      'text/csv':
        'group,metric,span,gained,start,end,href\r\nskills,attack,day,512000,2026-08-19T18:30:00.000Z,2026-08-20T18:30:00.000Z,/players/zezima/history\r\n',
    },
    errors: ['player_not_tracked', 'no_data'],
  },
  'GET /players/{username}/export': {
    summary: 'Exports every snapshot of a player, page by page',
    description: 'The pages one behind the other are one document: `Link` leads from each to the next.',
    params: playerPath,
    query: exportQuery,
    alternatives: {
      'application/x-ndjson': '{"fetchedAt":"2026-08-20T18:30:00.000Z","overall":null,"combatLevel":null}\n',
      'text/csv': 'at,group,metric,rank,level,value\r\n2026-08-20T18:30:00.000Z,skills,attack,1234,99,13034431\r\n',
    },
    headers: ['link'],
    errors: ['player_not_tracked', 'no_data'],
  },
  'GET /leaderboard': {
    summary: 'Ranks the tracked players by a value, or by its gain in the current period',
    description:
      'The active ones, unless `active` is `all`. Who has a rise under review has no place by value, nor by a gain that it is in. A metric is named in any case; one that nobody has is a 400 that names the nearest.',
    query: leaderboardQuery,
    response: leaderboard,
    alternatives: {
      'text/csv':
        'rank,username,mode,value,level,fetchedAt\r\n1,Zezima,regular,13034431,99,2026-08-20T18:30:00.000Z\r\n',
    },
    errors: [],
  },
  'GET /metrics': {
    summary: 'Lists every metric that anybody has, in the order of the hiscores, with its former names',
    description:
      'A row that the hiscores rename goes on: when the values of several players continue under another name, everything stored under the old one is read as the new one.',
    response: metricList,
    errors: [],
  },
  'PUT /metrics/{metric}/formerly/{old}': {
    summary: 'Says that a metric was called otherwise before',
    description:
      'Everything stored under `old` is read as `metric`, in layouts that have no row of that. It takes up to five minutes to be heeded everywhere.',
    params: formerNamePath,
    errors: [],
  },
  'DELETE /metrics/{metric}/formerly/{old}': {
    summary: 'Says that a metric was not called that before',
    description: 'It is not found out again either. It takes up to five minutes to be heeded everywhere.',
    params: formerNamePath,
    errors: [],
  },
} as const satisfies Record<string, RouteDoc>
