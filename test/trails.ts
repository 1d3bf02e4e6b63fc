import { deepStrictEqual } from 'node:assert/strict'
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { Table } from '../shared/dynamodb.ts'
import type { Player } from '../shared/players/players.ts'
import { records } from '../shared/records/records.ts'
import { trailSK } from '../shared/records/trail.ts'
import { playerPK } from '../shared/snapshots/key.ts'

/** A player's records; fails where they would be others without the trail that folds have left. */
export const recordsAnyway = async (table: Table, player: Player, now: number) => {
  const Key = { PK: playerPK(player.key), SK: trailSK }
  const shown = await records(table, player, now)
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }))
  if (!Item) return shown
  await table.client.send(new DeleteCommand({ TableName: table.name, Key }))
  deepStrictEqual(shown, await records(table, player, now))
  await table.client.send(new PutCommand({ TableName: table.name, Item }))
  return shown
}
