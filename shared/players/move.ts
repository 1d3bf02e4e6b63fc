import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Table } from '../dynamodb.ts'
import { playerPK } from './key.ts'
import { changePlayer, createPlayer, findPlayer, type Player, removePlayer } from './players.ts'

/*
 * Moving a player to another name, with everything stored about it. The player under the new name comes first, hidden by
 * `movingFrom`, which keeps the name and makes the schedule finish what was cut short; every step can be done again.
 */

/** Copies all items of one player to another, but the player itself. */
const copyItems = async (table: Table, from: string, to: string): Promise<void> => {
  let start: Record<string, unknown> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': playerPK(from) },
        ExclusiveStartKey: start,
        ConsistentRead: true,
        Limit: 500,
      }),
    )
    const copies = Items.filter((item) => item.SK !== 'PLAYER').map((item) => ({
      PutRequest: { Item: { ...item, PK: playerPK(to) } },
    }))
    for (let first = 0; first < copies.length; first += 25) {
      let puts: unknown[] = copies.slice(first, first + 25)
      while (puts.length > 0) {
        const { UnprocessedItems } = await table.client.send(
          new BatchWriteCommand({ RequestItems: { [table.name]: puts as never } }),
        )
        puts = UnprocessedItems?.[table.name] ?? []
      }
    }
    start = LastEvaluatedKey
  } while (start)
}

/** Finishes a move that has begun: copies what is stored, removes the old player, and shows the new one, due at once. */
export const finishMove = async (table: Table, player: Player, now: number): Promise<Player | undefined> => {
  const from = player.movingFrom
  if (from === undefined) return player
  const before = await findPlayer(table, from)
  // Somebody else of the old name may have been added since the old player was removed.
  if (before && before.deletedAt === undefined && before.addedAt === player.addedAt) {
    await copyItems(table, from, player.key)
    await removePlayer(table, before, now)
  }
  return changePlayer(table, player, { movingFrom: undefined, nextFetchAt: now })
}

/** How long a move may take before the schedule takes it up, in milliseconds. */
const finishedMs = 60_000

/**
 * Moves a player to another key and name; the player as it is then, or undefined when one of that key is tracked already.
 */
export const movePlayer = async (
  table: Table,
  player: Player,
  to: { key: string; username: string },
  now: number,
): Promise<Player | undefined> => {
  const { taskId: _, missing: __, ...kept } = player
  const moved: Player = { ...kept, ...to, failures: 0, movingFrom: player.key, nextFetchAt: now + finishedMs }
  if (!(await createPlayer(table, moved))) return undefined
  // Nothing may be fetched under the old name any more, which would be lost behind the copy.
  await changePlayer(table, player, { active: false, taskId: undefined })
  return finishMove(table, moved, now)
}
