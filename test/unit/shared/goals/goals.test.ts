import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { announceGoals } from '../../../../shared/goals/announce.ts'
import { goalList, removeGoal, setGoal } from '../../../../shared/goals/goals.ts'
import { goalsOf } from '../../../../shared/goals/items.ts'
import { type GoalEvent, settleGoals } from '../../../../shared/goals/settle.ts'
import { pendingNews } from '../../../../shared/outbox/outbox.ts'
import { changePlayer, createPlayer, findPlayer, type Player } from '../../../../shared/players/players.ts'
import { periodsIn } from '../../../../shared/progress/windows.ts'
import { stateMoment } from '../../../../shared/snapshots/items.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { rowsOf } from '../../../rows.ts'

const hour = 3_600_000
const day = 24 * hour
// A Monday.
const monday = Date.parse('2026-08-17T00:00:00Z')

/** Somebody whose Mining is told again and again. */
const somebody = async (addedAt = monday - 40 * day) => {
  const table = tableOf(new MemoryTable())
  await createPlayer(table, { key: 'a', username: 'A', mode: 'regular', active: true, addedAt, failures: 0 })
  const events: (Omit<GoalEvent, 'goal'> & { metric: string })[] = []
  const present = (now: number) => ({ now, retentionDays: 90 })
  const player = async (): Promise<Player> => (await findPlayer(table, 'a'))!
  return {
    table,
    player,
    events,
    /** A fetch that tells this. */
    sees: async (at: number, mining: number) => {
      const before = await player()
      const stored = await storeAnswer(table, before, { at, rows: rowsOf({ Mining: mining }, { Zulrah: 5 }) }, 90)
      const after = { ...before, latest: stored.latest }
      const settled = await settleGoals(table, after, present(at), async (told) => {
        for (const { goal, ...event } of told) events.push({ metric: goal.metric, ...event })
      })
      await changePlayer(table, before, { latest: stored.latest, ...settled })
    },
    sets: async (now: number, goal: object) =>
      setGoal(table, await player(), { metric: 'mining', tz: 'UTC', ...goal } as never, present(now)),
    shows: async (now: number) => (await goalList(table, await player(), present(now))).goals,
  }
}

describe('a goal to reach a value', () => {
  it('is open with a date by the gain of the last 30 days, then reached, and told once', async () => {
    const { sees, sets, shows, events } = await somebody()
    for (let days = 40; days >= 1; days--) await sees(monday - days * day, 100_000 - days * 1_000)
    const set = await sets(monday, { target: 150_000, deadline: '2026-12-31', tz: 'Europe/Berlin' })
    expect(set).toMatchObject({
      ...{ metric: 'mining', target: 150_000, gain: null, per: null, streak: null, endsAt: null },
      deadline: '2026-12-31T22:59:59.999Z',
      ...{ status: 'open', since: null, current: 99_000, progress: 0, perDay: 1_000 },
      estimatedAt: new Date(monday + 51 * day).toISOString(),
    })
    await sees(monday + day, 124_500)
    expect((await shows(monday + day))[0]).toMatchObject({ status: 'open', current: 124_500, progress: 0.5 })
    await sees(monday + 2 * day, 151_000)
    await sees(monday + 3 * day, 152_000)
    const at = monday + 2 * day
    expect(events).toEqual([{ metric: 'mining', status: 'reached', at }])
    expect((await shows(monday + 3 * day))[0]).toMatchObject({
      ...{ status: 'reached', since: new Date(at).toISOString(), current: 152_000, progress: 1, estimatedAt: null },
    })
  })

  it('is missed when its deadline has passed, whatever comes after', async () => {
    const { sees, sets, shows, events } = await somebody()
    await sees(monday - day, 1_000)
    await sets(monday, { target: 5_000, deadline: new Date(monday + day).toISOString() })
    expect((await shows(monday + 2 * day))[0]).toMatchObject({ status: 'missed', current: 1_000 })
    // Nothing changes, but its time has come.
    await sees(monday + day + hour, 1_000)
    await sees(monday + 2 * day, 6_000)
    expect(events).toEqual([{ metric: 'mining', status: 'missed', at: monday + day }])
    expect((await shows(monday + 2 * day))[0]).toMatchObject({ status: 'missed', current: 6_000 })
  })

  it('counts what was stored before its deadline, however late it is looked at', async () => {
    const { sees, sets, shows } = await somebody()
    await sees(monday - day, 1_000)
    await sets(monday, { target: 5_000, deadline: new Date(monday + day).toISOString() })
    await sees(monday + hour, 5_000)
    expect((await shows(monday + 9 * day))[0]).toMatchObject({ status: 'reached' })
  })

  it('is not reached by a rise under review, and is open again when what reached it is gone', async () => {
    const { table, player, sees, sets, shows } = await somebody()
    await sees(monday - day, 1_000)
    await sets(monday, { target: 5_000 })
    await sees(monday + hour, 6_000)
    await changePlayer(table, await player(), { review: { at: [monday + hour] } })
    expect((await shows(monday + 2 * hour))[0]).toMatchObject({ status: 'open', current: 1_000 })
    await changePlayer(table, await player(), { review: undefined })
    expect((await shows(monday + 2 * hour))[0]).toMatchObject({ status: 'reached' })
    await sees(monday + 3 * hour, 4_000)
    expect((await shows(monday + 3 * hour))[0]).toMatchObject({ status: 'open', current: 4_000 })
  })

  it('promises nothing from no gain', async () => {
    const { sees, sets } = await somebody()
    await sees(monday - 20 * day, 1_000)
    await sees(monday - 10 * day, 1_000)
    expect(await sets(monday, { target: 5_000 })).toMatchObject({ perDay: 0, estimatedAt: null })
    expect(await sets(monday, { metric: 'attack', target: 5_000 }).catch(({ code }) => code)).toBe('validation_failed')
  })

  it('must be to come', async () => {
    const { sees, sets } = await somebody()
    await sees(monday - day, 1_000)
    const refused = (goal: object) => sets(monday, goal).catch(({ issues }) => issues)
    expect(await refused({ target: 1_000 })).toEqual([
      { path: 'target', message: 'must be more than 1,000, which is reached already' },
    ])
    expect(await refused({ target: 2_000, deadline: '2026-08-16' })).toEqual([
      { path: 'deadline', message: 'must be in the future' },
    ])
  })
})

describe('a goal to gain so much in each period', () => {
  it('starts anew with each, and keeps a streak', async () => {
    const { sees, sets, shows, events } = await somebody()
    await sees(monday - day, 1_000)
    expect(await sets(monday + hour, { gain: 500, per: 'day' })).toMatchObject({
      ...{ target: null, deadline: null, gain: 500, per: 'day', current: 0, streak: 0, status: 'open' },
      endsAt: '2026-08-18T00:00:00.000Z',
    })
    await sees(monday + 2 * hour, 1_400)
    expect((await shows(monday + 3 * hour))[0]).toMatchObject({ current: 400, progress: 0.8, status: 'open' })
    await sees(monday + 4 * hour, 1_600)
    expect((await shows(monday + 5 * hour))[0]).toMatchObject({
      current: 600,
      progress: 1,
      status: 'reached',
      streak: 1,
    })
    await sees(monday + day + hour, 1_700)
    expect((await shows(monday + day + hour))[0]).toMatchObject({ current: 100, status: 'open', streak: 1 })
    await sees(monday + day + 2 * hour, 2_100)
    expect((await shows(monday + day + 2 * hour))[0]).toMatchObject({ current: 500, status: 'reached', streak: 2 })
    // A day without, which is known once the next one has begun.
    await sees(monday + 3 * day + hour, 2_200)
    await sees(monday + 3 * day + 2 * hour, 2_300)
    expect((await shows(monday + 3 * day + hour))[0]).toMatchObject({ streak: 0 })
    expect(events.map(({ status, at, streak }) => [status, at, streak])).toEqual([
      ['reached', monday + 4 * hour, 1],
      ['reached', monday + day + 2 * hour, 2],
      ['missed', monday + 3 * day, 2],
    ])
  })

  it('is counted by who asks, too, while nobody fetches', async () => {
    const { sees, sets, shows } = await somebody()
    await sees(monday - day, 1_000)
    await sets(monday + hour, { gain: 500, per: 'week' })
    await sees(monday + 2 * hour, 1_600)
    expect((await shows(monday + 8 * day))[0]).toMatchObject({ streak: 1, current: 0, status: 'open' })
    expect((await shows(monday + 15 * day))[0]).toMatchObject({ streak: 0 })
    expect((await shows(monday + 999 * day))[0]).toMatchObject({ streak: 0, current: 0 })
  })

  it('counts periods like a slow count of all of them, in every zone', async () => {
    const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia']
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 400 })), {
      minLength: 1,
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.constantFrom(...zones),
        fc.constantFrom('day', 'week', 'month'),
        async (all, tz, per) => {
          const { sees, sets, shows, events } = await somebody(monday - day)
          await sees(monday - day, 1_000)
          await sets(monday, { gain: 500, per, tz })
          const seen = [{ at: monday - day, mining: 1_000 }]
          for (const [hours, gained] of all) {
            const { at, mining } = seen.at(-1)!
            const next = { at: stateMoment(Math.max(at, monday) + hours * hour), mining: mining + gained }
            seen.push(next)
            await sees(next.at, next.mining)
          }
          const now = seen.at(-1)!.at
          const valueAt = (moment: number): number => (seen.findLast(({ at }) => at <= moment) ?? seen[0]!).mining
          const periodAt = periodsIn(per, tz)
          let streak = 0
          let current = 0
          let told = 0
          for (let { start, next } = periodAt(monday); start <= now; { start, next } = periodAt(next)) {
            current = valueAt(Math.min(next, now)) - valueAt(start)
            const reached = current >= 500
            told += reached ? 1 : 0
            streak = reached ? streak + 1 : next <= now ? 0 : streak
          }
          expect((await shows(now))[0]).toMatchObject({ streak, current })
          expect(events.filter(({ status }) => status === 'reached')).toHaveLength(told)
        },
      ),
      { numRuns: 150 },
    )
  }, 120_000)
})

describe('goals', () => {
  it('are told again by the next fetch when the process died before that was stored', async () => {
    const { table, player, sees, sets, events } = await somebody()
    await sees(monday - day, 1_000)
    await sets(monday, { target: 5_000 })
    const before = await player()
    const { latest } = await storeAnswer(table, before, { at: monday + hour, rows: rowsOf({ Mining: 6_000 }) }, 90)
    const dies = async (): Promise<void> => {
      throw new Error('the process dies')
    }
    const present = { now: monday + hour, retentionDays: 90 }
    expect(await settleGoals(table, { ...before, latest }, present, dies)).toEqual({})
    await sees(monday + 2 * hour, 7_000)
    await sees(monday + 3 * hour, 8_000)
    expect(events).toMatchObject([{ status: 'reached', at: monday + 2 * hour }])
  })

  it('are announced where somebody wants to hear of them, each period once', async () => {
    const { table, player, sees, sets } = await somebody()
    await sees(monday - day, 1_000)
    await sets(monday, { gain: 500, per: 'day' })
    const before = await player()
    const { latest } = await storeAnswer(table, before, { at: monday + hour, rows: rowsOf({ Mining: 1_600 }) }, 90)
    const after = { ...before, latest }
    const present = { now: monday + hour, retentionDays: 90 }
    await settleGoals(table, after, present, announceGoals(table, after, ['level']))
    expect((await pendingNews(table, monday + day)).news).toEqual([])
    const [goal] = await goalsOf(table, 'a')
    const period = { goal: goal!, status: 'reached', period: monday, streak: 1 } as const
    const tell = announceGoals(table, after, ['goal'])
    await tell([{ ...period, at: monday + hour }])
    await tell([{ ...period, at: monday + 2 * hour }])
    const { news } = await pendingNews(table, monday + day)
    expect(news).toMatchObject([
      {
        ...{ player: 'a', username: 'A', at: monday + hour },
        happenings: [
          { event: 'goal', status: 'reached', metric: 'mining', name: 'Mining', target: 500, per: 'day', streak: 1 },
        ],
      },
    ])
  })

  it('are twenty at most, and go one by one', async () => {
    const { table, player, sees, sets, shows } = await somebody()
    await sees(monday - day, 1_000)
    for (let count = 0; count < 20; count++) await sets(monday + count, { target: 5_000 + count })
    expect(await sets(monday, { target: 9_000 }).catch(({ code }) => code)).toBe('too_many_goals')
    const [first] = await shows(monday)
    await removeGoal(table, await player(), first!.goalId)
    expect(await removeGoal(table, await player(), first!.goalId).catch(({ code }) => code)).toBe('goal_not_found')
    expect(await shows(monday)).toHaveLength(19)
  })
})
