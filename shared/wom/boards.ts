import type { Table } from '../dynamodb.ts'
import { ApiError } from '../http/errors.ts'
import { isoTime } from '../http/time.ts'
import { findPlayers, isTracked, type Player, playersByName } from '../players/players.ts'
import type { Present } from '../progress/at.ts'
import { gainsSince } from '../progress/leaderboard.ts'
import { newestStatesOf } from '../progress/newest.ts'
import { ranked } from '../progress/ranking.ts'
import type { Best } from '../records/best.ts'
import { currentRecords } from '../records/fold.ts'
import { findManyRecords } from '../records/items.ts'
import { isComputed, keysHere } from './metrics.ts'
import { buildOf, typeOf, womPlayers } from './player.ts'
import { womRecord } from './records.ts'
import { periodMs, type WomBoard } from './requests.ts'
import { metricsOf } from './snapshot.ts'

const mostPlaces = 20

const ironmen = ['ironman', 'hardcore', 'ultimate']

/** Each of these boards looks at all players, for some four seconds when they are so many; where there are more, it is refused. */
export const mostOnBoards = 2_000

/**
 * The players that are asked for, a hundred at a time; nobody of any country. Throws `too_many_players` where more are tracked than
 * can be looked at, before it has looked at one.
 */
async function* wantedPlayers(table: Table, { country, playerType, playerBuild }: WomBoard): AsyncGenerator<Player[]> {
  if (country !== undefined) return
  const { keys, next } = await playersByName(table, mostOnBoards)
  if (next !== undefined) {
    throw new ApiError(
      'too_many_players',
      `More than ${mostOnBoards} players are tracked here, and this board would look at each of them.`,
    )
  }
  const keyHere = await keysHere(table)
  for (let start = 0; start < keys.length; start += 100) {
    const found = await findPlayers(table, keys.slice(start, start + 100))
    const players = found.filter((player) => isTracked(player) && player.active)
    const newest = playerBuild ? await newestStatesOf(table, players) : undefined
    yield players.filter((player) => {
      const type = typeOf(player)
      const ofType = playerType === 'ironman' ? ironmen.includes(type) : (playerType ?? type) === type
      return ofType && (!newest || buildOf(metricsOf(newest.get(player.key), keyHere)) === playerBuild)
    })
  }
}

/** The best of some entries with their players, who are read already. */
const placesOf = async <E extends { player: Player }>(
  table: Table,
  entries: readonly E[],
  scoreOf: (entry: E) => number,
) => {
  const best = ranked(entries, scoreOf).slice(0, mostPlaces)
  const players = await womPlayers(
    table,
    best.map(({ player }) => player),
  )
  return best.map((entry, index) => ({ entry, player: players[index]! }))
}

/** Who has gained most of a metric in the time that ends now. A read unit a player, or two, and some requests a hundred. */
export const womGainsBoard = async (table: Table, asked: WomBoard, present: Present) => {
  const { metric, period } = asked
  if (isComputed(metric)) return []
  const keyHere = await keysHere(table)
  const since = { metric: keyHere(metric), start: present.now - periodMs(period) }
  const gaining: Awaited<ReturnType<typeof gainsSince>> = []
  for await (const players of wantedPlayers(table, asked)) {
    gaining.push(...(await gainsSince(table, players, since, present)).filter(({ gained }) => gained > 0))
  }
  return (await placesOf(table, gaining, ({ gained }) => gained)).map(({ entry: { from, to, gained }, player }) => ({
    player,
    startDate: isoTime(from.at) as string,
    endDate: isoTime(to.at) as string,
    gained,
  }))
}

/**
 * The largest gains of a metric that anybody has ever had in so long a time, as they are kept: what came since they were kept the
 * last time, a week ago at most, is not among them. A read unit a player.
 */
export const womRecordsBoard = async (table: Table, asked: WomBoard) => {
  const { metric, period } = asked
  if (isComputed(metric) || period === 'five_min') return []
  const keyHere = await keysHere(table)
  const found: { player: Player; best: Best }[] = []
  for await (const players of wantedPlayers(table, asked)) {
    const kept = await findManyRecords(
      table,
      players.map(({ key }) => key),
    )
    for (const player of players) {
      const records = kept.get(player.key)
      const best = records && (await currentRecords(table, records)).get(keyHere(metric))?.best[period]
      if (best) found.push({ player, best })
    }
  }
  return (await placesOf(table, found, ({ best }) => best.gained)).map(({ entry: { best }, player }) => ({
    ...womRecord(player.id, period, metric, best),
    player,
  }))
}
