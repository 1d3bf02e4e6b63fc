import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { type Table, unlessRefused } from '../dynamodb.ts'
import { type Condition, changePlayer, findPlayer, generationOf, isTracked, keyFor, type Player } from './players.ts'
import { purge } from './purge.ts'

// Longer than a fetch that was under way when the player was removed can take, its redelivery included.
const tombstoneMs = 600_000

/**
 * Removes what is stored under a player's key; false when the player is not there any more as it was read, or a condition does
 * not hold. Only its tombstone stays, until nothing that was under way can write for it any more, and makes the schedule look
 * once again.
 */
export const discardPlayer = async (
  table: Table,
  player: Player,
  now: number,
  condition?: Condition,
): Promise<boolean> => {
  const change = { deletedAt: now, active: false, nextFetchAt: now + tombstoneMs, taskId: undefined }
  const marked = await changePlayer(table, player, change, condition)
  if (marked) await purge(table, player.key)
  return marked !== undefined
}

/** The player whose history is being moved to this one; undefined when there is none any more. */
export const sourceOf = async (table: Table, { key, movingFrom }: Player): Promise<Player | undefined> => {
  const source = movingFrom === undefined ? undefined : await findPlayer(table, movingFrom)
  return source?.deletedAt === undefined && source?.movingTo === key ? source : undefined
}

/** The player to which the history of this one is being moved; undefined when there is none any more. */
const takerOf = async (table: Table, { key, movingTo }: Player): Promise<Player | undefined> => {
  const taker = movingTo === undefined ? undefined : await findPlayer(table, movingTo)
  return taker?.deletedAt === undefined && taker?.movingFrom === key ? taker : undefined
}

/**
 * Removes a player and everything stored about it, also what a move has taken elsewhere by now or not fetched yet; false when it
 * is gone already. Where its history is being moved to comes first: that one's tombstone remembers what is left to do.
 */
export const removePlayer = async (table: Table, player: Player, now: number): Promise<boolean> => {
  const taker = await takerOf(table, player)
  const taken = taker !== undefined && (await discardPlayer(table, taker, now))
  const source = await sourceOf(table, player)
  if (await discardPlayer(table, player, now)) {
    if (source) await discardPlayer(table, source, now)
    return true
  }
  // A move has begun or ended meanwhile.
  const current = await findPlayer(table, player.key)
  const same = current && isTracked(current) && generationOf(current) === generationOf(player)
  return same ? removePlayer(table, current, now) : taken
}

/** Removes what is left of a player whose tombstone has stood long enough, and of a move to it. */
export const sweepPlayer = async (table: Table, player: Player, now: number): Promise<void> => {
  const { key, deletedAt } = player
  const source = await sourceOf(table, player)
  if (source) await discardPlayer(table, source, now)
  await purge(table, key)
  await unlessRefused(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: keyFor(key),
        ConditionExpression: 'deletedAt = :deletedAt',
        ExpressionAttributeValues: { ':deletedAt': deletedAt },
      }),
    ),
  )
}
