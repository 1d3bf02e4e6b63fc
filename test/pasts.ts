import fc from 'fast-check'
import type { Table } from '../shared/dynamodb.ts'
import type { Rows } from '../shared/hiscores/answer.ts'
import type { HiscoresResult } from '../shared/hiscores/client.ts'
import { levelForExperience } from '../shared/hiscores/levels.ts'
import { changePlayer, createPlayer, findPlayer, type Player } from '../shared/players/players.ts'
import { itemOf, stateMoment } from '../shared/snapshots/items.ts'
import { playerPK } from '../shared/snapshots/key.ts'
import { withoutQuarters } from '../shared/snapshots/quarters.ts'
import { record } from '../shared/tracking/record.ts'
import { MemoryTable, tableOf } from './bench/memory-table.ts'
import { testFetching } from './fetching.ts'
import { dayMs, type Kept, Ledger } from './reference.ts'
import { Replica } from './replica.ts'
import { activityRow, skillRow } from './rows.ts'

/*
 * Random pasts of players with all that can go wrong: answers that a cache gave too late, once or until they were believed, or
 * that are about somebody else, leaps that were none, rollbacks, names that were taken over, boards that were left, rises that two answers agree on, 404s, outages,
 * rows that are unknown for a while. Each says itself what of it is to be believed, by rules of its own.
 */

const minute = 60_000
const hour = 60 * minute

const skills = ['Attack', 'Mining', 'Sailing'] as const
const others = ['Clue Scrolls (all)', 'LMS - Rank', 'Collections Logged', 'Brutus', 'Zulrah'] as const
const names = ['Overall', ...skills, ...others] as const

type Name = (typeof names)[number]

/** What comes with a fetch, so long after the one before. */
export interface Step {
  wait: number | 'midnight'
  kind:
    | 'plays'
    | 'rests'
    | 'stale'
    | 'cache'
    | 'stranger'
    | 'leap'
    | 'rollback'
    | 'taken_over'
    | 'rise'
    | 'board'
    | 'missing'
    | 'down'
  /** What is gained in it, by the place of the row. */
  gains: { row: number; amount: number }[]
  /** The rows that are unknown in this answer alone. */
  unknown: number[]
  /** Which of some, or how much. */
  choice: number
}

const wait: fc.Arbitrary<Step['wait']> = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 10 * minute, max: 6 * hour }) },
  { weight: 3, arbitrary: fc.integer({ min: hour, max: 2 * dayMs }) },
  { weight: 1, arbitrary: fc.integer({ min: 7 * dayMs, max: 12 * dayMs }) },
  { weight: 1, arbitrary: fc.constant('midnight' as const) },
)

const step = (kinds: fc.Arbitrary<Step['kind']>): fc.Arbitrary<Step> =>
  fc.record({
    wait,
    kind: kinds,
    gains: fc.array(
      fc.record({ row: fc.nat(skills.length + others.length - 1), amount: fc.integer({ min: 1, max: 50 }) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    unknown: fc.oneof(
      { weight: 5, arbitrary: fc.constant<number[]>([]) },
      fc.uniqueArray(fc.nat(names.length - 1), { minLength: 1, maxLength: 3 }),
    ),
    choice: fc.nat(1_000_000),
  })

/** Everything that may come. */
export const anything = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step['kind']>('plays') },
  { weight: 2, arbitrary: fc.constant<Step['kind']>('rests') },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Step['kind']>(
      ...(['stale', 'cache', 'stranger', 'leap', 'rollback', 'taken_over', 'rise', 'board'] as const),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step['kind']>('missing', 'down') },
)

/** How a player was tracked. */
export interface Past {
  start: number
  steps: Step[]
}

export const past = (mostSteps: number, kinds: fc.Arbitrary<Step['kind']> = anything): fc.Arbitrary<Past> =>
  fc.record({
    start: fc.integer({ min: Date.parse('2026-01-15T00:00:00Z'), max: Date.parse('2026-12-15T00:00:00Z') }),
    steps: fc.array(step(kinds), { minLength: 1, maxLength: mostSteps }),
  })

/** An answer that is to be believed. */
export interface Believed {
  at: number
  rows: Rows
  /** It is the first of a life. */
  begins: boolean
  /** It rises further than it can. */
  rises: boolean
  /** A value was another one than before; otherwise it is there for its day only, until something changes on it. */
  changed: boolean
}

/** A player as the tracker has it, and as it is to be. */
export interface Lived {
  table: Table
  memory: MemoryTable
  player: Player
  ledger: Ledger
  believed: Believed[]
  /** What is stored of each life, upwards. */
  lives: Kept[][]
  seams: number[]
  reviews: number[]
  fetches: number[]
}

/** What is last known from some rows, the newest last, by name. */
const valuesOf = (...states: Rows[]): Map<string, number> =>
  new Map(
    states.flatMap((rows) =>
      [
        ...rows.skills.map(({ name, xp }) => [name, xp] as const),
        ...rows.activities.map(({ name, score }) => [name, score] as const),
      ].filter(([, value]) => value !== -1),
    ),
  )

// A rating, and entries that the game has taken away before: they may fall.
const mayFall: ReadonlySet<string> = new Set<Name>(['LMS - Rank', 'Collections Logged'])

const falls = (before: readonly Rows[], after: Rows): boolean => {
  const now = valuesOf(after)
  return [...valuesOf(...before)].some(([name, value]) => !mayFall.has(name) && (now.get(name) ?? value) < value)
}

// More than anybody gains in the longest wait.
const leapt = 50_000_000_000

const leaps = (before: readonly Rows[], after: Rows): boolean => {
  const now = valuesOf(after)
  return [...valuesOf(...before)].some(([name, value]) => (now.get(name) ?? value) - value >= leapt)
}

class Character {
  // Each is about to reach something.
  readonly #values = new Map<Name, number>([
    ['Attack', 13_034_400],
    ['Mining', 49_999_950],
    ['Sailing', 1_986_050],
    ['Clue Scrolls (all)', 970],
    ['LMS - Rank', 1_000],
    ['Collections Logged', 1_180],
    ['Brutus', 240],
    ['Zulrah', 960],
  ])
  #answers = 0

  gain(row: number, amount: number): void {
    const name = [...skills, ...others][row]!
    this.#values.set(name, this.#values.get(name)! + amount)
  }

  change(name: Name, to: (value: number) => number): void {
    this.#values.set(name, Math.floor(to(this.#values.get(name)!)))
  }

  /** What the hiscores say. Ranks drift around the end of the best thousand, each in its own way. */
  rows(unknown: readonly number[] = []): Rows {
    this.#answers += 1
    const hidden = new Set(unknown.map((place) => names[place]!))
    const overall = skills.reduce((sum, name) => sum + this.#values.get(name)!, 0)
    const levels = skills.reduce((sum, name) => sum + levelForExperience(this.#values.get(name)!), 0)
    const rank = (name: Name): number => 930 + ((this.#answers * (13 + names.indexOf(name))) % 100)
    const skill = (name: Name, value: number, level = levelForExperience(value)) =>
      hidden.has(name) ? skillRow(name) : skillRow(name, value, level, rank(name))
    return {
      skills: [skill('Overall', overall, levels), ...skills.map((name) => skill(name, this.#values.get(name)!))],
      activities: others.map((name) =>
        hidden.has(name) ? activityRow(name) : activityRow(name, this.#values.get(name)!, rank(name)),
      ),
    }
  }
}

// How long after an odd answer it is asked again.
const againMs = 5 * minute

/** Lives through a past, in a table of its own; without the odd answers, which nothing may tell of, where these are left out. */
export const live = async (
  { start, steps }: Past,
  { retentionDays = 90, odd = true, behind = false }: { retentionDays?: number; odd?: boolean; behind?: boolean } = {},
): Promise<Lived> => {
  const memory = new MemoryTable()
  const replica = new Replica(memory)
  const table = behind ? replica.table() : tableOf(memory)
  const { fetching, clock } = testFetching(table)
  const key = 'zezima'
  const ledger = new Ledger(retentionDays)
  const character = new Character()
  const believed: Believed[] = []
  const lives: Kept[][] = [[]]
  const [seams, reviews, fetches]: [number[], number[], number[]] = [[], [], []]
  let now = stateMoment(start)
  let turned = false
  const player = async (): Promise<Player> => (await findPlayer(table, key))!
  const first = {
    key,
    username: key,
    mode: 'regular',
    active: true,
    addedAt: now,
    nextFetchAt: now,
    failures: 0,
  } as const
  await createPlayer(table, first)

  const fetchIt = async (result: HiscoresResult): Promise<void> => {
    clock.advance(now - clock.now())
    // Whatever a fetch writes comes later.
    if (behind) replica.catchUp()
    const outcome = await record(
      { ...fetching, retentionDays },
      await player(),
      { result, askedAt: now, outage: false },
      0,
    )
    if (outcome === 'gone') throw new Error('the player is gone')
    fetches.push(now)
  }
  const answers = (rows: Rows): Promise<void> => fetchIt({ outcome: 'found', answer: rows })
  const believe = async (rows: Rows, { begins = false, rises = false } = {}): Promise<void> => {
    await answers(rows)
    const anew = begins || turned
    turned = false
    if (anew) {
      seams.push(now)
      lives.push([])
    }
    if (rises && !anew) reviews.push(now)
    ledger.store(now, rows, { anew })
    const newest = ledger.newest(now)
    if (lives.at(-1)!.at(-1)?.at !== newest.at) lives.at(-1)!.push(newest)
    if (newest.at === now) {
      believed.push({ at: now, rows, begins: anew, rises: rises && !anew, changed: newest.changed })
    }
  }
  /** What is believed of this life. */
  const life = (): Rows[] =>
    believed
      .slice(
        Math.max(
          0,
          believed.findLastIndex(({ begins }) => begins),
        ),
      )
      .map(({ rows }) => rows)
  const later = (): void => {
    now = stateMoment(now + againMs)
  }
  /** Believes what the hiscores say now: at once where it follows, or else once it is said again. */
  const say = async (rows: Rows): Promise<void> => {
    const begins = !turned && falls(life(), rows)
    const rises = !turned && !begins && leaps(life(), rows)
    if (!begins && !rises) return believe(rows)
    await answers(rows)
    later()
    character.gain(0, 1)
    // From nothing to one is no fall any more.
    const again = character.rows()
    await believe(again, { begins: begins && falls(life(), again), rises: rises && leaps(life(), again) })
  }
  /** Brings an answer that is to be dropped, and then the truth. */
  const oddly = async (result: HiscoresResult): Promise<void> => {
    if (odd) await fetchIt(result)
    later()
    await say(character.rows())
  }

  await believe(character.rows())
  for (const { wait: waited, kind, gains, unknown, choice } of steps) {
    now = stateMoment(waited === 'midnight' ? now - (now % dayMs) + dayMs : now + waited)
    if (kind === 'plays') for (const { row, amount } of gains) character.gain(row, amount)
    // Every tenth of the odd ones comes with gains, which the truth after it tells.
    else if (choice % 10 === 0) for (const { row, amount } of gains) character.gain(row, amount)
    switch (kind) {
      case 'plays':
      case 'rests':
        await say(character.rows(unknown))
        break
      case 'stale': {
        // Of this life, and older than what is stored: one that does not fall tells nothing new or is true.
        const old = life()
        const rows = old[choice % old.length]!
        if (!turned && falls(old, rows)) await oddly({ outcome: 'found', answer: rows })
        break
      }
      case 'cache': {
        // Refreshed and still old: of the last days, which it may have seen.
        const days = Math.min(retentionDays, 7)
        const old = believed.slice(-life().length).filter(({ at }) => at > now - days * dayMs + hour)
        const told = [1, 7, 49].flatMap((by) => old[Math.floor(choice / by) % old.length]?.rows ?? [])
        if (turned || told.length === 0 || !told.every((rows) => falls(life(), rows))) break
        for (const [place, rows] of told.entries()) {
          const doubted = place === 0 || falls([told[place - 1]!], rows)
          for (let times = doubted ? 2 : 1; times > 0; times--) {
            if (odd) await answers(rows)
            later()
          }
        }
        await say(character.rows())
        break
      }
      case 'stranger':
        await oddly({ outcome: 'found', answer: { ...character.rows(), name: key }, stranger: 'Somebody Ese' })
        break
      case 'leap': {
        const name = skills[choice % skills.length]!
        const rows = character.rows()
        const leap = {
          ...rows,
          skills: rows.skills.map((row) => (row.name === name ? { ...row, xp: row.xp + 2 * leapt } : row)),
        }
        if (!turned && leaps(life(), leap)) await oddly({ outcome: 'found', answer: leap })
        break
      }
      case 'rollback':
        character.change(skills[choice % skills.length]!, (value) => Math.max(0, value - 100_000 - choice))
        await say(character.rows())
        break
      case 'taken_over':
        character.change('Attack', (value) => value / 3)
        character.change('Mining', (value) => value + 1_000_000)
        await say(character.rows())
        break
      case 'rise':
        character.change(skills[choice % skills.length]!, (value) => value + 2 * leapt)
        await say(character.rows())
        break
      case 'board': {
        // As when an admin says where the character plays; the other board may show less or more.
        const before = await player()
        const mode = before.mode === 'regular' ? 'ironman' : 'regular'
        await changePlayer(table, before, { mode, turn: { at: now, kind: 'board' }, doubt: undefined })
        turned = true
        character.change('Sailing', (value) => (choice % 3 === 0 ? value / 2 : value + 5_000_000))
        break
      }
      case 'missing':
        await fetchIt({ outcome: 'not_found' })
        break
      case 'down':
        await fetchIt({ outcome: 'unavailable', reason: 'down' })
        break
    }
  }
  return { table, memory, player: await player(), ledger, believed, lives, seams, reviews, fetches }
}

/** What is stored of a player but itself and the quarters of days: the items by their sort keys. */
export const storedOf = (memory: MemoryTable, key = 'zezima') =>
  new Map(
    memory
      .items(playerPK(key))
      .filter(({ SK }) => /^(SNAP|DAY|WEEK|MONTH)#/.test(String(SK)))
      .map((item) => [String(item.SK), withoutQuarters(itemOf(item))]),
  )
