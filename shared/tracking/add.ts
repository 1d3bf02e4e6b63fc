import { canonicalName } from '../hiscores/names.ts'
import { ApiError } from '../http/errors.ts'
import { intervalMs } from '../pace/interval.ts'
import { changePlayer, createPlayer, findPlayer, type Player } from '../players/players.ts'
import { stateMoment } from '../snapshots/items.ts'
import { storeAnswer } from '../snapshots/store.ts'
import { lookUp, type WantedMode } from './ask.ts'
import type { Fetching } from './fetching.ts'

interface Wanted {
  username: string
  mode: WantedMode
  fetchIntervalMinutes?: number | undefined
}

// An addition that was cut short is taken up by the schedule after this time.
const completedMs = 60_000

const exists = (username: string): ApiError =>
  new ApiError('player_exists', `A player named "${username}" is tracked already.`)

/**
 * Adds a player: asks the hiscores, which shows that the name exists and is the first snapshot. Throws `player_exists`,
 * `player_not_found` or `upstream_unavailable`; nothing is stored then.
 */
export const addPlayer = async (fetching: Fetching, wanted: Wanted, deadline: number): Promise<Player> => {
  const { tracker, clock, intervals, retentionDays } = fetching
  const { username, fetchIntervalMinutes } = wanted
  const key = canonicalName(username)
  const before = await findPlayer(tracker, key)
  if (before && before.deletedAt === undefined) throw exists(username)

  const { mode, answer } = await lookUp(fetching, wanted, deadline)
  const at = stateMoment(clock.now())
  const player: Player = {
    key,
    username: answer.name ?? username,
    mode,
    ...(wanted.mode === 'auto' && { autoMode: true }),
    active: true,
    addedAt: at,
    nextFetchAt: at + completedMs,
    ...(fetchIntervalMinutes !== undefined && { fetchIntervalMinutes }),
    failures: 0,
  }
  if (!(await createPlayer(tracker, player))) throw exists(username)
  const { latest } = await storeAnswer(tracker, player, { at, rows: answer }, retentionDays)
  const change = {
    lastOutcome: 'changed' as const,
    lastFetchedAt: at,
    lastChangedAt: at,
    latest,
    // The first state of all reaches nothing.
    milestonesTo: at,
    nextFetchAt: at + intervalMs({ fetchIntervalMinutes, lastChangedAt: at }, at, intervals),
  }
  return (await changePlayer(tracker, player, change)) ?? { ...player, ...change }
}
