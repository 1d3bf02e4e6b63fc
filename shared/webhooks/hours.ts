import { zoneOf } from '../progress/zone.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** When a webhook is to be told something: once a day at a local time, or not within some local hours. */
export interface Hours {
  /** IANA name. */
  tz: string
  /** As in `08:30`. */
  digest?: string | undefined
  quiet?: { from: string; to: string } | undefined
}

const minutesOf = (time: string): number => {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours! * 60 + minutes!) * minuteMs
}

/** The first moment after another one at which local clocks show a time. */
const nextAt = (tz: string, time: string, after: number): number => {
  const zone = zoneOf(tz)
  const today = zone.dateAt(after)
  const moments = [today, today + dayMs, today + 2 * dayMs].map((date) => zone.startOf(date + minutesOf(time)))
  return moments.find((moment) => moment > after)!
}

/** The first moment, from `now` on, at which what comes at `now` may be told. */
export const toldFrom = ({ tz, digest, quiet }: Hours, now: number): number => {
  if (digest !== undefined) return nextAt(tz, digest, now)
  if (!quiet) return now
  const end = nextAt(tz, quiet.to, now)
  // It is quiet when its end comes before its next beginning.
  return end < nextAt(tz, quiet.from, now) ? end : now
}
