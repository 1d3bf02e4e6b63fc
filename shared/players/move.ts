import type { Table } from '../dynamodb.ts'
import { copyItems } from './copy.ts'
import { moveMs, type OnMoved } from './moving.ts'
import { changePlayer, createPlayer, findPlayer, generationOf, isMoving, isTracked, type Player } from './players.ts'
import { discardPlayer, sourceOf } from './remove.ts'

/*
 * Moving a player to another name, with everything stored about it. The player under the new name comes first, hidden, which
 * keeps the name, and remembers `movingFrom`, which makes the schedule finish what was cut short; then the old one remembers
 * `movingTo`, from when on it is not fetched. The new one is shown once all is there, and only then the old one goes, so one of
 * both answers at any moment. Every step can be done again.
 */

/** What a player is under its new name before its history is there. */
export const newcomer = (
  { addedAt, generation, mode, key: movingFrom }: Player,
  to: { key: string; username: string },
  now: number,
): Player => ({
  ...to,
  mode,
  active: false,
  addedAt,
  ...(generation !== undefined && { generation }),
  failures: 0,
  movingFrom,
  movedAt: now,
  hidden: true,
  nextFetchAt: now + moveMs,
})

/**
 * What goes with a history to another name. A doubt, and that nobody of the name was found, were about the old name. How far
 * milestones are told is found out anew: whoever had the key before may have been fetched meanwhile, and noted tops here.
 */
const carried = (player: Player) => {
  const { key, username, nextFetchAt, doubt, missing, movingFrom, movedAt, movingTo, hidden, swapping, ...kept } =
    player
  return { ...kept, failures: 0, milestonesTo: undefined }
}

/** Takes up a move, so that nobody else does; undefined when somebody has. */
export const takeUpMove = (table: Table, player: Player, now: number): Promise<Player | undefined> =>
  changePlayer(
    table,
    player,
    { nextFetchAt: now + moveMs },
    { expression: 'nextFetchAt = :due', values: { ':due': player.nextFetchAt ?? 0 } },
  )

/**
 * Notes in the player whose history is moved to `taker` that it is, with some other change; that player as it is then. Undefined
 * when it was removed, or another move was faster.
 */
export const markSource = async (
  table: Table,
  taker: Player,
  change: { hidden?: boolean } = {},
): Promise<Player | undefined> => {
  const source = taker.movingFrom === undefined ? undefined : await findPlayer(table, taker.movingFrom)
  const generation = taker.joining?.generation ?? generationOf(taker)
  if (!source || source.deletedAt !== undefined || generationOf(source) !== generation) return undefined
  if (source.movingTo === taker.key) return source
  if (isMoving(source)) return undefined
  const marked = await changePlayer(table, source, { ...change, movingTo: taker.key })
  return marked ?? markSource(table, taker, change)
}

/** That a move is still under way, and its copy not known to be complete. */
export const unfinished = ({ movingFrom }: Player) => ({
  expression: 'movingFrom = :from AND attribute_not_exists(copied)',
  values: { ':from': movingFrom },
})

/**
 * Copies what is stored and notes that it is all there, `hidden` for longer or not. When the player was removed under its old
 * name meanwhile, or moved elsewhere, so is the new one, which would have only part of the history; undefined then, and when
 * somebody else was faster.
 */
export const copyAll = async (
  table: Table,
  player: Player,
  now: number,
  { hidden = false }: { hidden?: boolean } = {},
): Promise<Player | undefined> => {
  if (player.copied) return player
  const source = await markSource(table, player)
  if (source) {
    await copyItems(table, source.key, player.key)
    const whole = await sourceOf(table, player)
    if (whole) {
      const change = { ...carried(whole), copied: true, ...(!hidden && { hidden: undefined }) }
      return changePlayer(table, player, change, unfinished(player))
    }
  }
  await discardPlayer(table, player, now, unfinished(player))
  return undefined
}

/** Ends a move: the player is due at once. Undefined when it was removed meanwhile. */
export const settleMove = async (table: Table, player: Player, now: number): Promise<Player | undefined> => {
  const marks = {
    movingFrom: undefined,
    movedAt: undefined,
    copied: undefined,
    joining: undefined,
    swapping: undefined,
  }
  const change = { ...marks, nextFetchAt: now }
  // Whether it is due depends on what it was read with.
  const settled = await changePlayer(table, player, change, {
    expression: 'active = :active',
    values: { ':active': player.active },
  })
  if (settled) return settled
  const current = await findPlayer(table, player.key)
  if (!current || !isTracked(current) || generationOf(current) !== generationOf(player)) return undefined
  return isMoving(current) ? settleMove(table, current, now) : current
}

/** Finishes a move that has begun: copies what is stored, shows the new player, and removes the old one. */
export const finishMove = async (
  table: Table,
  player: Player,
  now: number,
  onMoved?: OnMoved,
): Promise<Player | undefined> => {
  if (player.movingFrom === undefined) return player
  const complete = await copyAll(table, player, now)
  if (!complete) {
    const current = await findPlayer(table, player.key)
    return current && isTracked(current) ? current : undefined
  }
  const before = await sourceOf(table, complete)
  if (before) {
    await onMoved?.([{ from: before, to: complete }], complete.movedAt ?? now)
    await discardPlayer(table, before, now)
  }
  return settleMove(table, complete, now)
}

/**
 * Moves a player to another key and name; the player as it is then. `taken` when one of that key is tracked already, undefined
 * when the player was removed meanwhile, or another move was faster.
 */
export const movePlayer = async (
  table: Table,
  player: Player,
  to: { key: string; username: string },
  now: number,
  onMoved?: OnMoved,
): Promise<Player | 'taken' | undefined> => {
  const moved = newcomer(player, to, now)
  return (await createPlayer(table, moved)) ? finishMove(table, moved, now, onMoved) : 'taken'
}
