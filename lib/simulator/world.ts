import { canonicalName } from '../../shared/hiscores/names.ts'
import { cast } from './cast.ts'
import type { Character } from './character.ts'
import { inhabitant, newborn } from './population.ts'

/**
 * When the simulated world began, in milliseconds since 1970. It is a fixed moment, not the simulator's start, so that nobody
 * has less experience after a restart than a tracker that kept its data has seen.
 */
export const worldBegan = Date.UTC(2026, 0, 1)

const named = new Map(cast.map((character) => [canonicalName(character.name), character]))

/** The character of a name in any spelling; undefined when the world has none. */
export const characterOf = (name: string): Character | undefined => {
  const key = canonicalName(name)
  const number = /^sim_([1-9]\d{0,3})$/.exec(key)?.[1]
  if (number) return inhabitant(Number(number))
  const day = /^born_(0|[1-9]\d{0,3})$/.exec(key)?.[1]
  return day ? newborn(Number(day)) : named.get(key)
}
