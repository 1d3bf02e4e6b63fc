import type { Table } from '../dynamodb.ts'
import { judge } from '../lives/judge.ts'
import { deleteSeam, putSeam } from '../lives/seam-items.ts'
import { type Seam, type SeamKind, withSeam } from '../lives/seams.ts'
import { changePlayer, type Player } from '../players/players.ts'
import { recomputeRecords } from '../records/fold.ts'
import { dropRecordsAt, momentsOf } from '../records/kept.ts'
import { encode, type State } from '../snapshots/items.ts'
import { newestStates } from '../snapshots/snapshots.ts'
import { type TakenBack, takeBackStates } from '../snapshots/take-back.ts'

// When the schedule takes up what was cut short.
const finishedMs = 60_000

/** The seam between two states that have become neighbours, given the kinds of those that stood between them. */
const seamBetween = (
  before: State,
  after: State,
  kinds: readonly SeamKind[],
  mode: Player['mode'],
): Seam | undefined => {
  const said = kinds.findLast((kind) => kind === 'board' || kind === 'corrected')
  if (said) return { at: after.at, kind: said }
  const judgement = judge(before.rows, after.rows, after.at - before.at, mode)
  return !judgement.fits && judgement.doubt === 'fall' ? { at: after.at, kind: judgement.seam } : undefined
}

/** The seams of a player when the states of a span are gone and those around it have become neighbours. */
const seamsWithout = async (
  table: Table,
  { key, seams = [], mode }: Player,
  { from, to }: TakenBack,
  { before, after }: { before: State | undefined; after: State | undefined },
): Promise<Seam[]> => {
  const concerned = seams.filter(({ at }) => (at >= from && at <= to) || at === after?.at)
  const others = seams.filter((seam) => !concerned.includes(seam))
  const kinds = concerned.map(({ kind }) => kind)
  const seam = before && after && kinds.length > 0 ? seamBetween(before, after, kinds, mode) : undefined
  if (seam) {
    const [sideBefore, sideAfter] = await Promise.all([before!, after!].map((state) => encode(table, state)))
    await putSeam(table, key, { before: sideBefore!, after: sideAfter! })
  }
  for (const { at } of concerned) if (at !== seam?.at) await deleteSeam(table, key, at)
  return seam ? withSeam(others, seam) : others
}

/** Finishes taking states back; the player as it is then, undefined when it was removed meanwhile. */
export const finishTakingBack = async (
  table: Table,
  player: Player,
  now: number,
  nextFetchAt: number | undefined = player.nextFetchAt,
): Promise<Player | undefined> => {
  const span = player.takingBack
  if (!span) return player
  const around = await takeBackStates(table, player, span, now)
  const seams = await seamsWithout(table, player, span, around)
  const { last, change } = await newestStates(table, player.key, now)
  const latest = last && (await encode(table, last))
  const review = player.review?.at.filter((at) => at < span.from || at > span.to) ?? []
  const corrected: Player = { ...player, seams, ...(latest && { latest }) }
  await recomputeRecords(table, corrected, now, (records) =>
    momentsOf(records)
      .filter((at) => at >= span.from && at <= span.to)
      .reduce(dropRecordsAt, records),
  )
  return changePlayer(table, player, {
    takingBack: undefined,
    seams,
    review: review.length > 0 ? { at: review } : undefined,
    doubt: undefined,
    latest,
    lastChangedAt: change?.at ?? last?.at,
    nextFetchAt,
  })
}

/**
 * Takes a player's states of a span back, as if they had never been seen: out of all tiers, seams and reviews. Noted in the player
 * first, so that the schedule finishes it when it is cut short. The player as it is then, undefined when it was removed meanwhile.
 */
export const takeBack = async (
  table: Table,
  player: Player,
  span: TakenBack,
  now: number,
): Promise<Player | undefined> => {
  const { nextFetchAt } = player
  const soon = Math.min(nextFetchAt ?? Number.POSITIVE_INFINITY, now + finishedMs)
  const marked = await changePlayer(table, player, { takingBack: span, nextFetchAt: soon })
  return marked && finishTakingBack(table, marked, now, nextFetchAt)
}
