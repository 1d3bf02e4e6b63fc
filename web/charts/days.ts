/** What a date brought; null when nobody knows. */
export interface DayGain {
  /** As in `2026-03-12`. */
  date: string
  gained: number | null
}

const dayMs = 86_400_000

/** A date as the moment of its midnight in UTC, as which all arithmetic with dates is done; to be written in `UTC`. */
export const midnightOf = (date: string): number => Date.parse(`${date}T00:00:00Z`)

/** The date of such a moment. */
export const dateOf = (midnight: number): string => new Date(midnight).toISOString().slice(0, 10)

/** The place of a date in its week: 0 on Monday, 6 on Sunday. */
export const weekdayOf = (midnight: number): number => (new Date(midnight).getUTCDay() + 6) % 7

/** The Monday of a date's week. */
export const mondayOf = (midnight: number): number => midnight - weekdayOf(midnight) * dayMs

/** All dates from one to another, whether anything is told of them or not: of what is not told nothing is known. */
export const everyDay = (days: readonly DayGain[], first: number, last: number): (DayGain & { midnight: number })[] => {
  const told = new Map(days.map(({ date, gained }) => [date, gained]))
  const count = Math.max(0, Math.round((last - first) / dayMs) + 1)
  return Array.from({ length: count }, (_, place) => {
    const midnight = first + place * dayMs
    const date = dateOf(midnight)
    return { date, midnight, gained: told.get(date) ?? null }
  })
}

/** The sum of what is known of some days; null when nothing is. */
export const sumOf = (days: readonly DayGain[]): number | null => {
  const known = days.flatMap(({ gained }) => (gained === null ? [] : [gained]))
  return known.length === 0 ? null : known.reduce((sum, gained) => sum + gained, 0)
}

/** The day that brought most, the earliest of equal ones; undefined when none brought anything. */
export const bestOf = (days: readonly DayGain[]): DayGain | undefined =>
  days.reduce<DayGain | undefined>((best, day) => ((day.gained ?? 0) > (best?.gained ?? 0) ? day : best), undefined)

/**
 * The least gains of the steps 2, 3 and 4 of a heat map, so that about a quarter of all days on which something was gained is in
 * each of the four. Step 1 begins above nothing.
 */
export const quartersOf = (days: readonly DayGain[]): [number, number, number] => {
  const gains = days.flatMap(({ gained }) => (gained !== null && gained > 0 ? [gained] : [])).sort((a, b) => a - b)
  const at = (share: number): number => gains[Math.floor(gains.length * share)] ?? Number.POSITIVE_INFINITY
  return [at(0.25), at(0.5), at(0.75)]
}

/** How strongly a day is shown: 0 for nothing (and for a fall), then 1 to 4. */
export type Step = 0 | 1 | 2 | 3 | 4

/** The step of a gain. */
export const stepOf = (gained: number, quarters: readonly number[]): Step =>
  gained <= 0 ? 0 : ((1 + quarters.filter((least) => gained >= least).length) as Step)
