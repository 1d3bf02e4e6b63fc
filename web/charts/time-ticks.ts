import { utcDay, utcMonday, utcMonth, utcYear } from 'd3-time'
import { type Zone, zoneOf } from '../../shared/progress/zone.ts'
import { clock, dayMonth, month, year } from './dates.ts'
import type { Span } from './points.ts'

/** A mark on a time axis. */
export interface TimeTick {
  at: number
  label: string
}

const hourMs = 3_600_000
const dayMs = 86_400_000

/** A way to part a time axis: about how far its marks are apart, and at which local dates they stand. */
interface Step {
  ms: number
  /** The dates from one to another, written as the moments of their midnights in UTC. */
  dates: (from: number, to: number) => number[]
}

const range =
  (interval: { range: (from: Date, to: Date) => Date[] }) =>
  (from: number, to: number): number[] =>
    interval.range(new Date(from), new Date(to + 1)).map(Number)

const hourSteps = [1, 3, 6, 12]

const dateSteps: Step[] = [
  { ms: dayMs, dates: range(utcDay) },
  // Every second date, without two in a row where a month ends.
  { ms: 2 * dayMs, dates: range(utcDay.filter((date) => utcDay.count(new Date(0), date) % 2 === 0)) },
  { ms: 7 * dayMs, dates: range(utcMonday) },
  { ms: 14 * dayMs, dates: range(utcMonday.filter((date) => utcMonday.count(new Date(0), date) % 2 === 0)) },
  { ms: 30.4 * dayMs, dates: range(utcMonth) },
  { ms: 91.3 * dayMs, dates: range(utcMonth.every(3)!) },
  ...[1, 2, 5, 10, 20, 50].map((years) => ({ ms: years * 365.25 * dayMs, dates: range(utcYear.every(years)!) })),
]

/** Moments at every so many hours of local clocks. */
const hourTicks = (hours: number, { start, end }: Span, zone: Zone, tz: string): number[] => {
  const moments: number[] = []
  for (let date = zone.dateAt(start); date <= zone.dateAt(end); date += dayMs) {
    const midnight = zone.startOf(date)
    for (let hour = 0; hour < 24; hour += hours) {
      const guess = midnight + hour * hourMs
      // On a day on which clocks are set the guess may be an hour off.
      const off = Number(clock(guess, tz).slice(0, 2)) - hour
      const moment = off === 1 || off === -1 ? guess - off * hourMs : guess
      if (moment >= start && moment <= end && moment !== moments.at(-1)) moments.push(moment)
    }
  }
  return moments
}

const labelOf = (at: number, stepMs: number, tz: string): string => {
  if (stepMs < dayMs) return clock(at, tz) === '00:00' ? dayMonth(at, tz) : clock(at, tz)
  if (stepMs < 30 * dayMs) return dayMonth(at, tz)
  const name = month(at, tz)
  return stepMs > 300 * dayMs || name === 'Jan' ? year(at, tz) : name
}

/**
 * The marks of a time axis: at full hours, midnights, Mondays, firsts of months or New Years of a time zone, whichever gives
 * at most `most`. A midnight among hours is labelled with its date, a New Year among months with its year.
 */
export const timeTicks = (span: Span, most: number, tz: string): TimeTick[] => {
  const least = (span.end - span.start) / Math.max(1, most)
  const zone = zoneOf(tz)
  const hours = hourSteps.find((count) => count * hourMs >= least)
  if (hours) {
    return hourTicks(hours, span, zone, tz).map((at) => ({ at, label: labelOf(at, hours * hourMs, tz) }))
  }
  const step = dateSteps.find(({ ms }) => ms >= least) ?? dateSteps.at(-1)!
  return step
    .dates(zone.dateAt(span.start), zone.dateAt(span.end))
    .map((date) => zone.startOf(date))
    .filter((at) => at >= span.start && at <= span.end)
    .map((at) => ({ at, label: labelOf(at, step.ms, tz) }))
}
