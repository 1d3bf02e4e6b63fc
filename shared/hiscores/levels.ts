/** No skill gains experience beyond this. */
export const maxExperience = 200_000_000

/** The highest level of a skill; those beyond are virtual. */
export const maxLevel = 99
const maxVirtualLevel = 126

// xp(level) = floor( sum over l = 1 .. level-1 of floor(l + 300 * 2^(l/7)) / 4 )
// Source: https://oldschool.runescape.wiki/w/Experience#Experience_table_formula
const experienceTable = ((): readonly number[] => {
  const table = [0]
  let points = 0
  for (let level = 1; level < maxVirtualLevel; level++) {
    points += Math.floor(level + 300 * 2 ** (level / 7))
    table.push(Math.floor(points / 4))
  }
  return table
})()

/**
 * The least experience that gives a level, which goes from 1 to 126: beyond 99 the levels are virtual. Throws a
 * `RangeError` for any other number.
 */
export const experienceForLevel = (level: number): number => {
  const experience = experienceTable[level - 1]
  if (experience === undefined) throw new RangeError(`there is no level ${level}`)
  return experience
}

/** The level that an amount of experience gives when levels go on beyond 99, to 126. */
export const virtualLevelForExperience = (experience: number): number => {
  const next = experienceTable.findIndex((needed) => needed > experience)
  return next === -1 ? maxVirtualLevel : Math.max(1, next)
}

/** The level that an amount of experience gives, at most 99. */
export const levelForExperience = (experience: number): number =>
  Math.min(maxLevel, virtualLevelForExperience(experience))

// Every character starts with this much; only a row outside the hiscores' ranking says less.
const leastHitpoints = 10

/**
 * The combat level, from 3 to 126, given the levels of the skills by their metric keys. Null when one that counts is unknown.
 *
 * floor(0.25 * (defence + hitpoints + floor(prayer / 2)) + 0.325 * max(attack + strength, floor(1.5 * ranged), floor(1.5 * magic)))
 * Source: https://oldschool.runescape.wiki/w/Combat_level#Mathematics
 */
export const combatLevel = (levelOf: (metric: string) => number | null): number | null => {
  // Virtual levels make nobody fight better.
  const fightingLevel = (skill: string): number | null => {
    const level = levelOf(skill)
    return level === null ? null : Math.min(maxLevel, level)
  }
  const attack = fightingLevel('attack')
  const strength = fightingLevel('strength')
  const defence = fightingLevel('defence')
  const hitpoints = fightingLevel('hitpoints')
  const prayer = fightingLevel('prayer')
  const ranged = fightingLevel('ranged')
  const magic = fightingLevel('magic')
  if (attack === null || strength === null || defence === null || hitpoints === null) return null
  if (prayer === null || ranged === null || magic === null) return null
  const base = defence + Math.max(hitpoints, leastHitpoints) + Math.floor(prayer / 2)
  const best = Math.max(attack + strength, Math.floor(1.5 * ranged), Math.floor(1.5 * magic))
  // In fortieths, because 0.325 is no exact binary number.
  return Math.floor((10 * base + 13 * best) / 40)
}
