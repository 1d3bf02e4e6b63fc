import * as z from 'zod/mini'
import { check } from '../faults.ts'

/** A skill's row as the upstream gives it; -1 stands for "not known" in `rank` and `xp`. */
export interface SkillRow {
  name: string
  rank: number
  level: number
  xp: number
}

/** A boss's or other activity's row as the upstream gives it; -1 stands for "not known" in `rank` and `score`. */
export interface ActivityRow {
  name: string
  rank: number
  score: number
}

/** One character's rows at one moment, in the upstream's order. */
export interface Rows {
  skills: SkillRow[]
  activities: ActivityRow[]
}

/** A whole answer of the upstream; it told no display name before 2026. */
export interface Answer extends Rows {
  name?: string
}

// Exact up to 2^53 - 1, which `z.int` sees to: overall experience alone goes beyond 32 bits.
const count = z.int().check(z.gte(-1))
const rowName = z.string().check(z.minLength(1), z.maxLength(100))

const distinct = (rows: readonly { name: string }[]): boolean =>
  new Set(rows.map((row) => row.name)).size === rows.length

// Ten times the rows of 2026, so that what an answer holds still fits into one stored item.
const rowsOf = <R extends z.ZodMiniType<{ name: string }>>(row: R) =>
  z.array(row).check(z.minLength(1), z.maxLength(1_000), z.refine(distinct, 'has two rows of one name'))

// `id` is left out on purpose: it is only the row's position, and shifts with every new boss.
const schema = z.object({
  name: z.nullish(z.string()),
  skills: rowsOf(z.object({ name: rowName, rank: count, level: z.int().check(z.gte(1)), xp: count })).check(
    z.refine((rows) => rows.some((row) => row.name === 'Overall'), 'has no row "Overall"'),
  ),
  activities: rowsOf(z.object({ name: rowName, rank: count, score: count })),
})

/**
 * Reads the parsed JSON of an answer. Rows of any name and in any number are taken as they are, and keys that are not known
 * are passed over. Throws an `Error` whose message names the first few faults when it is not an answer of that shape.
 */
export const parseAnswer = (json: unknown): Answer => {
  const result = check(schema, json)
  if (!result.success) {
    const faults = result.faults.map(({ path, message }) => `${path || 'answer'}: ${message}`)
    throw new Error(faults.slice(0, 3).join('; '))
  }
  const { name, skills, activities } = result.data
  return { ...(name && { name }), skills, activities }
}
