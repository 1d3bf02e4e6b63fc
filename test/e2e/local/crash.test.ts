import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually, signIn } from '../client.ts'
import { type RunningHiscores, startHiscores } from '../hiscores.ts'
import { startTracker } from '../tracker.ts'

let hiscores: RunningHiscores
let dataDir: string

beforeAll(async () => {
  hiscores = await startHiscores()
  dataDir = await mkdtemp(join(tmpdir(), 'hiscore-ledger-crash-'))
})
afterAll(async () => {
  await hiscores?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

it('a stack killed in the middle of fetches has lost nothing it acknowledged, and goes on tracking', async () => {
  const environment = {
    HISCORES_URL: hiscores.url,
    DATA_DIR: dataDir,
    FETCH_PACE_SECONDS: '0.1',
    TICK_SECONDS: '2',
  }
  const names = Array.from({ length: 10 }, (_, index) => `Sim ${10 * (index + 1)}`)
  const first = await startTracker(environment)
  const before = await signIn(first.url)
  const known = new Map<string, unknown>()
  for (const username of names) {
    expect((await before.post('/players', { username })).status).toBe(201)
    known.set(username, (await before.get(`/players/${username}/stats`)).body)
  }
  const tasks = new Map<string, string>()
  await hiscores.control({ advanceSeconds: 3_600 })
  for (const username of names) tasks.set(username, (await before.post(`/players/${username}/fetch`)).body.taskId)
  const arrived = (await hiscores.arrivals()).length
  await eventually(hiscores.arrivals, (arrivals) => arrivals.length > arrived)
  const killed = once(first.process, 'exit')
  first.process.kill('SIGKILL')
  await killed

  const second = await startTracker(environment)
  try {
    // The sign-in of before is still good, and so is every snapshot.
    const after = { ...before, get: (path: string) => before.requestAt(second.url, 'GET', path) }
    for (const [username, stats] of known) {
      const { fetchedAt } = stats as { fetchedAt: string }
      expect((await after.get(`/players/${username}/stats?at=${fetchedAt}`)).body).toEqual(stats)
    }
    for (const [username, taskId] of tasks) {
      const { body } = await eventually(
        () => after.get(`/players/${username}/tasks/${taskId}`),
        (answer) => answer.body.status === 'succeeded',
        50,
      )
      expect(body.outcome).toBe('changed')
    }
  } finally {
    expect(await second.stop()).toBe(0)
  }
}, 120_000)
