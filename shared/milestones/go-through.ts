import type { Table } from '../dynamodb.ts'
import { barriersOf } from '../lives/seams.ts'
import {
  changePlayer,
  findPlayer,
  generationOf,
  isMoving,
  isTracked,
  isUnfinished,
  type Player,
} from '../players/players.ts'
import { catchUp, type Occasion, ready, type Telling } from './catch-up.ts'
import { withdrawStep } from './items.ts'
import { recomputeMilestones } from './recompute.ts'

/*
 * Going through the history of somebody whom no fetch may ever come to, by the catching up of fetches. The player says how far that is, as it does after
 * a fetch, so one may take the other's place at any state.
 */

/** Whether something is stored of a player whose milestones are not told. */
export const isBehind = ({ milestonesTo, latest }: Player): boolean =>
  latest !== undefined && (milestonesTo ?? -1) < latest.at

/**
 * Takes back what was told of a player that is not there any more as it was read: it was removed, or another one has its name. What
 * is told of `current`, who has the name now, is made anew, since tops that were noted may be among its own; of one that is on its
 * way that is done by the first fetch behind it.
 */
export const withdrawTelling = async (
  table: Table,
  key: string,
  { steps, milestonesTo }: Pick<Telling, 'steps'> & { milestonesTo?: number | undefined },
  current: Player | undefined,
  now: number,
): Promise<void> => {
  for (const step of steps) await withdrawStep(table, key, step)
  if (milestonesTo !== undefined && current && isTracked(current) && !isMoving(current)) {
    await recomputeMilestones(table, current, now)
  }
}

/** A step on the way through a history: the player as it is then, and through how many states it went. */
interface Stretch {
  player: Player
  states: number
}

const samePart = (a: Player, b: Player, until: number): boolean => {
  const [one, other] = [a, b].map((player) => barriersOf(player).filter((at) => at <= until))
  return String(one) === String(other)
}

/**
 * Goes on through what is stored of a player behind what was told, some hundred states at most; undefined when that is not
 * possible now, as somebody does something else with the player.
 */
export const goThrough = async (table: Table, read: Player, occasion: Occasion): Promise<Stretch | undefined> => {
  if (!isTracked(read) || isMoving(read) || isUnfinished(read)) return undefined
  const { now } = occasion
  const player = await ready(table, read, now)
  const { states, ...telling } = await catchUp(table, player, { last: undefined, next: undefined }, occasion)
  const { milestonesTo } = telling
  if (milestonesTo === undefined || milestonesTo <= (read.milestonesTo ?? -1)) return undefined
  const condition = { expression: 'milestonesTo = :before', values: { ':before': player.milestonesTo } }
  const changed = await changePlayer(table, player, { milestonesTo }, condition)
  if (changed) return { player: changed, states }
  const current = await findPlayer(table, player.key)
  const same = current?.deletedAt === undefined && current && generationOf(current) === generationOf(player)
  if (!same) await withdrawTelling(table, player.key, telling, current, now)
  // A correction came in between, and may not have seen what was told meanwhile.
  else if (!isMoving(current) && !samePart(player, current, milestonesTo))
    await recomputeMilestones(table, current, now)
  return undefined
}
