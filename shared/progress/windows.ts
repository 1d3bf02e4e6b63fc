import { invalid } from '../http/parse.ts'
import { type Zone, zoneOf } from './zone.ts'

/** A span of time, in milliseconds since 1970, both ends included. Without a start it reaches back to the first state. */
export interface Window {
  start: number | undefined
  end: number
}

export const periods = ['day', 'week', 'month', 'year', 'all'] as const

export type Period = (typeof periods)[number]

/** A window as it is asked for. Dates and date-times are as they were given. */
export interface AskedWindow {
  start?: string | undefined
  end?: string | undefined
  days?: number | undefined
  period?: Period | undefined
  /** The time zone in which dates and periods start. */
  tz: string
}

const dayMs = 86_400_000

/** The first date of the period that a date is in; dates as a {@link Zone} writes them. */
export const firstDate = (period: Exclude<Period, 'all'>, date: number): number => {
  const day = new Date(date)
  switch (period) {
    case 'day':
      return date
    case 'week':
      // Weeks start on Monday, as in ISO 8601.
      return date - ((day.getUTCDay() + 6) % 7) * dayMs
    case 'month':
      return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1)
    case 'year':
      return Date.UTC(day.getUTCFullYear(), 0, 1)
    default:
      return period satisfies never
  }
}

/** The date that a period began with which `now` is in, in a time zone, and its first moment there. */
export const periodBegin = (period: Exclude<Period, 'all'>, tz: string, now: number) => {
  const zone = zoneOf(tz)
  const date = firstDate(period, zone.dateAt(now))
  return { date, start: zone.startOf(date) }
}

/** The period that `now` is in, until now: since midnight, Monday, the 1st or New Year in a time zone, or since ever. */
export const periodUntil = (period: Period, tz: string, now: number): Window => ({
  start: period === 'all' ? undefined : periodBegin(period, tz, now).start,
  end: now,
})

/** The date with which the period after a date's begins. */
const nextDate = (period: Exclude<Period, 'all'>, date: number): number => {
  const first = new Date(firstDate(period, date))
  switch (period) {
    case 'day':
      return first.getTime() + dayMs
    case 'week':
      return first.getTime() + 7 * dayMs
    case 'month':
      return Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1)
    case 'year':
      return Date.UTC(first.getUTCFullYear() + 1, 0, 1)
    default:
      return period satisfies never
  }
}

/** The periods of a time zone: with which moments the one that a moment is in begins, and the one after it. */
export const periodsIn = (period: Exclude<Period, 'all'>, tz: string) => {
  const zone = zoneOf(tz)
  return (moment: number): { start: number; next: number } => {
    const date = zone.dateAt(moment)
    return { start: zone.startOf(firstDate(period, date)), next: zone.startOf(nextDate(period, date)) }
  }
}

/** The moment of a date-time, or the first one of a date. */
const firstMomentOf = (text: string, zone: Zone): number =>
  text.includes('T') ? Date.parse(text) : zone.startOf(Date.parse(text))

/** The moment of a date-time, or the last one of a date. */
const lastMomentOf = (text: string, zone: Zone): number =>
  text.includes('T') ? Date.parse(text) : zone.startOf(Date.parse(text) + dayMs) - 1

/** The moment of a date-time; of a date the last one in a time zone. */
export const endMoment = (text: string, tz: string): number => lastMomentOf(text, zoneOf(tz))

/** The moment until which somebody asks; as {@link endMoment}, and what lies in the future means now. */
export const momentUntil = (text: string, tz: string, now: number): number =>
  Math.max(0, Math.min(endMoment(text, tz), now))

/**
 * The window that somebody asks for: a period until now; or from `start`, or some days of 24 hours back, to `end`, or now.
 * Without a start it is as long as `otherwise` says. A date means the whole day: the window starts with its first moment, or
 * ends with its last. What lies in the future has not happened: an end there means now.
 * Throws `validation_failed` when it starts after its end.
 */
export const windowOf = (asked: AskedWindow, otherwise: { days: number } | 'all', now: number): Window => {
  const { start, end, days, period, tz } = asked
  if (period) return periodUntil(period, tz, now)
  const zone = zoneOf(tz)
  const until = end === undefined ? now : Math.min(lastMomentOf(end, zone), now)
  if (start === undefined && days === undefined && otherwise === 'all') return { start: undefined, end: until }
  const back = days ?? (otherwise as { days: number }).days
  const from = start === undefined ? until - back * dayMs : firstMomentOf(start, zone)
  if (from > until) {
    throw invalid({ path: 'start', message: end === undefined ? 'must not be in the future' : 'must not be after end' })
  }
  // Nothing was tracked before 1970, and keys of earlier years do not sort.
  return { start: Math.max(from, 0), end: Math.max(until, 0) }
}
