import { PassThrough } from 'node:stream'
import { keepBoards } from '../../shared/boards/keep.ts'
import { batchDelete } from '../../shared/dynamodb.ts'
import { setGoal } from '../../shared/goals/goals.ts'
import type { HiscoresResult } from '../../shared/hiscores/client.ts'
import type { Clock } from '../../shared/pace/clock.ts'
import type { Queue } from '../../shared/pace/message.ts'
import { tellPlayers } from '../../shared/pace/pace.ts'
import { changePlayer, findPlayer, type Player } from '../../shared/players/players.ts'
import { removePlayer, sweepPlayer } from '../../shared/players/remove.ts'
import { boardsFrom, boardsPK } from '../../shared/players/touched.ts'
import { dayMs } from '../../shared/snapshots/items.ts'
import { requestFetch } from '../../shared/tasks/request.ts'
import { addPlayer } from '../../shared/tracking/add.ts'
import { fetchAtOnce } from '../../shared/tracking/at-once.ts'
import { changeSettings } from '../../shared/tracking/change.ts'
import { dispatch, fetchBatchSize } from '../../shared/tracking/dispatch.ts'
import { fetchPlayers } from '../../shared/tracking/fetch.ts'
import { goThroughHistories } from '../../shared/tracking/histories.ts'
import { testFetching } from '../fetching.ts'
import type { Laboratory } from './measure.ts'
import { rowsAfter } from './rows.ts'

const hour = 3_600_000

/** A queue that takes everything and holds nothing. */
export const queue = {
  url: 'queue',
  client: { send: async () => ({ Successful: [{ Id: '0' }], Attributes: { ApproximateNumberOfMessages: '0' } }) },
} as unknown as Queue

/** A clock that stands still, but that everybody who has slept for a slot finds to be on time for it. */
export const onTime = (now: Clock['now']): Clock => {
  let woken: number | undefined
  return {
    now: () => woken ?? now(),
    sleepUntil: (at) =>
      new Promise((resolve) => {
        setImmediate(() => {
          woken = at
          resolve()
          // Whoever has slept goes on first.
          queueMicrotask(() => {
            woken = undefined
          })
        })
      }),
  }
}

/** Measures what tracking takes, per fetch of full batches over a day where it is fetches. */
export const measureWrites = async ({ tables, tracker, measure }: Laboratory): Promise<void> => {
  const { fetching: quiet, clock: still } = testFetching(tables.tracker)
  let gains = 0
  let drift = 0
  const fetching = {
    ...quiet,
    tracker,
    hiscores: {
      fetch: async (): Promise<HiscoresResult> => ({ outcome: 'found', answer: rowsAfter(gains, drift) }),
      connect: () => new PassThrough(),
      lastSentAt: () => 0,
    },
    clock: { ...still, ...onTime(still.now) },
  }
  const { clock } = fetching
  const deadline = (): number => clock.now() + 60_000
  // Less than an hour, so that all are due again after one, whatever their slots.
  const add = (username: string) =>
    addPlayer(fetching, { username, mode: 'regular', fetchIntervalMinutes: 55 }, deadline())

  const names = Array.from({ length: fetchBatchSize }, (_, index) => `player_no_${index}`)
  const [first, second, ...others] = names as [string, string, ...string[]]
  await tellPlayers(tables.tracker, names.length)
  for (const name of [first, ...others]) await add(name)
  clock.advance(hour)
  await measure('add a player', () => add(second))

  const fetchForADay = async (happens: () => void): Promise<void> => {
    for (let round = 0; round < 24; round++) {
      clock.advance(hour)
      happens()
      await fetchPlayers(fetching, names, deadline())
    }
  }
  const gain = (): void => {
    gains += 1
  }
  const drifts = (): void => {
    drift += 1
  }
  await measure('fetch, changed', () => fetchForADay(gain), 24 * names.length)
  await measure('fetch, unchanged', () => fetchForADay(drifts), 24 * names.length)
  const changeAfter = (days: number) => {
    clock.advance(days * dayMs)
    gain()
    return fetchPlayers(fetching, names, deadline())
  }
  // From a Saturday over a Friday to the Monday of next week but one, and from that to the first of a month.
  await changeAfter(6)
  await measure('fetch, changed, first of a week', () => changeAfter(3), names.length)
  await measure('fetch, changed, first of a month', () => changeAfter(1), names.length)
  const foldedUntil = async (moment: number): Promise<void> => {
    for (const name of names) {
      await changePlayer(tables.tracker, (await findPlayer(tables.tracker, name))!, { recordsTo: moment })
    }
  }
  await foldedUntil(clock.now() - 8 * dayMs)
  await measure('fetch, changed, that folds records', () => changeAfter(1 / 24), names.length)
  await measure(
    'fetch, changed, that reaches something',
    () => {
      // From some 15 to more than 50 million experience in Mining, as a day's play may bring at once.
      gains += 39_000
      return changeAfter(1 / 24)
    },
    names.length,
  )
  const weekly = { metric: 'mining', gain: 40_000_000, per: 'week', tz: 'Europe/Berlin' } as const
  const set = async (name: string) =>
    setGoal(tables.tracker, (await findPlayer(tables.tracker, name))!, weekly, { now: clock.now(), retentionDays: 90 })
  for (const name of names) await set(name)
  await measure('fetch, changed, of who has a goal', () => changeAfter(1 / 24), names.length)
  for (const name of names) {
    await changePlayer(tables.tracker, (await findPlayer(tables.tracker, name))!, { goals: undefined })
  }
  // Without what has just been measured.
  await foldedUntil(clock.now() + 60 * dayMs)
  await measure('fetch, changed, after a rest of 60 days', () => changeAfter(60), names.length)
  // From the afternoon to the evening.
  await measure('fetch, changed, first of a quarter of a day', () => changeAfter(1 / 8), names.length)

  const player = async (): Promise<Player> => (await findPlayer(tracker, first))!
  await measure('request a fetch', async () => requestFetch({ ...fetching, queue }, await player()))
  clock.advance(60_000)
  await measure('fetch, unchanged, requested alone', () => fetchPlayers(fetching, [first], deadline()))
  clock.advance(120_000)
  await measure('fetch, unchanged, at once', async () => fetchAtOnce(fetching, await player(), deadline()))
  await measure('pause a player', async () => {
    return changeSettings(tracker, await player(), { active: false }, clock.now(), fetching.intervals)
  })
  clock.advance(hour)
  const rules = { tickMs: 60_000, paceMs: 2_000 }
  const tick = async (): Promise<void> => {
    const { walking } = await dispatch(tracker, async (keys) => [...keys], clock.now(), rules)
    if (walking) await goThroughHistories(tracker, clock.now)
  }
  await measure('tick that sees that all milestones are told', tick)
  clock.advance(hour)
  // So that there is another number to tell.
  const other = (await findPlayer(tables.tracker, second))!
  await changeSettings(tables.tracker, other, { active: false }, clock.now(), fetching.intervals)
  await measure('tick that counts the players', tick)
  clock.advance(60_000)
  await measure('tick', tick)
  await tellPlayers(tables.tracker, boardsFrom)
  const keep = () => keepBoards(tracker, { now: clock.now(), retentionDays: fetching.retentionDays })
  await keep()
  // Until everybody has heard that changes are noted.
  clock.advance(hour)
  // The first one looks at all players, which takes two ticks with those that were noted.
  for (let ticks = 0; ticks < 4; ticks++) {
    await keep()
    clock.advance(60_000)
  }
  await measure('tick, nothing to tell the boards', keep)
  clock.advance(hour)
  gain()
  await measure(
    'fetch, changed, where boards are kept',
    () => fetchPlayers(fetching, others, deadline()),
    others.length,
  )
  await measure('tick, sets aside who has changed', keep)
  clock.advance(60_000)
  await measure('tick, tells the boards of a player', keep, others.length)
  // What comes is as where a batch is of five,
  for (const name of names.slice(5)) {
    await removePlayer(tables.tracker, (await findPlayer(tables.tracker, name))!, clock.now())
    await sweepPlayer(tables.tracker, (await findPlayer(tables.tracker, name))!, clock.now())
  }
  // and where there are no boards.
  await batchDelete(tables.tracker, [{ PK: boardsPK, SK: 'KEPT' }])
}
