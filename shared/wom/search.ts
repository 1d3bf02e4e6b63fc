import type { Table } from '../dynamodb.ts'
import { canonicalName } from '../hiscores/names.ts'
import { findPlayers, isTracked, keysBeginningWith } from '../players/players.ts'
import { womPlayers } from './player.ts'
import type { Part } from './snapshots.ts'

/** A part of the players whose names begin with something, in the order of their names. Half a read unit each. */
export const womSearch = async (table: Table, beginning: string, { limit, offset }: Part) => {
  const keys = await keysBeginningWith(table, canonicalName(beginning), offset + limit)
  const found = await findPlayers(table, keys.slice(offset))
  return womPlayers(table, found.filter(isTracked))
}
