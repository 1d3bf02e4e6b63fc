import type { Table } from '../dynamodb.ts'
import { ApiError } from '../http/errors.ts'
import { invalid } from '../http/parse.ts'
import { deleteSeam, keepSides } from '../lives/seam-items.ts'
import { encodeSeams, type Seam, type SeamKind, withSeam } from '../lives/seams.ts'
import { recomputeMilestones } from '../milestones/recompute.ts'
import { changePlayer, findPlayer, type Player } from '../players/players.ts'
import { notTracked } from '../players/tracked.ts'
import { recomputeRecords } from '../records/fold.ts'
import { dropRecordsAcross } from '../records/kept.ts'
import { firstSnapshotAfter, snapshotAt } from '../snapshots/snapshots.ts'

/** Changes the seams of a player, again from the start when a fetch has changed them meanwhile. */
const changeSeams = async (
  table: Table,
  player: Player,
  step: (player: Player) => Partial<Pick<Player, 'seams' | 'review'>>,
): Promise<Player> => {
  const { seams = [] } = player
  const condition =
    seams.length > 0
      ? { expression: 'seams = :before', values: { ':before': encodeSeams(seams) } }
      : { expression: 'attribute_not_exists(seams)', values: {} }
  // Whoever is cut short has the next fetch make the milestones anew.
  const change = { ...step(player), milestonesTo: undefined }
  const changed = await changePlayer(table, player, change, condition)
  if (changed) return changed
  const again = await findPlayer(table, player.key)
  if (again?.addedAt !== player.addedAt || again.deletedAt !== undefined) throw notTracked(player.username)
  return changeSeams(table, again, step)
}

/** Makes anew what depends on where lives begin; the player as it is then. */
const settle = async (
  table: Table,
  player: Player,
  now: number,
  left?: Parameters<typeof recomputeRecords>[3],
): Promise<Player> => {
  await recomputeRecords(table, player, now, left)
  await recomputeMilestones(table, player, now)
  return (await changePlayer(table, player, { milestonesTo: player.latest?.at })) ?? player
}

/** Keeps the states on both sides of a seam before the first state at or after a moment; that state's moment. */
const part = async (table: Table, player: Player, moment: number, now: number): Promise<number> => {
  const after = await firstSnapshotAfter(table, player.key, moment - 1, now, now)
  const before = after && (await snapshotAt(table, player.key, after.at - 1, now))
  if (!after || !before) {
    throw invalid({ path: 'at', message: 'has no states on both sides, which a seam parts' })
  }
  await keepSides(table, player.key, before, after)
  return after.at
}

/**
 * Parts the states before a moment from those at it and later: nothing is gained across it any more. Throws
 * `validation_failed` where there are no states on both sides.
 */
export const addSeam = async (table: Table, player: Player, moment: number, now: number): Promise<Seam> => {
  const seam = { at: await part(table, player, moment, now), kind: 'corrected' as const }
  const parted = await changeSeams(table, player, ({ seams }) => ({ seams: withSeam(seams, seam) }))
  await settle(table, parted, now, (records) => dropRecordsAcross(records, seam.at))
  return seam
}

/** Joins the states on both sides of a seam. Throws `seam_not_found`. */
export const removeSeam = async (table: Table, player: Player, at: number, now: number): Promise<void> => {
  if (!player.seams?.some((seam) => seam.at === at)) {
    throw new ApiError('seam_not_found', `There is no seam of ${player.username} at that moment.`)
  }
  const joined = await changeSeams(table, player, ({ seams = [] }) => ({
    seams: seams.filter((seam) => seam.at !== at),
  }))
  await settle(table, joined, now)
  await deleteSeam(table, player.key, at)
}

const refused: SeamKind = 'taken_over'

/**
 * What an admin says about the rises under review: accepted they count like any; otherwise each becomes a seam. Throws
 * `review_not_found` when there is none.
 */
export const decideReview = async (table: Table, player: Player, accept: boolean, now: number): Promise<Player> => {
  const moments = player.review?.at ?? []
  if (moments.length === 0) throw new ApiError('review_not_found', `Nothing of ${player.username} is under review.`)
  const parted = accept ? [] : await Promise.all(moments.map((at) => part(table, player, at, now)))
  const seams = parted.map((at): Seam => ({ at, kind: refused }))
  const decided = await changeSeams(
    table,
    player,
    (before) =>
      ({
        review: undefined,
        ...(seams.length > 0 && { seams: seams.reduce(withSeam, before.seams ?? []) }),
      }) as Partial<Player>,
  )
  return settle(table, decided, now)
}
