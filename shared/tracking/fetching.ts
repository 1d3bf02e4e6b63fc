import type { Table } from '../dynamodb.ts'
import type { Hiscores } from '../hiscores/client.ts'
import type { Clock } from '../pace/clock.ts'
import type { IntervalRules } from '../pace/interval.ts'
import type { PaceRules } from '../pace/turns.ts'

/** What fetching needs to know and to reach. */
export interface Fetching {
  tracker: Table
  hiscores: Hiscores
  clock: Clock
  pace: PaceRules
  intervals: IntervalRules
  retentionDays: number
  /** A number from 0 to 1, to spread retries. */
  random: () => number
}
