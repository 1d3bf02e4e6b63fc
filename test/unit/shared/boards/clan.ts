import fc from 'fast-check'
import { keepBoards } from '../../../../shared/boards/keep.ts'
import { lengths } from '../../../../shared/boards/write.ts'
import { addSeam, removeSeam } from '../../../../shared/corrections/seams.ts'
import { takeBackState } from '../../../../shared/corrections/states.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import type { Rows } from '../../../../shared/hiscores/answer.ts'
import type { Mode } from '../../../../shared/hiscores/boards.ts'
import { allPlayers } from '../../../../shared/players/list.ts'
import { changePlayer, createPlayer, findPlayer, isTracked, type Player } from '../../../../shared/players/players.ts'
import { removePlayer } from '../../../../shared/players/remove.ts'
import { keepNotes } from '../../../../shared/players/touched.ts'
import type { leaderboard } from '../../../../shared/progress/leaderboard.ts'
import { stateMoment } from '../../../../shared/snapshots/items.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { activityRow, skillRow } from '../../../rows.ts'

const minute = 60_000
const hour = 60 * minute
const retentionDays = 90

const members = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay'] as const
export const names = ['attack', 'mining', 'zulrah', 'lms_rank', 'overall'] as const
const boards: readonly Mode[] = ['regular', 'ironman']

/** What happens in a clan, and how long it was quiet before. */
export type Happening = { wait: number; who: number } & (
  | { kind: 'gain'; metric: number; amount: number }
  | { kind: 'hide'; metric: number }
  | { kind: 'look' | 'pause' | 'mode' | 'remove' | 'review' | 'part' | 'join' | 'takeBack' | 'tick' | 'rename' }
)

const wait = fc.oneof(
  fc.integer({ min: 0, max: hour }),
  fc.integer({ min: hour, max: 12 * hour }),
  fc.integer({ min: 12 * hour, max: 20 * 24 * hour }),
)
const who = fc.nat(members.length - 1)
const metric = fc.nat(3)

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  // Small amounts, so that many are equal.
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('gain' as const),
      wait,
      who,
      metric,
      amount: fc.integer({ min: -1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hide' as const), wait, who, metric }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom(...(['look', 'tick'] as const)), wait, who }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom(...(['pause', 'mode', 'remove', 'review', 'part', 'join', 'takeBack', 'rename'] as const)),
      wait,
      who,
    }),
  },
)

/** What a board says, but for when it has last seen somebody of whom nothing has changed. */
export const said = ({ asOf, entries, ...rest }: Awaited<ReturnType<typeof leaderboard>>) => ({
  ...rest,
  entries: entries.map((entry) => {
    if (!('gained' in entry)) return { ...entry, fetchedAt: undefined }
    return { ...entry, to: undefined, from: entry.gained === 0 ? undefined : entry.from }
  }),
})

/** Some characters that are tracked, and whose boards are kept. */
export class Clan {
  readonly memory = new MemoryTable()
  table: Table = tableOf(this.memory)
  now: number
  readonly #values = new Map<string, number[]>()

  readonly #lengths: typeof lengths

  constructor(start: number, most = lengths) {
    this.now = start
    this.#lengths = most
  }

  get present() {
    return { now: this.now, retentionDays }
  }

  /** Has everybody note what changes, for long enough that boards can be begun. */
  async begin(): Promise<void> {
    await keepNotes(this.table, this.now - hour)
  }

  async tick(): Promise<void> {
    await keepBoards(this.table, this.present, this.#lengths)
  }

  /** Whether boards are asked; otherwise all players are. */
  get keeps(): boolean {
    const state = this.memory.peek('BOARDS', 'STATE')
    return state !== undefined && state.sweep === undefined
  }

  /** How many players there are, and are active, by looking at all of them. */
  async count(): Promise<{ total: number; active: number }> {
    const players = (await allPlayers(this.table)).filter(isTracked)
    return { total: players.length, active: players.filter(({ active }) => active).length }
  }

  /** Lets the boards hear of everything. */
  async settle(): Promise<void> {
    for (const pass of [11, 1, 11, 1, 1, 1]) {
      this.now += pass * minute
      await this.tick()
    }
  }

  #rows(key: string): Rows {
    const [attack = -1, mining = -1, zulrah = -1, lms = -1] = this.#values.get(key) ?? []
    const sum = Math.max(attack, 0) + Math.max(mining, 0)
    return {
      skills: [skillRow('Overall', sum, 2), skillRow('Attack', attack), skillRow('Mining', mining)],
      activities: [
        activityRow('LMS - Rank', lms, lms < 0 ? -1 : 5),
        activityRow('Zulrah', zulrah, zulrah < 0 ? -1 : 7),
      ],
    }
  }

  async fetch(player: Player, change: Partial<Player> = {}): Promise<void> {
    const { key } = player
    const at = stateMoment(Math.max(this.now, (player.lastFetchedAt ?? 0) + 1))
    this.now = at
    const { latest, changedAt } = await storeAnswer(this.table, player, { at, rows: this.#rows(key) }, retentionDays)
    await changePlayer(this.table, player, { latest, lastFetchedAt: at, lastChangedAt: changedAt, ...change })
  }

  /** Lets somebody have so much experience in Mining. */
  async gain(player: Player, experience: number): Promise<void> {
    this.#values.set(player.key, [5, experience, -1, -1])
    return this.fetch(player)
  }

  async add(key: string): Promise<void> {
    this.#values.set(key, [5, 5, -1, -1])
    const addedAt = stateMoment(this.now)
    const player: Player = { key, username: key, mode: 'regular', active: true, addedAt, failures: 0 }
    await createPlayer(this.table, player)
    await this.fetch(player)
  }

  async happen(what: Happening): Promise<void> {
    this.now += what.wait
    if (what.kind === 'tick') return this.tick()
    const key = members[what.who]!
    const player = await findPlayer(this.table, key)
    if (!player || !isTracked(player)) return this.add(key)
    const values = this.#values.get(key)!
    const { now, table } = this
    // Nothing is stored of somebody all of whose states were taken back.
    if (!player.latest && ['review', 'part', 'takeBack'].includes(what.kind)) return
    switch (what.kind) {
      case 'gain':
        values[what.metric] = Math.max(0, values[what.metric]!) + what.amount
        return this.fetch(player)
      case 'hide':
        values[what.metric] = -1
        return this.fetch(player)
      case 'look':
        return this.fetch(player)
      case 'pause':
        return void (await changePlayer(table, player, { active: !player.active }))
      case 'rename':
        return void (await changePlayer(table, player, { username: key.toUpperCase() }))
      case 'mode':
        return void (await changePlayer(table, player, { mode: boards[1 - boards.indexOf(player.mode)]! }))
      case 'remove':
        return void (await removePlayer(table, player, now))
      case 'review':
        return void (await changePlayer(table, player, {
          review: player.review ? undefined : { at: [player.latest!.at] },
        }))
      case 'part':
        return void (await addSeam(table, player, player.latest!.at, now).catch(() => undefined))
      case 'join':
        if (player.seams?.[0]) await removeSeam(table, player, player.seams[0].at, now)
        return
      case 'takeBack':
        return void (await takeBackState(table, player, player.latest!.at, now).catch(() => undefined))
      default:
        throw new Error('nobody knows what happens')
    }
  }
}
