import type { Table } from '../dynamodb.ts'
import { firstRetryMs } from '../players/missing.ts'
import { changePlayer, findPlayer, isMoving, isUnfinished } from '../players/players.ts'

/**
 * Makes those due who went missing one after another, now that somebody is found: who missed again and again in what was an outage
 * waits for longer than the first retry. They stay missing until they are found themselves. A read unit for each.
 */
export const recallMissed = async (
  table: Table,
  missed: readonly string[],
  found: string | undefined,
  now: number,
): Promise<void> => {
  const others = missed.filter((key) => key !== found)
  await Promise.all(
    others.map(async (key) => {
      const player = await findPlayer(table, key)
      if (!player?.missing || isUnfinished(player) || isMoving(player)) return
      const { nextFetchAt = now } = player
      if (nextFetchAt - now <= firstRetryMs) return
      const asSeen = { expression: 'nextFetchAt = :seen', values: { ':seen': nextFetchAt } }
      await changePlayer(table, player, { nextFetchAt: now }, asSeen)
    }),
  )
}
