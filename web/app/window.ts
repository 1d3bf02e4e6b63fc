import type { Period } from '../../shared/progress/windows.ts'

/** The time that somebody looks at: a period until now, or from one date or moment to another. */
export type Window = { period: Period } | { start: string; end: string }

/** The periods by which one may look, in the order of their lengths. */
export const periods: readonly { value: Period; text: string }[] = [
  { value: 'day', text: 'Today' },
  { value: 'week', text: 'Week' },
  { value: 'month', text: 'Month' },
  { value: 'year', text: 'Year' },
  { value: 'all', text: 'All' },
]

const isPeriod = (text: string | null): text is Period => periods.some(({ value }) => value === text)

/** A date or a moment in UTC that there is. */
const isDateOrMoment = (text: string | null): text is string =>
  text !== null && /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/.test(text) && !Number.isNaN(Date.parse(text))

/** The window that an address names; today where it names none that makes sense. */
export const windowOf = (query: URLSearchParams): Window => {
  const [start, end, period] = ['start', 'end', 'period'].map((name) => query.get(name))
  if (isDateOrMoment(start ?? null) && isDateOrMoment(end ?? null) && Date.parse(start!) <= Date.parse(end!)) {
    return { start: start!, end: end! }
  }
  return { period: isPeriod(period ?? null) ? (period as Period) : 'day' }
}

/** The parts of an address that name a window; the usual one is not named. */
export const addressOf = (window: Window): Record<'period' | 'start' | 'end', string | undefined> =>
  'period' in window
    ? { period: window.period === 'day' ? undefined : window.period, start: undefined, end: undefined }
    : { period: undefined, ...window }

/** What a period begins with, as in `since Monday`. */
export const sinceOf = (period: Period): string => {
  switch (period) {
    case 'day':
      return 'since midnight'
    case 'week':
      return 'since Monday'
    case 'month':
      return 'since the 1st'
    case 'year':
      return 'since New Year'
    case 'all':
      return 'since ever'
  }
}
