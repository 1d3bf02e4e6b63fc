import { boardsFrom } from '../../shared/players/touched.ts'
import { fetchBatchSize } from '../../shared/tracking/dispatch.ts'
import { bounds } from '../capacity/bounds.ts'
import type { Amounts } from './prices.ts'
import type { Tracking, Usage } from './usage.ts'

const daysPerMonth = 30

/** What the stack is made of, as far as it is paid for. */
export interface Resources {
  /** Gigabytes. */
  fetchMemory: number
  deliverMemory: number
  otherMemory: number
  ticksPerDay: number
  alarms: number
  metrics: number
}

/** What people ask of each player in a day, and of all of them together. Nothing of it is measured: it is their own affair. */
export const asked = { statistics: 2, gains: 2, charts: 1, leaderboards: 10 }

/** Seconds that Lambda counts per run, and bytes that it logs itself; supposed as well. */
export const supposed = { tickSeconds: 0.1, requestSeconds: 0.05, lambdaLogBytes: 300 }

// Lambda keeps five connections to a queue open, each of which asks again after 20 seconds.
export const pollsPerDay = (5 * 86_400) / 20

// DynamoDB adds so much to each item in what it charges for, and to each entry of the two indexes.
const itemOverhead = 100
const playerBytes = 1_000
const indexBytes = 2 * 300

/**
 * What boards take for each changed state, its note included, by `npm run bench:boards` on 2026-11-28, with up to so many players; and
 * the seconds of a tick, of which nothing is measured on Lambda: three times the processor time that is counted there, and 5 ms for each of
 * the requests that wait for each other. Whoever has fewer than boards are kept of pays nothing.
 */
const keeping = [
  { upTo: boardsFrom - 1, reads: 0, writes: 0, seconds: 0 },
  { upTo: 599, reads: 6.8, writes: 5.4, seconds: 0.05 },
  { upTo: 1_050, reads: 7.4, writes: 4.2, seconds: 0.05 },
  { upTo: 3_000, reads: 8.2, writes: 4.8, seconds: 0.06 },
  { upTo: 5_000, reads: 8.3, writes: 5.4, seconds: 0.08 },
  { upTo: 10_000, reads: 8.7, writes: 6, seconds: 0.1 },
  { upTo: Number.POSITIVE_INFINITY, reads: 10, writes: 6.7, seconds: 0.15 },
]

/** What counting players takes a day: those that are fetched every hour, and how all of them stand, by `npm run bench:growth`. */
const countingReads = (players: number): number => {
  const rolls = players < boardsFrom ? 0 : 86_400 / Math.max(3_600, players)
  return (24 * 12 + rolls * 500) * (players / 1_000)
}

// How many changes come to one that ends a quarter of a day, over ten days of a hundred of the benchmark's characters.
const changesPerQuarter = 6

/** What a leaderboard takes at most where boards are kept. */
const boardReads = 20

const unitsOf = (operation: string) => {
  const units = bounds[operation]
  if (!units) throw new Error(`no bound for "${operation}"`)
  return units
}

/** What is supposed of news: how many changes reach something, and what telling of each takes of a run of Lambda, and of its log. */
export const supposedNews = { reaching: 0.1, seconds: 1, logBytes: 700 }

/** A month's amounts of what a webhook takes besides that hears of everything, of each change by itself. */
export const monthlyNews = (
  { deliverMemory, ticksPerDay }: Pick<Resources, 'deliverMemory' | 'ticksPerDay'>,
  { changes }: Pick<Tracking, 'changes'>,
): Partial<Amounts> => {
  const told = daysPerMonth * changes * supposedNews.reaching
  const [announce, tell, look] = [unitsOf('announce news'), unitsOf('tell news to a webhook'), unitsOf('look for news')]
  return {
    dynamodbWrites: told * (announce.writes + tell.writes),
    dynamodbReads: told * (announce.reads + tell.reads) + daysPerMonth * ticksPerDay * look.reads,
    lambdaRequests: told,
    lambdaSeconds: told * supposedNews.seconds * deliverMemory,
    logs: (told * supposedNews.logBytes) / 1e9,
  }
}

/** How states are stored: as numbers, or as maps of maps under the names of their rows. */
export type Storing = 'numbers' | 'maps'

/** How many 1 KB or 4 KB blocks a state as a map has more than one. */
const moreBlocks = (bytes: number, block: number): number => Math.ceil(bytes / block) - 1

/** A month's amounts of everything that is paid for, when the tracker has run for some years. */
export const monthly = (
  { bytes }: Pick<Usage, 'bytes'>,
  { fetchMemory, otherMemory, ticksPerDay, alarms, metrics }: Resources,
  { players, fetches, changes, batches, fetcherSeconds, putOff }: Tracking,
  { storing, years }: { storing: Storing; years: number },
): Amounts => {
  const changed = unitsOf('fetch, changed')
  const unchanged = unitsOf('fetch, unchanged')
  const tick = unitsOf('tick')
  const statistics = unitsOf('statistics, latest').reads + unitsOf('session').reads
  const gain = unitsOf('gain of 7 days, 1 year').reads + unitsOf('session').reads
  const chart = unitsOf('chart of 200 points, 1 year').reads + unitsOf('session').reads
  const eachPlayer = (unitsOf('leaderboard by value, 100 players').reads / 100) * players
  const kept = keeping.find(({ upTo }) => players <= upTo)!
  const leaderboard = (players < boardsFrom ? eachPlayer : boardReads) + unitsOf('session').reads
  const requests = players * (asked.statistics + asked.gains + asked.charts) + asked.leaderboards

  // Each player's day is written with each change, and otherwise once a day; its week once a week and its month once a month. Of
  // changes that come every hour one in eight ends a quarter.
  const quarters = changes / changesPerQuarter
  const days = Math.min(players, fetches)
  const closed = players / 7 + players / daysPerMonth
  // A batch takes its slots by one write; the bounds are those of full ones. One that finds any change counts
  // by another one; changes come as if they knew nothing of each other.
  const smaller = Math.max(0, batches - putOff - fetches / fetchBatchSize)
  const fetching = smaller + fetches / fetchBatchSize
  const counting = fetching * (1 - (1 - changes / fetches) ** (fetches / fetching))
  const writes =
    changes * (changed.writes - 3 / 24 - 1 / fetchBatchSize + kept.writes) +
    quarters +
    (fetches - changes) * (unchanged.writes - 1 / 24) +
    smaller +
    counting +
    days +
    closed
  const reads =
    smaller +
    // Whoever puts a batch off has read its players, and the pace.
    putOff * (fetchBatchSize + 1) +
    changes * (changed.reads + kept.reads) +
    (fetches - changes) * unchanged.reads +
    countingReads(players) +
    players * (asked.statistics * statistics + asked.gains * gain + asked.charts * chart) +
    asked.leaderboards * leaderboard

  // A map takes more units for each state that is written or read, and as many times more for a chart's as it is larger.
  const asMaps = storing === 'maps'
  const statesWritten = 2 * changes + quarters + days + closed
  const mapWrites = asMaps ? statesWritten * moreBlocks(bytes.map, 1_024) : 0
  const statesRead = players * (asked.statistics + 2 * asked.gains) + asked.leaderboards * players
  const chartReads = players * asked.charts * (chart - unitsOf('session').reads)
  const mapReads = asMaps
    ? (statesRead * moreBlocks(bytes.map, 4_096)) / 2 + chartReads * (bytes.map / bytes.snapshot - 1)
    : 0

  const statesKept = 90 * (changes + quarters) + players * years * (365 + 52 + 12)
  const stateBytes = (asMaps ? bytes.map : bytes.snapshot) + itemOverhead
  const gigabytes = (statesKept * stateBytes + players * (playerBytes + indexBytes)) / 1e9

  const runs = ticksPerDay + batches + requests
  const logBytes =
    fetches * bytes.fetchLog +
    batches * bytes.fetchMetrics +
    ticksPerDay * (bytes.tickLog + bytes.tickMetrics) +
    requests * bytes.requestLog +
    runs * supposed.lambdaLogBytes
  return {
    dynamodbWrites: daysPerMonth * (writes + ticksPerDay * tick.writes + mapWrites),
    dynamodbReads:
      daysPerMonth *
      (reads +
        ticksPerDay * (tick.reads + (players < boardsFrom ? 0 : unitsOf('tick, nothing to tell the boards').reads)) +
        mapReads),
    dynamodbStorage: gigabytes,
    dynamodbBackups: gigabytes,
    lambdaRequests: daysPerMonth * runs,
    lambdaSeconds:
      daysPerMonth *
      (fetcherSeconds * fetchMemory +
        (ticksPerDay * (supposed.tickSeconds + kept.seconds) + requests * supposed.requestSeconds) * otherMemory),
    // Ten messages are sent at once; a batch is received and deleted; each tick asks how many messages wait.
    sqsRequests: daysPerMonth * (pollsPerDay + fetches / 10 + 2 * batches + putOff + ticksPerDay),
    schedulerInvocations: daysPerMonth * ticksPerDay,
    apiRequests: daysPerMonth * requests,
    logs: (daysPerMonth * logBytes) / 1e9,
    metrics,
    alarms,
  }
}
