import { takeBack } from '../corrections/take-back.ts'
import type { Table } from '../dynamodb.ts'
import { announceGoals } from '../goals/announce.ts'
import { settleGoals } from '../goals/settle.ts'
import type { Rows } from '../hiscores/answer.ts'
import type { HiscoresResult } from '../hiscores/client.ts'
import { earlierInLife } from '../lives/earlier.ts'
import { foreignStates } from '../lives/foreign.ts'
import { keepSides } from '../lives/seam-items.ts'
import { withSeam } from '../lives/seams.ts'
import { log } from '../log.ts'
import type { Telling } from '../milestones/catch-up.ts'
import { withdrawTelling } from '../milestones/go-through.ts'
import { tellMilestones } from '../milestones/tell.ts'
import type { Event } from '../outbox/news.ts'
import { announce } from '../outbox/outbox.ts'
import { isNotFound } from '../players/missing.ts'
import { type Change, changePlayer, findPlayer, generationOf, type Outcome, type Player } from '../players/players.ts'
import { foldDue } from '../records/fold.ts'
import { withdrawRecords } from '../records/items.ts'
import { deleteTrail } from '../records/trail.ts'
import { currentRows } from '../snapshots/catalogue.ts'
import { dateOf, decodeAll, encode, type Snapshot, type State, stateMoment } from '../snapshots/items.ts'
import { type Newest, newestStates } from '../snapshots/snapshots.ts'
import { storeAnswer, withdrawAnswer } from '../snapshots/store.ts'
import { settleTask } from '../tasks/tasks.ts'
import { afterAnswer, afterDoubt, afterFailure, afterMiss, type Beside } from './after.ts'
import { falseLife } from './false-life.ts'
import type { Fetching } from './fetching.ts'
import type { Answered } from './slot.ts'
import { type Beginning, missedBeginning, weigh } from './weigh.ts'

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

/** What a fetch changes about its player, and the steps that it has told of milestones. */
type Brought = Change & { lastOutcome: Outcome; steps?: Telling['steps'] }

/** What the beginnings of lives and reviews change about a player; nothing without one. */
const begun = (player: Player, beginnings: readonly Beginning[]) => {
  const seams = beginnings.flatMap(({ seam }) => seam ?? [])
  const reviews = beginnings.flatMap(({ review }) => review ?? [])
  return {
    ...(seams.length > 0 && { seams: seams.reduce(withSeam, player.seams ?? []) }),
    ...(reviews.length > 0 && { review: { at: [...new Set([...(player.review?.at ?? []), ...reviews])] } }),
  }
}

/** The states that an answer is weighed against. */
const comparedWith = async ({ tracker }: Fetching, player: Player, { last }: Newest) => {
  const { latest, doubt } = player
  // As a rule the newest state is the one in the player item.
  const stale = latest && last && latest.at !== last.at ? latest : undefined
  const [known, odd] = await Promise.all(
    [stale, doubt].map(async (kept): Promise<State | undefined> => kept && (await decodeAll(tracker, [kept]))[0]),
  )
  return { player, last, known: stale ? known : last, odd }
}

/** A player, and what an answer about it is compared with. */
interface Weighing {
  player: Player
  newest: Newest
}

/** Stores an answer that is believed, behind what it begins; or keeps it aside. What it means for the player. */
const weighed = async (
  fetching: Fetching,
  { player, newest }: Weighing,
  snapshot: Snapshot,
  shown: Rows,
  beside: Beside,
  wanted: readonly Event[] | undefined,
): Promise<Brought> => {
  const { tracker, retentionDays } = fetching
  const compared = await comparedWith(fetching, player, newest)
  const { last, known } = compared
  const behind = last && known ? await earlierInLife(tracker, player, known, last) : []
  const missed = missedBeginning({ ...compared, earlier: behind })
  // Who was cut short may have got no further than the state.
  if (missed.seam && known && last) await keepSides(tracker, player.key, known, last)
  const answer = { at: snapshot.at, rows: shown }
  const earlier = last ? await earlierInLife(tracker, { ...player, ...begun(player, [missed]) }, last, answer) : []
  const verdict = weigh({ ...compared, earlier }, answer.rows, answer.at)
  const { doubt } = player
  if (!verdict.stored) {
    log.warn('answer doubted', { player: player.key, doubt: verdict.doubt, metrics: verdict.metrics.slice(0, 10) })
    const kept = await encode(tracker, snapshot)
    return { ...begun(player, [missed]), ...afterDoubt(fetching, player, verdict.doubt, kept, snapshot.at) }
  }
  const { begins } = verdict
  if (begins.seam && last) await keepSides(tracker, player.key, last, snapshot)
  if (begins.seam || begins.review) log.warn('answer believed', { player: player.key, ...begins })
  else if (doubt) log.warn('odd answer dropped', { player: player.key, doubt: doubt.kind, at: doubt.at })
  const options = { newest, anew: begins.seam !== undefined }
  const stored = await storeAnswer(tracker, player, snapshot, retentionDays, options)
  const lives = begun(player, [missed, begins])
  const next = stored.latest.at === snapshot.at ? answer : undefined
  const told = await tellMilestones(tracker, { ...player, ...lives }, { last, next }, snapshot.at, wanted)
  return {
    ...lives,
    ...afterAnswer(fetching, player, beside, snapshot.at, stored),
    ...(doubt && { doubt: undefined }),
    ...(player.turn && { turn: undefined }),
    ...told,
  }
}

/**
 * A player, and the newest states, without those that an answer proves to be false, which are taken back; one false life may
 * have begun in another.
 */
const withoutFalseStates = async (tracker: Table, player: Player, rows: Rows, at: number): Promise<Weighing> => {
  const newest = await newestStates(tracker, player.key, at, player.lastChangedAt)
  const { last } = newest
  const span =
    (await falseLife(tracker, player, last, rows, at)) ?? (await foreignStates(tracker, player, last, rows, at))
  if (!span) return { player, newest }
  log.warn('false states taken back', { player: player.key, ...span })
  const without = await takeBack(tracker, player, span, at)
  // Without the player there is nothing to go by.
  return without ? withoutFalseStates(tracker, without, rows, at) : { player, newest }
}

/** What it means for a player that the hiscores do not know it; announces it once that is for certain. */
const missed = async (
  { tracker }: Fetching,
  player: Player,
  at: number,
  wanted: readonly Event[] = [],
): Promise<Brought> => {
  const after = afterMiss(player, at)
  if (isNotFound(after.missing) && !isNotFound(player.missing)) {
    const { key, username } = player
    const id = `missing ${key} ${dateOf(at)}`
    await announce(tracker, { id, at, player: key, username, happenings: [{ event: 'missing' }] }, wanted)
  }
  return after
}

/** Stores an answer's snapshot; what the result means for the player. */
const store = async (
  fetching: Fetching,
  given: Player,
  { result, outage, players, wanted }: Answered,
  at: number,
): Promise<Brought> => {
  if (result.outcome === 'not_found') return missed(fetching, given, at, wanted)
  if (result.outcome !== 'found') return afterFailure(fetching, given, { result, outage }, at)
  const { name, ...rows } = result.answer
  const { tracker } = fetching
  if (result.stranger !== undefined) {
    log.warn('answer doubted', { player: given.key, doubt: 'name', stranger: result.stranger.slice(0, 20) })
    return afterDoubt(fetching, given, 'name', await encode(tracker, { at, rows }), at)
  }
  const shown = await currentRows(tracker, rows)
  const weighing = await withoutFalseStates(tracker, given, shown, at)
  const { player } = weighing
  const state = await weighed(fetching, weighing, { at, rows }, shown, { name, players }, wanted)
  if (player === given) return state
  const { seams, review, latest } = player
  return { seams, review, latest, ...state }
}

/**
 * Stores what a fetch brought: the snapshot first, then the task, then the player, whose change makes it final. A crash
 * between two of them leaves the player due, and the next fetch does the rest.
 */
export const record = async (
  fetching: Fetching,
  player: Player,
  answered: Answered,
  attempts: number,
): Promise<Outcome | 'gone'> => {
  const { tracker, clock } = fetching
  const { result, askedAt, boards } = answered
  // States stay in the order in which they were seen, also when the clock has been set back.
  const at = stateMoment(Math.max(askedAt, (player.lastFetchedAt ?? 0) + 1))
  const { lookedAt } = player
  const { steps = [], ...brought } = await store(fetching, player, answered, at)
  const state = { ...brought, ...(lookedAt !== undefined && { lookedAt }) }
  const repeated = ['rate_limited', 'unavailable'].includes(result.outcome) && attempts < attemptsPerTask
  const after = { ...player, ...state } as Player
  const present = { now: at, retentionDays: fetching.retentionDays }
  const [folded, settled] = await Promise.all([
    foldDue(fetching, after, at, answered.wanted),
    settleGoals(tracker, after, present, announceGoals(tracker, after, answered.wanted)),
  ])
  // Last but one, so that a crash leaves nobody without an answer; whoever asks is told that it is over once the player names it no more.
  if (player.taskId) {
    const status = result.outcome === 'found' ? 'succeeded' : repeated ? 'queued' : 'failed'
    const ending = { status, outcome: state.lastOutcome, error: describe(result), now: clock.now() } as const
    await settleTask(tracker, player.key, player.taskId, ending)
  }
  const change = { ...state, ...folded, ...settled }
  const done = player.taskId !== undefined && !repeated
  const named = { expression: 'taskId = :task', values: { ':task': player.taskId } }
  const changed =
    (done && (await changePlayer(tracker, player, { ...change, taskId: undefined }, named, boards))) ||
    // Nobody asked for it, or somebody has asked for another one meanwhile.
    (await changePlayer(tracker, player, change, undefined, boards))
  if (changed) return state.lastOutcome
  // Of a player that is only on its way to another name what was stored stays, like what a crash leaves behind.
  const current = await findPlayer(tracker, player.key)
  const same = current?.deletedAt === undefined && current && generationOf(current) === generationOf(player)
  if (!same) {
    const withdrawn = { at, before: player.latest?.at, changedAt: player.lastChangedAt }
    await withdrawAnswer(tracker, player.key, withdrawn, clock.now())
    if (folded.recordsTo !== undefined) {
      await withdrawRecords(tracker, player.key, folded.recordsTo)
      await deleteTrail(tracker, player.key)
    }
    await withdrawTelling(tracker, player.key, { steps, milestonesTo: brought.milestonesTo }, current, clock.now())
  }
  return 'gone'
}
