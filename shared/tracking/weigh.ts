import type { Rows } from '../hiscores/answer.ts'
import type { DoubtKind } from '../lives/doubt.ts'
import { type Earlier, judge } from '../lives/judge.ts'
import type { Seam } from '../lives/seams.ts'
import type { Player } from '../players/players.ts'
import type { State } from '../snapshots/items.ts'
import { continuedRows } from '../snapshots/renames.ts'

/** What an answer is compared with. */
interface Compared {
  player: Player
  /** The newest state that is stored. */
  last: State | undefined
  /** The state of the player item, which a crash may have left behind the newest one. */
  known: State | undefined
  /** The odd answer that is kept aside. */
  odd: State | undefined
  /** What is before the state that is judged against, where that one does not know all. */
  earlier: readonly Earlier[]
}

/** What a stored state begins: a life, with its seam, or a rise that an admin has to look at. */
export interface Beginning {
  seam?: Seam
  /** The moment of the rise. */
  review?: number
}

/** Whether an answer is stored, and what it begins; or that it is kept aside, and why. */
export type Weighed = { stored: true; begins: Beginning } | { stored: false; doubt: DoubtKind; metrics: string[] }

/**
 * What the newest state has begun when nobody was told because its fetch was cut short: it can only have been stored behind a
 * turn, or because a second answer agreed.
 */
export const missedBeginning = ({ player, last, known, earlier }: Omit<Compared, 'odd'>): Beginning => {
  if (!last || !known || last.at <= known.at) return {}
  const { turn, lastFetchedAt = known.at, mode } = player
  if (turn && last.at >= turn.at) return { seam: { at: last.at, kind: turn.kind } }
  const judgement = judge(known.rows, last.rows, last.at - lastFetchedAt, mode, { earlier })
  if (judgement.fits) return {}
  return judgement.doubt === 'fall' ? { seam: { at: last.at, kind: judgement.seam } } : { review: last.at }
}

/**
 * Weighs an answer of a moment against what is stored. One that cannot follow is stored only when it continues another such
 * answer: a fall behind a seam, a rise under review.
 */
export const weigh = ({ player, last, known, odd, earlier }: Compared, rows: Rows, at: number): Weighed => {
  const { turn, mode, doubt, lastFetchedAt } = player
  if (!last || last.at >= at) return { stored: true, begins: {} }
  // Somebody who was cut short may have taken the turn.
  const taken = known !== undefined && last.at > known.at && turn !== undefined && last.at >= turn.at
  if (turn && !taken) return { stored: true, begins: { seam: { at, kind: turn.kind } } }
  const continued = continuedRows(last.rows, rows)
  const judgement = judge(last.rows, rows, at - (lastFetchedAt ?? last.at), mode, { continued, earlier })
  if (judgement.fits) return { stored: true, begins: {} }
  if (odd && doubt?.kind !== 'name' && judge(odd.rows, rows, at - odd.at, mode).fits) {
    return {
      stored: true,
      begins: judgement.doubt === 'fall' ? { seam: { at, kind: judgement.seam } } : { review: at },
    }
  }
  return { stored: false, doubt: judgement.doubt, metrics: judgement.metrics }
}
