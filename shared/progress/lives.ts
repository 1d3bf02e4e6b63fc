import type { Table } from '../dynamodb.ts'
import { type SeamOf, seamStates } from '../lives/seam-items.ts'
import { type Seam, seamsBetween } from '../lives/seams.ts'
import type { Player } from '../players/players.ts'
import type { State } from '../snapshots/items.ts'
import { TornRead } from '../torn.ts'

/** Two states of a player between which something may have been gained. */
interface Window {
  player: Pick<Player, 'key' | 'seams'>
  from: State
  to: State
}

/** A seam with the states on both sides of it. */
export interface SeamStates extends Seam {
  before: State
  after: State
}

/**
 * The seams within some windows, in the order of these. Half a read unit a seam, and nothing without one. Throws `TornRead` when
 * the states at one are gone, as with a player that was removed, moved or joined again since it was read.
 */
export const seamsWithin = async (table: Table, windows: readonly Window[]): Promise<SeamStates[][]> => {
  const parted = windows.map(({ player: { key, seams }, from, to }) =>
    seamsBetween(seams, from.at, to.at).map((seam): SeamOf => ({ ...seam, player: key })),
  )
  const states = await seamStates(table, parted.flat())
  return parted.map((seams) =>
    seams.map(({ player, at, kind }) => {
      const sides = states.get(player, at)
      if (!sides) throw new TornRead(`no states at the seam of ${player} at ${at}`)
      return { at, kind, ...sides }
    }),
  )
}

/** Seams as the API shows them. */
export const seamsView = (seams: readonly Seam[]) =>
  seams.map(({ at, kind }) => ({ at: new Date(at).toISOString(), kind }))
