import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf } from '../http/timestamp.ts'
import { milestoneSchema, nextSchema } from '../milestones/schemas.ts'
import { playerPath } from '../players/requests.ts'
import { about, known, level, rank, seamsSchema } from '../progress/schemas.ts'
import { calendarQuery, overviewQuery } from './requests.ts'

const date = (description: string, example = '2026-08-20') => z.iso.date().meta({ description, examples: [example] })

const calendarSchema = z
  .strictObject({
    ...about,
    metric: z.string().meta({ description: 'The key of the metric.', examples: ['attack'] }),
    year: z.int().meta({ description: 'The year.', examples: [2026] }),
    tz: z.string().meta({ description: 'The time zone that was asked for.', examples: ['Europe/Berlin'] }),
    utcBefore: date(
      'The days before this date begin at midnight in UTC, because only the last states of those days are kept; this one and those after it begin in the time zone. Null when all of them do.',
      '2026-05-23',
    ).nullable(),
    seams: seamsSchema,
    days: z
      .array(
        z.strictObject({
          date: date('The day.'),
          gained: known(
            'What it brought; null when that is unknown: before the first state, without the row, and for ratings.',
            34_431,
          ),
        }),
      )
      .meta({ description: 'Every day from New Year to the end of the year, or to today.' }),
  })
  .meta({ id: 'Calendar' })

const gained = (what: string, start: string) =>
  z
    .strictObject({
      start: timeOf(`When ${what} began in the time zone.`, start),
      from: z
        .strictObject({ fetchedAt: timeOf('When the hiscores showed it.', '2026-08-16T21:41:42.000Z') })
        .nullable()
        .meta({
          description:
            'The snapshot that the gains count from: the first one of all where none is older than the start.',
        }),
      gained: known('The experience gained since, of all skills together; null when it is unknown.', 600_000),
      top: z
        .array(
          z.strictObject({
            metric: z.string().meta({ description: 'The key of the metric.', examples: ['slayer'] }),
            gained: z.int().meta({ description: 'The experience, or the kills of a boss.', examples: [412_000] }),
          }),
        )
        .meta({ description: 'The three skills that gained the most; where there are fewer, bosses behind them.' }),
    })
    .meta({ description: `What was gained since ${what} began.` })

const overviewSchema = z
  .strictObject({
    asOf: timeOf('When one of these players was last fetched; null before that.').nullable(),
    players: z
      .array(
        z
          .strictObject({
            ...about,
            active: z.boolean().meta({ description: 'False while it is paused.', examples: [true] }),
            lastFetchedAt: timeOf('When it was last fetched; null before that.').nullable(),
            nextFetchAt: timeOf(
              'When it is due for the next fetch; null while it is paused.',
              '2026-08-20T19:30:00.000Z',
            ).nullable(),
            overall: z
              .strictObject({
                rank,
                level: level(2_277),
                experience: known('The experience; null when it is unknown.', 412_907_633),
              })
              .nullable()
              .meta({ description: 'The sum of all skills in the newest state; null when there is none.' }),
            today: gained('the day', '2026-08-19T22:00:00.000Z'),
            week: gained('the week, on Monday,', '2026-08-16T22:00:00.000Z'),
            next: nextSchema
              .omit({ current: true, perDay: true, certainty: true })
              .meta({ id: 'NearestMilestone' })
              .nullable()
              .meta({ description: 'The nearest of what it reaches next; null when nothing is known of it.' }),
            days: z
              .array(
                z.strictObject({
                  date: date('The day, in UTC.'),
                  experience: known('Of all skills together at its end; null when it is unknown.', 412_907_633),
                }),
              )
              .meta({ description: 'The last 30 days, today being the last one.' }),
          })
          .meta({ id: 'PlayerOverview' }),
      )
      .meta({ description: 'In the order of their names, those that are paused as well.' }),
    milestones: z
      .array(milestoneSchema)
      .meta({ description: 'The latest five of all players, the newest first; on the first page alone.' }),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'For the next page; null on the last one.', examples: [null] }),
  })
  .meta({ id: 'Overview' })

/** The contract of the routes about what days have brought. */
export const dayRoutes = {
  'GET /players/{username}/calendar': {
    summary: 'Shows what each day of a year has brought in one metric',
    description:
      'The days add up to what was gained from the first of their moments to the last. The day of the first state counts from that.',
    params: playerPath,
    query: calendarQuery,
    response: calendarSchema,
    alternatives: { 'text/csv': 'date,gained\r\n2026-08-20,34431\r\n' },
    errors: ['player_not_tracked'],
  },
  'GET /overview': {
    summary:
      'Shows all players on one screen: what they gained today and this week, where they stand, and what comes next',
    query: overviewQuery,
    response: overviewSchema,
    errors: [],
  },
} as const satisfies Record<string, RouteDoc>
