import type { Table } from '../dynamodb.ts'
import type { Player } from '../players/players.ts'
import { womIdOf } from '../players/wom-id.ts'
import { series } from '../progress/series.ts'
import type { Window } from '../progress/windows.ts'
import { statesDown } from '../snapshots/scan.ts'
import { whereNoData } from './errors.ts'
import { isComputed, isSkill, keysHere, type MetricKey } from './metrics.ts'
import { womSnapshot } from './snapshot.ts'

/** A part of a list. */
export interface Part {
  limit: number
  offset: number
}

// Of days less than that is read as a rule, where there are single snapshots.
const pageSize = 200

/** The snapshots of a window, the newest first. A seventh of a read unit each, also of those that are passed over. */
export const womSnapshots = async (
  table: Table,
  player: Player,
  { start = 0, end }: Window,
  { limit, offset }: Part,
  now: number,
) => {
  const [id, keyHere] = await Promise.all([womIdOf(table, player), keysHere(table)])
  const snapshots: ReturnType<typeof womSnapshot>[] = []
  let passed = 0
  const range = { start, end, pageSize: Math.min(offset + limit, pageSize) }
  for await (const state of statesDown(table, player.key, range, now)) {
    if (passed++ < offset) continue
    snapshots.push(womSnapshot(id, state, keyHere))
    if (snapshots.length === limit) break
  }
  return snapshots
}

// As many as a wide screen can show.
const mostPoints = 500

/** What a metric was in the course of a window, the newest first; thinned where there is more than can be seen. */
export const womTimeline = async (table: Table, player: Player, metric: MetricKey, window: Window, now: number) => {
  const keyHere = await keysHere(table)
  const row = isComputed(metric) ? 'overall' : metric
  const asked = { metric: keyHere(row), group: isSkill(row) ? ('skills' as const) : ('bosses' as const) }
  const found = await series(table, player, { ...asked, window, points: mostPoints }, now).catch(whereNoData)
  return (found?.points ?? []).toReversed().map((point) => {
    const value = ('experience' in point ? point.experience : point.score) ?? -1
    const date = point.at as string
    return isComputed(metric) ? { value: 0, rank: -1, date } : { value, rank: point.rank ?? -1, date }
  })
}
