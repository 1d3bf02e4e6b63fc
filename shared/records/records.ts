import type { Table } from '../dynamodb.ts'
import type { CsvTable } from '../http/csv.ts'
import { ApiError } from '../http/errors.ts'
import { isoTime } from '../http/time.ts'
import type { Player } from '../players/players.ts'
import { newestStateOf } from '../progress/newest.ts'
import { type Group, readingsOf } from '../snapshots/readings.ts'
import type { Best, Bests, Span } from './best.ts'
import { recordsUntil } from './fold.ts'
import { spanNames } from './kept.ts'

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

const shownOf = (player: Player, metric: string, best: Bests): MetricRecords => ({
  day: best.day && view(player, metric, best.day),
  week: best.week && view(player, metric, best.week),
  month: best.month && view(player, metric, best.month),
  year: best.year && view(player, metric, best.year),
})

const nothing: Bests = { day: null, week: null, month: null, year: null }

/**
 * A player's largest gains per metric, as the API shows them; only metrics that have some, and overall always. Ratings have
 * none. Throws `no_data` when nothing is stored. Reads the kept records, half a read unit or two, and what {@link statesSince}
 * does where something came since.
 */
export const records = async (table: Table, player: Player, now: number) => {
  const newest = await newestStateOf(table, player)
  if (!newest) throw new ApiError('no_data', `There is no snapshot of ${player.username} yet.`)
  // A new boss may change the group that an unknown row was taken to be in; the newest layout knows best.
  const rows = new Map(readingsOf(newest).map((reading) => [reading.metric, reading]))
  const found: Records = {
    overall: rows.has('overall') ? shownOf(player, 'overall', nothing) : null,
    ...{ skills: {}, bosses: {}, activities: {} },
  }
  for (const [metric, { group, best }] of await recordsUntil(table, player, now)) {
    const row = rows.get(metric)
    if (row?.rating) continue
    const shown = shownOf(player, metric, best)
    const place = row?.group ?? group
    if (place === 'overall') found.overall = shown
    else found[place][metric] = shown
  }
  return { username: player.username, mode: player.mode, ...found }
}

/** Records as a table, a line each. */
export const recordsTable = ({ overall, skills, bosses, activities }: Records): CsvTable => {
  const groups = Object.entries({ overall: overall ? { overall } : {}, skills, bosses, activities })
  const rows = groups.flatMap(([group, metrics]) =>
    Object.entries(metrics).flatMap(([metric, best]) =>
      spanNames.flatMap((span) => {
        const each = best[span]
        return each ? [[group, metric, span, each.gained, each.start, each.end, each.href]] : []
      }),
    ),
  )
  return { columns: ['group', 'metric', 'span', 'gained', 'start', 'end', 'href'], rows }
}
