import type { Mode } from '../../shared/hiscores/boards.ts'
import { maxExperience } from '../../shared/hiscores/levels.ts'
import { gained, type Routine } from './routine.ts'
import { skillNames } from './rows.ts'

/** A character of the simulated world. */
export interface Character {
  /** The display name. */
  name: string
  /** What this character is there for, in a sentence. */
  about: string
  /**
   * The boards that show this character; one with `leftAfter` has shown no progress since that many seconds into the
   * world's time, as a board does when a character has left its mode.
   */
  boards: Readonly<Partial<Record<Mode, { leftAfter?: number }>>>
  /** Experience and scores at the world's beginning, by row name; what is not named is 0. */
  start: Readonly<Record<string, number>>
  routine: Routine
  /** When the routine began, in seconds of the world's time; with the world where nothing is said. */
  bornAfter?: number
  /** For so many seconds of the simulator's running, unranked rows have the shape from before November 2025. */
  oldShapeSeconds?: number
}

/** What is added to a character's rows by hand, by row name; a negative number takes away. */
export type Offsets = Readonly<Record<string, number>>

const skills: ReadonlySet<string> = new Set(skillNames)

/** A character's true experience and scores, by row name, so many seconds into the world's time. */
export const valuesAt = (
  { start, routine, bornAfter = 0 }: Character,
  seconds: number,
  offsets: Offsets = {},
): Map<string, number> => {
  const parts = [
    new Map(Object.entries(start)),
    gained(routine, Math.max(0, seconds - bornAfter)),
    new Map(Object.entries(offsets)),
  ]
  const rows = new Set(parts.flatMap((part) => [...part.keys()]))
  const value = (row: string): number => {
    const sum = parts.reduce((all, part) => all + (part.get(row) ?? 0), 0)
    return Math.max(0, skills.has(row) ? Math.min(sum, maxExperience) : sum)
  }
  return new Map([...rows].map((row) => [row, value(row)]))
}
