import type { Table } from '../dynamodb.ts'
import { barriersOf } from '../lives/seams.ts'
import type { Event } from '../outbox/news.ts'
import { changePlayer, type Player } from '../players/players.ts'
import { statesBefore } from '../snapshots/earlier.ts'
import { decodeAll, type Snapshot, type State } from '../snapshots/items.ts'
import { states } from '../snapshots/scan.ts'
import { snapshotAt } from '../snapshots/snapshots.ts'
import { announceSteps } from './announce.ts'
import { idOf, Life, lifeStart, type Milestone, overlap, type Step, stepsOf, type Tops } from './find.ts'
import { putStep, stepsSince, type Told, withdrawStep } from './items.ts'
import { recomputeMilestones } from './recompute.ts'
import { noteTops, topsLeft } from './tops.ts'

/*
 * Catching up: going through what is stored behind the last state that all is told of, some hundred states at a time, and telling
 * what was not. Several may do it for one player at once, and whoever dies in it has somebody else do it again: what is told is
 * told once all the same.
 */

/** The newest state before an answer, and the answer's, where it was stored. */
export interface Stored {
  last: State | undefined
  next: Snapshot | undefined
}

/** When it is, and what somebody wants to be told then. */
export interface Occasion {
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

// As many states as are gone through at once: a fetch has some seconds for storing. 40 read units, and as much again for days.
const mostStates = 500

/** The states of a life before one that does not know all, oldest first. Two read units and a half. */
export const earlierOf = async (
  table: Table,
  key: string,
  begun: number,
  before: number,
  now: number,
): Promise<State[]> => (await statesBefore(table, key, { from: begun, before, count: mostHidden }, now)).toReversed()

export const begunWith = (tops: Tops, earlier: readonly State[]): Life => {
  const life = new Life(tops)
  for (const state of earlier) life.next(state)
  return life
}

/** Notes the tops that the ranks of a life have left, as far as it is not known yet. */
export const noteLeft = (table: Table, key: string, begun: number, { left }: Life, known: Tops): Promise<void> =>
  noteTops(table, key, begun, new Map([...left].filter(([metric, top]) => top < (known.get(metric) ?? Infinity))))

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

/**
 * A step without what was told of a value before it was unknown for some states: the single ones that knew it may have expired, where
 * they are kept for some days alone. Undefined when nothing is left of it. Costs a read only where something was unknown.
 */
export const withoutTold = async (table: Table, key: string, step: Step): Promise<Step | undefined> => {
  const since = Math.min(...step.milestones.map(({ after }) => after))
  if (since === step.from) return step
  const told = (await stepsSince(table, key, since)).filter(({ from }) => from !== step.from)
  const known = told.flatMap((each) => each.milestones)
  const isTold = (milestone: Milestone): boolean =>
    known.some((each) => idOf(each) === idOf(milestone) && each.by > milestone.after)
  const milestones = step.milestones.filter((milestone) => !isTold(milestone))
  return milestones.length > 0 ? { ...step, milestones } : undefined
}

/** The states that have not been told of, oldest first, behind the last one that has; as many as are gone through at once. */
const backlog = async (table: Table, player: Player, { last, next }: Stored, now: number) => {
  const { key, milestonesTo, latest } = player
  const known = latest && latest.at === milestonesTo ? (await decodeAll(table, [latest]))[0] : undefined
  const base = known ?? (milestonesTo === undefined ? undefined : await snapshotAt(table, key, milestonesTo, now))
  const found: State[] = []
  // Without a fetch nothing is known of a state behind the newest: whoever stored it may have died before saying what it begins.
  const end = last || next ? now : (latest?.at ?? now)
  const span = { start: (milestonesTo ?? -1) + 1, end, pageSize: mostStates }
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

/**
 * A player as one who can catch up, where nothing is said of how far all is told: what a correction has left in the middle is made
 * anew, and of whom nothing is told that is noted, so that whoever dies on the way is known to have begun.
 */
export const ready = async (table: Table, player: Player, now: number): Promise<Player> => {
  if (player.milestonesTo !== undefined) return player
  const { key, latest } = player
  const [steps, tops] = await Promise.all([
    stepsSince(table, key, -1),
    topsLeft(table, key, lifeStart(barriersOf(player), latest?.at ?? 0)),
  ])
  const isTold = steps.length > 0 || tops.size > 0
  // What is stored behind the newest state is for whoever knows what that begins.
  if (isTold) await recomputeMilestones(table, player, Math.min(latest?.at ?? now, now))
  const milestonesTo = isTold ? (latest?.at ?? 0) : 0
  const untouched = { expression: 'attribute_not_exists(milestonesTo)', values: {} }
  await changePlayer(table, player, { milestonesTo }, untouched)
  return { ...player, milestonesTo }
}

/** How far somebody has caught up, and through how many states. */
export interface CaughtUp extends Telling {
  states: number
}

/** Goes through what is stored behind the last state that was told of, and tells what was not. */
export const catchUp = async (table: Table, given: Player, stored: Stored, occasion: Occasion): Promise<CaughtUp> => {
  const { now } = occasion
  const player = await ready(table, given, now)
  const { key, milestonesTo = 0 } = player
  const barriers = barriersOf(player)
  const { base, all } = await backlog(table, player, stored, now)
  const [first = base] = all
  if (!first) return { states: 0, steps: [] }
  const begun = lifeStart(barriers, (base ?? first).at)
  const before = base ? await topsLeft(table, key, begun) : new Map()
  const earlier = base ? await earlierOf(table, key, begun, base.at, now) : []
  const written: Step[] = []
  for (let tries = 0; tries < mostTries; tries++) {
    const told = await standing(table, player, milestonesTo)
    const { steps, life, begun: lastBegun } = stepsOf(base ? [base, ...all] : all, barriers, begunWith(before, earlier))
    let refused = false
    for (const step of steps) {
      const fresh = untold(
        step,
        told.filter((each) => overlap(each, step)),
      )
      const left = fresh && (await withoutTold(table, key, fresh))
      if (!left) continue
      refused = !(await putStep(table, key, left))
      if (refused) break
      written.push(left)
      told.push({ ...left, player: key })
    }
    if (refused) continue
    // Whoever told of a step may have died before it was announced.
    await announceSteps(table, player, told, occasion)
    await noteLeft(table, key, lastBegun, life, lastBegun === begun ? before : new Map())
    return { milestonesTo: all.at(-1)?.at ?? milestonesTo, states: all.length, steps: written }
  }
  return { states: all.length, steps: written }
}
