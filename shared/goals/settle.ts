import type { Table } from '../dynamodb.ts'
import { log } from '../log.ts'
import type { Player } from '../players/players.ts'
import type { Present } from '../progress/at.ts'
import { periodsIn } from '../progress/windows.ts'
import { type GainGoal, type Goal, goalsOf, isGain, type TargetGoal, updateGoal } from './items.ts'
import { type Counted, countPeriods, endingOf, type Past, readPast, streakOf } from './standing.ts'

/*
 * What a fetch does for the goals of its player: it counts the periods that have ended, so that a question need look at no more
 * than the last ones, and tells what was reached or missed, once.
 */

/** Something that became of a goal. */
export interface GoalEvent {
  goal: Goal
  status: 'reached' | 'missed'
  /** When: the moment of the state that reached it, of the deadline, or of the end of the period. */
  at: number
  /** The start of the period in which it was. */
  period?: number
  /** In how many periods one after another it was reached: of one that was missed, before that. */
  streak?: number
}

interface Settled {
  goal: Goal
  events: GoalEvent[]
}

const settleTarget = (goal: TargetGoal, past: Past): Settled => {
  const ended = endingOf(goal, past)
  if (!ended || ended.at === goal.ended?.at) return { goal, events: [] }
  const { status, at } = ended
  // One that was reached, taken back and reached again was told.
  return { goal: { ...goal, ended }, events: goal.ended ? [] : [{ goal, status, at }] }
}

/** What becomes of the periods of a goal one after another. */
const eventsOf = (goal: GainGoal, counted: readonly Counted[], until: number): GoalEvent[] =>
  counted.flatMap(({ start, next, reached }, index): GoalEvent[] => {
    const streak = streakOf(goal, counted.slice(0, index + 1))
    if (reached && (goal.reachedIn ?? -1) < start)
      return [{ goal, status: 'reached', at: Math.min(next, until), period: start, streak }]
    const before = index === 0 ? goal.streak : streakOf(goal, counted.slice(0, index))
    // What one never keeps to is no news.
    const isBroken = !reached && index < counted.length - 1 && before > 0
    return isBroken ? [{ goal, status: 'missed', at: next, period: start, streak: before }] : []
  })

const settleGain = async (goal: GainGoal, past: Past): Promise<Settled> => {
  const counted = await countPeriods(goal, past)
  const current = counted.at(-1)!
  const reachedIn = counted.findLast(({ reached }) => reached)?.start ?? goal.reachedIn
  const settled = {
    ...goal,
    countedTo: current.start,
    streak:
      counted.length > 1 ? streakOf(goal, [...counted.slice(0, -1), { ...current, reached: false }]) : goal.streak,
    ...(reachedIn !== undefined && { reachedIn }),
  }
  const isSame = settled.countedTo === goal.countedTo && reachedIn === goal.reachedIn
  return { goal: isSame ? goal : settled, events: eventsOf(goal, counted, past.until) }
}

// No moment is later.
const never = 8_640_000_000_000_000

/** When something may become of a goal without anything being gained. */
const nextMoment = (goal: Goal): number => {
  if (isGain(goal)) return periodsIn(goal.per, goal.tz)(goal.countedTo).next
  return goal.ended || goal.deadline === undefined ? never : goal.deadline + 1
}

/** When goals have to be settled next, whatever is gained; it stands in the player, and says that it has goals. */
export const goalsDue = (goals: readonly Goal[]): number => Math.min(never, ...goals.map(nextMoment))

/**
 * Settles the goals of a player who has some when its state has changed or their time has come. What is to be changed in the
 * player, for the caller to store. Nothing for who has none; otherwise a read unit and as {@link readPast}, and a write unit
 * for each goal of which something became. A failure is logged: what could not be settled the next fetch settles.
 */
export const settleGoals = async (
  table: Table,
  player: Player,
  present: Present,
  tell: (events: readonly GoalEvent[]) => Promise<void>,
): Promise<{ goals?: number }> => {
  const { goals: due, latest } = player
  const isChanged = latest?.at === present.now
  if (due === undefined || !(isChanged || due <= present.now)) return {}
  try {
    const goals = await goalsOf(table, player.key)
    const past = await readPast(table, player, goals, present)
    const settled = await Promise.all(
      goals.map((goal) => (isGain(goal) ? settleGain(goal, past) : settleTarget(goal, past))),
    )
    // What was told twice is better than what never was.
    const events = settled.flatMap((each) => each.events)
    if (events.length > 0) await tell(events)
    await Promise.all(
      settled.map(async ({ goal }, index) => goal === goals[index] || (await updateGoal(table, player.key, goal))),
    )
    const next = goalsDue(settled.map(({ goal }) => goal))
    return next === due ? {} : { goals: next }
  } catch (error) {
    log.error('goals not settled', { player: player.key, error: error as Error })
    return {}
  }
}
