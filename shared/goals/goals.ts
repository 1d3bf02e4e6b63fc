import { ulid } from 'ulid'
import type * as z from 'zod/mini'
import type { Table } from '../dynamodb.ts'
import { ApiError } from '../http/errors.ts'
import { invalid } from '../http/parse.ts'
import { isoTime } from '../http/time.ts'
import { changePlayer, type Player } from '../players/players.ts'
import { notTracked, trackedPlayer } from '../players/tracked.ts'
import type { Present } from '../progress/at.ts'
import { knownMetric } from '../progress/metrics.ts'
import { newestStateOf } from '../progress/newest.ts'
import { rounded } from '../progress/rates.ts'
import { endMoment, periodsIn } from '../progress/windows.ts'
import { readingOf } from '../snapshots/readings.ts'
import { untorn } from '../torn.ts'
import { deleteGoal, type Goal, goalsOf, isGain, mostGoals, putGoal } from './items.ts'
import type { newGoal } from './requests.ts'
import { goalsDue } from './settle.ts'
import { type Standing, standings } from './standing.ts'

/** A goal and how it stands, as the API shows it. */
const goalView = (goal: Goal, { status, since, current, progress, perDay, estimatedAt, endsAt, streak }: Standing) => ({
  goalId: goal.goalId,
  metric: goal.metric,
  ...(isGain(goal)
    ? { target: null, deadline: null, gain: goal.gain, per: goal.per }
    : { target: goal.target, deadline: isoTime(goal.deadline), gain: null, per: null }),
  tz: goal.tz,
  createdAt: isoTime(goal.createdAt),
  ...{ status, since: isoTime(since), current, progress },
  perDay: perDay === null ? null : rounded(perDay),
  estimatedAt: isoTime(estimatedAt ?? undefined),
  endsAt: isoTime(endsAt),
  streak: streak ?? null,
})

/** A player's goals and how they stand, as the API shows them; some five read units. */
export const goalList = async (table: Table, player: Player, present: Present) => {
  const goals = await goalsOf(table, player.key)
  const standing = await standings(table, player, goals, present)
  return { goals: goals.map((goal, index) => goalView(goal, standing[index]!)) }
}

type NewGoal = z.output<typeof newGoal>

/** What is to be stored of a new goal. Throws `validation_failed` for one that is over already, or that nobody could reach. */
const goalOf = async (table: Table, player: Player, asked: NewGoal, now: number): Promise<Goal> => {
  const { metric } = await knownMetric(table, asked.metric)
  const state = await newestStateOf(table, player)
  const reading = state && readingOf(state, metric)
  const base = { goalId: ulid(now), metric, tz: asked.tz, createdAt: now }
  if ('gain' in asked) {
    if (reading?.rating) throw invalid({ path: 'metric', message: 'is a rating, which has no gain' })
    const { gain, per } = asked
    return { ...base, gain, per, countedTo: periodsIn(per, asked.tz)(now).start, streak: 0 }
  }
  const deadline = asked.deadline ? endMoment(asked.deadline, asked.tz) : undefined
  if (deadline !== undefined && deadline <= now) throw invalid({ path: 'deadline', message: 'must be in the future' })
  const from = reading?.value ?? undefined
  if (from !== undefined && from >= asked.target) {
    throw invalid({
      path: 'target',
      message: `must be more than ${from.toLocaleString('en')}, which is reached already`,
    })
  }
  return {
    ...base,
    target: asked.target,
    ...(from !== undefined && { from }),
    ...(deadline !== undefined && { deadline }),
  }
}

/**
 * Sets a goal, and returns it as the API shows it. Throws `validation_failed`, `too_many_goals` and `player_not_tracked`. Some six
 * read units and two write units.
 */
export const setGoal = async (table: Table, player: Player, asked: NewGoal, present: Present) => {
  const goal = await goalOf(table, player, asked, present.now)
  const others = await goalsOf(table, player.key)
  if (others.length >= mostGoals) {
    throw new ApiError(
      'too_many_goals',
      `${player.username} has ${mostGoals} goals already; one has to be deleted first.`,
    )
  }
  await putGoal(table, player.key, goal)
  let current = await changePlayer(table, player, { goals: goalsDue([...others, goal]) })
  if (!current) {
    // Whoever has the name by now has not set it.
    await deleteGoal(table, player.key, goal.goalId)
    throw notTracked(player.username)
  }
  const [standing] = await untorn(async () => {
    const read = current ?? (await trackedPlayer(table, player.username))
    current = undefined
    return standings(table, read, [goal], present)
  })
  return goalView(goal, standing!)
}

/** Deletes a goal. Throws `goal_not_found`. Its player goes on being looked at for goals, since another may have been set. */
export const removeGoal = async (table: Table, player: Player, goalId: string): Promise<void> => {
  if (!(await deleteGoal(table, player.key, goalId))) throw new ApiError('goal_not_found', 'There is no such goal.')
}
