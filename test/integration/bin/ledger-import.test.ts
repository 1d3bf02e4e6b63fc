import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { itemsOf } from '../../../shared/dynamodb.ts'
import { findPlayer } from '../../../shared/players/players.ts'
import { exportPage } from '../../../shared/progress/export.ts'
import { statsView } from '../../../shared/progress/stats.ts'
import { snapshotAt } from '../../../shared/snapshots/snapshots.ts'
import { addPlayer } from '../../../shared/tracking/add.ts'
import { startDynamoDB, type TestDynamoDB } from '../../dynamodb.ts'
import { testFetching } from '../../fetching.ts'
import { type Ended, ledger } from '../../ledger.ts'
import { rowsOf } from '../../rows.ts'
import { writeStackFile } from '../../stack-file.ts'

let db: TestDynamoDB
let dataDir: string

beforeEach(async () => {
  db = await startDynamoDB()
  dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-import-'))
  writeStackFile(dataDir, { dynamodbUrl: db.url, authTable: db.auth.name, trackerTable: db.tracker.name })
  const { clock, hiscores, fetching } = testFetching(db.tracker)
  hiscores.knows('Zezima', rowsOf({ Attack: 5_000, Mining: 20_000 }, { 'Clue Scrolls (all)': 7, Zulrah: 30 }))
  await addPlayer(fetching, { username: 'Zezima', mode: 'regular' }, clock.now() + 60_000)
})
afterEach(async () => {
  await db.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const file = (name: string, ...lines: string[]): string => {
  const path = join(dataDir, name)
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''))
  return path
}

const run = (...args: string[]): Promise<Ended> => ledger(dataDir, ['import', 'zezima', ...args])

const now = Date.parse('2026-09-01T00:00:00Z')

/** What was known of Zezima at a moment. */
const statsAt = async (moment: string) => {
  const player = (await findPlayer(db.tracker, 'zezima'))!
  const state = await snapshotAt(db.tracker, 'zezima', Date.parse(moment), now)
  return state && statsView(player, state)
}

const points = [
  'at,metric,value,rank',
  '2014-03-01,mining,1000,9000',
  '2014-03-01,zulrah,3,',
  '2016-05-01T12:30:00+02:00,attack,500,',
  '2016-05-01T12:30:00+02:00,mining,4000,8000',
]

describe('ledger import', () => {
  it('brings points that were made by hand, once, and takes them out again', async () => {
    const path = file('points.csv', ...points)
    const dry = await run(path, '--from', 'csv', '--dry-run')
    expect(dry).toMatchObject({ code: 0, error: '' })
    expect(dry.out).toContain('2 moments from csv, from 2014-03-01 00:00 to 2016-05-01 10:30:')
    expect(dry.out).toContain('2 kept, 0 duplicate, 0 without anything new, 0 refused.')
    expect(dry.out).toMatch(/^It takes some \d+ write units, about \$0\.00\d\d in us-east-1, in 1 s\.$/m)
    expect(dry.out).toMatch(/Nothing was written\.\n$/)
    expect(await statsAt('2020-01-01')).toBeUndefined()

    const first = await run(path, '--from', 'csv')
    expect(first).toMatchObject({ code: 0, error: '' })
    expect(first.out).toMatch(/Imported into Zezima\.\n$/)
    expect(await statsAt('2015-01-01')).toMatchObject({
      fetchedAt: '2014-03-01T00:00:00.001Z',
      overall: null,
      skills: {
        attack: { rank: null, level: null, experience: null },
        mining: { rank: 9000, level: 9, experience: 1000 },
      },
      bosses: { zulrah: { rank: null, kills: 3 } },
    })
    expect(await statsAt('2020-01-01')).toMatchObject({ skills: { mining: { experience: 4000 } } })
    expect(await findPlayer(db.tracker, 'zezima')).toMatchObject({ addedAt: Date.parse('2014-03-01') + 1 })

    const second = await run(path, '--from', 'csv')
    expect(second.out).toContain('0 kept, 2 duplicate')
    expect(second.out).toMatch(/Nothing is left to be done\.\n$/)

    const undone = await run('--undo', 'csv')
    expect(undone).toMatchObject({ code: 0, error: '' })
    expect(undone.out).toMatch(/What came from csv is out of Zezima again\.\n$/)
    expect(await statsAt('2020-01-01')).toBeUndefined()
    expect(await run('--undo', 'csv')).toMatchObject({
      code: 1,
      error: 'Nothing was imported into "Zezima" from csv.\n',
    })
    expect(readdirSync(join(dataDir, 'imports'))).toEqual([])
  })

  it('brings what a tracker like this has exported, as JSON and as CSV, which is the same', async () => {
    const player = (await findPlayer(db.tracker, 'zezima'))!
    await run(file('points.csv', ...points), '--from', 'csv')
    const exported = async (format: 'ndjson' | 'csv') =>
      (await exportPage(db.tracker, player, { format, after: undefined }, now)).text
    const [json, csv] = [await exported('ndjson'), await exported('csv')]
    await run('--undo', 'csv')
    for (const text of [json, csv]) {
      expect((await run(file('export', ...text.trim().split(/\r?\n/)), '--from', 'ledger')).error).toBe('')
      expect(await exported('ndjson')).toBe(json)
      await run('--undo', 'ledger')
    }
  })

  it('says what is wrong with which line, and leaves everything as it was', async () => {
    const before = await itemsOf(db.tracker, 'PLAYER#zezima')
    const cases: [lines: string[], message: string][] = [
      [
        ['at,metric,value', '2014-03-01,minning,5'],
        'Line 2 has a metric that is "minning", which nobody has here; the nearest is "mining". Nothing was imported.',
      ],
      [
        ['at,metric,value', '2014-03-01,mining,5', '', '2014-02-30,mining,5'],
        'Line 4 begins with "2014-02-30", which is no moment. Nothing was imported.',
      ],
      [
        ['at,metric,value', '2014-03-01,mining,1.5'],
        'Line 2 has "1.5" as value, which is no whole number. Nothing was imported.',
      ],
      [
        ['at,metric,value', '2014-03-01,mining,200000001'],
        'Line 2 has 200000001 of mining, which is more than there can be. Nothing was imported.',
      ],
      [['at,metric,value', '2014-03-01,mining'], 'Line 2 has 2 cells instead of 3. Nothing was imported.'],
      [
        ['at,value', '2014-03-01,5'],
        'Line 1 has to name the columns, at least at,metric,value, and has no "metric". Nothing was imported.',
      ],
      [
        ['at,metric,value', '2014-03-01,mining,5', '2015-03-01,mining,6', '2014-03-01,mining,7'],
        'Line 4 says another mining of 2014-03-01T00:00:00.000Z than line 2. Nothing was imported.',
      ],
    ]
    for (const [lines, message] of cases) {
      expect(await run(file('bad.csv', ...lines), '--from', 'csv')).toMatchObject({ code: 1, error: `${message}\n` })
    }
    expect(await run(file('bad.ndjson', '{"fetchedAt":"x"}'), '--from', 'ledger')).toMatchObject({
      code: 1,
      error: 'Line 1 is no line of an export of this tracker. Nothing was imported.\n',
    })
    expect(await itemsOf(db.tracker, 'PLAYER#zezima')).toEqual(before)
  })

  it('wants a player that is tracked, a file that is there, and a source', async () => {
    const path = file('points.csv', ...points)
    expect(await ledger(dataDir, ['import', 'Lynx Titan', path, '--from', 'csv'])).toMatchObject({
      code: 1,
      error: 'Nobody named "Lynx Titan" is tracked by the local stack. Add the player first.\n',
    })
    const missing = join(dataDir, 'nowhere.csv')
    expect(await run(missing, '--from', 'csv')).toMatchObject({
      code: 1,
      error: `${missing} cannot be read: no such file or directory.\n`,
    })
    expect(await run('--from', 'csv')).toMatchObject({ code: 1, error: expect.stringMatching(/^Which file\?/) })
    expect(await run(path)).toMatchObject({ code: 2 })
    expect(await run(path, '--from', 'runescape')).toMatchObject({ code: 2 })
  })

  it('refuses what fell, and what the tracker has seen itself leads elsewhere to, or parts it', async () => {
    const path = file(
      'points.csv',
      ...['at,metric,value', '2014-03-01,mining,50000', '2015-03-01,mining,60000'],
      ...['2016-03-01,mining,1000', '2017-03-01,mining,2000', '2012-01-01,mining,1', '2026-08-25,mining,30000'],
    )
    const refused = await run(path, '--from', 'csv', '--dry-run')
    expect(refused.out).toContain('2 kept, 0 duplicate, 0 without anything new, 4 refused.')
    expect(refused.out).toContain('  2014-03-01 00:00  fell: mining (refused)\n')
    expect(refused.out).toContain('  1 are older than the hiscores of the game (2013-02-22).\n')
    expect(refused.out).toContain("  1 are not older than the tracker's own newest state (2026-08-20 12:00).\n")

    const parted = await run(path, '--from', 'csv', '--on-fall', 'seam')
    expect(parted.out).toContain('  2016-03-01 00:00  fell: mining (parted by a seam)\n')
    const player = await findPlayer(db.tracker, 'zezima')
    expect(player?.seams).toMatchObject([{ at: Date.parse('2016-03-01') + 1 }])
    await run('--undo', 'csv')
    expect((await findPlayer(db.tracker, 'zezima'))?.seams).toBeUndefined()
  })
})
