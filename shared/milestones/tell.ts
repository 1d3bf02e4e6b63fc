import type { Table } from '../dynamodb.ts'
import { barriersOf } from '../lives/seams.ts'
import { log } from '../log.ts'
import type { Event } from '../outbox/news.ts'
import type { Player } from '../players/players.ts'
import type { Snapshot, State } from '../snapshots/items.ts'
import { readings } from '../snapshots/readings.ts'
import { announceSteps } from './announce.ts'
import {
  begunWith,
  catchUp,
  earlierOf,
  noteLeft,
  type Occasion,
  type Stored,
  type Telling,
  withoutTold,
} from './catch-up.ts'
import { lifeStart, needsMore, stepsOf, type Tops } from './find.ts'
import { putStep } from './items.ts'
import { topsLeft } from './tops.ts'

/*
 * Telling: once a state is stored, what was reached by it. The player says up to which state all is told (`milestonesTo`), by the
 * change that makes a fetch final; a fetch of somebody who is behind catches up first, whatever the reason: a process that died,
 * two fetches at once, a history that is older than milestones and that the tick has not gone through yet.
 */

/**
 * Tells what was reached from the newest state to the one after it; undefined when somebody has told of a step from there before.
 * Costs nothing where nothing was reached, no rank has left a top and no row appeared.
 */
const tellNext = async (
  table: Table,
  player: Player,
  last: State,
  next: Snapshot,
  occasion: Occasion,
): Promise<Telling | undefined> => {
  const { key } = player
  const { now } = occasion
  const barriers = barriersOf(player)
  const begun = lifeStart(barriers, next.at)
  // Nothing is reached across what parts lives.
  if (begun > last.at) return { milestonesTo: next.at, steps: [] }
  const hidden = needsMore(readings(last.rows).values(), readings(next.rows).values())
  const earlier = hidden ? await earlierOf(table, key, begun, last.at, now) : []
  const find = (tops: Tops) => stepsOf([last, next], barriers, begunWith(tops, earlier))
  const alone = find(new Map())
  const moved = alone.life.left.size > 0 || alone.steps.some(({ milestones }) => milestones.some(isRank))
  const known: Tops = moved ? await topsLeft(table, key, begun) : new Map()
  const { steps: found, life } = moved ? find(known) : alone
  const steps = (await Promise.all(found.map((step) => withoutTold(table, key, step)))).filter(
    (step) => step !== undefined,
  )
  for (const step of steps) if (!(await putStep(table, key, step))) return undefined
  await announceSteps(table, player, steps, occasion)
  if (moved) await noteLeft(table, key, begun, life, known)
  return { milestonesTo: next.at, steps }
}

const isRank = ({ kind }: { kind: string }): boolean => kind === 'rank'

/**
 * Tells what was reached by a state that was stored, and announces what is `wanted` of it; what changes in the player then, for the caller to store, and what was
 * written. What was fetched is stored, and goes on whatever becomes of it: what could not be told the next fetch tells.
 */
export const tellMilestones = async (
  table: Table,
  player: Player,
  stored: Stored,
  now: number,
  wanted: readonly Event[] = [],
): Promise<Telling> => {
  const occasion = { now, wanted }
  const { last, next } = stored
  try {
    if (last && player.milestonesTo === last.at) {
      const told = next ? await tellNext(table, player, last, next, occasion) : { steps: [] }
      if (told) return told
    }
    // The first state of all reaches nothing.
    if (!last && next) return { milestonesTo: next.at, steps: [] }
    const { states: _, ...told } = await catchUp(table, player, stored, occasion)
    return told
  } catch (error) {
    log.error('milestones not told', { player: player.key, error: error as Error })
    return { steps: [] }
  }
}
