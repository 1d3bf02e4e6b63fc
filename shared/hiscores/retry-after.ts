const leastMs = 1_000
const mostMs = 3_600_000

const bounded = (waitMs: number): number => Math.min(mostMs, Math.max(leastMs, waitMs))

/**
 * The wait that a `Retry-After` header asks for at the moment `now`, in milliseconds: from a number of seconds or an HTTP
 * date, and kept between a second and an hour, so that no slip of the upstream stops us for a day. Undefined when there is
 * none that can be read.
 */
export const retryAfterMs = (header: string | undefined, now: number): number | undefined => {
  const text = header?.trim() ?? ''
  if (/^\d+$/.test(text)) return bounded(Number(text) * 1_000)
  // `Date.parse` alone makes a date of nearly anything, `-5` included; an HTTP date starts with its weekday.
  const date = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : bounded(date - now)
}
