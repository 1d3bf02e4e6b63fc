import { decodeVarints, encodeVarints } from '../snapshots/varint.ts'

/*
 * Seams: the moments at which a player's states cease to continue each other. A stretch between two of them is a life: what
 * one character did on one board. A seam has the moment of the first state behind it.
 */

/**
 * Why the states behind a seam do not continue those before it: values fell and stayed, the rest as it was; some fell and
 * others leapt, so another character has the name; the account left its board; a seasonal board began anew; an admin said so.
 */
export const seamKinds = ['rollback', 'taken_over', 'board', 'season', 'corrected'] as const

export type SeamKind = (typeof seamKinds)[number]

export interface Seam {
  /** In milliseconds since 1970. */
  at: number
  kind: SeamKind
}

/** Seams in the order of their moments as a player item holds them: some seven bytes each. */
export const encodeSeams = (seams: readonly Seam[]): Uint8Array =>
  encodeVarints(seams.flatMap(({ at, kind }, index) => [at - (seams[index - 1]?.at ?? 0), seamKinds.indexOf(kind)]))

/** What `encodeSeams` encoded. */
export const decodeSeams = (bytes: Uint8Array): Seam[] => {
  const numbers = decodeVarints(bytes)
  const seams: Seam[] = []
  for (let index = 0; index < numbers.length; index += 2) {
    const at = (seams.at(-1)?.at ?? 0) + numbers[index]!
    seams.push({ at, kind: seamKinds[numbers[index + 1]!]! })
  }
  return seams
}

/** Seams with one more, in the order of their moments; of two at one moment the new one counts. */
export const withSeam = (seams: readonly Seam[] = [], seam: Seam): Seam[] =>
  [...seams.filter(({ at }) => at !== seam.at), seam].sort((a, b) => a.at - b.at)

/** The seams that part a state at `from` from one at `to`. */
export const seamsBetween = (seams: readonly Seam[] = [], from: number, to: number): Seam[] =>
  seams.filter(({ at }) => at > from && at <= to)

/**
 * The moments, upwards, behind which nothing counts together with what was before: seams, and rises that nobody has accepted
 * yet.
 */
export const barriersOf = ({
  seams = [],
  review,
}: {
  seams?: readonly Seam[] | undefined
  review?: { at: number[] } | undefined
}): number[] => [...new Set([...seams.map(({ at }) => at), ...(review?.at ?? [])])].sort((a, b) => a - b)
