import type { Table } from '../dynamodb.ts'
import { ApiError } from '../http/errors.ts'
import type { Player } from '../players/players.ts'
import { snapshotAt } from '../snapshots/snapshots.ts'
import { newestStateOf } from './newest.ts'
import { statsView } from './stats.ts'
import { momentUntil } from './windows.ts'

/** A player's statistics now, or at a moment or the end of a date in a time zone, as the API shows them. Throws `no_data`. */
export const statsAt = async (
  table: Table,
  player: Player,
  { at, tz }: { at?: string | undefined; tz: string },
  now: number,
) => {
  const snapshot =
    at === undefined
      ? await newestStateOf(table, player)
      : await snapshotAt(table, player.key, momentUntil(at, tz, now), now)
  if (!snapshot) throw new ApiError('no_data', `There is no snapshot of ${player.username} from then or before.`)
  return statsView(player, snapshot)
}
