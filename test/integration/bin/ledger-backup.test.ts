import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteCommand, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportLines, importLines, type Tables } from '../../../lib/operator/backup.ts'
import { BackupError } from '../../../lib/operator/reasons.ts'
import { addAccount, disableAccount } from '../../../shared/auth/accounts.ts'
import { makeKey } from '../../../shared/auth/make-key.ts'
import { findUser, listUsers } from '../../../shared/auth/users.ts'
import { stepsSince } from '../../../shared/milestones/items.ts'
import { createPlayer, findPlayer } from '../../../shared/players/players.ts'
import { removePlayer } from '../../../shared/players/remove.ts'
import { finishSwap, swapPlayers } from '../../../shared/players/swap.ts'
import { findByWomId, womIdOf } from '../../../shared/players/wom-id.ts'
import { statesAt } from '../../../shared/progress/at.ts'
import { trailSK } from '../../../shared/records/trail.ts'
import { startOfDay } from '../../../shared/snapshots/items.ts'
import { states } from '../../../shared/snapshots/scan.ts'
import { snapshotAt } from '../../../shared/snapshots/snapshots.ts'
import { storeAnswer } from '../../../shared/snapshots/store.ts'
import { createTask } from '../../../shared/tasks/tasks.ts'
import { addPlayer } from '../../../shared/tracking/add.ts'
import { fetchPlayers } from '../../../shared/tracking/fetch.ts'
import { startDynamoDB, type TestDynamoDB } from '../../dynamodb.ts'
import { testFetching } from '../../fetching.ts'
import { type Ended, ledger } from '../../ledger.ts'
import { inOrder, reachedIn } from '../../milestones.ts'
import { expectQuarters } from '../../quarters.ts'
import { activityRow, rowsOf } from '../../rows.ts'
import { writeStackFile } from '../../stack-file.ts'
import { recordsAnyway } from '../../trails.ts'

const day = 86_400_000

let from: TestDynamoDB
let to: TestDynamoDB

beforeEach(async () => {
  ;[from, to] = await Promise.all([startDynamoDB(), startDynamoDB()])
})
afterEach(() => Promise.all([from.close(), to.close()]))

/** Somebody who reaches something every month, and leaves the best hundred again. */
const huntingFor = (months: number) => ({
  ...rowsOf({ Mining: 4_600_000_000 + months, ...(months > 0 && { Fishing: months }) }),
  activities: [
    activityRow('Clue Scrolls (all)', 40 + 40 * months, months === 1 ? 90 : 150),
    activityRow('Zulrah', 2 ** 53 - 1),
  ],
})

/** What the programs of Wise Old Man know a player by. */
const numberOf = async ({ tracker }: Pick<Tables, 'tracker'>, key: string): Promise<number> =>
  womIdOf(tracker, (await findPlayer(tracker, key))!)

/** A tracker that has been in use for months: two players, days, weeks, months, milestones and tasks, and three users. */
const use = async ({ tracker, auth }: Tables) => {
  const world = testFetching(tracker)
  const { clock, hiscores, fetching } = world
  const latest = () => clock.now() + 60_000
  for (const username of ['Zezima', 'Idle Hands']) {
    hiscores.knows(username, huntingFor(0))
    await addPlayer(fetching, { username, mode: 'regular' }, latest())
  }
  for (let month = 1; month <= 3; month++) {
    clock.advance(31 * day)
    hiscores.knows('Zezima', huntingFor(month))
    await fetchPlayers(fetching, ['zezima', 'idle_hands'], latest())
  }
  await createTask(tracker, 'zezima', { taskId: 'task', requestedAt: clock.now(), estimatedCompletionAt: clock.now() })
  for (const username of ['owner', 'guest', 'former']) {
    await addAccount(auth, { username, password: 'correct horse', role: username === 'owner' ? 'admin' : 'viewer' }, 1)
  }
  await disableAccount(auth, 'former')
  await numberOf({ tracker }, 'zezima')
  return world
}

const exported = async (tables: Tables): Promise<string> => {
  let text = ''
  for await (const line of exportLines(tables, () => undefined)) text += line
  return text
}

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n').slice(0, -1)
}

const imported = (tables: Tables, text: string): Promise<number> => importLines(tables, linesOf(text), () => undefined)

/** Everything that is stored about players, in no matter which order it comes. */
/** Everything that is stored of players but the trails of folds, which a backup leaves out. */
const items = async ({ tracker }: Tables): Promise<unknown[]> => {
  const { Items = [] } = await tracker.client.send(new ScanCommand({ TableName: tracker.name }))
  const key = ({ PK, SK }: Record<string, unknown>): string => `${PK} ${SK}`
  return Items.filter(({ PK, SK }) => /^(PLAYER#|LAYOUT)/.test(PK as string) && SK !== trailSK).sort((a, b) =>
    key(a) < key(b) ? -1 : 1,
  )
}

describe('a backup', () => {
  it('put into empty tables comes back byte for byte', async () => {
    const { fetching, hiscores, clock } = await use(from)
    clock.advance(day / 4)
    hiscores.knows('Zezima', huntingFor(4))
    await fetchPlayers(fetching, ['zezima'], clock.now() + 60_000)
    const text = await exported(from)
    const kinds = text.split('\n').map((line) => /"SK":"([A-Z]+)/.exec(line)?.[1])
    expect(kinds).toEqual(
      expect.arrayContaining([
        'SNAP',
        'QUARTER',
        'DAY',
        'WEEK',
        'MONTH',
        'TASK',
        'MILESTONE',
        'TOPS',
        'NUMBER',
        'PLAYER',
      ]),
    )
    // An import finds them in the days, and folds leave trails again.
    expect(kinds).not.toContain('RESTS')
    expect(text).not.toContain(trailSK)

    expect(await imported(to, text)).toBe(text.split('\n').length - 1)
    expect(await exported(to)).toBe(text)
    expect(await items(to)).toEqual(await items(from))
  })

  it('can be put in again at any time, and changes nothing', async () => {
    await use(from)
    const text = await exported(from)
    for (let time = 0; time < 2; time++) await imported(to, text)
    await imported(from, text)
    expect(await exported(to)).toBe(text)
    expect(await exported(from)).toBe(text)
  })

  it('holds no secret, and nothing that is only of this moment', async () => {
    await use(from)
    const key = { username: 'owner', name: 'sheet', role: 'admin', expiresAt: undefined } as const
    await makeKey(from.auth, key, Date.now())
    const text = await exported(from)
    const { passwordHash } = (await findUser(from.auth, 'owner'))!
    expect(text).not.toContain(passwordHash)
    expect(text).not.toMatch(/passwordHash|revision|secretHash|PRIVATE_KEY|SESSION#|KEY#|KEYUSE#|AUDIT|"PACE"|"TICK"/)
  })

  it('brings back users with their roles, who have no password until they are given one', async () => {
    await use(from)
    await imported(to, await exported(from))
    const users = (await listUsers(to.auth)).map(({ username, role, disabled, createdAt, passwordHash }) => ({
      username,
      role,
      disabled,
      createdAt,
      passwordHash,
    }))
    expect(users).toEqual([
      { username: 'former', role: 'viewer', disabled: true, createdAt: 1, passwordHash: 'none' },
      { username: 'guest', role: 'viewer', disabled: false, createdAt: 1, passwordHash: 'none' },
      { username: 'owner', role: 'admin', disabled: false, createdAt: 1, passwordHash: 'none' },
    ])
  })

  it('put into a living tracker adds what was lost there, and takes nothing back', async () => {
    await use(from)
    const text = await exported(from)
    // Of the tracker that lives on: it has lost a player, has another, and knows more of the third.
    await imported(to, text)
    const world = testFetching(to.tracker)
    world.clock.advance(200 * day)
    const latest = world.clock.now() + 60_000
    world.hiscores.knows('Zezima', rowsOf({ Mining: 4_700_000_000 }))
    world.hiscores.knows('Newcomer', rowsOf({ Mining: 5 }))
    await fetchPlayers(world.fetching, ['zezima'], latest)
    await addPlayer(world.fetching, { username: 'Newcomer', mode: 'regular' }, latest)
    const lost = (await items(to)).filter((item) => (item as { PK: string }).PK === 'PLAYER#idle_hands')
    for (const { PK, SK } of lost as { PK: string; SK: string }[]) {
      await to.tracker.client.send(new DeleteCommand({ TableName: to.tracker.name, Key: { PK, SK } }))
    }
    const kept = await items(to)

    await imported(to, text)
    const after = await items(to)
    expect(after).toEqual(expect.arrayContaining(kept))
    expect(after).toEqual(expect.arrayContaining(lost))
    expect(after).toHaveLength(kept.length + lost.length)
  })

  it('that is newer than the tracker brings it up to date', async () => {
    const { clock, hiscores, fetching } = await use(from)
    await imported(to, await exported(from))
    clock.advance(day)
    hiscores.knows('Zezima', rowsOf({ Mining: 4_700_000_000 }))
    await fetchPlayers(fetching, ['zezima'], clock.now() + 60_000)
    const text = await exported(from)
    await imported(to, text)
    expect(await exported(to)).toBe(text)
  })

  it('and a tracker that began anew give one history, with the rests between and within', async () => {
    await use(from)
    const world = testFetching(to.tracker)
    world.hiscores.knows('Zezima', rowsOf({ Mining: 4_700_000_000 }))
    // It lacks the second and the last of the days that the backup has, and goes on later.
    for (const days of [0, 62, 83]) {
      world.clock.advance(days * day)
      const latest = world.clock.now() + 60_000
      if (days === 0) await addPlayer(world.fetching, { username: 'Zezima', mode: 'regular' }, latest)
      else await fetchPlayers(world.fetching, ['zezima'], latest)
    }
    await imported(to, await exported(from))
    const player = (await findPlayer(to.tracker, 'zezima'))!
    const present = { now: world.clock.now() + day, retentionDays: 90 }
    for (let ago = 0; ago < 150; ago++) {
      const moment = startOfDay(present.now) - ago * day
      const found = await statesAt(to.tracker, [player], moment, present)
      const expected = await snapshotAt(to.tracker, 'zezima', moment, present.now)
      expect([moment, found.get('zezima')?.at]).toEqual([moment, expected?.at])
    }
    expect(await items(to)).toContainEqual({
      PK: 'PLAYER#zezima',
      SK: 'RESTS',
      '2026-08-20': '2026-09-20',
      '2026-09-20': '2026-10-21',
      '2026-10-21': '2026-11-21',
      '2026-11-21': '2027-01-12',
    })
  })

  it.each(['older', 'newer'])(
    'lets a player begin when the first of two trackers added it, with the %s backup last',
    async (which) => {
      const { clock, hiscores, fetching } = await use(from)
      const text = await exported(from)
      const { addedAt } = (await findPlayer(from.tracker, 'zezima'))!
      await removePlayer(from.tracker, (await findPlayer(from.tracker, 'zezima'))!, clock.now())
      clock.advance(day)
      hiscores.knows('Zezima', rowsOf({ Mining: 4_700_000_000 }))
      await addPlayer(fetching, { username: 'Zezima', mode: 'regular' }, clock.now() + 60_000)
      const later = await exported(from)
      for (const each of which === 'newer' ? [text, later] : [later, text]) await imported(to, each)
      const { lastFetchedAt } = (await findPlayer(from.tracker, 'zezima'))!
      expect(await findPlayer(to.tracker, 'zezima')).toMatchObject({ addedAt, lastFetchedAt })
    },
  )

  it('merges the records of two trackers, finds those between the two, and lets nothing expire that was made to stay', async () => {
    const gainEvery = async (tables: Tables, days: readonly number[]) => {
      const world = testFetching(tables.tracker)
      const { clock, hiscores, fetching } = world
      // Now, for what expires is told by the clock of whoever imports.
      clock.advance(Math.floor(Date.now() / day) * day + day / 2 - clock.now())
      const began = clock.now() - 60 * day
      for (const [index, after] of days.entries()) {
        clock.advance(began + after * day - clock.now())
        hiscores.knows('Zezima', rowsOf({ Mining: 1_000_000 + 1_000 * after }))
        const latest = clock.now() + 60_000
        if (index === 0) await addPlayer(fetching, { username: 'Zezima', mode: 'regular' }, latest)
        else await fetchPlayers(fetching, ['zezima'], latest)
      }
      return world
    }
    await gainEvery(from, [0, 8, 16, 24, 30])
    const text = await exported(from)
    const { clock } = await gainEvery(to, [31, 40])
    const mining = async () => {
      const player = (await findPlayer(to.tracker, 'zezima'))!
      return (await recordsAnyway(to.tracker, player, clock.now())).skills.mining!
    }
    expect(await mining()).toMatchObject({ day: { gained: 9_000 }, year: { gained: 9_000 } })
    await imported(to, text)
    // A window from a state of the one to a state of the other.
    expect(await mining()).toMatchObject({
      day: { gained: 9_000 },
      month: { gained: 32_000 },
      year: { gained: 40_000 },
    })
    const kept = await items(to)
    for (const older of [text, await exported(to), text]) await imported(to, older)
    expect(await items(to)).toEqual(kept)
  })

  it('has the trail of a fold lost that may lack what came with it', async () => {
    await use(from)
    const text = await exported(from)
    await imported(to, text)
    const keyOf = (player: string) => ({ PK: `PLAYER#${player}`, SK: trailSK })
    const trailOf = async (player: string) =>
      (await to.tracker.client.send(new GetCommand({ TableName: to.tracker.name, Key: keyOf(player) }))).Item
    expect(await trailOf('zezima')).toBeUndefined()
    const Item = { ...keyOf('zezima'), lost: '', before: 1, until: Date.now(), ground: '', told: Uint8Array.of(1) }
    await to.tracker.client.send(new PutCommand({ TableName: to.tracker.name, Item }))
    await imported(to, text)
    expect(await trailOf('zezima')).toEqual({ ...keyOf('zezima'), lost: expect.stringMatching(/./) })
  })

  it('makes the milestones of two trackers those between the states of both, each told once', async () => {
    const start = Date.parse('2026-08-20T12:00:00Z')
    const trackedOn = async ({ tracker }: Tables, days: readonly number[]) => {
      const { clock, hiscores, fetching } = testFetching(tracker)
      for (const after of days) {
        clock.advance(start + after * day - clock.now())
        hiscores.knows('Zezima', rowsOf({ Mining: 1_000 }, { Zulrah: 45 * after }))
        const latest = clock.now() + 60_000
        if (after === 0) await addPlayer(fetching, { username: 'Zezima', mode: 'regular' }, latest)
        else await fetchPlayers(fetching, ['zezima'], latest)
      }
    }
    await trackedOn(from, [0, 2])
    await imported(to, await exported(from))
    // Both go on from the same state.
    await trackedOn(from, [6, 12])
    await trackedOn(to, [4, 8, 10])
    await imported(to, await exported(from))
    const stored = []
    for await (const state of states(to.tracker, 'zezima', { start, end: start + 20 * day }, start)) stored.push(state)
    expect(stored).toHaveLength(7)
    const expected = reachedIn(stored.map(({ at, rows }) => ({ at, rows, parted: false, stays: true })))
    expect(expected.map(({ threshold }) => threshold)).toEqual([50, 100, 250, 500])
    const told = (await stepsSince(to.tracker, 'zezima', 0)).flatMap(({ milestones }) => milestones)
    expect(inOrder(told)).toEqual(inOrder(expected))
  })

  it('of a tracker that has seen the same days has them tell of quarters only where both have all', async () => {
    const start = Date.parse('2026-08-20T12:00:00Z')
    let mining = 0
    const trackedOn = async ({ tracker }: Tables, hours: readonly number[]) => {
      for (const after of hours) {
        const at = start + after * 3_600_000
        mining += 1_000
        await storeAnswer(tracker, { key: 'zezima', addedAt: start }, { at, rows: rowsOf({ Mining: mining }) }, 90)
      }
    }
    const toldDays = async ({ tracker }: Tables) => {
      const { Items = [] } = await tracker.client.send(new ScanCommand({ TableName: tracker.name }))
      const days = Items.filter(({ SK, q }) => String(SK).startsWith('DAY#') && q !== undefined)
      return days.map(({ SK }) => String(SK)).sort()
    }
    const lasts = start + 200 * 3_600_000
    for (const { tracker } of [from, to]) {
      await createPlayer(tracker, {
        key: 'zezima',
        username: 'Zezima',
        mode: 'regular',
        active: true,
        addedAt: start,
        failures: 0,
      })
    }
    // The first day is only there, the fourth day only here, and of the others each has seen something.
    await trackedOn(from, [0, 1, 7, 8, 30, 36, 38, 50, 57])
    await trackedOn(to, [24, 25, 31, 42, 49, 51, 58, 80, 86])
    await imported(to, await exported(from))
    await expectQuarters(to.tracker, 'zezima', lasts)
    expect(await toldDays(to)).toEqual(['DAY#2026-08-20', 'DAY#2026-08-23', 'DAY#2026-08-24'])
    // And back, where all is the same by then but what those days tell.
    await imported(from, await exported(to))
    await expectQuarters(from.tracker, 'zezima', lasts)
    expect(await toldDays(from)).toEqual(await toldDays(to))
    await trackedOn(to, [90, 96, 99, 102])
    await expectQuarters(to.tracker, 'zezima', lasts)
  })

  it('that is older than milestones has them all told', async () => {
    await use(from)
    const told = async ({ tracker }: Tables) =>
      inOrder((await stepsSince(tracker, 'zezima', -1)).flatMap(({ milestones }) => milestones))
    const lines = (await exported(from)).split('\n').filter((line) => !/"SK":"(MILESTONE|TOPS)#/.test(line))
    await imported(to, lines.join('\n').replaceAll(/"milestonesTo":\d+,/g, ''))
    expect(await told(from)).not.toEqual([])
    expect(await told(to)).toEqual(await told(from))
    const { milestonesTo, latest } = (await findPlayer(to.tracker, 'zezima'))!
    expect(milestonesTo).toBe(latest!.at)
  })

  it('brings the numbers along that programs know players by, and leaves those that were told here', async () => {
    const { fetching, hiscores, clock } = testFetching(to.tracker)
    await use(from)
    hiscores.knows('Zezima', huntingFor(0))
    // Long before, so that the backup's is the one that goes on.
    await addPlayer(fetching, { username: 'Zezima', mode: 'regular' }, clock.now() + 60_000)
    const [own, other, idle] = [
      await numberOf(to, 'zezima'),
      await numberOf(from, 'zezima'),
      await numberOf(from, 'idle_hands'),
    ]
    await imported(to, await exported(from))
    expect((await findByWomId(to.tracker, idle))?.key).toBe('idle_hands')
    expect([await numberOf(to, 'zezima'), await numberOf(to, 'idle_hands')]).toEqual([own, idle])
    for (const number of [own, other]) expect((await findByWomId(to.tracker, number))?.key).toBe('zezima')
  })

  it('does not bring a player back that is being removed', async () => {
    const { clock } = await use(from)
    const text = await exported(from)
    await removePlayer(from.tracker, (await findPlayer(from.tracker, 'zezima'))!, clock.now())
    await imported(from, text)
    expect((await findPlayer(from.tracker, 'zezima'))?.deletedAt).toBeDefined()
  })

  it('holds what a move that is under way has left hidden', async () => {
    const { clock } = await use(from)
    const [first, second] = await Promise.all(['zezima', 'idle_hands'].map((key) => findPlayer(from.tracker, key)))
    // The process dies when the first one waits, and its place is free.
    const send = async (command: unknown): Promise<unknown> => {
      if (command instanceof PutCommand && command.input.Item?.PK === 'PLAYER#zezima') throw new Error('killed')
      return from.tracker.client.send(command as never)
    }
    const dying = { ...from.tracker, client: { send } as never }
    await expect(swapPlayers(dying, first!, second!, clock.now())).rejects.toThrow('killed')
    await imported(to, await exported(from))
    clock.advance(day)
    const waiting = (await findPlayer(to.tracker, '~zezima'))!
    await finishSwap(to.tracker, waiting, clock.now())
    expect(await findPlayer(to.tracker, 'zezima')).toMatchObject({ username: 'Zezima', addedAt: second!.addedAt })
    expect(await findPlayer(to.tracker, 'idle_hands')).toMatchObject({
      username: 'Idle Hands',
      addedAt: first!.addedAt,
    })
  })

  it('is refused when a player is given another name meanwhile, whose history could be missed', async () => {
    const { clock } = await use(from)
    const [first, second] = await Promise.all(['zezima', 'idle_hands'].map((key) => findPlayer(from.tracker, key)))
    const lines = exportLines(from, () => undefined)
    let swapped = false
    const whole = async (): Promise<void> => {
      for await (const text of lines) {
        if (swapped || !text.includes('"SK":"PLAYER"')) continue
        swapped = true
        await swapPlayers(from.tracker, first!, second!, clock.now())
      }
    }
    await expect(whole()).rejects.toThrow(BackupError)
  })

  it('with a line that is none stops there, and says which', async () => {
    await use(from)
    const lines = (await exported(from)).split('\n')
    for (const bad of ['{', '{"kind":"item"}', '{"kind":"user","username":"x","role":"god","createdAt":1}', '']) {
      const text = [...lines.slice(0, 3), bad, ...lines.slice(3)].join('\n')
      await expect(imported(to, text)).rejects.toThrow(
        new BackupError('Line 4 is no line of a backup. Nothing after it was imported.'),
      )
    }
  })
})

describe('ledger backup', () => {
  let dataDir: string
  const run = (args: string[], at: TestDynamoDB): Promise<Ended> => {
    writeStackFile(dataDir, { dynamodbUrl: at.url, authTable: at.auth.name, trackerTable: at.tracker.name })
    return ledger(dataDir, ['backup', ...args])
  }
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-backup-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

  it('writes a file that only its owner reads, and reads it again', async () => {
    await use(from)
    const file = join(dataDir, 'backup.ndjson')
    expect(await run(['export', file], from)).toEqual({
      code: 0,
      out: `2 players exported to ${file}.\n`,
      error: '',
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const text = readFileSync(file, 'utf8')
    expect(text).toBe(await exported(from))
    const lines = text.split('\n').length - 1
    expect(await run(['import', file], to)).toMatchObject({
      code: 0,
      out: `${lines} lines imported from ${file}.\n`,
    })
    expect(await exported(to)).toBe(text)
  })

  it('takes a file away from all who could read it before', async () => {
    const file = join(dataDir, 'backup.ndjson')
    writeFileSync(file, 'of before')
    chmodSync(file, 0o666)
    expect(await run(['export', file], from)).toMatchObject({ code: 0 })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toBe(await exported(from))
  })

  it('leaves the file of before when it cannot make another', async () => {
    const file = join(dataDir, 'backup.ndjson')
    writeFileSync(file, 'of before')
    expect(await run(['export', file, '--players', 'none'], from)).toMatchObject({
      code: 1,
      error: expect.stringContaining('ResourceNotFoundException'),
    })
    expect(readFileSync(file, 'utf8')).toBe('of before')
    expect(readdirSync(dataDir).sort()).toEqual(['backup.ndjson', 'stack.json'])
  })

  it('takes the players from another table, as one that was restored', async () => {
    await use(from)
    writeStackFile(dataDir, { dynamodbUrl: from.url, authTable: from.auth.name, trackerTable: 'lost' })
    const file = join(dataDir, 'backup.ndjson')
    const args = ['backup', 'export', file, '--players', from.tracker.name]
    expect(await ledger(dataDir, args)).toMatchObject({ code: 0, out: `2 players exported to ${file}.\n` })
    expect(readFileSync(file, 'utf8')).toBe(await exported(from))
  })

  it('says in a sentence what it cannot do', async () => {
    const file = join(dataDir, 'broken.ndjson')
    writeFileSync(file, 'nothing\n')
    expect(await run(['import', file], to)).toMatchObject({
      code: 1,
      error: 'Line 1 is no line of a backup. Nothing after it was imported.\n',
    })
    const absent = join(dataDir, 'absent')
    expect(await run(['import', absent], to)).toMatchObject({
      code: 1,
      error: `${absent} cannot be read: no such file or directory.\n`,
    })
    expect(await run(['import', dataDir], to)).toMatchObject({
      code: 1,
      error: `${dataDir} cannot be read: illegal operation on a directory.\n`,
    })
    const nowhere = join(absent, 'backup.ndjson')
    expect(await run(['export', nowhere], to)).toMatchObject({
      code: 1,
      error: `${nowhere} cannot be written: no such file or directory.\n`,
    })
  })

  it.each([[], ['import'], ['export', 'file', 'more'], ['copy', 'file'], ['export', 'file', '--tracker', 'x']])(
    'does not understand %j %j %j %j',
    async (...args) => {
      const given = args.filter((arg) => arg !== undefined)
      expect(await run(given, to)).toMatchObject({ code: 2, out: '', error: expect.stringMatching(/--help|Usage:/) })
    },
  )
})
