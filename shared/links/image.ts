import type { Table } from '../dynamodb.ts'
import type { Player } from '../players/players.ts'
import type { Metric } from '../progress/metrics.ts'
import { series } from '../progress/series.ts'
import { dayMs } from '../snapshots/items.ts'

interface Asked {
  metric: Metric
  /** How many days it shows. */
  days: number
}

// What the image may be kept for: all that is drawn meanwhile is the same, unless something is new.
const stepMs = 5 * 60_000

// Of more than a week the ends of days are enough, which cost a tenth of all changes: with a few points less than two a day they
// are what a series is made of, also when it begins a little later.
const pointsFor = (days: number): number => (days <= 7 ? 200 : Math.min(2 * Math.floor(0.9 * days), 200))

/**
 * What an image of one metric of a player is drawn from: moments in milliseconds since 1970. Throws `no_data`. Some 3 read units for
 * a month, 14 for a week or a year.
 */
export const imageOf = async (
  table: Table,
  player: Player,
  { metric: { metric, group, name }, days }: Asked,
  now: number,
) => {
  const end = Math.ceil(now / stepMs) * stepMs
  const age = (end - player.addedAt) / dayMs
  const window = { start: Math.max(0, end - days * dayMs), end: now }
  const { points, seams } = await series(
    table,
    player,
    { metric, group, window, points: pointsFor(Math.min(days, age)) },
    now,
  )
  return {
    username: player.username,
    metric: name,
    days,
    now: end,
    points: points.map((point) => ({
      at: Date.parse(point.at as string),
      value: 'experience' in point ? point.experience : point.score,
    })),
    seams: seams.map(({ at, kind }) => ({ at: Date.parse(at), kind })),
  }
}
