import type { Answer, Rows } from '../hiscores/answer.ts'
import type { Mode } from '../hiscores/boards.ts'
import type { HiscoresResult } from '../hiscores/client.ts'
import { canonicalName } from '../hiscores/names.ts'
import { ApiError, retryAfter } from '../http/errors.ts'
import { log } from '../log.ts'
import { countRequests } from '../pace/counts.ts'
import { takeSlots } from '../pace/pace.ts'
import type { Fetching } from './fetching.ts'
import { fetchInTurn, turnsOf } from './slot.ts'

/** A mode, or the wish to find out which one a character plays. */
export type WantedMode = Mode | 'auto'

/** A character as the hiscores show it on the board of its mode. */
export interface Found {
  mode: Mode
  answer: Answer
}

// What is left of the function's time for storing the answer.
const recordingMs = 2_000

// How long to wait before trying again when the upstream did not say.
const retryMs = 60_000

/** Whom an answer names that is not about the character that was asked for. */
const strangerIn = (result: HiscoresResult | undefined): string | undefined =>
  result?.outcome === 'found' ? result.stranger : undefined

const unavailable = (message: string, waitMs: number): ApiError =>
  new ApiError('upstream_unavailable', message, { headers: retryAfter(waitMs) })

/** Asks for a character on one board in one slot. Throws `upstream_unavailable` when there is none before `deadline`. */
const askOnce = async (fetching: Fetching, username: string, mode: Mode, deadline: number): Promise<HiscoresResult> => {
  const { tracker, clock, pace } = fetching
  const startedAt = clock.now()
  const latest = deadline - pace.requestTimeoutMs - recordingMs
  const grant = await takeSlots(tracker, { count: 1, latest, horizonMs: Infinity }, clock.now, pace)
  const [turn] = turnsOf(grant, 'waiting')
  const answered = turn && (await fetchInTurn(fetching, { mode, username }, turn, latest))
  const result = answered?.result
  // Whoever is looked up and found is news.
  if (result) await countRequests(tracker, [result.outcome === 'found' ? 'changed' : result.outcome], clock.now())
  log.info('fetch', {
    player: canonicalName(username),
    mode,
    reason: 'look-up',
    outcome: result?.outcome ?? 'no_slot',
    ...(strangerIn(result) !== undefined && { stranger: strangerIn(result) }),
    durationMs: clock.now() - startedAt,
  })
  if (result) return result
  const waitMs = 'retryAt' in grant ? grant.retryAt - clock.now() : retryMs
  throw unavailable('The hiscores cannot be asked right now. Try again later.', waitMs)
}

/**
 * Asks for a character on one board, at the common pace, and once more when the answer names somebody else; undefined when it
 * is not there. Throws `upstream_unavailable` when no answer can be had before `deadline` (milliseconds since 1970).
 */
export const askBoard = async (
  fetching: Fetching,
  username: string,
  mode: Mode,
  deadline: number,
): Promise<Answer | undefined> => {
  const first = await askOnce(fetching, username, mode, deadline)
  const result = strangerIn(first) === undefined ? first : await askOnce(fetching, username, mode, deadline)
  switch (result.outcome) {
    case 'found':
      if (result.stranger === undefined) return result.answer
      throw unavailable(`The hiscores answer with the numbers of "${result.stranger}". Try again later.`, retryMs)
    case 'not_found':
      return undefined
    default: {
      const waitMs = 'retryAfterMs' in result ? (result.retryAfterMs ?? retryMs) : retryMs
      throw unavailable('The hiscores did not answer as they should. Try again later.', waitMs)
    }
  }
}

/** What counts for telling boards apart: overall experience, or where that is unknown the sum of the skills. */
export const experienceOf = ({ skills }: Rows): number => {
  const overall = skills.find(({ name }) => name === 'Overall')?.xp ?? -1
  return overall >= 0 ? overall : skills.reduce((sum, { xp }) => sum + Math.max(xp, 0), 0)
}

type Ask = (mode: Mode) => Promise<Answer | undefined>

/** Asks once more before it is believed that somebody is not on a board. */
const surely = async (ask: Ask, mode: Mode): Promise<Answer | undefined> => (await ask(mode)) ?? ask(mode)

const special = ['hardcore_ironman', 'ultimate_ironman'] as const

/** A character that is on neither the regular nor the ironman board: too low for them, or overlooked by the first answer. */
const detectLow = async (ask: Ask): Promise<Found | undefined> => {
  for (const mode of special) {
    const answer = await ask(mode)
    if (answer) return { mode, answer }
  }
  const answer = await ask('regular')
  return answer && { mode: 'regular', answer }
}

/**
 * Finds out which mode a character plays, by the experience that the boards show: a board that was left stands still. The
 * boards are asked in the order in which none can fall behind an earlier one that is still played on. That somebody is not on a
 * board decides nothing before it was said twice; low ironmen are on their own board only.
 */
export const detect = async (ask: Ask): Promise<Found | undefined> => {
  const first = await ask('regular')
  const ironman = await (first ? surely(ask, 'ironman') : ask('ironman'))
  if (!first && !ironman) return detectLow(ask)
  const regular = first ?? (await ask('regular'))
  if (!ironman) return { mode: 'regular', answer: regular! }
  if (regular && experienceOf(regular) > experienceOf(ironman)) return { mode: 'regular', answer: regular }
  for (const mode of special) {
    const answer = await surely(ask, mode)
    if (answer && experienceOf(answer) >= experienceOf(ironman)) return { mode, answer }
  }
  return { mode: 'ironman', answer: ironman }
}

/**
 * Looks a character up, on the board of a mode or, with `auto`, on those that tell its mode. Throws `player_not_found`, or
 * `upstream_unavailable` when it could not be done before `deadline`.
 */
export const lookUp = async (
  fetching: Fetching,
  { username, mode }: { username: string; mode: WantedMode },
  deadline: number,
): Promise<Found> => {
  const ask = (board: Mode) => askBoard(fetching, username, board, deadline)
  if (mode === 'auto') {
    const found = await detect(ask)
    if (found) return found
    throw new ApiError('player_not_found', `The hiscores know no "${username}".`)
  }
  const answer = await ask(mode)
  if (answer) return { mode, answer }
  throw new ApiError('player_not_found', `The hiscores know no "${username}" on the ${mode} board.`)
}

/** The mode that a character plays now. Throws as {@link lookUp} does. */
export const modeOf = async (fetching: Fetching, username: string, deadline: number): Promise<Mode> =>
  (await lookUp(fetching, { username, mode: 'auto' }, deadline)).mode
