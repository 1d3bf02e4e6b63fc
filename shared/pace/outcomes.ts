import { type Outcome, outcomes } from '../players/players.ts'
import { decodeVarints, encodeVarints } from '../snapshots/varint.ts'

/** How many fetches ended how. */
export type Counts = Record<Outcome, number>

export const noCounts = (): Counts => Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Counts

/** The metric that counts the fetches of an outcome, as in `FetchesNotFound`. */
export const fetchesMetric = (outcome: Outcome): string =>
  `Fetches${outcome.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`

const hourMs = 3_600_000
const hoursKept = 24
const width = 1 + outcomes.length

/** The fetches of one hour since 1970 by outcome. */
interface Hour {
  hour: number
  counts: number[]
}

const decode = (bytes: Uint8Array | undefined): Hour[] => {
  const numbers = bytes ? decodeVarints(bytes) : []
  return Array.from({ length: numbers.length / width }, (_, index) => {
    const [hour, ...counts] = numbers.slice(index * width, (index + 1) * width) as [number, ...number[]]
    return { hour, counts }
  })
}

/**
 * Adds fetches to the record of the last day, which is small enough (24 hours in some 250 bytes) to ride along on the item
 * that every batch of fetches writes anyway.
 */
export const addCounts = (record: Uint8Array | undefined, added: Counts, now: number): Uint8Array => {
  const hour = Math.floor(now / hourMs)
  const hours = decode(record).filter((each) => each.hour > hour - hoursKept && each.hour <= hour)
  const current = hours.find((each) => each.hour === hour) ?? { hour, counts: outcomes.map(() => 0) }
  const counts = current.counts.map((count, index) => count + added[outcomes[index]!])
  const all = [...hours.filter((each) => each.hour !== hour), { hour, counts }]
  return encodeVarints(all.flatMap((each) => [each.hour, ...each.counts]))
}

/** The fetches of the hours that began within `ms` before `now`, the current one included. */
export const countsWithin = (record: Uint8Array | undefined, ms: number, now: number): Counts => {
  const total = noCounts()
  for (const { hour, counts } of decode(record)) {
    if (hour * hourMs <= now - ms || hour * hourMs > now) continue
    for (const [index, outcome] of outcomes.entries()) total[outcome] += counts[index] ?? 0
  }
  return total
}
