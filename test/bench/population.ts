import type { Rows } from '../../shared/hiscores/answer.ts'
import { levelForExperience } from '../../shared/hiscores/levels.ts'
import { type Random, seeded } from './random.ts'

/*
 * The characters of the benchmark, and when they gain something. One in ten plays for hours every day, three in ten one
 * evening a week, and six in ten rest; of those, one in ten comes back for a single evening.
 */

/** How characters play. */
export const habits = ['active', 'weekly', 'dormant'] as const
export type Habit = (typeof habits)[number]

export interface Character {
  name: string
  number: number
  habit: Habit
  /** The moments at which experience was gained, in milliseconds since 1970, upwards. */
  gains: Float64Array
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** The gains of a session: one every two minutes or so. */
const session = (start: number, ms: number, random: Random): number[] => {
  const gains: number[] = []
  for (let at = start; at < start + ms; at += random.between(minute, 3 * minute)) gains.push(at)
  return gains
}

/** Sessions that follow each other, some time after the last has ended. */
const gainsOf = (habit: Habit, start: number, days: number, random: Random): number[] => {
  const end = start + days * day
  const gains: number[] = []
  switch (habit) {
    case 'active':
      // A long session a day, and half of the time a short one before it; everybody in a time zone of their own.
      for (let date = start + random.between(0, day); date < end; date += day) {
        if (random.oneIn(2)) gains.push(...session(date - random.between(4 * hour, 6 * hour), hour, random))
        gains.push(...session(date + random.between(0, hour), random.between(3 * hour, 8 * hour), random))
      }
      break
    case 'weekly':
      for (let date = start + random.between(0, 7 * day); date < end; date += 7 * day) {
        gains.push(...session(date + random.between(-day, day), random.between(hour, 4 * hour), random))
      }
      break
    case 'dormant':
      if (random.oneIn(10)) gains.push(...session(start + random.between(0, days * day), 2 * hour, random))
      break
    default:
      habit satisfies never
  }
  return gains.filter((at) => at > start && at < end).sort((a, b) => a - b)
}

const habitOf = (number: number): Habit => {
  if (number % 10 === 0) return 'active'
  return number % 10 <= 3 ? 'weekly' : 'dormant'
}

/** The same characters for the same seed. */
export const population = (count: number, start: number, days: number, seed: number): Character[] =>
  Array.from({ length: count }, (_, number) => {
    const habit = habitOf(number)
    const gains = gainsOf(habit, start, days, seeded(seed * 100_003 + number))
    return { name: `Player ${number}`, number, habit, gains: Float64Array.from(gains) }
  })

/** How many gains a character has made up to a moment. */
export const gainedBy = ({ gains }: Character, at: number): number => {
  let low = 0
  let high = gains.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (gains[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * A character's rows at a moment, or after so many gains. Ranks drift all the time, which must store nothing. A few rows stand
 * for the hundred of a real answer: how many there are is nothing to the schedule. Of any two characters each has more than
 * the other of something that it does not train, as two people have who have played for years.
 */
export const rowsAt = (character: Character, at: number, gained = gainedBy(character, at)): Rows => {
  const drift = Math.floor(at / minute) % 1_000
  // Whoever plays for some hours reaches something: level 80 at 1,986,068, and 50 kills.
  const mining = 1_900_000 + 900 * gained
  const kills = 49 - (character.number % 10) + Math.floor(gained / 10)
  const skill = (name: string, xp: number, rank: number) => ({ name, rank, level: levelForExperience(xp), xp })
  const more = 5_000_000 + 100 * character.number
  const less = 5_000_000 - 100 * character.number
  return {
    skills: [
      { name: 'Overall', rank: 50_000 + drift, level: 1_200, xp: 20_000_000 + mining },
      skill('Attack', more, 70_000 + drift),
      skill('Defence', less, 70_000 + drift),
      skill('Strength', more, 70_000 + drift),
      skill('Ranged', less, 70_000 + drift),
      skill('Mining', mining, 60_000 + drift),
    ],
    activities: [
      { name: 'Clue Scrolls (all)', rank: 90_000 + drift, score: 12 },
      { name: 'Zulrah', rank: 80_000 + drift, score: kills },
    ],
  }
}
