import type { Table } from '../dynamodb.ts'
import { isoTime } from '../http/time.ts'
import type { Player } from '../players/players.ts'
import { type Gain, gains } from '../progress/gains.ts'
import { windowBounds } from '../progress/history.ts'
import { seamsWithin } from '../progress/lives.ts'
import type { Window } from '../progress/windows.ts'
import { keysHere, type RowKey, rowKeys } from './metrics.ts'
import { type Metrics, metricsOf, ofEach } from './snapshot.ts'

/** How something was at the start and the end of a time, and what was gained in between. */
const delta = (start: number, end: number, gained: number | null | undefined = 0) => ({
  start,
  end,
  gained: gained ?? 0,
})

const rankGained = ({ rank }: Gain): number =>
  rank && rank.start !== null && rank.end !== null ? rank.end - rank.start : 0

const none = delta(0, 0)

/** The gains of all metrics between two states, as they are told of `from` and `to`. What is not known was not gained. */
const deltas = (from: Metrics, to: Metrics, gainOf: (metric: RowKey) => Gain | undefined) => {
  const rank = (metric: RowKey, start: number, end: number) => {
    const gain = gainOf(metric)
    return delta(start, end, gain && rankGained(gain))
  }
  const value = (metric: RowKey, start: number, end: number) => {
    const gain = gainOf(metric)
    return delta(start, end, gain?.gained ?? gain?.change)
  }
  return ofEach({
    skill: (metric) => {
      const [start, end] = [from.skills[metric], to.skills[metric]]
      return {
        metric,
        experience: value(metric, start.experience, end.experience),
        ehp: none,
        rank: rank(metric, start.rank, end.rank),
        level: delta(start.level, end.level, gainOf(metric)?.levels?.gained),
      }
    },
    boss: (metric) => {
      const [start, end] = [from.bosses[metric], to.bosses[metric]]
      return {
        metric,
        ehb: none,
        rank: rank(metric, start.rank, end.rank),
        kills: value(metric, start.kills, end.kills),
      }
    },
    activity: (metric) => {
      const [start, end] = [from.activities[metric], to.activities[metric]]
      return {
        metric,
        rank: rank(metric, start.rank, end.rank),
        score: value(metric, start.score, end.score),
      }
    },
    computed: (metric) => ({ metric, rank: delta(-1, -1), value: none }),
  })
}

/**
 * What a player gained in a window, by our rules: since the last state at or before its start, or else the first one in it; what
 * was lost counts, and across a seam nothing does. The moments are those of the two states; null when nothing is stored by its end.
 * As many read units as our own history.
 */
export const womGained = async (table: Table, player: Player, window: Window, now: number) => {
  const [found, keyHere] = await Promise.all([windowBounds(table, player, window, now), keysHere(table)])
  if (!found) {
    const nothing = metricsOf(undefined, keyHere)
    return { startsAt: null, endsAt: null, data: deltas(nothing, nothing, () => undefined) }
  }
  const { from, to } = found
  const [seams = []] = await seamsWithin(table, [{ player, from, to }])
  const keys = new Set(rowKeys.map(keyHere))
  const { overall, ...gained } = gains(from.rows, to.rows, to.at - from.at, keys, seams)
  const byKey: Record<string, Gain> = { ...gained.skills, ...gained.bosses, ...gained.activities }
  const gainOf = (metric: RowKey): Gain | undefined =>
    metric === 'overall' ? (overall ?? undefined) : byKey[keyHere(metric)]
  return {
    startsAt: isoTime(from.at),
    endsAt: isoTime(to.at),
    data: deltas(metricsOf(from, keyHere), metricsOf(to, keyHere), gainOf),
  }
}
