import type { HiscoresResult } from '../hiscores/client.ts'
import { changePlayer, findPlayer, generationOf, type Outcome, type Player } from '../players/players.ts'
import { stateMoment } from '../snapshots/items.ts'
import { storeAnswer, withdrawAnswer } from '../snapshots/store.ts'
import { afterAnswer, afterFailure, afterMiss } from './after.ts'
import type { Fetching } from './fetching.ts'
import type { Answered } from './slot.ts'
import { settleTask } from './tasks.ts'

// A requested fetch that keeps failing is reported as failed after this many attempts; the schedule goes on trying.
const attemptsPerTask = 3

/** What went wrong with a request, in a sentence; undefined when nothing did. */
export const describe = (result: HiscoresResult): string | undefined => {
  switch (result.outcome) {
    case 'found':
      return undefined
    case 'not_found':
      return 'The hiscores do not know this name on this board.'
    case 'rate_limited':
      return 'The hiscores ask for fewer requests.'
    case 'unavailable':
    case 'malformed':
      return result.reason
    default:
      return result satisfies never
  }
}

/** Stores an answer's snapshot; what the result means for the player. */
const store = async (fetching: Fetching, player: Player, result: HiscoresResult, at: number) => {
  if (result.outcome === 'not_found') return afterMiss(player, at)
  if (result.outcome !== 'found') return afterFailure(fetching, player, result, at)
  const { name, ...rows } = result.answer
  const stored = await storeAnswer(fetching.tracker, player, { at, rows }, fetching.retentionDays)
  return afterAnswer(fetching, player, name, at, stored)
}

/**
 * Stores what a fetch brought: the snapshot first, then the task, then the player, whose change makes it final. A crash
 * between two of them leaves the player due, and the next fetch does the rest.
 */
export const record = async (
  fetching: Fetching,
  player: Player,
  { result, askedAt }: Answered,
  attempts: number,
): Promise<Outcome | 'gone'> => {
  const { tracker, clock } = fetching
  // States stay in the order in which they were seen, also when the clock has been set back.
  const at = stateMoment(Math.max(askedAt, (player.lastFetchedAt ?? 0) + 1))
  const state = await store(fetching, player, result, at)
  const repeated = ['rate_limited', 'unavailable'].includes(result.outcome) && attempts < attemptsPerTask
  if (player.taskId) {
    const status = result.outcome === 'found' ? 'succeeded' : repeated ? 'queued' : 'failed'
    const ending = { status, outcome: state.lastOutcome, error: describe(result), now: clock.now() } as const
    await settleTask(tracker, player.key, player.taskId, ending)
  }
  const after = await changePlayer(tracker, player, {
    ...state,
    ...(player.taskId && !repeated && { taskId: undefined }),
  })
  if (after) return state.lastOutcome
  // Of a player that is only on its way to another name what was stored stays, like what a crash leaves behind.
  const current = await findPlayer(tracker, player.key)
  const same = current?.deletedAt === undefined && current && generationOf(current) === generationOf(player)
  if (!same) await withdrawAnswer(tracker, player.key, { at, before: player.latest?.at })
  return 'gone'
}
