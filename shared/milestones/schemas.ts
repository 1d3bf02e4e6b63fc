import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf } from '../http/timestamp.ts'
import { playerPath } from '../players/requests.ts'
import { kinds } from './ladders.ts'
import { certainties } from './next.ts'
import { milestonesQuery } from './requests.ts'

const number = (description: string, example: number) => z.number().meta({ description, examples: [example] })

const reached = {
  metric: z.string().meta({
    description: 'The key of the metric; `overall` for what is told of the whole character.',
    examples: ['attack'],
  }),
  kind: z.enum(kinds).meta({
    description:
      'What was counted: `level` and `experience` of a skill, `experience`, `total_level`, `combat_level` and `base_level` (which all skills have) of the whole character, `kills` of a boss, `score` of another activity, or `rank`: the first time in so many best.',
    examples: ['level'],
  }),
  threshold: number('What was reached, or is to be; of a rank it is the worst one that counts.', 99),
}

export const milestoneSchema = z
  .strictObject({
    username: z.string().meta({ description: 'Whose it is.', examples: ['Zezima'] }),
    ...reached,
    value: number('What the hiscores showed by then.', 99),
    after: timeOf('When it was last seen not to be reached.', '2026-08-20T17:30:00.000Z'),
    by: timeOf('When it was first seen to be reached; it was somewhere between the two.'),
  })
  .meta({ id: 'Milestone' })

const milestoneList = z
  .strictObject({
    milestones: z.array(milestoneSchema).meta({ description: 'One page of them, the newest first.' }),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Names the next page; null on the last one.', examples: [null] }),
  })
  .meta({ id: 'MilestoneList' })

export const nextSchema = z
  .strictObject({
    ...reached,
    current: number('What there is now.', 98),
    progress: number(
      'How much of the way from the threshold before is done, from 0 to below 1; of a level by experience.',
      0.7512,
    ),
    perDay: number(
      'What was gained a day in the last 30 days, whole from 100 on and to three digits below: experience where it is a level of a skill that is next, places where it is a rank. Null when less than a day is known.',
      41_300,
    ).nullable(),
    estimatedAt: timeOf(
      'When it is reached at that rate; null when nothing was gained, or it would take more than a hundred years.',
      '2026-09-04T11:12:00.000Z',
    ).nullable(),
    certainty: z
      .enum(certainties)
      .nullable()
      .meta({
        description:
          'How sure that is: `high` when something was gained in each quarter of at least three weeks, `medium` when in two quarters of at least one, `low` otherwise. Null without a date.',
        examples: ['high'],
      }),
  })
  .meta({ id: 'NextMilestone' })

const nextList = z
  .strictObject({
    next: z
      .array(nextSchema)
      .meta({ description: 'The nearest first: by their dates, and those without by their progress.' }),
  })
  .meta({ id: 'NextMilestones' })

/** The contract of the routes about milestones. */
export const milestoneRoutes = {
  'GET /players/{username}/milestones': {
    summary: 'Lists what a player has reached, and when',
    description:
      'A milestone is a threshold between two states that were stored one after the other. There is none across a seam, nor one of the first state, nor of what was unknown before; a rise under review makes some once it is accepted.',
    params: playerPath,
    query: milestonesQuery,
    response: milestoneList,
    errors: ['player_not_tracked'],
  },
  'GET /milestones': {
    summary: 'Lists what all players have reached, and when',
    query: milestonesQuery,
    response: milestoneList,
    errors: [],
  },
  'GET /players/{username}/milestones/next': {
    summary: 'Tells what a player reaches next, and when at the rate of the last 30 days',
    description: 'Of each metric the next threshold of each kind. Nothing counts from before the last seam.',
    params: playerPath,
    response: nextList,
    errors: ['player_not_tracked', 'no_data'],
  },
} as const satisfies Record<string, RouteDoc>
