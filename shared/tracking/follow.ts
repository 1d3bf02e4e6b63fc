import type { Rows } from '../hiscores/answer.ts'
import type { HiscoresResult } from '../hiscores/client.ts'
import { ApiError } from '../http/errors.ts'
import { log } from '../log.ts'
import { changePlayer, type Player } from '../players/players.ts'
import { dayMs, decodeAll } from '../snapshots/items.ts'
import { valuesDiffer } from '../snapshots/readings.ts'
import { askBoard, detect, experienceOf } from './ask.ts'
import type { Fetching } from './fetching.ts'
import type { Answered } from './slot.ts'

// Somebody who asks for a fetch wonders why nothing moves; as often as this the other boards are looked at for it.
const askedForMs = 600_000

// Who has rested for so long rests, as a rule, and is looked for once a week.
const longRestMs = 14 * dayMs

/** Whether it is time to look whether a player who stands still moves on another board. */
const isTime = ({ taskId, lookedAt = 0, lastChangedAt, addedAt }: Player, now: number): boolean => {
  const restMs = now - (lastChangedAt ?? addedAt)
  if (taskId !== undefined) return now - lookedAt >= askedForMs
  return restMs >= dayMs && now - lookedAt >= (restMs >= longRestMs ? 7 * dayMs : dayMs)
}

const standsStill = async ({ tracker }: Fetching, { latest }: Player, rows: Rows): Promise<boolean> => {
  const [state] = latest ? await decodeAll(tracker, [latest]) : []
  return state !== undefined && !valuesDiffer(state.rows, rows)
}

/** Whether an answer gives a reason to look for an account on other boards: it is missing again, or stands still there. */
const hasLeft = async (fetching: Fetching, player: Player, result: HiscoresResult, now: number): Promise<boolean> => {
  if (!player.autoMode) return false
  // The first miss is asked about again in any case.
  if (result.outcome === 'not_found') return player.missing !== undefined
  if (result.outcome !== 'found' || result.stranger !== undefined || player.mode === 'regular') return false
  return isTime(player, now) && (await standsStill(fetching, player, result.answer))
}

/** What following an account came to: the player and the answer that are to be recorded. */
export interface Followed {
  player: Player
  answered: Answered
}

// What is left of the time that one request may take, for the way.
const wayMs = 2_000

/**
 * Looks for an account that seems to have left its board on the others of its family, each in a slot of its own, none later than
 * `latest` (milliseconds since 1970): the player on the board that it plays on now, which is noted before anything of that
 * board is stored, and the answer. The player as it was where there is no reason to look, or nothing to find.
 */
export const followAccount = async (
  fetching: Fetching,
  player: Player,
  answered: Answered,
  latest: number,
): Promise<Followed> => {
  const { tracker, clock, pace } = fetching
  const now = clock.now()
  const asItWas = { player, answered }
  if (!(await hasLeft(fetching, player, answered.result, now))) return asItWas
  const looked = { player: { ...player, lookedAt: now }, answered }
  const deadline = latest + pace.requestTimeoutMs + wayMs
  const ask = (mode: Player['mode']) => askBoard(fetching, player.username, mode, deadline)
  try {
    if (answered.result.outcome === 'found') {
      // Whoever plays at all moves on the regular board, or is too low for it and moves on the ironman one.
      const here = experienceOf(answered.result.answer)
      const there = (await ask('regular')) ?? (await ask('ironman'))
      if (!there || experienceOf(there) <= here) return looked
    }
    const found = await detect(ask)
    if (!found || found.mode === player.mode) return looked
    log.info('board changed', { player: player.key, from: player.mode, to: found.mode })
    const turn = { at: now, kind: 'board' as const }
    const turned = await changePlayer(tracker, player, { mode: found.mode, turn, doubt: undefined, lookedAt: now })
    const result: HiscoresResult = { outcome: 'found', answer: found.answer }
    return turned ? { player: turned, answered: { ...answered, result, askedAt: clock.now() } } : asItWas
  } catch (error) {
    // There was no turn in time, or no answer: the next fetch looks again.
    if (error instanceof ApiError) return asItWas
    throw error
  }
}
