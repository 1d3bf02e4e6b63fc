/** A time zone's calendar. Moments are in milliseconds since 1970. */
export interface Zone {
  /** The date at a moment, written as the moment of its midnight in UTC. */
  dateAt: (moment: number) => number
  /** The first moment of a date, which is written as the moment of its midnight in UTC. */
  startOf: (date: number) => number
}

const dayMs = 86_400_000

const open = (name: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })

/** Whether a name is one of the IANA time zone database, in any case. */
export const isZone = (name: string): boolean => {
  // Intl knows offsets like +01:00 as well, which are no zones: they have no daylight saving time.
  if (!/^[a-z]/i.test(name)) return false
  try {
    open(name)
    return true
  } catch {
    return false
  }
}

// As in GMT+05:45, GMT-00:44:30 or GMT.
const offsetPattern = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/

/** The time zone of a name that {@link isZone}. Takes some milliseconds to make, and microseconds to use. */
export const zoneOf = (name: string): Zone => {
  const format = open(name)

  /** How far local clocks are ahead of UTC at a moment. */
  const offsetAt = (moment: number): number => {
    const text = format.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours = 0, minutes = 0, seconds = 0] = offsetPattern.exec(text) ?? []
    const size = 1000 * (3600 * Number(hours) + 60 * Number(minutes) + Number(seconds))
    return sign === '-' ? -size : size
  }

  /** The moment between two moments at which clocks are set, provided that they are once. */
  const change = (before: number, after: number): number => {
    const offset = offsetAt(after)
    let low = before
    let high = after
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (offsetAt(middle) === offset) high = middle
      else low = middle
    }
    return high
  }

  return {
    dateAt: (moment) => Math.floor((moment + offsetAt(moment)) / dayMs) * dayMs,

    // Clocks are set at most once in the two days around a midnight. One that comes twice counts when it comes first; where
    // it is skipped, or the whole day is, as in Apia on 2011-12-30, the day starts with the first moment after the gap.
    startOf: (date) => {
      const earlier = date - offsetAt(date - dayMs)
      const later = date - offsetAt(date + dayMs)
      if (earlier + offsetAt(earlier) === date) return earlier
      return later + offsetAt(later) === date ? later : change(later, earlier)
    },
  }
}
