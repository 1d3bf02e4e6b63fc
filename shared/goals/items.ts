import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { itemsBetween, type Table, unlessRefused } from '../dynamodb.ts'
import { finalName } from '../snapshots/aliases.ts'
import { catalogueOf } from '../snapshots/catalogue.ts'
import { playerPK } from '../snapshots/key.ts'

/*
 * Goals: what somebody wants a player to reach, once or in each day, week or month. At most twenty of a player.
 *
 * | access pattern   | key                            |
 * | a player's goals | PK PLAYER#<key>, SK GOAL#<id>  |
 */

/** How many goals a player may have at once. */
export const mostGoals = 20

/** How often a gain is wanted. */
export const goalPeriods = ['day', 'week', 'month'] as const

const prefix = 'GOAL#'

const common = {
  /** The key of the metric, by the name that it had then. */
  metric: z.string(),
  /** The zone in which its days begin. */
  tz: z.string(),
  /** Moments are in milliseconds since 1970. */
  createdAt: z.number(),
}

const targetSchema = z.object({
  ...common,
  target: z.number(),
  /** What there was when it was set; undefined when that was unknown. */
  from: z.optional(z.number()),
  deadline: z.optional(z.number()),
  /** The moment of the state that reached it, or the deadline that has passed. */
  ended: z.optional(z.object({ status: z.enum(['reached', 'missed']), at: z.number() })),
})

const gainSchema = z.object({
  ...common,
  gain: z.number(),
  per: z.enum(goalPeriods),
  /** The start of the first period that is not counted yet. */
  countedTo: z.number(),
  /** In how many of the periods before that, the last ones, it was reached. */
  streak: z.number(),
  /** The start of the last period in which it is known to be reached. */
  reachedIn: z.optional(z.number()),
})

/** A goal to reach a value, once. */
export type TargetGoal = z.output<typeof targetSchema> & { goalId: string }

/** A goal to gain so much in each period. */
export type GainGoal = z.output<typeof gainSchema> & { goalId: string }

export type Goal = TargetGoal | GainGoal

export const isGain = (goal: Goal): goal is GainGoal => 'gain' in goal

const keyFor = (player: string, goalId: string) => ({ PK: playerPK(player), SK: `${prefix}${goalId}` })

const decode = (item: Record<string, unknown>): Goal => {
  const goal = 'gain' in item ? gainSchema.parse(item) : targetSchema.parse(item)
  return { goalId: String(item.SK).slice(prefix.length), ...goal }
}

/** True for the sort key of a goal. */
export const isGoal = (SK: string): boolean => SK.startsWith(prefix)

/** A player's goals, the oldest first, with the names that their metrics have now. One read unit. */
export const goalsOf = async (table: Table, player: string): Promise<Goal[]> => {
  const [items, { aliases }] = await Promise.all([
    itemsBetween(table, playerPK(player), prefix, `${prefix}~`),
    catalogueOf(table),
  ])
  return items.map(decode).map((goal) => ({ ...goal, metric: finalName(aliases, goal.metric) }))
}

/** Stores a new goal. A write unit. */
export const putGoal = async (table: Table, player: string, { goalId, ...goal }: Goal): Promise<void> => {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keyFor(player, goalId), ...goal } }))
}

/** Stores what has become of a goal, unless it was deleted meanwhile. A write unit. */
export const updateGoal = (table: Table, player: string, { goalId, ...goal }: Goal): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keyFor(player, goalId), ...goal },
        ConditionExpression: 'attribute_exists(PK)',
      }),
    ),
  )

/** Deletes a goal; false when there is none. A write unit. */
export const deleteGoal = (table: Table, player: string, goalId: string): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: keyFor(player, goalId),
        ConditionExpression: 'attribute_exists(PK)',
      }),
    ),
  )
