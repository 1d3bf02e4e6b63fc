import { chance } from './chance.ts'
import type { Character } from './character.ts'
import { bossNames, skillNames } from './rows.ts'

const paceOf = (number: number): { seconds?: number; about: string } => {
  switch (number % 10) {
    case 0:
      return { seconds: 10, about: 'Gains something about every 10 seconds.' }
    case 1:
    case 2:
      return { seconds: 300, about: 'Gains something about every 5 minutes.' }
    case 3:
    case 4:
      return { seconds: 3_600, about: 'Gains something about every hour.' }
    default:
      return { about: 'Never plays.' }
  }
}

const pick = <T>(list: readonly T[], seed: string): T => list[Math.floor(chance(seed) * list.length)] as T

/**
 * One of the many: `Sim 1` to `Sim 9999`, on the regular board. Everyone has other experience, trains another skill and
 * kills another boss, and the last digit of the number says how often something changes: of ten, one is busy and five rest.
 */
export const inhabitant = (number: number): Character => {
  const name = `Sim ${number}`
  const { seconds, about } = paceOf(number)
  // From a thousand to ten million, evenly over the orders of magnitude.
  const experience = (skill: string): number => Math.floor(1_000 * 10_000 ** chance(`${name}/${skill}`))
  const boss = pick(bossNames, `${name}/boss`)
  const character = {
    name,
    about,
    boards: { regular: {} },
    start: {
      ...Object.fromEntries(skillNames.map((skill) => [skill, experience(skill)])),
      [boss]: Math.floor(300 * chance(`${name}/kills`)),
    },
  }
  if (seconds === undefined) return { ...character, routine: [] }
  // Not quite alike, or everybody would gain something at the same second.
  const everySeconds = Math.round(seconds * (0.8 + 0.4 * chance(`${name}/pace`)))
  const habits = [
    { everySeconds, brings: { [pick(skillNames, `${name}/trained`)]: everySeconds } },
    { everySeconds: 10 * everySeconds, brings: { [boss]: 1 } },
  ]
  return { ...character, routine: [{ seconds: 10 * everySeconds, habits }] }
}

const daySeconds = 86_400

/**
 * One who begins with nothing on a day of the world, from 0 on, and trains and kills everything at once, each at a pace of its own:
 * `Born 0` to `Born 9999`. In its first day it reaches something every few minutes, so there is always somebody to watch.
 */
export const newborn = (day: number): Character => ({
  name: `Born ${day}`,
  about: 'Began today with nothing, and reaches something every few minutes.',
  boards: { regular: {} },
  start: {},
  bornAfter: day * daySeconds,
  routine: [
    {
      seconds: 3_600,
      habits: [
        ...skillNames.map((name, index) => ({ everySeconds: 10, brings: { [name]: 20 + 8 * index } })),
        ...bossNames.map((name, index) => ({ everySeconds: 60 + 15 * index, brings: { [name]: 1 } })),
        { everySeconds: 120, brings: { 'Clue Scrolls (all)': 1 } },
      ],
    },
  ],
})

/** Who begins on the day of a moment of the world, in seconds. */
export const bornOn = (seconds: number): Character => newborn(Math.floor(seconds / daySeconds))
