import type { Table } from '../dynamodb.ts'
import { isoTime } from '../http/time.ts'
import type { Player } from '../players/players.ts'
import { womIdOf } from '../players/wom-id.ts'
import type { Best } from '../records/best.ts'
import { recordsUntil } from '../records/fold.ts'
import { keysHere, type MetricKey, rowKeys } from './metrics.ts'
import type { PeriodName } from './requests.ts'

/** A record as these programs read it: it is as old as the end of its time. */
export const womRecord = (playerId: number, period: PeriodName, metric: MetricKey, { gained, end }: Best) => ({
  playerId,
  period,
  metric,
  value: gained,
  updatedAt: isoTime(end) as string,
})

const periods = ['day', 'week', 'month', 'year'] as const

interface Wanted {
  period?: PeriodName | undefined
  metric?: MetricKey | undefined
}

/** A player's records, of 24 hours, 7, 30 and 365 days; there are none of five minutes. Reads what our own records do. */
export const womRecords = async (table: Table, player: Player, wanted: Wanted, now: number) => {
  const [id, keyHere, found] = await Promise.all([
    womIdOf(table, player),
    keysHere(table),
    recordsUntil(table, player, now),
  ])
  const metrics = rowKeys.filter((metric) => (wanted.metric ?? metric) === metric)
  return metrics.flatMap((metric) =>
    periods.flatMap((period) => {
      const best = (wanted.period ?? period) === period && found.get(keyHere(metric))?.best[period]
      return best ? [womRecord(id, period, metric, best)] : []
    }),
  )
}
