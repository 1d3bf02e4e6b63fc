import type { SeamKind } from '../../shared/lives/seams.ts'

const words: Record<SeamKind, { name: string; meaning: string }> = {
  rollback: { name: 'Rollback', meaning: 'values fell and stayed' },
  taken_over: { name: 'Taken over', meaning: 'another character has the name' },
  board: { name: 'Other board', meaning: 'the account left its board' },
  season: { name: 'New season', meaning: 'the board began anew' },
  corrected: { name: 'Corrected', meaning: 'an admin said that states do not continue here' },
}

/** What a seam is called, as in `Rollback`. */
export const seamName = (kind: SeamKind): string => words[kind].name

/** Why the values part there, as in `values fell and stayed`. */
export const seamMeaning = (kind: SeamKind): string => words[kind].meaning
