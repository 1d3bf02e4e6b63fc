import type { Table } from '../dynamodb.ts'
import type { Event, Happening } from '../outbox/news.ts'
import { announce } from '../outbox/outbox.ts'
import type { Player } from '../players/players.ts'
import { metricNames } from '../progress/metrics.ts'
import { isGain } from './items.ts'
import type { GoalEvent } from './settle.ts'

/**
 * Announces what has become of a player's goals, as far as somebody wants it. Each has one announcement, of each period one,
 * whoever finds it how often.
 */
export const announceGoals =
  (table: Table, { key, username }: Player, wanted: readonly Event[] = []) =>
  async (events: readonly GoalEvent[]): Promise<void> => {
    if (!wanted.includes('goal')) return
    const nameOf = await metricNames(table)
    for (const { goal, status, at, period, streak } of events) {
      const happening: Happening = {
        ...{ event: 'goal', status, metric: goal.metric, name: nameOf(goal.metric) },
        ...(isGain(goal) ? { target: goal.gain, per: goal.per } : { target: goal.target }),
        ...(streak !== undefined && { streak }),
      }
      const id = ['goal', key, goal.goalId, status, ...(period === undefined ? [] : [new Date(period).toISOString()])]
      await announce(table, { id: id.join(' '), at, player: key, username, happenings: [happening] }, wanted)
    }
  }
