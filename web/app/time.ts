/*
 * Moments as people say them, beside another one: of `now` and in a time zone of the IANA database.
 */

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const formats = new Map<string, Intl.DateTimeFormat>()

const formatted = (at: number, tz: string, options: Intl.DateTimeFormatOptions): string => {
  const key = `${tz} ${Object.entries(options).join()}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: tz, hourCycle: 'h23', ...options })
    formats.set(key, format)
  }
  return format.format(at)
}

const clockOptions = { hour: '2-digit', minute: '2-digit' } as const
const dateOptions = { day: 'numeric', month: 'short', year: 'numeric' } as const

/** The calendar day of a moment: `2026-08-20`. */
export const dayOf = (at: number, tz: string): string => {
  const [day = '', month = '', year = ''] = formatted(at, tz, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).split('/')
  return `${year}-${month}-${day}`
}

const dayNumber = (at: number, tz: string): number => Date.parse(dayOf(at, tz)) / dayMs

/** As in `today 14:05`, `yesterday 14:05`, `Mon 14:05`, `12 Aug, 14:05`; the year is said of other years. */
export const spoken = (at: number, now: number, tz: string): string => {
  const clock = formatted(at, tz, clockOptions)
  const days = dayNumber(at, tz) - dayNumber(now, tz)
  if (days === 0) return clock
  if (days === -1) return `yesterday ${clock}`
  if (days === 1) return `tomorrow ${clock}`
  if (days > -7 && days < 7) return `${formatted(at, tz, { weekday: 'short' })} ${clock}`
  const isThisYear = formatted(at, tz, { year: 'numeric' }) === formatted(now, tz, { year: 'numeric' })
  return `${formatted(at, tz, isThisYear ? { day: 'numeric', month: 'short' } : dateOptions)}, ${clock}`
}

/** To the second, with the zone: `Thu, 20 Aug 2026, 18:30:05 (Europe/Berlin)`. */
export const exact = (at: number, tz: string): string =>
  `${formatted(at, tz, { weekday: 'short', ...dateOptions, ...clockOptions, second: '2-digit' })} (${tz})`

/** As in `Thu 18:30:05`. */
export const toTheSecond = (at: number, tz: string): string =>
  formatted(at, tz, { weekday: 'short', ...clockOptions, second: '2-digit' }).replace(',', '')

/** As in `Thursday 20 August`. */
export const longDay = (at: number, tz: string): string =>
  formatted(at, tz, { weekday: 'long', day: 'numeric', month: 'long' }).replace(',', '')

/** How long something takes, in its largest unit: `40 s`, `3 min`, `2 h`, `5 days`. */
export const span = (ms: number): string => {
  if (ms < minuteMs) return `${Math.max(0, Math.round(ms / 1000))} s`
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`
  if (ms < 2 * dayMs) return `${Math.floor(ms / hourMs)} h`
  return `${Math.floor(ms / dayMs)} days`
}

/** How long ago: `just now`, `3 min ago`. */
export const ago = (at: number, now: number): string => (now - at < minuteMs ? 'just now' : `${span(now - at)} ago`)

/** How long until: `any moment`, `in 12 min`. */
export const ahead = (at: number, now: number): string => (at - now < minuteMs ? 'any moment' : `in ${span(at - now)}`)
