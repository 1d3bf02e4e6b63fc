import { afterAll, beforeAll, expect, it } from 'vitest'
import { putPending } from '../../../shared/boards/logs.ts'
import { putState, stateIn } from '../../../shared/boards/state.ts'
import { itemsBetween } from '../../../shared/dynamodb.ts'
import { tellPlayers } from '../../../shared/pace/pace.ts'
import { createPlayer } from '../../../shared/players/players.ts'
import { boardsFrom, keepNotes, readTouched, takeTouched } from '../../../shared/players/touched.ts'
import { eventually, fetchNow } from '../client.ts'
import { type OwnStack, startStack } from './stack.ts'

let stack: OwnStack

beforeAll(async () => {
  stack = await startStack({ tickSeconds: 1, paceSeconds: 0.02 })
})
afterAll(() => stack?.stop())

const status = async () => (await stack.admin.get('/system/status')).body

it('tells on one screen who is tracked, how late, and how the fetches go; and opens and closes the circuit', async () => {
  expect(await status()).toMatchObject({
    players: { total: 0, active: 0, paused: 0, notFound: 0, failing: 0 },
    latenessSeconds: { due: 0, p50: 0, p95: 0, max: 0 },
    queues: { fetch: 0, deadLetters: 0 },
    circuit: { state: 'closed', failuresInARow: 0, missingInARow: 0, pausedUntil: null },
  })
  await eventually(status, ({ lastTickAt }) => lastTickAt !== null)

  // Two who train, one who is paused, one whom the hiscores have not known for days.
  for (const username of ['Zezima', 'Sim 10', 'Sim 20']) await stack.admin.post('/players', { username })
  // Additions are requests like any other one.
  const added = await status()
  expect(added.fetchesLastDay).toMatchObject({ changed: 3, not_found: 0 })
  expect(added.pace.usedShare).toBeGreaterThan(0)
  await stack.admin.post('/players', { username: 'Nobody' })
  expect((await status()).fetchesLastDay).toMatchObject({ changed: 3, not_found: 1 })
  await stack.admin.request('PATCH', '/players/sim_20', { active: false })
  const addedAt = Date.now()
  await createPlayer(stack.tracker, {
    key: 'lost',
    username: 'Lost',
    mode: 'regular',
    active: true,
    addedAt,
    nextFetchAt: addedAt + 86_400_000,
    missing: { days: 3, at: addedAt },
    failures: 0,
  })
  // And one who has brought no good answer for days.
  await createPlayer(stack.tracker, {
    key: 'odd',
    username: 'Odd',
    mode: 'regular',
    active: true,
    addedAt: addedAt - 3 * 86_400_000,
    lastFetchedAt: addedAt - 2 * 86_400_000,
    lastOutcome: 'malformed',
    nextFetchAt: addedAt + 86_400_000,
    failures: 9,
  })
  expect((await status()).players).toEqual({ total: 5, active: 3, paused: 1, notFound: 1, failing: 1 })

  expect(await fetchNow(stack.admin, 'zezima')).toMatchObject({ status: 'succeeded' })
  const counted = await eventually(status, ({ fetchesLastDay: { changed, unchanged } }) => changed + unchanged >= 4)
  expect(counted.fetchesLastDay.changed + counted.fetchesLastDay.unchanged).toBe(4)

  stack.hiscores.control({ rules: [{ kind: 'unavailable' }] })
  for (const name of ['Zezima', 'Sim 10']) {
    for (const active of [false, true]) await stack.admin.request('PATCH', `/players/${name}`, { active })
  }
  for (let failure = 0; failure < 5; failure++) await stack.admin.post('/players', { username: 'Sim 30' })
  const open = await eventually(status, ({ circuit }) => circuit.state === 'open')
  expect(open.circuit.failuresInARow).toBeGreaterThanOrEqual(5)
  expect(Date.parse(open.circuit.pausedUntil)).toBeGreaterThan(Date.now())
  const refused = await stack.admin.post('/players', { username: 'Sim 30' })
  expect(refused).toMatchObject({ status: 503, body: { code: 'upstream_unavailable' } })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})

it('writes a line for each tick, with its outcome and how long it took', async () => {
  const written = async () =>
    stack.log.filter((line) => line.includes('"message":"tick"')).map((line) => JSON.parse(line))
  // The circuit is open since the test before.
  const ticks = await eventually(written, (lines) => lines.at(-1)?.paused)
  for (const tick of ticks) {
    expect(tick).toMatchObject({
      due: expect.any(Number),
      queued: expect.any(Number),
      waiting: expect.any(Number),
      lateMs: expect.any(Number),
      paused: expect.any(Boolean),
      durationMs: expect.any(Number),
    })
  }
})

it('writes a line for each fetch, and metrics of fetches and ticks', () => {
  const lines = stack.log.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
  const fetches = lines.filter(({ message }) => message === 'fetch')
  expect(fetches.length).toBeGreaterThanOrEqual(3)
  for (const fetch of fetches) {
    expect(fetch).toMatchObject({
      player: expect.any(String),
      outcome: expect.any(String),
      durationMs: expect.any(Number),
    })
  }
  const metrics = lines.flatMap(({ _aws }) => _aws?.CloudWatchMetrics ?? [])
  const names = metrics.flatMap(({ Metrics }) => Metrics.map(({ Name }: { Name: string }) => Name))
  expect(names).toEqual(
    expect.arrayContaining(['FetchesAnswered', 'LatenessSeconds', 'LatenessGrowthPercent', 'CircuitOpen']),
  )
  expect(new Set(metrics.map(({ Namespace }) => Namespace))).toEqual(new Set(['HiscoreLedger/test']))
})

it('keeps boards once there have been enough players, by what the functions may do', async () => {
  await keepNotes(stack.tracker, Date.now() - 3_600_000)
  await tellPlayers(stack.tracker, boardsFrom)
  const state = async () => stateIn((await readTouched(stack.tracker)).items.get('STATE'))
  const kept = await eventually(state, (found) => found?.busyUntil === 0 && found.sweep === undefined)
  expect(await itemsBetween(stack.tracker, 'BOARD#overall', 'LOG#', 'LOG#~')).toHaveLength(1)

  await stack.admin.request('PATCH', '/players/sim_20', { active: true })
  const { touched } = await readTouched(stack.tracker)
  expect(touched?.players).toContainEqual({ key: 'sim_20', anew: true })
  // As if it had been set aside a minute ago, and as if the log were a long one.
  await putPending(stack.tracker, kept!.begun, { overall: [40_000, 1] })
  await putState(stack.tracker, { ...kept!, late: true })
  await takeTouched(stack.tracker, touched!, Date.now() - 60_000)
  const { taken } = await readTouched(stack.tracker)
  await eventually(state, (found) => found?.told === taken?.takenAt)
  expect(await itemsBetween(stack.tracker, 'BOARD#overall', 'PART#', 'PART#~')).not.toEqual([])
  await eventually(state, (found) => found?.late === false)
  expect(stack.log.filter((line) => line.includes('AccessDenied'))).toEqual([])
})
