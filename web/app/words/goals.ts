import { date } from '../../charts/dates.ts'
import { full } from '../../charts/numbers.ts'
import type { Answer } from '../contract.ts'

export type Goal = Answer<'GET /players/{username}/goals'>['goals'][number]

/** What is wanted, as in `Attack: 13,034,431 by 31 Dec 2036` or `Attack: 500,000 a week`; `name` is what its metric is called. */
export const goalWords = ({ target, deadline, gain, per, tz }: Goal, name: string): string =>
  gain === null
    ? `${name}: ${full(target ?? 0)}${deadline === null ? '' : ` by ${date(Date.parse(deadline), tz)}`}`
    : `${name}: ${full(gain)} a ${per}`

const current = { day: 'today', week: 'this week', month: 'this month' }

/** By when a goal has to be reached; undefined without an end. */
const endOf = ({ deadline, endsAt }: Goal): number | undefined => {
  const end = deadline ?? endsAt
  return end === null ? undefined : Date.parse(end)
}

const projected = (goal: Goal, now: number, zone: string): string => {
  if (goal.estimatedAt === null) return goal.perDay === null ? 'not known for a day yet' : 'nothing gained in 30 days'
  const at = Math.max(Date.parse(goal.estimatedAt), now)
  const end = endOf(goal)
  const when = `about ${date(at, zone)} at the rate of the last 30 days`
  return end !== undefined && at > end ? `${when}, which is too late` : when
}

/** How a goal stands, in words. */
export const standingWords = (goal: Goal, now: number, zone: string): string => {
  const { status, since, streak } = goal
  const amount = goal.current === null ? 'unknown so far' : full(goal.current)
  if (goal.gain === null) {
    if (status !== 'open')
      return `${status === 'reached' ? 'Reached' : 'Missed'} on ${date(Date.parse(since ?? ''), zone)}; now ${amount}.`
    return `Now ${amount}; ${projected(goal, now, zone)}.`
  }
  const kept = streak !== null && streak > 1 ? ` Kept ${full(streak)} ${goal.per}s in a row.` : ''
  const when = current[goal.per ?? 'day']
  if (status === 'reached') return `Reached: ${amount} ${when}.${kept}`
  return `${amount} ${when}; ${projected(goal, now, zone)}.${kept}`
}
