import * as z from 'zod/mini'
import { dateOrTime } from '../http/time.ts'
import { playerPath } from '../players/requests.ts'
import { metric, tz } from '../progress/requests.ts'
import { goalPeriods } from './items.ts'

/** What requests about goals consist of. */

const amount = (description: string, example: number) =>
  z.number().check(z.int(), z.gte(1), z.lte(Number.MAX_SAFE_INTEGER), z.meta({ description, examples: [example] }))

const newTarget = z.strictObject({
  metric,
  target: amount('What is to be reached: experience, kills or a score.', 13_034_431),
  deadline: z.optional(dateOrTime).check(
    z.meta({
      description:
        'Until when, which is in the future; a date means its end in `tz`. Without it the goal has all the time.',
      examples: ['2036-12-31'],
    }),
  ),
  tz,
})

const newGain = z.strictObject({
  metric,
  gain: amount('What is to be gained in each period.', 500_000),
  per: z
    .enum(goalPeriods)
    .check(z.meta({ description: 'In each of what; weeks begin on Monday.', examples: ['week'] })),
  tz,
})

/** Both kinds of goals, for the contract. */
export const newGoal = z.union([newTarget, newGain])

/** What a body has to be, by what it says of itself: whoever names a gain is told what such a goal lacks. */
export const newGoalLike = (body: unknown) =>
  typeof body === 'object' && body !== null && ('gain' in body || 'per' in body) ? newGain : newTarget

export const goalPath = z.extend(playerPath, {
  goalId: z
    .string()
    .check(
      z.regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'is no id of a goal'),
      z.meta({ description: 'As it was told when the goal was set.', examples: ['01K34R6P7Q2W8XJ5T9C0VBNZEA'] }),
    ),
})
