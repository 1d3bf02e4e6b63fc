import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Table } from '../dynamodb.ts'
import { type Outcome, outcomes } from '../players/players.ts'

/*
 * Counts: how many requests to the hiscores ended how, by the hour. Most find nothing new, so a batch is counted as that by the write
 * that reserves its slots, in the item of the pace; what it came to instead is set right once it has stored what came, in
 * an item an hour, where every other request is counted as well. Those expire after two days.
 *
 * | access pattern         | key                                   |
 * | add to an hour         | PK PACE, SK COUNTS#2026-08-20T12      |
 * | the hours of a day     | PK PACE, SK from COUNTS#... to COUNTS#... |
 */

/** How many requests ended how. */
export type Counts = Record<Outcome, number>

const countsBy = (countOf: (outcome: Outcome) => number): Counts =>
  Object.fromEntries(outcomes.map((outcome) => [outcome, countOf(outcome)])) as Counts

const noCounts = (): Counts => countsBy(() => 0)

/** The metric that counts the fetches of an outcome, as in `FetchesNotFound`. */
export const fetchesMetric = (outcome: Outcome): string =>
  `Fetches${outcome.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`

/**
 * The outcomes that have a metric of their own. What of the answered is none of these is `unchanged`, and what of the others
 * `unavailable`: CloudWatch computes both, and ten metrics are free.
 */
export const measuredOutcomes: readonly Outcome[] = outcomes.filter(
  (outcome) => outcome !== 'unchanged' && outcome !== 'unavailable',
)

const hourMs = 3_600_000
const hoursKept = 48

const hoursShown = 24

/** Hours since 1970, and how many slots batches have reserved in each, by the first one of a batch. */
export type Reserved = readonly (readonly number[])[]

const hourOf = (at: number): number => Math.floor(at / hourMs)

const reservedIn = (reserved: Reserved, hour: number): number => reserved.find(([each]) => each === hour)?.[1] ?? 0

/** What batches have reserved with the slots of one more, in a day; of the hours ahead as well, whatever clock has brought them. */
export const withReserved = (before: Reserved, slots: readonly number[]): number[][] => {
  const hour = hourOf(slots[0]!)
  const others = before.filter(([each = 0]) => each !== hour && Math.abs(each - hour) < hoursShown)
  return [...others, [hour, reservedIn(before, hour) + slots.length]] as number[][]
}

const PK = 'PACE'
const skOf = (at: number): string => `COUNTS#${new Date(at).toISOString().slice(0, 13)}`

/**
 * Adds requests by how they ended to those of the hour of a moment, less those that were counted as unchanged when their slots were
 * reserved. One write unit; nothing where that leaves nothing.
 */
export const countRequests = async (
  table: Table,
  ended: readonly Outcome[],
  at: number,
  reserved = 0,
): Promise<void> => {
  const counts = countsBy((outcome) => ended.filter((each) => each === outcome).length)
  counts.unchanged -= reserved
  const different = outcomes.filter((outcome) => counts[outcome] !== 0)
  if (different.length === 0) return
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: { PK, SK: skOf(at) },
      UpdateExpression: `SET expiresAt = :expiresAt ADD ${different.map((outcome) => `#${outcome} :${outcome}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(different.map((outcome) => [`#${outcome}`, outcome])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(different.map((outcome) => [`:${outcome}`, counts[outcome]])),
        ':expiresAt': (hourOf(at) + 1 + hoursKept) * (hourMs / 1000),
      },
    }),
  )
}

/** What was counted by the hour in the last 24, by the keys of the hours. */
export type Counted = ReadonlyMap<string, Counts>

/** Reads what was counted by the hour. */
export const readCounted = async (table: Table, now: number): Promise<Counted> => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': PK, ':from': skOf(now - (hoursShown - 1) * hourMs), ':to': skOf(now) },
    }),
  )
  return new Map(Items.map(({ SK, ...counts }) => [SK as string, countsBy((outcome) => counts[outcome] ?? 0)]))
}

/** The requests of the last 24 hours and of the current hour alone, of what was counted by the hour and what batches have reserved. */
export const countsOfDay = (counted: Counted, reserved: Reserved, now: number): { day: Counts; hour: Counts } => {
  const hours = Array.from({ length: hoursShown }, (_, back): Counts => {
    const at = now - back * hourMs
    const counts = counted.get(skOf(at)) ?? noCounts()
    // What a batch has reserved may be of the hour before the one in which it is set right.
    return { ...counts, unchanged: Math.max(0, counts.unchanged + reservedIn(reserved, hourOf(at))) }
  })
  const day = countsBy((outcome) => hours.reduce((sum, counts) => sum + counts[outcome], 0))
  return { day, hour: hours[0]! }
}
