import type { Table } from '../dynamodb.ts'
import { findPlayers, isTracked, type Player } from '../players/players.ts'
import type { Touched } from '../players/touched.ts'
import type { Present } from '../progress/at.ts'
import type { Change } from './codec.ts'
import { type Counted, countedAs, type Entry } from './entries.ts'
import { everybody } from './items.ts'
import { type Known, markOf, readKnown, type Told, valueTold } from './known.ts'
import { entryOf, metricsOf, type Row, readRows } from './rows.ts'

/** The entry of somebody of whom nothing is known. */
const nothingOf = (key: string, player?: Player): Entry => ({
  key,
  username: player?.username ?? key,
  mode: player?.mode ?? 'regular',
  active: player?.active ?? false,
  ...{ rating: false, level: null, review: [], seams: [], first: undefined },
  last: { at: 0, value: null },
  edges: new Map(),
})

/** What the boards were told of a player, and what is true. */
interface Compared {
  key: string
  anew: boolean
  known: Known | undefined
  player: Player | undefined
  row: Row | undefined
}

const asPlayer = (of: { mode: Player['mode']; active: boolean } | undefined): Counted | undefined =>
  of && { mode: of.mode, active: of.active, value: false, all: false, base: false }

/** What has changed about a player, by metric, and what it counts as on the board of each. */
const changesOf = ({ key, anew, known, player, row }: Compared) => {
  const all = anew || !known || !player || known.mark !== markOf(player)
  const changes = new Map<string, Change>()
  const counted = new Map<string, Counted | undefined>()
  if (all && (known || player)) {
    const entry = nothingOf(key, player)
    changes.set(everybody, { entry, was: asPlayer(known), is: asPlayer(player) })
  }
  const metrics = new Set([...(known?.state ? metricsOf(known.state) : []), ...(row ? metricsOf(row.newest) : [])])
  for (const metric of metrics) {
    const entry = row ? entryOf(row, metric) : nothingOf(key, player)
    const was = known?.counted(metric)
    const is = countedAs(entry)
    counted.set(metric, is)
    const same = !all && known && valueTold(known, metric) === entry.last.value
    if (!same && (was || is)) changes.set(metric, { entry, was, is })
  }
  return { changes, counted: (metric: string) => counted.get(metric) }
}

/** What has changed about some players since the boards were told of them, by metric. */
export const changesSince = async (
  table: Table,
  touched: readonly Touched[],
  begun: number,
  present: Present,
): Promise<{ changes: Map<string, Change[]>; told: Told[]; gone: string[] }> => {
  const keys = touched.map(({ key }) => key)
  const known = await readKnown(table, keys, begun)
  const players = (await findPlayers(table, keys)).filter(isTracked)
  const rows = new Map((await readRows(table, players, present)).map((row) => [row.player.key, row]))
  const byKey = new Map(players.map((player) => [player.key, player]))
  const changes = new Map<string, Change[]>()
  const told: Told[] = []
  for (const { key, anew } of touched) {
    const player = byKey.get(key)
    const row = rows.get(key)
    const found = changesOf({ key, anew, known: known.get(key), player, row })
    for (const [metric, change] of found.changes) changes.set(metric, [...(changes.get(metric) ?? []), change])
    if (player) told.push({ player, state: row?.newest, counted: found.counted })
  }
  return { changes, told, gone: keys.filter((key) => !byKey.has(key) && known.has(key)) }
}
