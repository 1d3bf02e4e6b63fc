import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf } from '../http/timestamp.ts'
import { activities, bosses, computed, metricKeys, skills } from './metrics.ts'
import {
  periodNames,
  playerBuilds,
  playerTypes,
  womBoardQuery,
  womGainedQuery,
  womIdPath,
  womPath,
  womRecordsQuery,
  womSearchQuery,
  womSnapshotsQuery,
  womTimelineQuery,
} from './requests.ts'

const number = (description: string, example: number) => z.number().meta({ description, examples: [example] })
const whole = (description: string, example: number) => z.int().meta({ description, examples: [example] })
const text = (description: string, example: string) => z.string().meta({ description, examples: [example] })

const noRates = (of: string) => whole(`${of}: 0, as there are no rates here.`, 0)

const id = z
  .int()
  .min(1)
  .max(2 ** 31 - 1)
  .meta({ description: 'The number of the player, for ever.', examples: [1_206_542_377] })

const metric = z.enum(metricKeys).meta({ description: 'The metric.', examples: ['mining'] })
const period = z.enum(periodNames).meta({ description: 'How long the time is.', examples: ['week'] })

/** Something for each of some metrics, all of them. */
const each = <K extends string, S extends z.ZodType>(keys: readonly K[], schemaOf: (key: K) => S) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, schemaOf(key)])) as Record<K, S>)

/** The kinds of metrics, each with all that there are. */
const kinds = <S extends z.ZodType, B extends z.ZodType, A extends z.ZodType, C extends z.ZodType>(of: {
  skill: S
  boss: B
  activity: A
  computed: C
}) => ({
  skills: each(skills, () => of.skill).meta({ description: 'The skills, and `overall`.' }),
  bosses: each(bosses, () => of.boss).meta({ description: 'The bosses.' }),
  activities: each(activities, () => of.activity).meta({ description: 'The other activities.' }),
  computed: each(computed, () => of.computed).meta({ description: 'Efficiency.' }),
})

const rank = whole('The rank; -1 where it is not known.', 20_101)

const data = z
  .strictObject(
    kinds({
      skill: z
        .strictObject({
          metric: z.enum(skills).meta({ description: 'Which one it is.', examples: ['mining'] }),
          experience: whole('The experience; -1 where it is not known.', 14_833_011),
          rank,
          level: whole('The level; 1 where it is not known.', 99),
          ehp: noRates('Efficient hours'),
        })
        .meta({ id: 'WomSkill', description: 'A skill.' }),
      boss: z
        .strictObject({
          metric: z.enum(bosses).meta({ description: 'Which one it is.', examples: ['zulrah'] }),
          kills: whole('How often it was killed; -1 where it is not known.', 512),
          rank,
          ehb: noRates('Efficient hours'),
        })
        .meta({ id: 'WomBoss', description: 'A boss.' }),
      activity: z
        .strictObject({
          metric: z.enum(activities).meta({ description: 'Which one it is.', examples: ['soul_wars_zeal'] }),
          score: whole('The score; -1 where it is not known.', 1_200),
          rank,
        })
        .meta({ id: 'WomActivity', description: 'An activity.' }),
      computed: z
        .strictObject({
          metric: z.enum(computed).meta({ description: 'Which one it is.', examples: ['ehp'] }),
          value: noRates('Efficient hours'),
          rank: whole('-1, as nobody is ranked by them.', -1),
        })
        .meta({ id: 'WomComputed', description: 'Efficiency.' }),
    }),
  )
  .meta({ id: 'WomData', description: 'All metrics that Wise Old Man knows.' })

const snapshot = z
  .strictObject({
    id: z.literal(-1).meta({ description: 'A snapshot is known by its moment.' }),
    playerId: id,
    createdAt: timeOf('When the hiscores showed it.'),
    importedAt: z.null().meta({ description: 'Null.' }),
    data,
  })
  .meta({ id: 'WomSnapshot', description: 'What the hiscores showed at one moment.' })

const playerFields = {
  id,
  username: text('The name in lower case, with spaces.', 'zezima'),
  displayName: text('The name as the hiscores write it, or as it was given.', 'Zezima'),
  type: z.enum(playerTypes).meta({
    description: 'The type of the account; `regular` on boards that are none of theirs.',
    examples: ['regular'],
  }),
  build: z.enum(playerBuilds).meta({ description: 'How the character is built.', examples: ['main'] }),
  status: z.enum(['active', 'unranked', 'flagged']).meta({
    description: '`unranked` when the hiscores do not know the name any more, `flagged` while a rise is under review.',
    examples: ['active'],
  }),
  country: z.null().meta({ description: 'Null: nobody has one here.' }),
  patron: z.literal(false).meta({ description: 'False.' }),
  exp: whole('The experience in all; 0 where it is not known.', 4_600_000_000),
  ehp: noRates('Efficient hours played'),
  ehb: noRates('Efficient hours bossed'),
  ttm: noRates('The time to the maximum'),
  tt200m: noRates('The time to 200 million'),
  registeredAt: timeOf('When it was added.', '2026-08-01T09:00:00.000Z'),
  updatedAt: timeOf('When a good answer last came; null before the first.').nullable(),
  lastChangedAt: timeOf('When something was last seen to change; null before the first time.').nullable(),
  lastImportedAt: z.null().meta({ description: 'Null.' }),
}

const player = z.strictObject(playerFields).meta({ id: 'WomPlayer', description: 'The player.' })

const details = z
  .strictObject({
    ...playerFields,
    combatLevel: whole('The combat level; 3 where nothing is known.', 126),
    archive: z.null().meta({ description: 'Null.' }),
    annotations: z.array(z.never()).meta({ description: 'None.', examples: [[]] }),
    latestSnapshot: snapshot.nullable().meta({ description: 'The newest one; null when nothing is stored.' }),
  })
  .meta({ id: 'WomPlayerDetails' })

const delta = z
  .strictObject({
    start: whole('How it was at the start; -1 where it is not known.', 1_000),
    end: whole('How it was at the end; -1 where it is not known.', 1_250),
    gained: whole(
      'What was gained in between; 0 where it is not known, below 0 where something was lost, and without what is across a seam.',
      250,
    ),
  })
  .meta({ id: 'WomDelta', description: 'A start, an end and what was gained.' })

const gained = z
  .strictObject({
    startsAt: timeOf('The moment of the snapshot that the gain counts from; null when there is none.').nullable(),
    endsAt: timeOf('The moment of the snapshot that it ends with; null when there is none.').nullable(),
    data: z
      .strictObject(
        kinds({
          skill: z
            .strictObject({
              metric: z.enum(skills).meta({ description: 'Which one it is.', examples: ['mining'] }),
              experience: delta,
              ehp: delta,
              rank: delta,
              level: delta,
            })
            .meta({ id: 'WomSkillGain', description: 'What was gained of a skill.' }),
          boss: z
            .strictObject({
              metric: z.enum(bosses).meta({ description: 'Which one it is.', examples: ['zulrah'] }),
              ehb: delta,
              rank: delta,
              kills: delta,
            })
            .meta({ id: 'WomBossGain', description: 'What was gained of a boss.' }),
          activity: z
            .strictObject({
              metric: z.enum(activities).meta({ description: 'Which one it is.', examples: ['soul_wars_zeal'] }),
              rank: delta,
              score: delta,
            })
            .meta({ id: 'WomActivityGain', description: 'What was gained of an activity.' }),
          computed: z
            .strictObject({
              metric: z.enum(computed).meta({ description: 'Which one it is.', examples: ['ehp'] }),
              rank: delta,
              value: delta,
            })
            .meta({ id: 'WomComputedGain', description: 'What was gained in efficiency.' }),
        }),
      )
      .meta({ description: 'All metrics that Wise Old Man knows.' }),
  })
  .meta({ id: 'WomGained' })

const recordFields = {
  playerId: id,
  period,
  metric,
  value: whole('What was gained.', 1_203_311),
  updatedAt: timeOf('The end of that time.'),
}

const achievementFields = {
  playerId: id,
  name: text('What it is called.', '99 Mining'),
  metric,
  measure: z
    .enum(['levels', 'experience', 'kills', 'score'])
    .meta({ description: 'What is counted.', examples: ['experience'] }),
  threshold: whole('What it takes.', 13_034_431),
  legacy: z.literal(false).meta({ description: 'False.' }),
  accuracy: whole(
    'For how many milliseconds before that it may have been reached already; null where nobody knows when it was, or it was not.',
    3_600_000,
  ).nullable(),
}

const timeline = z.array(
  z
    .strictObject({
      value: whole('The experience, the kills or the score; -1 where it is not known.', 14_833_011),
      rank,
      date: timeOf('When the hiscores showed it.'),
    })
    .meta({ id: 'WomPoint' }),
)

const nothing = z.array(z.never()).meta({ examples: [[]] })

const ofPlayer = (summary: string, description?: string) =>
  ({
    summary,
    ...(description !== undefined && { description }),
    params: womPath,
    errors: ['player_not_tracked'],
  }) as const

/** The shape that errors have for these programs. */
export const womErrorSchema = z
  .strictObject({
    code: text('For programs: which error it is.', 'PLAYER_NOT_FOUND'),
    message: text('For people; it tells all that is wrong.', 'No player named "nobody" is tracked here.'),
    requestId: text('As in the header `x-request-id`.', 'KtUfbjJIoAMEJ2g='),
    data: z
      .array(
        z.strictObject({
          path: z.string().meta({ description: 'Dotted; empty for the whole.' }),
          message: z.string().meta({ description: 'What is wrong there.' }),
        }),
      )
      .optional()
      .meta({ description: 'One entry for each fault, where there are some to name.' }),
  })
  .meta({ id: 'WomError' })

/** The contract of the routes for Wise Old Man's programs. */
export const womRoutes = {
  'GET /wom/v2/players/search': {
    summary: 'Finds players by the beginning of their names',
    query: womSearchQuery,
    response: z.array(player),
    errors: [],
  },
  'GET /wom/v2/players/id/{id}': {
    summary: 'Shows the player of a number',
    params: womIdPath,
    response: details,
    errors: ['player_not_tracked'],
  },
  'GET /wom/v2/players/{username}': { ...ofPlayer('Shows a player'), response: details },
  'POST /wom/v2/players/{username}': {
    summary: 'Fetches a player at once, or adds a character that nobody tracks',
    description:
      'Waits for its turn at the hiscores, some seconds. A player who was fetched within the last minute is not fetched again, which is a 429. To add a character needs the role admin; it is tracked on the board that it plays on, and the answer is a 201 then. What is in the body makes no difference.',
    params: womPath,
    response: details,
    also: [201],
    errors: [
      'forbidden',
      'player_not_tracked',
      'player_not_found',
      'player_inactive',
      'player_exists',
      'too_many_requests',
      'upstream_unavailable',
    ],
  },
  'GET /wom/v2/players/{username}/gained': {
    ...ofPlayer(
      'Tells what a player gained in a time',
      'By the rules of this tracker: from the last snapshot at or before the start, or else the first one since; what was lost counts. Wants `period`, or `startDate` and `endDate`.',
    ),
    query: womGainedQuery,
    response: gained,
  },
  'GET /wom/v2/players/{username}/snapshots': {
    ...ofPlayer('Lists the snapshots of a player, the newest first', 'All of them, where nothing says of which time.'),
    query: womSnapshotsQuery,
    response: z.array(snapshot),
  },
  'GET /wom/v2/players/{username}/snapshots/timeline': {
    ...ofPlayer(
      'Tells how a metric went, the newest first',
      'At most 500 points, of snapshots, quarters of days, days, weeks or months, as many as are enough.',
    ),
    query: womTimelineQuery,
    response: timeline,
  },
  'GET /wom/v2/players/{username}/records': {
    ...ofPlayer('Lists the records of a player', 'Of 24 hours, 7, 30 and 365 days.'),
    query: womRecordsQuery,
    response: z.array(z.strictObject(recordFields).meta({ id: 'WomRecord' })),
  },
  'GET /wom/v2/players/{username}/achievements': {
    ...ofPlayer('Lists what a player has achieved'),
    response: z.array(
      z
        .strictObject({
          ...achievementFields,
          createdAt: timeOf('When it was first seen to be reached; 1970 where nobody knows.'),
        })
        .meta({ id: 'WomAchievement' }),
    ),
  },
  'GET /wom/v2/players/{username}/achievements/progress': {
    ...ofPlayer('Tells how far a player is with each achievement'),
    response: z.array(
      z
        .strictObject({
          ...achievementFields,
          createdAt: timeOf(
            'When it was first seen to be reached; 1970 where nobody knows, null where it is not.',
          ).nullable(),
          currentValue: whole('What there is now; -1 where it is not known.', 9_000_000),
          absoluteProgress: number('How much of it that is, from 0 to 1.', 0.6904),
          relativeProgress: number('How much of the way from the achievement before, likewise.', 0.6904),
        })
        .meta({ id: 'WomProgress' }),
    ),
  },
  'GET /wom/v2/players/{username}/names': {
    ...ofPlayer('Lists the former names of a player', 'None: they are not kept.'),
    response: nothing,
  },
  'GET /wom/v2/players/{username}/archives': {
    ...ofPlayer('Lists the archived players of a name', 'There are none here.'),
    response: nothing,
  },
  'GET /wom/v2/players/{username}/groups': {
    ...ofPlayer('Lists the groups of a player', 'There are none here.'),
    response: nothing,
  },
  'GET /wom/v2/players/{username}/competitions': {
    ...ofPlayer('Lists the competitions of a player', 'There are none here.'),
    response: nothing,
  },
  'GET /wom/v2/players/{username}/competitions/standings': {
    ...ofPlayer('Tells the places of a player in its competitions', 'There are none here.'),
    response: nothing,
  },
  'GET /wom/v2/competitions': {
    summary: 'Lists competitions',
    description: 'There are none here, whatever is asked for.',
    response: nothing,
    errors: [],
  },
  'GET /wom/v2/deltas/leaderboard': {
    summary: 'Tells who has gained most of a metric in a time',
    description:
      'The twenty best of those whose gain is known. Nobody gains in efficiency, or in ratings. With more than 2,000 players there is no such board.',
    query: womBoardQuery,
    response: z.array(
      z
        .strictObject({
          player,
          startDate: timeOf('The moment of the snapshot that the gain counts from.', '2026-08-13T18:30:00.000Z'),
          endDate: timeOf('The moment of the snapshot that it ends with.'),
          gained: whole('What was gained.', 1_203_311),
        })
        .meta({ id: 'WomGain' }),
    ),
    errors: ['too_many_players'],
  },
  'GET /wom/v2/records/leaderboard': {
    summary: 'Tells who has the best records of a metric',
    description:
      'The twenty best. Records are kept once a week, so what came since may not be among them. With more than 2,000 players there is no such board.',
    query: womBoardQuery,
    response: z.array(z.strictObject({ ...recordFields, player }).meta({ id: 'WomPlayerRecord' })),
    errors: ['too_many_players'],
  },
} as const satisfies Record<string, RouteDoc>
