import type { Table } from '../dynamodb.ts'
import type { CsvTable } from '../http/csv.ts'
import { ApiError } from '../http/errors.ts'
import { isoTime } from '../http/time.ts'
import type { Player } from '../players/players.ts'
import { type Group, readingsOf } from '../snapshots/readings.ts'
import { states } from '../snapshots/scan.ts'
import { type Best, bestGains, type Span, spans } from './best.ts'

/** A record as the API shows it; `href` is the history of exactly its window. */
interface PlayerRecord {
  gained: number
  start: string
  end: string
  href: string
}

type MetricRecords = Record<Span, PlayerRecord | null>

interface Records extends Record<Exclude<Group, 'overall'>, Record<string, MetricRecords>> {
  overall: MetricRecords | null
}

const view = (player: Player, metric: string, { gained, start, end }: Best): PlayerRecord => {
  const window = { start: isoTime(start) as string, end: isoTime(end) as string }
  const query = new URLSearchParams({ ...window, metrics: metric })
  return { gained, ...window, href: `/players/${encodeURIComponent(player.key)}/history?${query}` }
}

/**
 * A player's largest gains per metric, as the API shows them, between any two stored states at most 1, 7, 30 and 365 days
 * apart; only metrics that have some, and overall always. Ratings have none. Throws `no_data` when nothing is stored.
 * Reads everything that is stored once: some 0.07 read units a state, 25 a year of days.
 */
export const records = async (table: Table, player: Player, now: number) => {
  const metrics = new Map<string, { group: Group; gains: ReturnType<typeof bestGains> }>()
  for await (const state of states(table, player.key, { start: 0, end: now }, now)) {
    for (const { metric, group, rating, value } of readingsOf(state)) {
      if (rating) continue
      const { gains } = metrics.get(metric) ?? { gains: bestGains() }
      // A new boss may change the group that an unknown row was taken to be in; the last one counts.
      metrics.set(metric, { group, gains })
      if (value !== null) gains.add(state.at, value)
    }
  }
  if (metrics.size === 0) throw new ApiError('no_data', `There is no snapshot of ${player.username} yet.`)
  const found: Records = { overall: null, skills: {}, bosses: {}, activities: {} }
  for (const [metric, { group, gains }] of metrics) {
    const best = gains.best()
    const shown = Object.fromEntries(
      Object.entries(best).map(([span, each]) => [span, each && view(player, metric, each)]),
    ) as MetricRecords
    if (group === 'overall') found.overall = shown
    else if (best.year) found[group][metric] = shown
  }
  return { username: player.username, mode: player.mode, ...found }
}

/** Records as a table, a line each. */
export const recordsTable = ({ overall, skills, bosses, activities }: Records): CsvTable => {
  const groups = Object.entries({ overall: overall ? { overall } : {}, skills, bosses, activities })
  const rows = groups.flatMap(([group, metrics]) =>
    Object.entries(metrics).flatMap(([metric, best]) =>
      Object.keys(spans).flatMap((span) => {
        const each = best[span as Span]
        return each ? [[group, metric, span, each.gained, each.start, each.end, each.href]] : []
      }),
    ),
  )
  return { columns: ['group', 'metric', 'span', 'gained', 'start', 'end', 'href'], rows }
}
