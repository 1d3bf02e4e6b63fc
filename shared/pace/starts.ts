import { decodeVarints, encodeVarints } from '../snapshots/varint.ts'

/*
 * Starts: the moments at which a player was seen to play again after a rest, which tell at what times it is likely to do so. A
 * guess to ask by and nothing else: what cannot be read says nothing, and nobody is told of it.
 */

const minuteMs = 60_000
const dayMs = 86_400_000

/** As many are kept. */
export const startsKept = 8

/**
 * So many starts at about one time, one or more days or weeks ago, are a habit. One of yesterday is none: whoever plays at any
 * time would be asked hourly, all the time.
 */
const habits = [
  { everyMs: dayMs, most: 7, enough: 2 },
  { everyMs: 7 * dayMs, most: 2, enough: 1 },
]

// What is about one time. Who is asked hourly is seen to play half an hour after it has begun, as a rule, and so it is the next
// time. Half an hour more takes a third more fetches, and brings a tenth more for those who play daily.
const beforeMs = 15 * minuteMs
const behindMs = 45 * minuteMs

// Older ones say nothing any more.
const knownMs = 14 * dayMs + behindMs

/** What is known of a player's starts, in milliseconds since 1970; nothing where that cannot be read. */
export const decodeStarts = (bytes: Uint8Array = new Uint8Array()): number[] => {
  try {
    let minutes = 0
    return decodeVarints(bytes).map((since) => {
      minutes += since
      return minutes * minuteMs
    })
  } catch {
    return []
  }
}

/**
 * The starts of the last two weeks with one more, as a player item holds them: to the minute, upwards, in 19 bytes at most. What is
 * not before it, after a clock was set back, is forgotten.
 */
export const withStart = (bytes: Uint8Array | undefined, at: number): Uint8Array => {
  const recent = decodeStarts(bytes).filter((start) => start < at && at - start <= knownMs)
  const minutes = [...recent, at].slice(-startsKept).map((start) => Math.floor(start / minuteMs))
  return encodeVarints(minutes.map((each, index) => each - (minutes[index - 1] ?? 0)))
}

/** The next moment, from `now` on, at which somebody is likely to begin to play; without end where no habit is known. */
export const likelyFrom = (starts: readonly number[], now: number): number => {
  const moments = habits.flatMap(({ everyMs, most, enough }) => {
    const opens = starts.flatMap((start) =>
      Array.from({ length: most }, (_, times) => start + (times + 1) * everyMs - beforeMs),
    )
    const areEnough = (at: number): boolean =>
      opens.filter((from) => from <= at && at <= from + beforeMs + behindMs).length >= enough
    return opens.map((from) => Math.max(from, now)).filter(areEnough)
  })
  return Math.min(...moments, Infinity)
}
