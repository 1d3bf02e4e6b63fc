import type { Table } from '../dynamodb.ts'
import type { Event, Happening } from '../outbox/news.ts'
import { announce } from '../outbox/outbox.ts'
import type { Player } from '../players/players.ts'
import { metricNames } from '../progress/metrics.ts'
import type { Milestone, Step } from './find.ts'

// What is older is history that was gone through only now.
const newMs = 86_400_000

const eventOf = ({ kind }: Milestone): 'level' | 'milestone' => (kind === 'level' ? 'level' : 'milestone')

/**
 * Announces what was reached by some steps of a player, as far as somebody wants it and it is news. A step has one announcement,
 * whoever finds it how often.
 */
export const announceSteps = async (
  table: Table,
  { key, username }: Player,
  steps: readonly Step[],
  { wanted, now }: { wanted: readonly Event[]; now: number },
): Promise<void> => {
  const recent = steps.filter(({ by }) => by > now - newMs)
  if (recent.length === 0 || !(wanted.includes('level') || wanted.includes('milestone'))) return
  const nameOf = await metricNames(table)
  for (const { from, by, milestones } of recent) {
    const happenings = milestones.map(
      ({ metric, ...rest }): Happening => ({
        event: eventOf({ metric, ...rest }),
        metric,
        name: nameOf(metric),
        ...rest,
      }),
    )
    const id = `reached ${key} ${new Date(from).toISOString()}`
    await announce(table, { id, at: by, player: key, username, happenings }, wanted)
  }
}
