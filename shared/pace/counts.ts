import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Table } from '../dynamodb.ts'
import { type Outcome, outcomes } from '../players/players.ts'

/*
 * Counts: how many requests to the hiscores ended how, an item an hour. Whoever has asked adds to it once it has stored
 * what came. Expires after two days.
 *
 * | access pattern         | key                                   |
 * | add to an hour         | PK PACE, SK COUNTS#2026-08-20T12      |
 * | the hours of a day     | PK PACE, SK from COUNTS#... to COUNTS#... |
 */

/** How many requests ended how. */
export type Counts = Record<Outcome, number>

const noCounts = (): Counts => Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Counts

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

const PK = 'PACE'
const skOf = (at: number): string => `COUNTS#${new Date(at).toISOString().slice(0, 13)}`

/** Adds requests by how they ended to those of the hour. One write unit; nothing without any. */
export const countRequests = async (table: Table, ended: readonly Outcome[], now: number): Promise<void> => {
  const different = [...new Set(ended)]
  if (different.length === 0) return
  const values = different.map((outcome) => [`:${outcome}`, ended.filter((each) => each === outcome).length])
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: { PK, SK: skOf(now) },
      UpdateExpression: `SET expiresAt = :expiresAt ADD ${different.map((outcome) => `#${outcome} :${outcome}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(different.map((outcome) => [`#${outcome}`, outcome])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(values),
        ':expiresAt': (Math.floor(now / hourMs) + 1 + hoursKept) * (hourMs / 1000),
      },
    }),
  )
}

/** The requests of the last 24 hours, by the hours in which they ended, and of the current hour alone. */
export const countsOfDay = async (table: Table, now: number): Promise<{ day: Counts; hour: Counts }> => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': PK, ':from': skOf(now - 23 * hourMs), ':to': skOf(now) },
    }),
  )
  const day = noCounts()
  const hour = noCounts()
  for (const item of Items) {
    for (const outcome of outcomes) {
      const count = typeof item[outcome] === 'number' ? item[outcome] : 0
      day[outcome] += count
      if (item.SK === skOf(now)) hour[outcome] += count
    }
  }
  return { day, hour }
}
