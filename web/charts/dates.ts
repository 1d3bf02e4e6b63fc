/*
 * Moments as people say them, in a time zone of the IANA database. The language is fixed, so that a function and a browser
 * write the same.
 */

const formats = new Map<string, Intl.DateTimeFormat>()

/** A format of its own for each zone, made once: making one takes a hundred times as long as using it. */
const format = (name: string, tz: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${name} ${tz}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: tz, ...options })
  formats.set(key, made)
  return made
}

/** As in `06:00`. */
export const clock = (at: number, tz: string): string =>
  format('clock', tz, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)

/** As in `12 Mar`. */
export const dayMonth = (at: number, tz: string): string =>
  format('dayMonth', tz, { day: 'numeric', month: 'short' }).format(at)

/** As in `12 Mar 2026`. */
export const date = (at: number, tz: string): string =>
  format('date', tz, { day: 'numeric', month: 'short', year: 'numeric' }).format(at)

/** As in `Thu 12 Mar 2026`. */
export const weekdayDate = (at: number, tz: string): string =>
  format('weekday', tz, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
    .format(at)
    .replace(',', '')

/** As in `Mar`. */
export const month = (at: number, tz: string): string => format('month', tz, { month: 'short' }).format(at)

/** As in `2026`. */
export const year = (at: number, tz: string): string => format('year', tz, { year: 'numeric' }).format(at)

/** As in `12 Mar 2026, 06:00`. */
export const dateTime = (at: number, tz: string): string => `${date(at, tz)}, ${clock(at, tz)}`

/** Two moments as a span in whole days, as in `1 – 12 Mar 2026` or `3 Dec 2025 – 2 Jan 2026`; one day as itself. */
export const dateRange = (start: number, end: number, tz: string): string => {
  const from = date(start, tz)
  const to = date(end, tz)
  if (from === to) return to
  if (year(start, tz) !== year(end, tz)) return `${from} – ${to}`
  if (month(start, tz) !== month(end, tz)) return `${dayMonth(start, tz)} – ${to}`
  return `${from.split(' ')[0]} – ${to}`
}

const minuteMs = 60_000
const spans = [
  { ms: 365 * 86_400_000, one: 'year', many: 'years' },
  { ms: 30 * 86_400_000, one: 'month', many: 'months' },
  { ms: 86_400_000, one: 'day', many: 'days' },
  { ms: 3_600_000, one: 'hour', many: 'hours' },
  { ms: minuteMs, one: 'minute', many: 'minutes' },
]

/** How long something takes, in its largest unit, as in `3 hours`; below a minute `moments`. */
export const duration = (ms: number): string => {
  const span = spans.find(({ ms: least }) => ms >= least)
  if (!span) return 'moments'
  const count = Math.floor(ms / span.ms)
  return `${count} ${count === 1 ? span.one : span.many}`
}
