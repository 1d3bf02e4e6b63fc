import type { Rows } from '../../shared/hiscores/answer.ts'
import type { HiscoresResult } from '../../shared/hiscores/client.ts'
import { type Character, gainedBy, rowsAt } from './population.ts'
import type { Random } from './random.ts'

/*
 * Answers that are not true: nobody of that name, somebody else's rows with or without the name of that other, the rows of some
 * hours before, and rows of which one cannot be read.
 */

export const lieKinds = ['missing', 'named', 'nameless', 'stale', 'bad_row'] as const

export type LieKind = (typeof lieKinds)[number]

interface Lie {
  kind: LieKind
  result: HiscoresResult
  /** The moment of whose rows, of the right character, the answer is; undefined when it tells nothing about that one. */
  of?: number
}

const hour = 3_600_000

/** One row as the parser reads one that is impossible. */
const withBadRow = ({ skills, activities }: Rows, random: Random): Rows => {
  const bad = random.between(0, skills.length + activities.length - 1)
  return {
    skills: skills.map((row, index) => (index === bad ? { ...row, level: 0, xp: -1 } : row)),
    activities: activities.map((row, index) => (skills.length + index === bad ? { ...row, score: -1 } : row)),
  }
}

const found = (rows: Rows) => ({ outcome: 'found' as const, answer: rows })

/** A lie about a character at a moment; undefined when what was to be one would be true. */
export const lieAbout = (
  character: Character,
  others: readonly Character[],
  at: number,
  random: Random,
): Lie | undefined => {
  const kind = lieKinds[random.between(0, lieKinds.length - 1)]!
  switch (kind) {
    case 'missing':
      return { kind, result: { outcome: 'not_found' } }
    case 'named':
    case 'nameless': {
      const other = others[random.between(0, others.length - 1)]!
      if (other === character) return undefined
      const result = found(rowsAt(other, at))
      return { kind, result: kind === 'named' ? { ...result, stranger: other.name } : result }
    }
    case 'stale': {
      const of = at - random.between(2 * hour, 12 * hour)
      if (gainedBy(character, of) === gainedBy(character, at)) return undefined
      return { kind, result: found(rowsAt(character, of)), of }
    }
    case 'bad_row':
      return { kind, result: found(withBadRow(rowsAt(character, at), random)), of: at }
    default:
      return kind satisfies never
  }
}
