import { ApiError, retryAfter } from '../http/errors.ts'
import { log } from '../log.ts'
import { countRequests } from '../pace/counts.ts'
import { takeSlots } from '../pace/pace.ts'
import { changePlayer, findPlayer, generationOf, isMoving, isTracked, type Player } from '../players/players.ts'
import { notTracked } from '../players/tracked.ts'
import { counted } from '../tasks/request.ts'
import type { Fetching } from './fetching.ts'
import { followAccount } from './follow.ts'
import { describe, record } from './record.ts'
import { fetchInTurn, turnsOf } from './slot.ts'

// What is left of the function's time for storing what came, and for answering.
const recordingMs = 4_000

// Whoever was fetched a moment ago has nothing new: the hiscores move when somebody logs out.
const restMs = 60_000

// How long to wait before trying again when the upstream did not say.
const retryMs = 60_000

const unavailable = (message: string, waitMs: number): ApiError =>
  new ApiError('upstream_unavailable', message, { headers: retryAfter(waitMs) })

/** Counts a request to fetch a player at once. Throws when there is to be none now. */
const admit = async ({ tracker, clock }: Fetching, player: Player): Promise<Player> => {
  const now = clock.now()
  if (!player.active) throw new ApiError('player_inactive', `${player.username} is paused.`)
  if (isMoving(player)) {
    throw new ApiError('player_inactive', `${player.username} is being given another name. Try again in a minute.`)
  }
  const waitMs = (player.lastFetchedAt ?? 0) + restMs - now
  if (waitMs > 0) {
    const message = `${player.username} was fetched less than a minute ago.`
    throw new ApiError('too_many_requests', message, { headers: retryAfter(waitMs) })
  }
  const admitted = await changePlayer(tracker, player, { requests: counted(player, now) })
  if (!admitted) throw notTracked(player.username)
  return admitted
}

/**
 * Fetches a player while whoever asked for it waits, in a slot of the common pace, and stores what comes as any fetch does; a
 * request that was queued for the player is fulfilled by it. The player as it is then, also when the answer is doubted. Throws
 * `player_inactive`; `too_many_requests` when the last good answer is less than a minute old, or the player was asked for again and again;
 * `player_not_found` when the hiscores do not know it; and `upstream_unavailable` when no answer could be had before `deadline`
 * (milliseconds since 1970).
 */
export const fetchAtOnce = async (fetching: Fetching, asked: Player, deadline: number): Promise<Player> => {
  const { tracker, clock, pace } = fetching
  const startedAt = clock.now()
  const player = await admit(fetching, asked)
  const latest = deadline - pace.requestTimeoutMs - recordingMs
  const grant = await takeSlots(tracker, { count: 1, latest, horizonMs: Infinity }, clock.now, pace)
  const [turn] = turnsOf(grant, 'waiting')
  const first = turn && (await fetchInTurn(fetching, player, turn, latest))
  if (!first) {
    const waitMs = 'retryAt' in grant ? grant.retryAt - clock.now() : retryMs
    throw unavailable('The hiscores cannot be asked right now. Try again later.', waitMs)
  }
  const followed = await followAccount(fetching, player, first, latest)
  const { result } = followed.answered
  const outcome = await record(fetching, followed.player, followed.answered, 0)
  await countRequests(tracker, [outcome === 'gone' ? 'changed' : outcome], clock.now())
  log.info('fetch', {
    player: player.key,
    mode: followed.player.mode,
    reason: 'at once',
    outcome,
    ...(result.outcome !== 'found' && { error: describe(result) }),
    durationMs: clock.now() - startedAt,
  })
  if (result.outcome === 'not_found') {
    throw new ApiError('player_not_found', `The hiscores do not know "${player.username}" at the moment.`)
  }
  if (result.outcome !== 'found') {
    throw unavailable('The hiscores did not answer as they should. Try again later.', retryMs)
  }
  const current = await findPlayer(tracker, player.key)
  if (current && isTracked(current) && generationOf(current) === generationOf(player)) return current
  throw notTracked(player.username)
}
