import type { Table } from '../dynamodb.ts'
import { isoTime } from '../http/time.ts'
import type { Milestone } from '../milestones/find.ts'
import { stepsBefore } from '../milestones/items.ts'
import type { Player } from '../players/players.ts'
import { womIdOf } from '../players/wom-id.ts'
import { newestStateOf } from '../progress/newest.ts'
import { achievementTypes } from './achievement-list.ts'
import { keysHere } from './metrics.ts'
import { metricsOf } from './snapshot.ts'

// When something was reached of which nobody knows when.
const unknownMoment = '1970-01-01T00:00:00.000Z'

const milestoneKey = (metric: string, kind: string, threshold: number): string => `${metric} ${kind} ${threshold}`

/** A player's milestones by what they are, of those of one kind the last one; none of another character of the same name. */
const reached = async (table: Table, player: Player): Promise<Map<string, Milestone>> => {
  const begun = player.seams?.findLast(({ kind }) => kind !== 'board' && kind !== 'rollback')?.at ?? 0
  const found = new Map<string, Milestone>()
  for await (const steps of stepsBefore(table, player.key, undefined)) {
    for (const milestone of steps.flatMap(({ milestones }) => milestones)) {
      const key = milestoneKey(milestone.metric, milestone.kind, milestone.threshold)
      if (milestone.by >= begun && !found.has(key)) found.set(key, milestone)
    }
  }
  return found
}

const share = (part: number, whole: number): number =>
  Math.min(1, Math.max(0, Math.floor((part / whole) * 10_000) / 10_000))

/**
 * How far a player is with each achievement that there is, and when it was reached; null where it was not. Half a read unit per
 * 4 KB of milestones.
 */
export const womProgress = async (table: Table, player: Player) => {
  const [id, keyHere, newest, milestones] = await Promise.all([
    womIdOf(table, player),
    keysHere(table),
    newestStateOf(table, player),
    reached(table, player),
  ])
  const metrics = metricsOf(newest, keyHere)
  return achievementTypes.map((type) => {
    const { name, metric, measure, threshold, from, kind, step, currentOf } = type
    const currentValue = currentOf(metrics)
    const milestone = milestones.get(milestoneKey(keyHere(metric), kind, step))
    const isReached = currentValue >= threshold
    return {
      ...{ playerId: id, name, metric, measure, threshold },
      // None is of a game that has changed since.
      legacy: false,
      createdAt: isReached ? (isoTime(milestone?.by) ?? unknownMoment) : null,
      // How long before it may have been reached.
      accuracy: isReached && milestone ? milestone.by - milestone.after : null,
      currentValue,
      absoluteProgress: share(currentValue, threshold),
      relativeProgress: share(currentValue - from, threshold - from),
    }
  })
}

/** What a player has achieved. As {@link womProgress}. */
export const womAchievements = async (table: Table, player: Player) =>
  (await womProgress(table, player)).flatMap(
    ({ currentValue: _, absoluteProgress: __, relativeProgress: ___, createdAt, ...achievement }) =>
      createdAt === null ? [] : [{ ...achievement, createdAt }],
  )
