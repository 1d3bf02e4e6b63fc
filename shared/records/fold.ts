import { consistently, type Table } from '../dynamodb.ts'
import { barriersOf } from '../lives/seams.ts'
import { log } from '../log.ts'
import type { Event } from '../outbox/news.ts'
import type { Player } from '../players/players.ts'
import { finalName } from '../snapshots/aliases.ts'
import { catalogueOf } from '../snapshots/catalogue.ts'
import { dayMs, type State } from '../snapshots/items.ts'
import { keepSnapshots } from '../snapshots/keep.ts'
import { eachValue } from '../snapshots/readings.ts'
import { collected, states } from '../snapshots/scan.ts'
import { announceRecords } from './announce.ts'
import { bestOf, timelineOf } from './best.ts'
import { findRecords, type Kept, putRecords } from './items.ts'
import { type MetricRecords, mergeRecords, momentsOf, type Records, renameRecords, spanNames } from './kept.ts'
import { noPast, type Past, withStates } from './past.ts'
import { statesSince } from './states.ts'
import { findLeft, loseTrail, pastOf, putTrail, type Trail } from './trail.ts'

/*
 * Folding: what was stored of a player since the last time goes into the kept records, before it expires. So records take no
 * more than a look at what came since, and stay as they are when all that they were made of has gone.
 */

/** What folding needs to know and to reach. */
export interface Folding {
  tracker: Table
  retentionDays: number
}

const usualMs = 7 * dayMs

/** How often the states of a player are folded: twice at least while they are kept. */
const foldedEveryMs = (retentionDays: number): number => Math.min(usualMs, (retentionDays * dayMs) / 2)

// The next fold comes with a fetch; nobody is fetched less often than weekly, and an outage may be as long again.
const lateMs = 14 * dayMs

/** The metrics that had another value at some of the states from a moment on than before, ratings left out; with their groups. */
const changedMetrics = (past: Past, states: readonly State[], moment: number): Map<string, MetricRecords['group']> => {
  const first = states.findIndex(({ at }) => at > moment)
  const values = new Map(first === 0 ? [...past.metrics].map((metric) => [metric, past.valuesOf(metric).at(-1)]) : [])
  const changed = new Map<string, MetricRecords['group']>()
  for (const [index, state] of states.entries()) {
    if (first < 0 || index < first - 1) continue
    eachValue(state, ({ metric, group, rating }, value) => {
      // A rating may have been taken for something else by an older layout.
      if (rating) changed.delete(metric)
      if (value === null || value === values.get(metric)) return
      if (index >= first && !rating) changed.set(metric, group)
      values.set(metric, value)
    })
  }
  return changed
}

/** The records that end with states after a moment, of a past and the states that came behind it. */
const recordsIn = (before: Past, states: readonly State[], player: Player, moment: number): Records => {
  const past = withStates(before, states)
  const timeline = timelineOf(past.times, { barriers: barriersOf(player), addedAt: player.addedAt }, moment)
  const found = new Map<string, MetricRecords>()
  for (const [metric, group] of changedMetrics(before, states, moment)) {
    const best = bestOf(timeline, past.valuesOf(metric))
    if (best.year) found.set(metric, { group, best })
  }
  return found
}

/** The moment up to which a player's states are in its kept records; undefined before the first time. */
const foldedTo = (player: Player, kept: Kept | undefined): number | undefined =>
  kept || player.recordsTo !== undefined ? Math.max(kept?.to ?? 0, player.recordsTo ?? 0) : undefined

/** Kept records under the names that their metrics have now. */
export const currentRecords = async (table: Table, { records }: Kept): Promise<Records> => {
  const { aliases } = await catalogueOf(table)
  // What a row was called before it was renamed, or was when another one had its name, goes on under the new one.
  const nameOf = (metric: string, end: number): string =>
    finalName(
      aliases.filter(({ since }) => end <= since),
      metric,
    )
  return aliases.length > 0 ? renameRecords(records, nameOf) : records
}

/** The past that records since a moment are made of, and the states behind it: of a trail, or all of them without one. */
const pastSince = async (
  table: Table,
  player: Player,
  trail: Trail | undefined,
  moment: number | undefined,
  now: number,
) => {
  if (trail && trail.before <= (moment ?? -1)) {
    const start = trail.times.at(-1)!
    const [last, ...since] = await collected(states(table, player.key, { start, end: now }, now))
    if (last?.at === start) return { before: pastOf(trail, last), since }
  }
  return { before: noPast, since: await statesSince(table, player, moment, now) }
}

/** What a player's folds have left, its records until now, and the past that these are made of; none where nothing came since. */
const looked = async (table: Table, player: Player, now: number) => {
  const left = await findLeft(table, player, now)
  const { kept, trail } = left
  const records: Records = kept ? await currentRecords(table, kept) : new Map()
  const moment = foldedTo(player, kept)
  if (moment !== undefined && (player.latest?.at ?? 0) <= moment) return { left, records, past: undefined }
  const { before, since } = await pastSince(table, player, trail, moment, now)
  const found = recordsIn(before, since, player, moment ?? -1)
  return { left, records: mergeRecords(records, found), past: withStates(before, since) }
}

/** A player's records: those that are kept, and what was stored since. */
export const recordsUntil = async (table: Table, player: Player, now: number): Promise<Records> => {
  if (player.recordsTo === undefined || (player.latest?.at ?? 0) > player.recordsTo) {
    return (await looked(table, player, now)).records
  }
  const kept = await findRecords(table, player.key, { consistent: false })
  return kept ? currentRecords(table, kept) : new Map()
}

/** True when two hold the same gains, made between the same moments. */
export const isSame = (a: Records, b: Records): boolean =>
  a.size === b.size &&
  [...b].every(([metric, { best }]) =>
    spanNames.every((span) => {
      const [one, other] = [a.get(metric)?.best[span], best[span]]
      return one?.gained === other?.gained && one?.start === other?.start && one?.end === other?.end
    }),
  )

/**
 * Makes the snapshots stay that records start or end with: those that expire in some time, or all that have not, where it may
 * be long until the next fold.
 */
const keepStates = async (
  table: Table,
  player: string,
  records: Records,
  now: number,
  expiring?: { retentionDays: number; withinMs: number },
): Promise<void> => {
  const moments = momentsOf(records)
  const left =
    ({ retentionDays }: { retentionDays: number }) =>
    (at: number) =>
      at + retentionDays * dayMs - now
  const wanted = expiring
    ? // They expire at whole seconds.
      moments.filter((at) => left(expiring)(at) > -1_000 && left(expiring)(at) <= expiring.withinMs)
    : moments
  await keepSnapshots(table, player, wanted, now)
}

/**
 * Folds what was stored of a player; undefined when somebody else has changed the records meanwhile. Leaves a trail where it is said
 * for how long states are kept.
 */
const fold = async (
  table: Table,
  player: Player,
  now: number,
  wanted: readonly Event[] = [],
  retentionDays?: number,
) => {
  const { left, records, past } = await looked(consistently(table), player, now)
  const { kept, lost } = left
  const before = kept?.records ?? new Map()
  const to = Math.max(player.latest?.at ?? 0, foldedTo(player, kept) ?? 0)
  if (kept) await announceRecords(table, player, { before, after: records, to: kept.to }, { wanted, now })
  if (!isSame(before, records) && !(await putRecords(table, player.key, { records, to }, kept))) return undefined
  if (past && retentionDays) {
    await putTrail(table, player, past, { to, lost, made: momentsOf(records), retentionDays })
  }
  return { records, to }
}

/** What changes in a player whose states were folded; nothing when that failed, which the next fold makes good. */
const folded = async (player: Player, work: () => Promise<number | undefined>): Promise<{ recordsTo?: number }> => {
  if (!player.latest) return {}
  try {
    const to = await work()
    return to === undefined ? {} : { recordsTo: to }
  } catch (error) {
    // What was fetched is stored, and goes on whatever becomes of the records.
    log.error('records not kept', { player: player.key, error: error as Error })
    return {}
  }
}

/**
 * Folds what was stored of a player when it is time, which each player has for itself: a week after it was added, or after the
 * last time; records that are beaten are announced, where that is `wanted`. What changes in the player then, for the caller to store. A crash before that has it done again.
 */
export const foldDue = async (
  { tracker, retentionDays }: Folding,
  player: Player,
  now: number,
  wanted: readonly Event[] = [],
): Promise<{ recordsTo?: number }> => {
  const everyMs = foldedEveryMs(retentionDays)
  if (now - (player.recordsTo ?? player.addedAt) < everyMs) return {}
  return folded(player, async () => {
    const done = await fold(tracker, player, now, wanted, retentionDays)
    const expiring = { retentionDays, withinMs: everyMs + lateMs }
    if (done) await keepStates(tracker, player.key, done.records, now, expiring)
    return done?.to
  })
}

/** Folds what was stored of a player who is not fetched any more; what changes in it, for the caller to store. */
export const foldForGood = (table: Table, player: Player, now: number): Promise<{ recordsTo?: number }> =>
  folded(player, async () => {
    const done = await fold(table, player, now)
    if (done) await keepStates(table, player.key, done.records, now)
    return done?.to
  })

/**
 * Looks for records in everything that is stored of a player, and adds them to those of the kept ones that `left` leaves. After
 * states have come or gone out of turn, or what parts them. Some 1/7 read unit a state.
 */
export const recomputeRecords = async (
  given: Table,
  player: Player,
  now: number,
  left: (records: Records) => Records = (records) => records,
): Promise<void> => {
  const table = consistently(given)
  await loseTrail(table, player.key)
  for (;;) {
    const kept = await findRecords(table, player.key)
    const before = kept?.records ?? new Map()
    const found = recordsIn(noPast, await statesSince(table, player, undefined, now), player, -1)
    const records = mergeRecords(left(before), found)
    const to = Math.max(player.latest?.at ?? 0, foldedTo(player, kept) ?? 0)
    if (!isSame(before, records) && !(await putRecords(table, player.key, { records, to }, kept))) continue
    return keepStates(table, player.key, records, now)
  }
}
