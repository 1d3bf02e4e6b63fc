import { maxExperience } from './levels.ts'
import { slugOf } from './metrics.ts'

/** A skill's row as the upstream gives it; -1 stands for "not known" in `rank` and `xp`, and 0 in `level`. */
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

/** A row whose name can be read, with whatever it says. */
type NamedRow = Readonly<Record<string, unknown>> & { name: string }

// Ten times the rows of 2026, and fifty times their names, so that what an answer holds still fits into one stored item.
const mostRows = 1_000
const mostNameBytes = 100
const mostNamesBytes = 50_000

// What the game cannot have: more than its 32 bits, and more than twice as many skills as there are, all at the last
// virtual level.
const most = 2 ** 31 - 1
const mostSkills = 50
const mostLevel = 126

const within = (value: unknown, least: number, greatest: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= greatest

// JSON has a zero below zero as well, which is 0.
const known = (value: unknown, least: number, greatest: number, unknown = -1): number =>
  within(value, least, greatest) ? value + 0 : unknown

// A name without a letter or digit is the key of no metric, and half a character comes back from the table as another one.
const isNamed = (row: unknown): row is NamedRow => {
  const name: unknown = typeof row === 'object' && row !== null && 'name' in row ? row.name : undefined
  return (
    typeof name === 'string' && Buffer.byteLength(name) <= mostNameBytes && name.isWellFormed() && slugOf(name) !== ''
  )
}

/** The rows of a list that can be read; of two with one name the first. Of what is no list there are none. */
const namedRows = (list: unknown): NamedRow[] => {
  const rows = new Map<string, NamedRow>()
  let bytes = 0
  for (const row of Array.isArray(list) ? list.filter(isNamed) : []) {
    if (rows.has(row.name)) continue
    bytes += Buffer.byteLength(row.name)
    if (rows.size === mostRows || bytes > mostNamesBytes) break
    rows.set(row.name, row)
  }
  return [...rows.values()]
}

const isOverall = ({ name }: { name: string }): boolean => slugOf(name) === 'overall'

const skillRow = (row: NamedRow): SkillRow => {
  const skills = isOverall(row) ? mostSkills : 1
  return {
    name: row.name,
    rank: known(row.rank, 1, most),
    level: known(row.level, 1, skills * mostLevel, 0),
    xp: known(row.xp, 0, skills * maxExperience),
  }
}

const activityRow = ({ name, rank, score }: NamedRow): ActivityRow => ({
  name,
  rank: known(rank, 1, most),
  score: known(score, 0, most),
})

/** Rows of skills in which an overall experience of 0 beside a skill that has some is not known. */
const withOverall = (rows: SkillRow[]): SkillRow[] => {
  const trained = rows.some((row) => !isOverall(row) && row.xp > 0)
  return trained ? rows.map((row) => (isOverall(row) && row.xp === 0 ? { ...row, xp: -1 } : row)) : rows
}

/**
 * Reads the parsed JSON of an answer. Rows of any name and in any number are taken; what is missing, impossible or no number in
 * one is not known, and the others count. A row without a name that can be read is left out, and keys that are not known
 * are passed over. Throws an `Error` when there is no row that can be read.
 */
export const parseAnswer = (json: unknown): Answer => {
  const answer = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>
  const skills = withOverall(namedRows(answer.skills).map(skillRow))
  const activities = namedRows(answer.activities).map(activityRow)
  if (skills.length === 0 && activities.length === 0) {
    throw new Error('has no row that can be read, neither in "skills" nor in "activities"')
  }
  const { name } = answer
  return { ...(typeof name === 'string' && name !== '' && { name }), skills, activities }
}
