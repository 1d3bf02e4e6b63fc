import { dayMs } from '../snapshots/items.ts'

/*
 * Rates, which are what was gained in a day.
 */

/**
 * A rate as it is told: whole from 100 on and to three significant digits below, which is always within half a percent of the
 * exact one, has its sign, and is 0 only where nothing was gained.
 */
export const rounded = (rate: number): number => Number(Math.abs(rate) < 100 ? rate.toPrecision(3) : rate.toFixed(0))

// Who needs longer than that at this pace does not do it at this pace.
const furthestMs = 100 * 365 * dayMs

/** When what is left is gained at a rate, in milliseconds since 1970; null from no gain, and where it is too far away to tell. */
export const reachedAt = (left: number, perDay: number | null, now: number): number | null => {
  const waitMs = perDay !== null && perDay > 0 ? (left / perDay) * dayMs : Number.POSITIVE_INFINITY
  return waitMs > furthestMs ? null : Math.round(now + waitMs)
}
