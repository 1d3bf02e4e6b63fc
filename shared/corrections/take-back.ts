import { consistently, type Table } from '../dynamodb.ts'
import { earlierInLife } from '../lives/earlier.ts'
import { type Earlier, type Judgement, judge } from '../lives/judge.ts'
import { deleteSeam, keepSides, seamStates } from '../lives/seam-items.ts'
import { barriersOf, type Seam, withSeam } from '../lives/seams.ts'
import { recomputeMilestones } from '../milestones/recompute.ts'
import { changePlayer, type Player } from '../players/players.ts'
import { recomputeRecords } from '../records/fold.ts'
import { dropRecordsAcross, dropRecordsAt, momentsOf } from '../records/kept.ts'
import { decodeAll, type Encoded, encode, type State } from '../snapshots/items.ts'
import { edge } from '../snapshots/query.ts'
import { valuesDiffer } from '../snapshots/readings.ts'
import { continuedRows } from '../snapshots/renames.ts'
import { newestStates } from '../snapshots/snapshots.ts'
import { type TakenBack, takeBackStates } from '../snapshots/take-back.ts'

// When the schedule takes up what was cut short.
const finishedMs = 60_000

/** The states on both sides of a gap, and what is before them where the first one does not know all. */
interface Around {
  before: State | undefined
  after: State | undefined
  earlier: readonly Earlier[]
}

/** How the state behind a gap continues the one before it; undefined where nothing is on either side. */
const judgeAround = ({ before, after, earlier }: Around, mode: Player['mode']): Judgement | undefined =>
  before &&
  after &&
  judge(before.rows, after.rows, after.at - before.at, mode, {
    continued: continuedRows(before.rows, after.rows),
    earlier,
  })

const within = ({ from, to }: TakenBack, at: number): boolean => at >= from && at <= to

/**
 * The seams of a player when the states of a span are gone and those around it have become neighbours: one between these where
 * the board changed or an admin said so, or where the later one cannot follow as values fell; and those that part nothing any more.
 */
const seamsWithout = async (
  table: Table,
  { key, seams = [], mode }: Player,
  span: TakenBack,
  around: Around,
): Promise<{ seams: Seam[]; gone: Seam[] }> => {
  const { before, after } = around
  const concerned = seams.filter(({ at }) => within(span, at) || at === after?.at)
  const others = seams.filter((seam) => !concerned.includes(seam))
  if (!before || !after) return { seams: others, gone: concerned }
  const said = concerned.findLast(({ kind }) => kind === 'board' || kind === 'corrected')
  const judgement = judgeAround(around, mode)
  const fell = judgement && !judgement.fits && judgement.doubt === 'fall' ? judgement.seam : undefined
  const kind = said?.kind ?? fell
  if (!kind) return { seams: others, gone: concerned }
  await keepSides(table, key, before, after)
  return { seams: withSeam(others, { at: after.at, kind }), gone: concerned.filter(({ at }) => at !== after.at) }
}

/** The rises under review without those of a span; the state behind it takes one over where it rises as far. */
const reviewsWithout = ({ review, mode }: Player, span: TakenBack, around: Around): number[] => {
  const reviews = review?.at ?? []
  const others = reviews.filter((at) => !within(span, at))
  const { after } = around
  if (!after || others.length === reviews.length || others.includes(after.at)) return others
  const judgement = judgeAround(around, mode)
  const rose = judgement && !judgement.fits && judgement.doubt === 'rise'
  return rose ? [...others, after.at].sort((a, b) => a - b) : others
}

/** The state before a seam at a moment, which may be nowhere else; undefined where there is no seam. */
const beforeSeam = async (table: Table, { key, seams = [] }: Player, at: number): Promise<Encoded | undefined> => {
  const seam = seams.find((each) => each.at === at)
  const sides = seam && (await seamStates(table, [{ ...seam, player: key }])).get(key, at)
  return sides && encode(table, sides.before)
}

/** When the newest state last changed. A snapshot that stays for ever is the last change unless others behind it have expired. */
const lastChange = async (table: Table, key: string, last: State | undefined): Promise<number | undefined> => {
  const newest = { from: 'SNAP#', to: 'SNAP#~', limit: 1, backwards: true }
  const [kept] = await decodeAll(table, await edge(table, key, newest))
  return kept && last && !valuesDiffer(kept.rows, last.rows) ? kept.at : last?.at
}

/** Finishes taking states back; the player as it is then, undefined when it was removed meanwhile. */
export const finishTakingBack = async (
  given: Table,
  player: Player,
  now: number,
  nextFetchAt: number | undefined = player.nextFetchAt,
): Promise<Player | undefined> => {
  const span = player.takingBack
  if (!span) return player
  const table = consistently(given)
  const { before, after } = await takeBackStates(table, player, span, now, await beforeSeam(table, player, span.from))
  const around = { before, after, earlier: before && after ? await earlierInLife(table, player, before, after) : [] }
  const { seams, gone } = await seamsWithout(table, player, span, around)
  const { last, change } = await newestStates(table, player.key, now)
  const latest = last && (await encode(table, last))
  const reviews = reviewsWithout(player, span, around)
  const review = reviews.length > 0 ? { at: reviews } : undefined
  const corrected: Player = { ...player, seams, review, latest }
  await recomputeRecords(table, corrected, now, (records) => {
    const left = momentsOf(records)
      .filter((at) => within(span, at))
      .reduce(dropRecordsAt, records)
    return barriersOf(corrected).reduce(dropRecordsAcross, left)
  })
  // What was seen between the span and the next state was the last of its states again.
  const next = after?.at ?? Number.POSITIVE_INFINITY
  const untouched = (window: { after: number; by: number }): boolean =>
    (window.after < span.from || window.after >= next) && !within(span, window.by)
  await recomputeMilestones(table, corrected, now, untouched)
  const changed = await changePlayer(table, player, {
    takingBack: undefined,
    milestonesTo: latest?.at,
    seams,
    review,
    doubt: undefined,
    latest,
    lastChangedAt: within(span, player.lastChangedAt ?? span.from)
      ? (change?.at ?? (await lastChange(table, player.key, last)))
      : player.lastChangedAt,
    nextFetchAt,
  })
  // Only now, because whoever the player names is looked for.
  for (const { at } of gone) await deleteSeam(table, player.key, at)
  return changed
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
