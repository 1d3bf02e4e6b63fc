import type { Table } from '../dynamodb.ts'
import { barriersOf } from '../lives/seams.ts'
import { log } from '../log.ts'
import type { Event } from '../outbox/news.ts'
import type { Player } from '../players/players.ts'
import { statesBefore } from '../snapshots/earlier.ts'
import { decodeAll, type Snapshot, type State } from '../snapshots/items.ts'
import { readings } from '../snapshots/readings.ts'
import { states } from '../snapshots/scan.ts'
import { snapshotAt } from '../snapshots/snapshots.ts'
import { announceSteps } from './announce.ts'
import { idOf, Life, lifeStart, needsMore, overlap, type Step, stepsOf, type Tops } from './find.ts'
import { putStep, stepsSince, type Told, withdrawStep } from './items.ts'
import { recomputeMilestones } from './recompute.ts'
import { noteTops, topsLeft } from './tops.ts'

/*
 * Telling: once a state is stored, what was reached by it. The player says up to which state all is told (`milestonesTo`), by the
 * change that makes a fetch final; who is behind goes through what is stored since, whatever the reason: a process that died,
 * two fetches at once, a history that is older than milestones.
 */

/** The newest state before an answer, and the answer's, where it was stored. */
interface Stored {
  last: State | undefined
  next: Snapshot | undefined
}

/** When it is, and what somebody wants to be told then. */
interface Occasion {
  now: number
  wanted: readonly Event[]
}

/** Up to which state all is told now, and what was written for it. */
export interface Telling {
  milestonesTo?: number
  steps: readonly Pick<Step, 'from' | 'by'>[]
}

// Rows that cannot be read are bad for some answers in a row; what nobody has known for longer is as good as new.
const mostHidden = 12

// As many states as are gone through in one fetch, which has some seconds for storing; 40 read units.
const mostStates = 500

/** The states of a life before one that does not know all, oldest first. Two read units and a half. */
const earlierOf = async (table: Table, key: string, begun: number, before: number, now: number): Promise<State[]> =>
  (await statesBefore(table, key, { from: begun, before, count: mostHidden }, now)).toReversed()

const begunWith = (tops: Tops, earlier: readonly State[]): Life => {
  const life = new Life(tops)
  for (const state of earlier) life.next(state)
  return life
}

/** Notes the tops that the ranks of a life have left, as far as it is not known yet. */
const noteLeft = (table: Table, key: string, begun: number, { left }: Life, known: Tops): Promise<void> =>
  noteTops(table, key, begun, new Map([...left].filter(([metric, top]) => top < (known.get(metric) ?? Infinity))))

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
  const { steps, life } = moved ? find(known) : alone
  for (const step of steps) if (!(await putStep(table, key, step))) return undefined
  await announceSteps(table, player, steps, occasion)
  if (moved) await noteLeft(table, key, begun, life, known)
  return { milestonesTo: next.at, steps }
}

const isRank = ({ kind }: { kind: string }): boolean => kind === 'rank'

/** A step without what was told before, under a key that is free; undefined when nothing is left of it. */
const untold = ({ from, by, milestones }: Step, told: readonly Told[]): Step | undefined => {
  const known = new Set(told.flatMap((step) => step.milestones.map(idOf)))
  const left = milestones.filter((milestone) => !known.has(idOf(milestone)))
  let free = from
  for (let taken: Told | undefined; ; free = taken.by) {
    taken = told.find((step) => step.from === free)
    if (!taken) break
  }
  // Who came from the same state and went further has told all of it.
  return left.length > 0 && free < by ? { from: free, by, milestones: left } : undefined
}

/** The states that have not been told of, oldest first, behind the last one that has; as many as one fetch goes through. */
const backlog = async (table: Table, player: Player, { last, next }: Stored, now: number) => {
  const { key, milestonesTo, latest } = player
  const known = latest && latest.at === milestonesTo ? (await decodeAll(table, [latest]))[0] : undefined
  const base = known ?? (milestonesTo === undefined ? undefined : await snapshotAt(table, key, milestonesTo, now))
  const found: State[] = []
  const span = { start: (milestonesTo ?? -1) + 1, end: now, pageSize: mostStates }
  let whole = true
  for await (const state of states(table, key, span, now)) {
    whole = found.length < mostStates
    if (!whole) break
    found.push(state)
  }
  // What was stored a moment ago may not be read yet.
  const newest = whole ? [last, next].filter((state) => state !== undefined && state.at > (milestonesTo ?? -1)) : []
  const all = new Map([...found, ...(newest as Snapshot[])].map((state): [number, Snapshot] => [state.at, state]))
  return { base, all: [...all.values()].sort((a, b) => a.at - b.at) }
}

/**
 * The steps that were told after a moment, without those across what parts lives, which are taken back: whoever told them died
 * before it could say so, and what was found to begin with the state since.
 */
const standing = async (table: Table, player: Player, moment: number): Promise<Told[]> => {
  const barriers = barriersOf(player)
  const isAcross = ({ by, milestones }: Told): boolean =>
    milestones.some(({ after }) => after < lifeStart(barriers, by))
  const told = await stepsSince(table, player.key, moment)
  for (const step of told.filter(isAcross)) await withdrawStep(table, player.key, step)
  return told.filter((step) => !isAcross(step))
}

// Whoever loses against so many others at once does it with the next fetch.
const mostTries = 3

/** Goes through what is stored behind the last state that was told of, and tells what was not. */
const catchUp = async (table: Table, player: Player, stored: Stored, occasion: Occasion): Promise<Telling> => {
  const { key, milestonesTo = -1 } = player
  const { now } = occasion
  const barriers = barriersOf(player)
  const { base, all } = await backlog(table, player, stored, now)
  const [first = base] = all
  if (!first) return { steps: [] }
  const begun = lifeStart(barriers, (base ?? first).at)
  const before = base ? await topsLeft(table, key, begun) : new Map()
  const earlier = base ? await earlierOf(table, key, begun, base.at, now) : []
  const written: Step[] = []
  for (let tries = 0; tries < mostTries; tries++) {
    const told = await standing(table, player, milestonesTo)
    const { steps, life, begun: lastBegun } = stepsOf(base ? [base, ...all] : all, barriers, begunWith(before, earlier))
    let refused = false
    for (const step of steps) {
      const left = untold(
        step,
        told.filter((each) => overlap(each, step)),
      )
      if (!left) continue
      refused = !(await putStep(table, key, left))
      if (refused) break
      written.push(left)
      told.push({ ...left, player: key })
    }
    if (refused) continue
    // Whoever told of a step may have died before it was announced.
    await announceSteps(table, player, milestonesTo < 0 ? written : told, occasion)
    await noteLeft(table, key, lastBegun, life, lastBegun === begun ? before : new Map())
    return { milestonesTo: all.at(-1)?.at ?? milestonesTo, steps: written }
  }
  return { steps: written }
}

/** Makes milestones anew that somebody has left in the middle of that; undefined when there are none yet. */
const anew = async (
  table: Table,
  player: Player,
  { last, next }: Stored,
  occasion: Occasion,
): Promise<Telling | undefined> => {
  if (player.milestonesTo !== undefined || !last) return undefined
  if ((await stepsSince(table, player.key, -1)).length === 0) return undefined
  await recomputeMilestones(table, player, occasion.now)
  const told = next && (await tellNext(table, player, last, next, occasion))
  return told ?? { milestonesTo: last.at, steps: [] }
}

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
    return (await anew(table, player, stored, occasion)) ?? (await catchUp(table, player, stored, occasion))
  } catch (error) {
    log.error('milestones not told', { player: player.key, error: error as Error })
    return { steps: [] }
  }
}
