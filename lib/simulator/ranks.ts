import { chance } from './chance.ts'

// Of the 2,000,000 places that are ranked; the rest is room to drift in.
const places = 1_900_000

/** Where a value stands between the least that is ranked and the most that anybody has. */
interface Field {
  value: number
  least: number
  most: number
}

// Up and down between 0 and `height`, a place a step.
const wave = (step: number, height: number): number => height - Math.abs((step % (2 * height)) - height)

/**
 * A rank: places fall with the logarithm of the value, roughly as on the real boards, and drift by a place every few
 * seconds even when the value stays, since everybody else goes on playing. Pure in the seed and the time.
 */
export const rankOf = ({ value, least, most }: Field, seed: string, seconds: number): number => {
  const share = Math.min(1, Math.log(value / least) / Math.log(most / least))
  const place = 1 + Math.floor(places * (1 - share))
  const stepSeconds = 1 + Math.floor(4 * chance(seed))
  return place + wave(Math.floor(seconds / stepSeconds), 20 + Math.floor(place / 50))
}
