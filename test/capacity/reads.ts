import { calendar } from '../../shared/days/calendar.ts'
import { overview, overviewOf } from '../../shared/days/overview.ts'
import { goalList, setGoal } from '../../shared/goals/goals.ts'
import { imageOf } from '../../shared/links/image.ts'
import { makeLink } from '../../shared/links/make-link.ts'
import { linkedPlayer, linkedPlayers, openLink } from '../../shared/links/opened.ts'
import { putStep } from '../../shared/milestones/items.ts'
import { allMilestones, milestonesOf } from '../../shared/milestones/list.ts'
import { nextMilestones } from '../../shared/milestones/next.ts'
import { listPlayers } from '../../shared/players/list.ts'
import { findPlayer, type Player } from '../../shared/players/players.ts'
import { removePlayer } from '../../shared/players/remove.ts'
import { trackedPlayer } from '../../shared/players/tracked.ts'
import { viewFields } from '../../shared/players/view.ts'
import { findByWomId, womIdOf } from '../../shared/players/wom-id.ts'
import { exportPage } from '../../shared/progress/export.ts'
import { history } from '../../shared/progress/history.ts'
import { leaderboard, pagesOfPlayers } from '../../shared/progress/leaderboard.ts'
import { manyStats } from '../../shared/progress/many.ts'
import { newestStateOf } from '../../shared/progress/newest.ts'
import { series } from '../../shared/progress/series.ts'
import { type AskedWindow, type Period, windowOf } from '../../shared/progress/windows.ts'
import { foldDue } from '../../shared/records/fold.ts'
import { records } from '../../shared/records/records.ts'
import { dayMs } from '../../shared/snapshots/items.ts'
import { snapshotAt } from '../../shared/snapshots/snapshots.ts'
import { allTasks, tasksOf } from '../../shared/tasks/lists.ts'
import { createTask } from '../../shared/tasks/tasks.ts'
import { systemStatus } from '../../shared/tracking/status.ts'
import { womAchievements } from '../../shared/wom/achievements.ts'
import { womGainsBoard, womRecordsBoard } from '../../shared/wom/boards.ts'
import { womGained } from '../../shared/wom/gained.ts'
import { womDetails, womPlayers } from '../../shared/wom/player.ts'
import { womRecords } from '../../shared/wom/records.ts'
import { womSearch } from '../../shared/wom/search.ts'
import { womSnapshots, womTimeline } from '../../shared/wom/snapshots.ts'
import { leaveHistory } from './history.ts'
import type { Laboratory } from './measure.ts'
import { rowsAfter } from './rows.ts'
import { queue } from './writes.ts'

const hour = 3_600_000
const retentionDays = 90

// A Wednesday.
const now = Date.parse('2036-08-20T18:30:00Z')
const ago = (ms: number): number => now - ms - (now % hour)

/** The players with a long history, how it is called, and when it began. */
const veterans = [
  { key: 'one_month', span: '1 month', start: ago(30 * dayMs) },
  { key: 'one_year', span: '1 year', start: ago(365 * dayMs) },
  { key: 'ten_years', span: '10 years', start: ago(3_652 * dayMs) },
]

const mining = { metric: 'mining', name: 'Mining', group: 'skills' } as const

const date = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Measures what the programs of Wise Old Man ask, once each player has the number that it keeps. */
const measureWom = async (
  { tables, tracker, measure }: Pick<Laboratory, 'tables' | 'tracker' | 'measure'>,
  read: (name: string) => Promise<Player>,
): Promise<void> => {
  const window = (days: number) => ({ start: now - days * dayMs, end: now })
  await measure('Wise Old Man: first number of a player', async () => womIdOf(tracker, await read('one_year')))
  for await (const players of pagesOfPlayers(tables.tracker)) await womPlayers(tables.tracker, players)
  await measure('Wise Old Man: details', async () => womDetails(tracker, await read('one_year')))
  const { id } = await womDetails(tracker, await read('one_year'))
  await measure('Wise Old Man: details by number', async () =>
    womDetails(tracker, (await findByWomId(tracker, id)) as Player),
  )
  await measure('Wise Old Man: search for 20 players', () => womSearch(tracker, 'member', { limit: 20, offset: 0 }))
  for (const [key, span] of [
    ['one_month', '1 month'],
    ['one_year', '1 year'],
    ['ten_years', '10 years'],
  ] as const) {
    await measure(`Wise Old Man: gain of 7 days, ${span}`, async () =>
      womGained(tracker, await read(key), window(7), now),
    )
  }
  const part = (limit: number, offset = 0) => ({ limit, offset })
  await measure('Wise Old Man: 20 snapshots', async () =>
    womSnapshots(tracker, await read('one_year'), window(365), part(20), now),
  )
  await measure('Wise Old Man: 200 snapshots behind 1,000', async () =>
    womSnapshots(tracker, await read('one_year'), window(365), part(200, 1_000), now),
  )
  await measure('Wise Old Man: timeline of 10 years', async () =>
    womTimeline(tracker, await read('ten_years'), 'mining', { start: undefined, end: now }, now),
  )
  await measure('Wise Old Man: timeline of 249 days', async () =>
    womTimeline(tracker, await read('ten_years'), 'mining', window(249), now),
  )
  await measure('Wise Old Man: records, 1 year', async () => womRecords(tracker, await read('one_year'), {}, now))
  await measure('Wise Old Man: achievements', async () => womAchievements(tracker, await read('one_year')))
  const asked = { metric: 'mining', period: 'week' } as const
  await measure('Wise Old Man: gains of 100 players', () => womGainsBoard(tracker, asked, { now, retentionDays }))
  await measure('Wise Old Man: records of 100 players', () => womRecordsBoard(tracker, asked))
}

/** Measures what questions take, of players with a history as long as said, and among a hundred. */
export const measureReads = async ({ tables, tracker, measure }: Laboratory): Promise<void> => {
  const leave = (key: string, start: number, everyMs: number) => {
    const rowsAt = (at: number) => rowsAfter(Math.round((at - start) / hour))
    return leaveHistory(tables.tracker, { key, start, end: now, everyMs, retentionDays, rowsAt })
  }
  for (const { key, start } of veterans) await leave(key, start, hour)
  // With the veterans and those of the writes they are a hundred.
  const crowd = Array.from({ length: 92 }, (_, index) => `member_${String(index).padStart(2, '0')}`)
  for (const key of crowd) await leave(key, ago(40 * dayMs), 3 * hour)

  const read = (name: string) => trackedPlayer(tracker, name, { consistent: false })
  const newest = async (name: string) => newestStateOf(tracker, await read(name))
  // The names of the rows are read once in a process's life.
  await newest('one_year')

  await measure('statistics, latest', () => newest('one_year'))
  await measure('statistics, at a moment', async () =>
    snapshotAt(tracker, (await read('one_year')).key, now - 5.3 * dayMs, now),
  )
  await measure('statistics, 50 players', () => manyStats(tracker, crowd.slice(0, 50)))

  const gain = async (name: string, asked: Partial<AskedWindow>) => {
    const window = windowOf({ tz: 'UTC', ...asked }, { days: 7 }, now)
    return history(tracker, await read(name), window, undefined, now)
  }
  const chart = async (name: string, asked: Partial<AskedWindow> = {}) => {
    const window = windowOf({ tz: 'UTC', ...asked }, 'all', now)
    return series(tracker, await read(name), { metric: 'mining', window, points: 200 }, now)
  }
  for (const { key, span, start } of veterans) {
    await measure(`gain of 7 days, ${span}`, () => gain(key, { days: 7 }))
    await measure(`gain over everything, ${span}`, () => gain(key, { period: 'all' }))
    const dates = { start: date(start + 2 * dayMs), end: date(start + 9 * dayMs) }
    await measure(`gain between two dates, ${span}`, () => gain(key, dates))
    const [from, to] = [now - 8.1 * dayMs, now - 3.4 * dayMs].map((at) => new Date(at).toISOString())
    await measure(`gain between two times, ${span}`, () => gain(key, { start: from, end: to }))
    await measure(`chart of 200 points, ${span}`, () => chart(key))
  }
  // The longest ones of single snapshots, of quarters of days and of days, which are the dearest, and some of weeks.
  const spans = { '24 days': 24, '99 days': 99, '23 months': 700, '2 years': 730, '4 years': 1_460, '7 years': 2_555 }
  for (const [span, days] of Object.entries(spans)) {
    const start = new Date(ago(days * dayMs)).toISOString()
    await measure(`chart of 200 points, ${span}`, () => chart('ten_years', { start }))
  }
  const year = (tz: string) => async () =>
    calendar(tracker, await read('ten_years'), { metric: 'mining', tz }, { now, retentionDays })
  await measure('calendar of a year', year('UTC'))
  await measure('calendar of a year in New York', year('America/New_York'))
  await measure('export, first page', async () =>
    exportPage(tracker, await read('one_year'), { format: 'ndjson', after: undefined }, now),
  )

  const board = (asked: { period?: Period; tz?: string }) => () =>
    leaderboard(tracker, { metric: 'mining', tz: 'UTC', limit: 100, ...asked }, { now, retentionDays })
  await measure('leaderboard by value, 100 players', board({}))
  await measure('leaderboard by gain of a week, 100 players', board({ period: 'week' }))
  const newYork = { period: 'week', tz: 'America/New_York' } as const
  await measure('leaderboard by gain of a week in New York, 100 players', board(newYork))
  await measure('leaderboard by gain since ever, 100 players', board({ period: 'all' }))
  const glance = (tz: string, limit: number) => () => overview(tracker, { tz, limit }, { now, retentionDays })
  await measure('overview of 30 players', glance('UTC', 30))
  await measure('overview of 30 players in New York', glance('America/New_York', 30))
  await measure('overview of 100 players', glance('UTC', 100))
  const players = crowd.slice(0, 20)
  const { link, slug } = await makeLink(tables.tracker, { players }, now)
  await measure('link', () => openLink(tracker, slug, now))
  await measure('overview of a link to 20 players', async () =>
    overviewOf(tracker, await linkedPlayers(tracker, link), 'UTC', { now, retentionDays }),
  )
  const image = (days: number) => async () =>
    imageOf(tracker, await linkedPlayer(tracker, link, players[0]), { metric: mining, days }, now)
  await measure('image of a month', image(30))
  await measure('image of a week', image(7))
  await measure('list 100 players', () => listPlayers(tracker, { count: 100, after: undefined }, viewFields))
  await measure('status, 100 players', () => systemStatus({ tracker, queue, deadLetters: queue, paceMs: 2_000 }, now))

  for (const [index, key] of [...crowd, ...crowd.slice(0, 8)].entries()) {
    const taskId = `01K37Z1Q7ME3T3V3C9B4S6D${String(index).padStart(3, '0')}`
    await createTask(tables.tracker, key, { taskId, requestedAt: now, estimatedCompletionAt: now })
  }
  const newestTasks = { limit: 100, before: undefined, status: undefined }
  await measure('list 100 tasks of all players', () => allTasks(tracker, newestTasks, now))
  await measure('list the tasks of a player', async () =>
    tasksOf(tracker, (await findPlayer(tracker, crowd[0]!))!, newestTasks, now),
  )

  for (const [index, key] of crowd.entries()) {
    const by = now - index * hour
    const of = { metric: 'zulrah', kind: 'kills' as const, value: 1_003, after: by - hour, by }
    for (const [place, threshold] of [500, 1_000].entries()) {
      const from = by - (2 - place) * hour
      await putStep(tables.tracker, key, { from, by: from + hour, milestones: [{ ...of, threshold }] })
    }
  }
  const newestMilestones = { limit: 100, resumed: undefined }
  await measure('list 100 milestones of all players', () => allMilestones(tracker, newestMilestones))
  await measure('list the milestones of a player', async () =>
    milestonesOf(tracker, await read(crowd[0]!), newestMilestones),
  )
  const present = { now, retentionDays }
  const target = { metric: 'mining', target: 90_000_000, tz: 'Europe/Berlin' }
  const set = async () => setGoal(tracker, (await findPlayer(tracker, 'one_year'))!, target, present)
  await measure('set a goal', set)
  await measure('list the goals of a player', async () => goalList(tracker, await read('one_year'), present))
  await measure('what is next, 1 year', async () => nextMilestones(tracker, await read('one_year'), now))

  // Half a week after a fold, as on average, and with nothing new since one; then the fold of a week.
  const folded = async (name: string, days: number) => {
    const before = (await findPlayer(tables.tracker, name))!
    const then = now - days * dayMs
    const latest = { ...before.latest!, at: then - (then % hour) }
    const { recordsTo } = await foldDue({ tracker: tables.tracker, retentionDays }, { ...before, latest }, then)
    return { ...before, recordsTo }
  }
  const due = await folded('ten_years', 7)
  await measure('fold of a week with a change every hour, 10 years', () =>
    foldDue({ tracker, retentionDays }, due, now),
  )
  const resting = await folded('ten_years', 0)
  await measure('records, 10 years, nothing since', async () => records(tracker, resting, now))
  const playing = await folded('one_year', 3.5)
  await measure('records, 1 year', async () => records(tracker, playing, now))

  await measureWom({ tables, tracker, measure }, read)

  const doomed = await findPlayer(tables.tracker, 'one_month')
  await measure('remove a player, 1 month', () => removePlayer(tracker, doomed!, now))
}
