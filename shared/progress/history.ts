import type { Table } from '../dynamodb.ts'
import { ApiError } from '../http/errors.ts'
import { isoTime } from '../http/time.ts'
import type { Player } from '../players/players.ts'
import type { State } from '../snapshots/items.ts'
import { firstSnapshotAfter, snapshotAt } from '../snapshots/snapshots.ts'
import { gains } from './gains.ts'
import { seamsView, seamsWithin } from './lives.ts'
import { newestStateOf } from './newest.ts'
import type { Window } from './windows.ts'

const dayMs = 86_400_000

/**
 * The two snapshots that a window's gains lie between: the last ones at or before its start and its end. When nothing is
 * older than the start, the first snapshot within the window is the baseline. Undefined when nothing is older than the end.
 * Until now, or between two days (UTC), one read unit at most.
 */
export const windowBounds = async (
  table: Table,
  player: Player,
  { start, end }: Window,
  now: number,
): Promise<{ from: State; to: State; complete: boolean } | undefined> => {
  const [to, before] = await Promise.all([
    end >= now ? newestStateOf(table, player) : snapshotAt(table, player.key, end, now),
    start === undefined ? undefined : snapshotAt(table, player.key, start, now),
  ])
  if (!to) return undefined
  const from = before ?? (await firstSnapshotAfter(table, player.key, start ?? 0, to.at, now)) ?? to
  return { from, to, complete: before !== undefined }
}

/** What a player gained in a window, as the API shows it; `metrics` as in {@link gains}. Throws `no_data` when nothing is older than its end. */
export const history = async (
  table: Table,
  player: Player,
  window: Window,
  metrics: ReadonlySet<string> | undefined,
  now: number,
) => {
  const found = await windowBounds(table, player, window, now)
  if (!found) throw new ApiError('no_data', `There is no snapshot of ${player.username} from then or before.`)
  const { from, to, complete } = found
  const elapsedMs = to.at - from.at
  const [seams = []] = await seamsWithin(table, [{ player, from, to }])
  return {
    username: player.username,
    mode: player.mode,
    // Everything there is starts with the first snapshot.
    period: { start: isoTime(window.start ?? from.at), end: isoTime(window.end) },
    // `first_snapshot`: nothing older than the period's start is known, so what was gained before this is not in here.
    from: { fetchedAt: isoTime(from.at), baseline: complete ? 'at_or_before_start' : 'first_snapshot' },
    to: { fetchedAt: isoTime(to.at) },
    // To a second: whoever needs more has the two moments.
    elapsedDays: Number((elapsedMs / dayMs).toFixed(5)),
    seams: seamsView(seams),
    ...gains(from.rows, to.rows, elapsedMs, metrics, seams),
  }
}
