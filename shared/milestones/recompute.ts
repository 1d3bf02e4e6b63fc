import { consistently, type Table } from '../dynamodb.ts'
import { barriersOf } from '../lives/seams.ts'
import type { Player } from '../players/players.ts'
import type { State } from '../snapshots/items.ts'
import { readingOf } from '../snapshots/readings.ts'
import { collected, states } from '../snapshots/scan.ts'
import { idOf, lifeStart, type Milestone, type Step, stepsOf, type Tops } from './find.ts'
import { allSteps, replaceSteps, type Told } from './items.ts'
import { replaceTops, topsLeft } from './tops.ts'

/*
 * Milestones anew, after states have come or gone out of turn, or what parts them. What is still stored says what was reached; where
 * single snapshots have expired it says so more coarsely, and what was told in their time stays as it is.
 */

/** A milestone, and the moment of the state that its step begins with. */
export interface Placed extends Milestone {
  from: number
}

const placed = (steps: readonly Step[]): Placed[] =>
  steps.flatMap(({ from, milestones }) => milestones.map((milestone) => ({ ...milestone, from })))

const meet = (a: Milestone, b: Milestone): boolean => a.after < b.by && b.after < a.by

/** Of two windows in which the same was reached the narrower one; of equal ones, with states between that did not know it, that of the finer step. */
const narrower = (a: Placed, b: Placed): Placed => ((b.by - b.after - (a.by - a.after) || a.from - b.from) < 0 ? b : a)

/** Whether a rank was in a top before a moment, in a life of some states. */
const wasInTop = (life: readonly State[], { metric, threshold, by }: Milestone): boolean =>
  life.some((state) => state.at < by && (readingOf(state, metric)?.rank ?? Infinity) <= threshold)

/**
 * The milestones that were told, and those that what is stored has besides; each once, by the narrowest window. Two trackers may
 * have told of one by windows of their own.
 */
const joined = (told: readonly Placed[], found: readonly Placed[]): Placed[] => {
  const left = new Map([...Map.groupBy(told, idOf)].map(([id, group]) => [id, new Set(group)]))
  const all = found.map((milestone) => {
    const others = left.get(idOf(milestone)) ?? new Set()
    const best = [...others].filter((each) => meet(each, milestone)).reduce(narrower, milestone)
    for (const each of others) if (meet(each, milestone) && meet(each, best)) others.delete(each)
    return best
  })
  return [...all, ...[...left.values()].flatMap((others) => [...others])]
}

/** Milestones without the ranks that were reached before in the same life, as far as anybody has told. */
const firstOfEach = (milestones: readonly Placed[], barriers: readonly number[]): Placed[] => {
  const reached = new Set<string>()
  return [...milestones]
    .sort((a, b) => a.by - b.by)
    .filter((milestone) => {
      const name = `${lifeStart(barriers, milestone.by)} ${idOf(milestone)}`
      const again = milestone.kind === 'rank' && reached.has(name)
      reached.add(name)
      return !again
    })
}

/** The best tops that some milestones are of. */
const topsOf = (milestones: readonly Milestone[]): Tops => {
  const tops = new Map<string, number>()
  for (const { metric, threshold } of milestones) tops.set(metric, Math.min(threshold, tops.get(metric) ?? Infinity))
  return tops
}

/** Milestones as steps, one for each state that reached some; of two that begin with one state the second begins with the end of the first. */
const stepsFrom = (milestones: readonly Placed[]): Step[] => {
  const steps = new Map<number, Step>()
  const byEnd = [...Map.groupBy(milestones, ({ by }) => by)].sort(([a], [b]) => a - b)
  for (const [by, group] of byEnd) {
    let from = Math.max(...group.map((milestone) => milestone.from))
    for (let taken = steps.get(from); taken; taken = steps.get(from)) from = taken.by
    steps.set(from, { from, by, milestones: group })
  }
  return [...steps.values()]
}

const sameStep = (a: Step, b: Step): boolean => {
  const key = (milestone: Milestone): string => `${idOf(milestone)} ${milestone.after} ${milestone.value}`
  return a.by === b.by && a.milestones.map(key).sort().join() === b.milestones.map(key).sort().join()
}

/**
 * Makes a player's milestones what is stored says, beside those of the ones told that `left` leaves and that what is stored does
 * not gainsay. Where somebody has told of finer states than are stored now, `counts` says what is found only with these. Some 1/7 read unit a state,
 * and the writes of what has changed.
 */
export const recomputeMilestones = async (
  table: Table,
  player: Player,
  now: number,
  left: (milestone: Milestone) => boolean = () => true,
  counts: (milestone: Placed) => boolean = () => true,
): Promise<void> => {
  const { key } = player
  const barriers = barriersOf(player)
  const stored = await collected(states(consistently(table), key, { start: 0, end: now }, now))
  const before: Told[] = await allSteps(table, key)
  const { steps, life, begun } = stepsOf(stored, barriers)
  const lives = Map.groupBy(stored, ({ at }) => lifeStart(barriers, at))
  const stands = (milestone: Placed): boolean => {
    const start = lifeStart(barriers, milestone.by)
    if (start > milestone.after || !left(milestone)) return false
    return milestone.kind !== 'rank' || !wasInTop(lives.get(start) ?? [], milestone)
  }
  const all = firstOfEach(joined(placed(before).filter(stands), placed(steps).filter(counts)), barriers)
  const after = stepsFrom(all)
  const known = new Map(before.map((step) => [step.from, step]))
  const kept = new Set(after.map(({ from }) => from))
  await replaceSteps(table, key, {
    stored: after.filter((step) => !known.has(step.from) || !sameStep(known.get(step.from)!, step)),
    forgotten: before.filter(({ from }) => !kept.has(from)),
  })
  const ranks = all.filter(({ kind, by }) => kind === 'rank' && lifeStart(barriers, by) === begun)
  life.remember(topsOf(ranks))
  if (!life.isToldBy(await topsLeft(table, key, begun))) await replaceTops(table, key, begun, life.left)
}
