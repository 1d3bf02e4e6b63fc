import { type Outcome, outcomes } from '../players/players.ts'
import { type Counts, noCounts } from './outcomes.ts'

/** The fetches of this process that are not recorded yet. What a process takes with it when it ends is missing there. */
export interface Tally {
  add: (outcome: Outcome) => void
  counts: () => Counts
  /** Takes those away that have been recorded. */
  forget: (recorded: Counts) => void
}

export const createTally = (): Tally => {
  const pending = noCounts()
  return {
    add: (outcome) => {
      pending[outcome] += 1
    },
    counts: () => ({ ...pending }),
    forget: (recorded) => {
      for (const outcome of outcomes) pending[outcome] -= recorded[outcome]
    },
  }
}
