import { finishTakingBack } from '../corrections/take-back.ts'
import type { Table } from '../dynamodb.ts'
import { finishMove, takeUpMove } from '../players/move.ts'
import { isMoving, type Player } from '../players/players.ts'
import { sweepPlayer } from '../players/remove.ts'
import { finishSwap } from '../players/swap.ts'
import { tellingMoved } from '../webhooks/renamed.ts'
import { finishMerge } from './merge.ts'

/** Finishes what was begun with a player and cut short: its removal, its move to another name, or taking states back. */
export const finish = async (table: Table, player: Player, now: number): Promise<void> => {
  if (player.deletedAt !== undefined) return sweepPlayer(table, player, now)
  if (player.takingBack && !isMoving(player)) return void (await finishTakingBack(table, player, now))
  const taken = await takeUpMove(table, player, now)
  if (!taken) return
  const onMoved = tellingMoved(table)
  if (taken.swapping) await finishSwap(table, taken, now, onMoved)
  else if (taken.joining) await finishMerge(table, taken, now, onMoved)
  else await finishMove(table, taken, now, onMoved)
}
