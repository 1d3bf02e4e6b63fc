import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findPlayer } from '../../../shared/players/players.ts'
import { statsView } from '../../../shared/progress/stats.ts'
import { snapshotAt } from '../../../shared/snapshots/snapshots.ts'
import { addPlayer } from '../../../shared/tracking/add.ts'
import { startDynamoDB, type TestDynamoDB } from '../../dynamodb.ts'
import { testFetching } from '../../fetching.ts'
import { type Ended, ledger } from '../../ledger.ts'
import {
  cmlLine,
  type OtherTracker,
  type Point,
  startCml,
  startTemple,
  startWom,
  templePoints,
  womSnapshot,
} from '../../other-trackers.ts'
import { rowsOf } from '../../rows.ts'
import { writeStackFile } from '../../stack-file.ts'

let db: TestDynamoDB
let dataDir: string
let other: OtherTracker | undefined

const day = 86_400_000

beforeEach(async () => {
  db = await startDynamoDB()
  dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-import-'))
  writeStackFile(dataDir, { dynamodbUrl: db.url, authTable: db.auth.name, trackerTable: db.tracker.name })
  const { clock, hiscores, fetching } = testFetching(db.tracker)
  const activities = { 'LMS - Rank': 900, 'Clue Scrolls (all)': 90, "K'ril Tsutsaroth": 90 }
  hiscores.knows('Zezima', rowsOf({ Attack: 9_000_000, Runecraft: 9_000_000 }, activities))
  await addPlayer(fetching, { username: 'Zezima', mode: 'regular' }, clock.now() + 60_000)
})
afterEach(async () => {
  await other?.close()
  other = undefined
  await db.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const run = (from: string, ...args: string[]): Promise<Ended> =>
  ledger(dataDir, [
    'import',
    'zezima',
    '--from',
    from,
    '--per-minute',
    '1000000',
    ...args,
    '--url',
    other?.url ?? 'http://127.0.0.1:1',
  ])

/** Half a year of points, one in seven hours. */
const points = (names: { skills: string[]; bosses: string[] }): Point[] =>
  Array.from({ length: 600 }, (_, index) => ({
    at: Date.parse('2020-01-01T01:00:00Z') + (index * day * 7) / 24,
    skills: Object.fromEntries(names.skills.map((name, place) => [name, 1_000 * (index + 1 + place)])),
    bosses: Object.fromEntries(names.bosses.map((name) => [name, index < 300 ? -1 : index / 10 - ((index / 10) % 1)])),
  }))

const now = Date.parse('2026-09-01T00:00:00Z')

const statsAt = async (moment: number) => {
  const player = (await findPlayer(db.tracker, 'zezima'))!
  const state = await snapshotAt(db.tracker, 'zezima', moment, now)
  return state && statsView(player, state)
}

const spooled = (): string[] => readdirSync(join(dataDir, 'imports'))

describe('Wise Old Man', () => {
  const all = points({ skills: ['attack', 'runecrafting', 'overall'], bosses: ['kril_tsutsaroth'] })
  const last = all.at(-1)!

  it('is asked page by page at its pace, and all of it comes though new snapshots are made meanwhile', async () => {
    other = await startWom(all)
    other.faults.push({ status: 429, retryAfter: 1 }, { status: 503 })
    let made = 0
    other.meanwhile = () => void all.push({ ...last, at: Date.now() + ++made })
    const { code, out, error } = await run('wom')
    other.meanwhile = () => {}
    all.splice(600)
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out).toContain('600 moments from wom, from 2020-01-01 01:00 to 2020-06-23 18:00:')
    expect(out).toContain('600 kept, 0 duplicate, 0 without anything new, 0 refused.')
    const asked = other.requests.map(({ searchParams }) => [searchParams.get('limit'), searchParams.get('offset')])
    expect(asked).toEqual(['0', '0', '0', '200', '400', '600'].map((offset) => ['200', offset]))
    expect(new Set(other.requests.map(({ searchParams }) => searchParams.get('endDate'))).size).toBe(1)
    expect(await statsAt(last.at)).toMatchObject({
      skills: { attack: { experience: 600_000, rank: 1000, level: 1 }, runecraft: { experience: 601_000 } },
      bosses: { kril_tsutsaroth: { kills: 59, rank: 2000 } },
      activities: { lms_rank: { score: null, rank: null } },
    })
    expect(await statsAt(Date.parse('2020-02-01'))).toMatchObject({ bosses: { kril_tsutsaroth: { kills: null } } })
    expect(spooled()).toEqual([])
    const again = await run('wom')
    expect(again.out).toContain('0 kept, 600 duplicate')
  })

  it('is asked for what is left when it has failed, and not again after a dry run', async () => {
    other = await startWom(all)
    const { faults, requests } = other
    other.meanwhile = () => {
      if (requests.length === 3) faults.push(...Array.from({ length: 5 }, () => ({ status: 500 })))
    }
    const failed = await run('wom')
    expect(failed).toMatchObject({
      code: 1,
      error: 'Wise Old Man answers 500 again and again. The same command goes on where this one has ended.\n',
    })
    expect(await statsAt(last.at)).toBeUndefined()
    requests.length = 4
    const before = requests.length
    const dry = await run('wom', '--dry-run')
    expect(dry.out).toContain('600 kept')
    expect(requests.slice(before).map(({ searchParams }) => searchParams.get('offset'))).toEqual(['400', '600'])
    const asked = requests.length
    expect((await run('wom')).out).toContain('Imported into Zezima.')
    expect(requests.length).toBe(asked)
    expect(spooled()).toEqual([])
  })

  it('is read from pages that were saved, in whatever order; and says which line is none', async () => {
    const pages = [all.slice(0, 250), all.slice(250)].map((page, index) => {
      const path = join(dataDir, `page-${index}.json`)
      writeFileSync(path, JSON.stringify(page.map(womSnapshot), null, index))
      return path
    })
    expect((await run('wom', ...pages)).out).toContain('600 kept')
    const bad = join(dataDir, 'bad.json')
    writeFileSync(bad, '[\n{"createdAt":"2020-01-01T00:00:00.000Z","data":{}}\n]')
    expect((await run('wom', bad)).error).toBe(
      'Line 2 begins with what is no snapshot of Wise Old Man. Nothing was imported.\n',
    )
    expect((await run('wom', pages[0]!, bad)).error).toContain(`${bad}: Line 2 begins`)
  })

  it('does not know everybody', async () => {
    other = await startWom(all)
    expect(await run('wom', '--as', 'Somebody')).toMatchObject({
      code: 1,
      error: 'Wise Old Man does not know "Somebody".\n',
    })
  })

  it('cannot always be reached', async () => {
    other = await startWom(all)
    await other.close()
    expect(await run('wom').finally(() => (other = undefined))).toMatchObject({
      code: 1,
      error: expect.stringMatching(/^Wise Old Man cannot be reached: .*ECONNREFUSED.* The same command goes on/),
    })
  })
})

describe('TempleOSRS', () => {
  const all = points({ skills: ['Overall', 'Attack', 'Runecraft'], bosses: ['Kril Tsutsaroth', 'Clue_all', 'LMS'] })

  it('is asked backwards, for skills and for bosses, which are joined by their moments', async () => {
    other = await startTemple(all)
    const { code, out, error } = await run('temple')
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out).toContain('600 kept, 0 duplicate, 0 without anything new, 0 refused.')
    expect(await statsAt(all.at(-1)!.at)).toMatchObject({
      overall: { experience: 600_000, rank: null },
      skills: { attack: { experience: 601_000, level: 67, rank: null }, runecraft: { experience: 602_000 } },
      bosses: { kril_tsutsaroth: { kills: 59 } },
      activities: { clue_scrolls_all: { score: 59 }, lms_rank: { score: 59 } },
    })
  })

  it('is read from answers that were saved, and does not know everybody', async () => {
    const saved = (['skills', 'bosses'] as const).map((of) => {
      const path = join(dataDir, `${of}.json`)
      writeFileSync(path, JSON.stringify(templePoints(all.slice(0, 100), of)))
      return path
    })
    expect((await run('temple', ...saved)).out).toContain('100 kept')
    other = await startTemple(all)
    expect((await run('temple', '--as', 'Somebody')).error).toBe('TempleOSRS does not know "Somebody".\n')
  })
})

describe('Crystal Math Labs', () => {
  const since = Date.now() - 700 * day
  const all = Array.from({ length: 300 }, (_, index) => {
    const at = (Math.floor(since / 1000) + index * 86_400) * 1000
    return { at, line: cmlLine(at, 23_000 * (index + 1), index < 10 ? 0 : 1_000 * (index + 1)) }
  })

  it('is asked for a year and for all years, and those not ranked are unknown', async () => {
    other = await startCml(all, Date.now())
    const { code, out, error } = await run('cml')
    expect({ code, error }).toEqual({ code: 0, error: '' })
    const year = all.filter(({ at }, index) => at >= Date.now() - 365 * day || index % 3 === 0).length
    expect(out).toContain(`${year} kept`)
    expect(await statsAt(all[3]!.at)).toMatchObject({
      overall: { experience: 92_000, rank: 900 },
      skills: { attack: { experience: null, rank: null } },
    })
    expect(await statsAt(all[297]!.at)).toMatchObject({ skills: { construction: { experience: 298_000, rank: 800 } } })
  })

  it('is read from lines that were saved; says which is none, and does not know everybody', async () => {
    const path = join(dataDir, 'cml.txt')
    writeFileSync(path, all.map(({ line }) => `${line}\n`).join(''))
    expect((await run('cml', path, '--dry-run')).out).toContain('300 kept')
    writeFileSync(path, `${all[0]!.line}\n1400000000 1,2,3 4,5,6\n`)
    expect((await run('cml', path)).error).toBe(
      'Line 2 has 3 columns of experience instead of 24. Nothing was imported.\n',
    )
    other = await startCml(all, Date.now())
    expect((await run('cml', '--as', 'Somebody')).error).toBe('Crystal Math Labs does not know "Somebody" (-1).\n')
  })
})
