import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf } from '../http/timestamp.ts'
import { playerPath } from '../players/requests.ts'
import { goalPeriods } from './items.ts'
import { goalPath, newGoal } from './requests.ts'

const count = (description: string, example: number) => z.number().meta({ description, examples: [example] })

const goal = z
  .strictObject({
    goalId: z.string().meta({ description: 'By which it is deleted.', examples: ['01K34R6P7Q2W8XJ5T9C0VBNZEA'] }),
    metric: z.string().meta({ description: 'The key of the metric.', examples: ['attack'] }),
    target: count('What is to be reached; null where so much is to be gained in each period.', 13_034_431).nullable(),
    deadline: timeOf('Until when; null without a deadline.', '2036-12-31T23:59:59.999Z').nullable(),
    gain: count('What is to be gained in each period; null where a value is to be reached.', 500_000).nullable(),
    per: z
      .enum(goalPeriods)
      .nullable()
      .meta({ description: 'In each of what; null where a value is to be reached.', examples: ['week'] }),
    tz: z.string().meta({ description: 'The time zone in which its days begin.', examples: ['Europe/Berlin'] }),
    createdAt: timeOf('When it was set.'),
    status: z.enum(['open', 'reached', 'missed']).meta({
      description: 'Of a goal for each period that of the current one, which is never missed before it is over.',
      examples: ['open'],
    }),
    since: timeOf('When it was first seen to be reached, or was missed; null while it is open.').nullable(),
    current: count(
      'What there is, or was gained in the current period; null when it is unknown.',
      12_400_000,
    ).nullable(),
    progress: count('How much of the way is done since it was set, or in the current period; from 0 to 1.', 0.8312),
    perDay: count(
      'What was gained a day in the last 30 days; null when less than a day is known in this life.',
      41_300,
    ).nullable(),
    estimatedAt: timeOf(
      'When it is reached at that rate, also where that is too late; null when nothing was gained, and once it is over.',
      '2026-09-04T11:12:00.000Z',
    ).nullable(),
    endsAt: timeOf('When the current period ends; null where a value is to be reached.').nullable(),
    streak: count(
      'In how many periods one after another it was reached, up to the last one that did; null where a value is to be reached.',
      4,
    ).nullable(),
  })
  .meta({ id: 'Goal' })

const goalList = z
  .strictObject({ goals: z.array(goal).meta({ description: 'The oldest first.' }) })
  .meta({ id: 'GoalList' })

/** The contract of the routes about goals. */
export const goalRoutes = {
  'POST /players/{username}/goals': {
    summary: 'Sets a goal: a value to reach, or so much to gain in each day, week or month',
    description:
      'At most twenty of a player. Gains count as everywhere: from midnight in `tz`, none across a seam, none of a rise under review.',
    params: playerPath,
    body: newGoal,
    status: 201,
    response: goal,
    errors: ['player_not_tracked', 'too_many_goals'],
  },
  'GET /players/{username}/goals': {
    summary: "Lists a player's goals, and how they stand",
    params: playerPath,
    response: goalList,
    errors: ['player_not_tracked'],
  },
  'DELETE /players/{username}/goals/{goalId}': {
    summary: 'Deletes a goal',
    params: goalPath,
    errors: ['player_not_tracked', 'goal_not_found'],
  },
} as const satisfies Record<string, RouteDoc>
