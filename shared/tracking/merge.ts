import { consistently, type Table } from '../dynamodb.ts'
import { ApiError } from '../http/errors.ts'
import { isoTime } from '../http/time.ts'
import { putSeam } from '../lives/seam-items.ts'
import { forgetSince, reachedBy } from '../milestones/items.ts'
import { recomputeMilestones } from '../milestones/recompute.ts'
import { isTops } from '../milestones/tops.ts'
import { copyItems, type StoredItem } from '../players/copy.ts'
import { markSource, settleMove, unfinished } from '../players/move.ts'
import { type Joining, moveMs, type OnMoved } from '../players/moving.ts'
import { changePlayer, findPlayer, generationOf, type Player } from '../players/players.ts'
import { discardPlayer, sourceOf } from '../players/remove.ts'
import { recomputeRecords } from '../records/fold.ts'
import { findRecords, recordsSK } from '../records/items.ts'
import { dropRecordsAt, mergeRecords, momentsOf, type Records } from '../records/kept.ts'
import { decodeAll, type State } from '../snapshots/items.ts'
import { type Join, joinStates, meetingStates } from '../snapshots/join.ts'
import { firstSnapshotAfter, newestStates } from '../snapshots/snapshots.ts'
import { endTask } from '../tasks/tasks.ts'
import { fallen } from './fallen.ts'

/*
 * Two players are one character, tracked under its old name and under the new one: both histories become one. The player that
 * stays remembers how (`joining`), and answers all the time; the other one is hidden from the first step on.
 */

/** The first and the last state of a player; undefined when it has none. */
const extentOf = async (table: Table, { key }: Player, now: number) => {
  const { last } = await newestStates(table, key, now)
  const first = last && (await firstSnapshotAfter(table, key, 0, last.at, now))
  return last && { first: first ?? last, last }
}

const joinOf = (to: Player, from: string, { at, earlier }: Joining): Join => ({ from, to: to.key, at, earlier })

const refuse = (message: string, issues: ReturnType<typeof fallen>): ApiError =>
  new ApiError('values_fell', message, { issues })

/** How the history of a player becomes one with that of another. Throws `values_fell` when they cannot, unless `force` is given. */
const planOf = async (given: Table, from: Player, to: Player, force: boolean, now: number): Promise<Joining> => {
  const table = consistently(given)
  const [moved, own] = await Promise.all([from, to].map((player) => extentOf(table, player, now)))
  const earlier = !moved || !own || moved.first.at <= own.first.at
  const [before, after] = earlier ? [moved, own] : [own, moved]
  const at = after?.first.at ?? Math.max(to.addedAt, (before?.last.at ?? 0) + 1)
  const plan = { generation: generationOf(from), at, earlier }
  if (!before || !after) return plan

  const met = await meetingStates(table, joinOf(to, from.key, plan), now)
  const sides = await decodeAll(
    table,
    [met.before, met.after].filter((side) => side !== undefined),
  )
  const [last, first] = sides.length === 2 ? (sides as [State, State]) : [before.last, after.first]
  const issues = fallen(last.rows, first.rows, 'later')
  const overlap = before.last.at >= at
  if (overlap && !force) {
    const message = `"${from.username}" and "${to.username}" were both seen from ${isoTime(at)} to ${isoTime(before.last.at)}: they seem to be two characters.`
    throw refuse(message, issues)
  }
  if (issues.length > 0 && !force) {
    throw refuse(`"${from.username}" and "${to.username}" seem to be two characters: some values fell.`, issues)
  }
  if (overlap || issues.length > 0) return { ...plan, seam: 'corrected' }
  return from.mode === to.mode ? plan : { ...plan, seam: 'board' }
}

/** What the player that stays is from the first step on: it begins where the earlier one did, with the seams of both. */
const joined = (player: Player, source: Player, { at, earlier, seam }: Joining) => {
  const [first, second] = earlier ? [source, player] : [player, source]
  const seams = [
    ...(first.seams ?? []).filter((each) => each.at < at),
    ...(seam ? [{ at, kind: seam }] : []),
    ...(second.seams ?? []).filter((each) => each.at > at),
  ]
  const review = [
    ...(first.review?.at ?? []).filter((each) => each < at),
    ...(second.review?.at ?? []).filter((each) => each > at),
  ]
  return {
    addedAt: Math.min(player.addedAt, source.addedAt),
    generation: generationOf(player),
    // What the other one's number leads to is copied with its history.
    ...(player.womId === undefined && source.womId !== undefined && { womId: source.womId }),
    seams,
    review: review.length > 0 ? { at: review } : undefined,
    doubt: undefined,
  }
}

/** The records of both histories, of the earlier one those that were made before the later one began. */
const joinRecords = async (table: Table, player: Player, source: Player, { at, earlier }: Joining, now: number) => {
  const kept = await findRecords(table, source.key)
  const before = (records: Records): Records =>
    momentsOf(records)
      .filter((moment) => moment >= at)
      .reduce(dropRecordsAt, records)
  const moved = kept?.records ?? new Map()
  const left = (own: Records): Records =>
    earlier ? mergeRecords(own, before(moved)) : mergeRecords(before(own), moved)
  await recomputeRecords(table, player, now, left)
}

/** Brings everything that is stored about a player into the history of the one that stays. */
const joinHistories = async (table: Table, player: Player, source: Player, joining: Joining, now: number) => {
  const join = joinOf(player, source.key, joining)
  if (joining.seam) {
    const { before, after } = await meetingStates(table, join, now)
    if (before && after) await putSeam(table, player.key, { before, after })
  }
  // What the earlier one reached behind its end is not in it.
  const isGone = (item: StoredItem & { SK: string }): boolean =>
    item.SK === recordsSK || isTops(item.SK) || (joining.earlier && (reachedBy(item) ?? 0) >= joining.at)
  if (!joining.earlier) await forgetSince(table, player.key, joining.at)
  const copy = (change: (item: StoredItem & { SK: string }) => StoredItem | undefined) =>
    copyItems(table, source.key, player.key, (item) => (isGone(item) ? undefined : change(item)))
  await joinStates(table, { ...join, addedAt: player.addedAt }, copy, now)
  await joinRecords(table, player, source, joining, now)
  await recomputeMilestones(table, player, now)
}

const latestOf = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)

/** Notes that all is there; the task of the other player is this one's then, or ends where it has one already. */
const complete = async (
  table: Table,
  { key }: Player,
  source: Player,
  { earlier }: Joining,
  now: number,
): Promise<Player | undefined> => {
  const player = await findPlayer(table, key)
  if (!player || player.deletedAt !== undefined || player.movingFrom !== source.key) return undefined
  if (player.copied) return player
  const { taskId } = source
  const adopts = player.active && player.taskId === undefined
  if (taskId && !adopts) {
    await endTask(table, key, taskId, { error: `${source.username} is one with ${player.username} now.`, now })
  }
  const [first, second] = earlier ? [source, player] : [player, source]
  const latest = second.latest ?? first.latest
  const change = {
    copied: true,
    latest,
    lastChangedAt: latestOf(first.lastChangedAt, second.lastChangedAt),
    lastFetchedAt: latestOf(first.lastFetchedAt, second.lastFetchedAt),
    // All that is stored of both has been looked at.
    recordsTo: latestOf(first.recordsTo, second.recordsTo),
    // As after any move: `carried`.
    milestonesTo: undefined,
    // Those of both are looked at by the next fetch.
    ...((source.goals ?? player.goals) !== undefined && { goals: 0 }),
    ...(adopts && taskId && { taskId }),
  }
  const { expression, values } = unfinished(player)
  const condition = adopts && taskId ? `${expression} AND attribute_not_exists(taskId)` : expression
  const done = await changePlayer(table, player, change, { expression: condition, values })
  return done ?? complete(table, player, source, { earlier } as Joining, now)
}

/** Finishes a merge that has begun; the player as it is then, undefined when it was removed meanwhile. */
export const finishMerge = async (
  table: Table,
  player: Player,
  now: number,
  onMoved?: OnMoved,
): Promise<Player | undefined> => {
  const { joining } = player
  if (!joining) return player
  if (!player.copied) {
    const source = await markSource(table, player, { hidden: true })
    // It was removed, or moved elsewhere, before anything was done.
    if (!source) return settleMove(table, player, now)
    const begun = await changePlayer(table, player, joined(player, source, joining))
    if (!begun) return undefined
    await joinHistories(table, begun, source, joining, now)
    if (!(await complete(table, begun, source, joining, now))) return undefined
  }
  const current = await findPlayer(table, player.key)
  if (!current || current.deletedAt !== undefined) return undefined
  const source = await sourceOf(table, current)
  if (source) {
    await onMoved?.([{ from: source, to: current }], current.movedAt ?? now)
    await discardPlayer(table, source, now)
  }
  return settleMove(table, current, now)
}

/**
 * Makes the histories of two players one, under the key of the second, when the later continues the earlier; with `force` also
 * when it does not, behind a seam. The player as it is then; undefined when one of them was removed meanwhile, or another move
 * was faster. Throws `values_fell`, and nothing has changed then.
 */
export const mergePlayers = async (
  table: Table,
  from: Player,
  to: Player,
  force: boolean,
  now: number,
  onMoved?: OnMoved,
): Promise<Player | undefined> => {
  const joining = await planOf(table, from, to, force, now)
  const plan = { movingFrom: from.key, movedAt: now, joining, nextFetchAt: now + moveMs }
  const begun = await changePlayer(table, to, plan)
  if (!begun) return undefined
  const merged = await finishMerge(table, begun, now, onMoved)
  const left = await findPlayer(table, from.key)
  return left?.deletedAt === undefined && left && generationOf(left) === joining.generation ? undefined : merged
}
