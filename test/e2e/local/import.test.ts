import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lockFolder } from '../../../lib/local/lock.ts'
import { ledgerProgram } from '../../ledger.ts'
import { type OtherTracker, type Point, startWom } from '../../other-trackers.ts'
import { fetchNow, signIn } from '../client.ts'
import { type RunningTracker, startTracker } from '../tracker.ts'

let dataDir: string
let tracker: RunningTracker
let other: OtherTracker

const day = 86_400_000
const since = Date.parse('2024-03-01T09:00:00Z')

/** What Wise Old Man has of a character that has only begun to train: 300 days, a level now and then. */
const points: Point[] = Array.from({ length: 300 }, (_, index) => ({
  at: since + index * day,
  skills: { attack: 10 * index, overall: 2_000 + 10 * index },
  bosses: { zulrah: -1 },
}))

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-import-'))
  other = await startWom(points)
  tracker = await startTracker({ DATA_DIR: dataDir, FETCH_PACE_SECONDS: '0.05', TICK_SECONDS: '3600' })
})
afterAll(async () => {
  await Promise.all([tracker?.stop(), other?.close()])
  rmSync(dataDir, { recursive: true, force: true })
})

it('brings what another tracker has kept into a player that is fetched as before, and takes it out again', async () => {
  const client = await signIn(tracker.url)
  await client.post('/players', { username: 'Zezima' })
  const ask = async (path: string) => (await client.get(`/players/zezima/${path}`)).body
  const run = (...args: string[]) => ledgerProgram(dataDir, ['import', 'zezima', ...args])
  const before = await ask('history?period=all')

  const done = await run('--from', 'wom', '--url', other.url, '--per-minute', '100000')
  expect(done).toMatchObject({ code: 0, error: '' })
  expect(done.out).toContain('300 kept, 0 duplicate, 0 without anything new, 0 refused.')

  const year = await ask('history?start=2024-03-01T09:00:00Z&end=2024-12-01T09:00:00Z')
  expect(year).toMatchObject({ skills: { attack: { start: 0, end: 2_750, gained: 2_750 } }, seams: [] })
  const { points: chart } = await ask('history/attack?points=500')
  expect(chart).toHaveLength(301)
  const records = await ask('records')
  expect(records.skills.attack.week).toMatchObject({ gained: expect.any(Number) })
  const { milestones } = await ask('milestones?limit=100')
  expect(milestones.length).toBeGreaterThan(0)
  expect((await ask('calendar?metric=attack&year=2024')).days.at(100)).toMatchObject({ gained: 10 })
  expect(await fetchNow(client, 'zezima')).toMatchObject({ status: 'succeeded' })

  const undone = await run('--undo', 'wom')
  expect(undone).toMatchObject({ code: 0, error: '' })
  const after = await ask('history?period=all')
  expect(after.from).toEqual(before.from)
  writeFileSync(join(dataDir, 'bad.csv'), 'at,metric,value\nnow,attack,5\n')
  expect(await run(join(dataDir, 'bad.csv'), '--from', 'csv')).toMatchObject({
    code: 1,
    error: 'Line 2 begins with "now", which is no moment. Nothing was imported.\n',
  })

  const unlock = lockFolder(join(dataDir, 'importing'), () => new Error('free'))
  const second = await run('--from', 'wom')
  unlock()
  expect(second).toMatchObject({ code: 1, error: expect.stringContaining('Another import is under way here.') })
})
