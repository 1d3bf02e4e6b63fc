import * as z from 'zod'
import { modes } from '../hiscores/boards.ts'
import type { RouteDoc } from '../http/route-doc.ts'
import { timestamp } from '../http/timestamp.ts'
import { seamKinds } from '../lives/seams.ts'
import { playerPath } from '../players/requests.ts'
import { playerSchema } from '../players/schemas.ts'
import {
  exportQuery,
  historyQuery,
  leaderboardQuery,
  manyStatsQuery,
  seriesPath,
  seriesQuery,
  statsQuery,
} from './requests.ts'
import { periods } from './windows.ts'

/** What an answer about one player begins with. */
const about = {
  username: z.string().meta({ description: 'As the hiscores write it.', examples: ['Zezima'] }),
  mode: z.enum(modes).meta({ examples: ['regular'] }),
}

const number = (example: number) => z.number().meta({ examples: [example] })
const known = (example: number) => number(example).nullable()
const rank = known(1_234)

/** Metrics by their keys, as in `kril_tsutsaroth`. */
const byMetric = <S extends z.ZodType>(schema: S, example: string) =>
  z.record(z.string().meta({ examples: [example] }), schema)

const skill = z.strictObject({ rank, level: known(99), experience: known(13_034_431) }).meta({ id: 'Skill' })
const boss = z.strictObject({ rank, kills: known(2_401) }).meta({ id: 'Boss' })
const activity = z.strictObject({ rank, score: known(310) }).meta({ id: 'Activity' })

const stats = z
  .strictObject({
    ...about,
    fetchedAt: timestamp,
    overall: skill.nullable(),
    combatLevel: known(126).meta({ description: 'Null when one of its skills is unknown.' }),
    skills: byMetric(skill, 'attack'),
    bosses: byMetric(boss, 'zulrah'),
    activities: byMetric(activity, 'clue_scrolls_all'),
  })
  .meta({ id: 'Stats' })

const manyStats = z
  .strictObject({
    stats: z.array(stats).meta({ description: 'In the order in which the names were given.' }),
    missing: z.array(
      z.strictObject({
        username: z.string().meta({ description: 'As it was asked for.', examples: ['Nobody'] }),
        code: z.enum(['player_not_tracked', 'no_data']),
      }),
    ),
  })
  .meta({ id: 'ManyStats' })

const gain = z
  .strictObject({
    start: known(13_000_000),
    end: known(13_034_431),
    gained: known(34_431).meta({ description: 'Null when an end is unknown, and for ratings.' }),
    perDay: known(4_919).meta({
      description:
        'The gain per day of the exact time between the two snapshots, rounded: to a whole number from 100 on, below that to three significant digits. Null also when less than an hour lies between them.',
    }),
    levels: z
      .strictObject({ start: known(98), end: known(99), gained: known(1) })
      .optional()
      .meta({ description: 'Of skills and overall.' }),
    rank: z.strictObject({ start: rank, end: rank }).optional(),
    change: known(-12).optional().meta({ description: 'Of a rating, which may fall: how far it moved.' }),
    newlyRanked: z.literal(true).optional().meta({ description: 'The start is unknown, which is not zero.' }),
    rollback: z.literal(true).optional().meta({ description: 'The value fell.' }),
  })
  .meta({
    id: 'Gain',
    examples: [
      {
        start: 13_000_000,
        end: 13_034_431,
        gained: 34_431,
        perDay: 4_919,
        levels: { start: 98, end: 99, gained: 1 },
        rank: { start: 1_240, end: 1_234 },
      },
    ],
  })

const seams = z
  .array(
    z.strictObject({ at: timestamp, kind: z.enum(seamKinds).meta({ examples: ['rollback'] }) }).meta({ id: 'Seam' }),
  )
  .meta({
    description:
      'Where the states cease to continue each other: `rollback` (values fell and stayed), `taken_over` (another character has the name), `board` (the account left its board), `season` (a seasonal board began anew), `corrected` (by an admin). Nothing is gained or ranked across one.',
    examples: [[]],
  })

const snapshotTime = z.strictObject({ fetchedAt: timestamp })

const history = z
  .strictObject({
    ...about,
    period: z.strictObject({ start: timestamp, end: timestamp }),
    from: z.strictObject({
      fetchedAt: timestamp,
      baseline: z.enum(['at_or_before_start', 'first_snapshot']).meta({
        description: '`first_snapshot`: nothing older than the start is known, so the gain is what happened since.',
      }),
    }),
    to: snapshotTime,
    elapsedDays: number(7).meta({ description: 'Between the two snapshots, to five decimals, which is a second.' }),
    seams,
    overall: gain.nullable(),
    skills: byMetric(gain, 'attack'),
    bosses: byMetric(gain, 'zulrah'),
    activities: byMetric(gain, 'clue_scrolls_all'),
  })
  .meta({ id: 'History' })

const series = z
  .strictObject({
    ...about,
    metric: z.string().meta({ examples: ['attack'] }),
    period: z.strictObject({ start: timestamp, end: timestamp }),
    points: z.array(
      z.union([
        z.strictObject({ at: timestamp, experience: known(13_034_431), level: known(99), rank }),
        z.strictObject({ at: timestamp, score: known(310), rank }),
      ]),
    ),
    seams,
  })
  .meta({ id: 'Series' })

const record = z
  .strictObject({
    gained: number(512_000),
    start: timestamp.meta({ description: 'Of the state before, which may be older than the window is long.' }),
    end: timestamp,
    href: z.string().meta({
      description: 'The history of exactly this window, which shows this gain, however long ago it was.',
      examples: ['/players/zezima/history?start=2026-08-13T18:30:00.000Z&end=2026-08-20T18:30:00.000Z&metrics=attack'],
    }),
  })
  .nullable()

const metricRecords = z
  .strictObject({ day: record, week: record, month: record, year: record })
  .meta({ id: 'MetricRecords' })

const records = z
  .strictObject({
    ...about,
    overall: metricRecords.nullable(),
    skills: byMetric(metricRecords, 'attack'),
    bosses: byMetric(metricRecords, 'zulrah'),
    activities: byMetric(metricRecords, 'clue_scrolls_all'),
  })
  .meta({ id: 'Records' })

const place = { rank: z.int().meta({ description: 'Equals share one.', examples: [1] }), ...about }

const leaderboard = z
  .strictObject({
    metric: z.string().meta({ examples: ['overall'] }),
    period: z
      .enum(periods)
      .nullable()
      .meta({ description: 'Null for a leaderboard by value.', examples: ['week'] }),
    window: z.strictObject({ start: timestamp.nullable(), end: timestamp }).optional(),
    players: z.int().meta({ description: 'How many are tracked.', examples: [12] }),
    unknown: z.int().meta({ description: 'How many of them have no known value or gain.', examples: [2] }),
    entries: z.array(
      z.union([
        z.strictObject({
          ...place,
          gained: number(34_431),
          start: number(13_000_000),
          end: number(13_034_431),
          from: snapshotTime,
          to: snapshotTime,
          seams: seams.optional(),
        }),
        z.strictObject({ ...place, value: number(13_034_431), level: number(99).optional(), fetchedAt: timestamp }),
      ]),
    ),
  })
  .meta({ id: 'Leaderboard' })

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
    params: playerPath,
    query: statsQuery,
    response: stats,
    errors: ['player_not_tracked', 'no_data'],
  },
  'GET /players/{username}/history': {
    summary: 'Shows what was gained between two moments',
    description: 'Without a window it shows the last seven days. Only what changed, unless `metrics` names some.',
    params: playerPath,
    query: historyQuery,
    response: history,
    errors: ['player_not_tracked', 'no_data'],
  },
  'GET /players/{username}/history/{metric}': {
    summary: "Shows one metric's course, as points for a chart",
    description: 'Without a window it shows everything. The first and the last point are always there.',
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
    errors: ['player_not_tracked'],
  },
  'GET /leaderboard': {
    summary: 'Ranks the tracked players by a value, or by its gain in the current period',
    query: leaderboardQuery,
    response: leaderboard,
    alternatives: {
      'text/csv':
        'rank,username,mode,value,level,fetchedAt\r\n1,Zezima,regular,13034431,99,2026-08-20T18:30:00.000Z\r\n',
    },
    errors: [],
  },
} as const satisfies Record<string, RouteDoc>
