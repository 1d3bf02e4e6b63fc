import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { batchPut, type Table } from '../dynamodb.ts'
import { playerPK } from '../snapshots/key.ts'
import { changePlayer, createPlayer, findPlayer, isTracked, type Player, removePlayer } from './players.ts'
import { pointerTo } from './task-pointers.ts'

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
    const stored = Items.filter((item) => item.SK !== 'PLAYER')
    const tasks = stored.filter((item) => String(item.SK).startsWith('TASK#'))
    await batchPut(table, [
      ...stored.map((item) => ({ ...item, PK: playerPK(to) })),
      ...tasks.map((item) => pointerTo(to, item.taskId as string, item.expiresAt as number)),
    ])
    start = LastEvaluatedKey
  } while (start)
}

/** The player under its old name; undefined when it was removed there, whoever may have that name now. */
const findOld = async (table: Table, { addedAt }: Player, from: string): Promise<Player | undefined> => {
  const before = await findPlayer(table, from)
  return before?.deletedAt === undefined && before?.addedAt === addedAt ? before : undefined
}

/** That a move is still under way, and its copy not known to be complete. */
const unfinished = (from: string) => ({
  expression: 'movingFrom = :from AND attribute_not_exists(copied)',
  values: { ':from': from },
})

/**
 * Copies what is stored and notes that it is all there. When the player was removed under its old name meanwhile, so is the
 * new one, which would have only part of the history; undefined then, and when somebody else was faster.
 */
const copyAll = async (table: Table, player: Player, from: string, now: number): Promise<Player | undefined> => {
  if (player.copied) return player
  if (await findOld(table, player, from)) {
    await copyItems(table, from, player.key)
    if (await findOld(table, player, from)) return changePlayer(table, player, { copied: true }, unfinished(from))
  }
  await removePlayer(table, player, now, unfinished(from))
  return undefined
}

/** Finishes a move that has begun: copies what is stored, removes the old player, and shows the new one, due at once. */
export const finishMove = async (table: Table, player: Player, now: number): Promise<Player | undefined> => {
  const from = player.movingFrom
  if (from === undefined) return player
  const complete = await copyAll(table, player, from, now)
  if (!complete) {
    const current = await findPlayer(table, player.key)
    return current && isTracked(current) ? current : undefined
  }
  const before = await findOld(table, player, from)
  if (before) await removePlayer(table, before, now)
  return changePlayer(table, complete, { movingFrom: undefined, copied: undefined, nextFetchAt: now })
}

/** How long a move may take before the schedule takes it up, in milliseconds. */
const finishedMs = 60_000

/**
 * Moves a player to another key and name; the player as it is then. `taken` when one of that key is tracked already, undefined
 * when the player was removed meanwhile.
 */
export const movePlayer = async (
  table: Table,
  player: Player,
  to: { key: string; username: string },
  now: number,
): Promise<Player | 'taken' | undefined> => {
  // Who has requested a fetch gets it under the new name.
  const { missing: _, ...kept } = player
  const moved: Player = { ...kept, ...to, failures: 0, movingFrom: player.key, nextFetchAt: now + finishedMs }
  if (!(await createPlayer(table, moved))) return 'taken'
  // Nothing may be fetched under the old name any more, which would be lost behind the copy.
  await changePlayer(table, player, { active: false })
  return finishMove(table, moved, now)
}
