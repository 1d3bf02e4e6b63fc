import type { Table } from '../dynamodb.ts'
import { log } from '../log.ts'
import { copyAll, finishMove, newcomer, settleMove } from './move.ts'
import { moveMs, type OnMoved, type Swapping } from './moving.ts'
import {
  changePlayer,
  createPlayer,
  findPlayer,
  generationOf,
  isMoving,
  type Player,
  replacePlayer,
} from './players.ts'
import { purge } from './purge.ts'
import { discardPlayer } from './remove.ts'

/*
 * Two players exchange their names, in three moves: the first one's history waits under a key that no name has, the second one
 * takes the place of the first, and the first one that of the second. The one that waits is the plan: while it is there it
 * alone is taken up when the swap was cut short. It is hidden, and so is each of the two while its history is not all there.
 */

/** The key under which the first one waits. No name has such a letter. */
const waitingKey = ({ first }: Swapping): string => `~${first.key}`

const isAlive = (player: Player | undefined, generation: number): player is Player =>
  player?.deletedAt === undefined && player !== undefined && generationOf(player) === generation

/** Puts a player in the place of another one, with nothing of its own history yet; false when that one has changed meanwhile. */
const takePlace = (table: Table, before: Player, player: Player, username: string, now: number): Promise<boolean> =>
  replacePlayer(table, before, {
    ...newcomer(player, { key: before.key, username }, now),
    ...(player.swapping && { swapping: player.swapping }),
  })

/** Brings the history of somebody who has taken another one's place, which is emptied for it. */
const moveIn = async (table: Table, player: Player, now: number): Promise<Player | undefined> => {
  if (!player.copied) await purge(table, player.key)
  return copyAll(table, player, now)
}

/** Gives a swap up before anything has changed its place. */
const giveUp = async (table: Table, waiting: Player, first: Player, now: number): Promise<void> => {
  if (first.movingTo === waiting.key) {
    await changePlayer(table, first, { movingTo: undefined, nextFetchAt: now, milestonesTo: undefined })
  }
  await discardPlayer(table, waiting, now)
}

/** Lets the second one take the place of the first; false when that cannot be, and the swap is over. */
const placeSecond = async (table: Table, waiting: Player, swapping: Swapping, now: number): Promise<boolean> => {
  const { first, second } = swapping
  const there = await findPlayer(table, first.key)
  if (isAlive(there, first.generation) && there.movingFrom === undefined) {
    const mover = await findPlayer(table, second.key)
    if (there.movingTo !== waiting.key || !isAlive(mover, second.generation) || isMoving(mover)) {
      await giveUp(table, waiting, there, now)
      return false
    }
    await takePlace(table, there, { ...mover, swapping }, first.username, now)
    return placeSecond(table, waiting, swapping, now)
  }
  if (isAlive(there, second.generation) && there.movingFrom === second.key) await moveIn(table, there, now)
  return true
}

/** Lets the first one take the place of the second; undefined when it was removed, or has no place to go to yet. */
const placeFirst = async (
  table: Table,
  waiting: Player,
  swapping: Swapping,
  now: number,
): Promise<Player | undefined> => {
  const { first, second } = swapping
  const there = await findPlayer(table, second.key)
  if (there?.movingFrom === waiting.key && generationOf(there) === first.generation) {
    if (there.deletedAt === undefined) return moveIn(table, there, now)
    await discardPlayer(table, waiting, now)
    return undefined
  }
  const to = { key: second.key, username: second.username }
  if (isAlive(there, second.generation) && there.movingTo === first.key) {
    await takePlace(table, there, { ...waiting, swapping }, to.username, now)
    return placeFirst(table, waiting, swapping, now)
  }
  if (await createPlayer(table, { ...newcomer(waiting, to, now), swapping })) {
    return placeFirst(table, waiting, swapping, now)
  }
  // Somebody was given it in the middle of the swap.
  log.error('swap waits for a name', { player: second.key })
  await changePlayer(table, waiting, { nextFetchAt: now + moveMs })
  return undefined
}

/** Finishes what is left of a swap when nobody waits any more: one of the two has been removed, or all is where it belongs. */
const finishAlone = async (table: Table, player: Player, now: number, onMoved?: OnMoved): Promise<void> => {
  if (!player.copied) await purge(table, player.key)
  await finishMove(table, player, now, onMoved)
}

/** Finishes a swap of which `player` is a part. */
export const finishSwap = async (table: Table, player: Player, now: number, onMoved?: OnMoved): Promise<void> => {
  const { swapping } = player
  if (!swapping) return
  const { first, second } = swapping
  const found = await findPlayer(table, waitingKey(swapping))
  if (!isAlive(found, first.generation)) return finishAlone(table, player, now, onMoved)
  // While one waits it is the only one to be taken up.
  if (player.key !== found.key) return

  // Once the place of the first is free the history is not moved from there any more, but from here.
  let waiting: Player | undefined = found
  if (found.movingTo === undefined) {
    waiting = await copyAll(table, found, now, { hidden: true })
    if (!waiting || !(await placeSecond(table, waiting, swapping, now))) return
    waiting = await changePlayer(table, waiting, { movingFrom: undefined, copied: undefined, movingTo: second.key })
    if (!waiting) return
  }
  const placed = await placeFirst(table, waiting, swapping, now)
  if (!placed) return
  const there = await findPlayer(table, first.key)
  const other = isAlive(there, second.generation) ? there : undefined
  await onMoved?.(
    [{ from: first, to: placed }, ...(other ? [{ from: second, to: other }] : [])],
    waiting.movedAt ?? now,
  )
  await discardPlayer(table, waiting, now)
  await settleMove(table, placed, now)
  if (other) await settleMove(table, other, now)
}

/**
 * Lets two players exchange their names; each history stays with its character. The two as they are then, the first one first;
 * undefined when one of them was removed meanwhile, or is in another move.
 */
export const swapPlayers = async (
  table: Table,
  first: Player,
  second: Player,
  now: number,
  onMoved?: OnMoved,
): Promise<[Player, Player] | undefined> => {
  const party = (player: Player) => ({
    key: player.key,
    username: player.username,
    generation: generationOf(player),
  })
  const swapping = { first: party(first), second: party(second) }
  const to = { key: waitingKey(swapping), username: second.username }
  const waiting: Player = { ...newcomer(first, to, now), swapping }
  if (!(await createPlayer(table, waiting))) return undefined
  await finishSwap(table, waiting, now, onMoved)
  const [one, other] = [await findPlayer(table, second.key), await findPlayer(table, first.key)]
  const swapped = isAlive(one, swapping.first.generation) && isAlive(other, swapping.second.generation)
  return swapped ? [one, other] : undefined
}
