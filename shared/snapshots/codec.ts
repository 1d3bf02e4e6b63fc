import type { ActivityRow, Rows, SkillRow } from '../hiscores/answer.ts'
import type { Layout } from './layout.ts'
import { decodeVarints, encodeVarints } from './varint.ts'

/**
 * The numbers of an answer in the order of its layout: rank, level and experience of each skill, then rank and score of
 * each activity. Ranks, experience and scores are shifted by one, so that the upstream's -1 takes one byte like a zero.
 */
export const encodeRows = (rows: Rows): Uint8Array =>
  encodeVarints([
    ...rows.skills.flatMap(({ rank, level, xp }) => [rank + 1, level, xp + 1]),
    ...rows.activities.flatMap(({ rank, score }) => [rank + 1, score + 1]),
  ])

/** The numbers of a layout as they are stored. Throws when there are more or fewer than the layout has room for. */
export const decodeNumbers = (layout: Layout, bytes: Uint8Array): readonly number[] => {
  const numbers = decodeVarints(bytes)
  const expected = 3 * layout.skills.length + 2 * layout.activities.length
  if (numbers.length !== expected) {
    throw new Error(`a snapshot of layout ${layout.hash} has ${numbers.length} numbers instead of ${expected}`)
  }
  return numbers
}

/** One skill's row out of a layout's numbers, by its place among the skills. */
export const skillAt = (layout: Layout, numbers: readonly number[], index: number): SkillRow => {
  const start = 3 * index
  return {
    name: layout.skills[index]!,
    rank: numbers[start]! - 1,
    level: numbers[start + 1]!,
    xp: numbers[start + 2]! - 1,
  }
}

/** One activity's row out of a layout's numbers, by its place among the activities. */
export const activityAt = (layout: Layout, numbers: readonly number[], index: number): ActivityRow => {
  const start = 3 * layout.skills.length + 2 * index
  return { name: layout.activities[index]!, rank: numbers[start]! - 1, score: numbers[start + 1]! - 1 }
}

/** Gives all of a layout's numbers their names back. */
export const rowsOf = (layout: Layout, numbers: readonly number[]): Rows => ({
  skills: layout.skills.map((_, index) => skillAt(layout, numbers, index)),
  activities: layout.activities.map((_, index) => activityAt(layout, numbers, index)),
})

/** What `encodeRows` encoded. Throws when the numbers do not fit the layout. */
export const decodeRows = (layout: Layout, bytes: Uint8Array): Rows => rowsOf(layout, decodeNumbers(layout, bytes))
