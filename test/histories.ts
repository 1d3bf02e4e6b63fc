import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import type { Table } from '../shared/dynamodb.ts'
import type { ActivityRow, Rows, SkillRow } from '../shared/hiscores/answer.ts'
import { changePlayer, createPlayer, type Player } from '../shared/players/players.ts'
import { foldDue } from '../shared/records/fold.ts'
import { itemOf, stateMoment } from '../shared/snapshots/items.ts'
import { playerPK } from '../shared/snapshots/key.ts'
import { storeAnswer } from '../shared/snapshots/store.ts'
import { catalogue, dayMs, Ledger } from './reference.ts'

/*
 * Random histories of characters, as the hiscores might show them: gaps, ranks that drift, rollbacks, values that are unknown in
 * either shape, rows that come, go and move, experience beyond 32 bits.
 */

/** What happened to a character before a fetch. */
export type Happening =
  | { kind: 'gain' | 'fall'; row: number; amount: number }
  | { kind: 'unknown' | 'unranked' | 'gone'; row: number }
  | { kind: 'move'; row: number; to: number }

export interface Event {
  /** Milliseconds since the last fetch; `midnight` is the next one (UTC). */
  wait: number | 'midnight'
  happenings: Happening[]
}

const minute = 60_000
const hour = 60 * minute
const names = Object.keys(catalogue)
const row = fc.nat(names.length - 1)

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('gain' as const),
      row,
      amount: fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 2 ** 32, max: 2 ** 33 })),
    }),
  },
  fc.record({ kind: fc.constant('fall' as const), row, amount: fc.integer({ min: 1, max: 500 }) }),
  fc.record({ kind: fc.constantFrom('unknown' as const, 'unranked' as const, 'gone' as const), row }),
  fc.record({ kind: fc.constant('move' as const), row, to: row }),
)

const event: fc.Arbitrary<Event> = fc.record({
  wait: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: minute, max: 6 * hour }) },
    { weight: 3, arbitrary: fc.integer({ min: hour, max: 2 * dayMs }) },
    { weight: 1, arbitrary: fc.integer({ min: dayMs, max: 70 * dayMs }) },
    { weight: 1, arbitrary: fc.constant('midnight' as const) },
  ),
  happenings: fc.oneof(
    { weight: 1, arbitrary: fc.constant<Happening[]>([]) },
    { weight: 3, arbitrary: fc.array(happening, { minLength: 1, maxLength: 4 }) },
  ),
})

/** How a player was tracked. */
export interface History {
  start: number
  events: Event[]
}

export const history = (mostEvents: number): fc.Arbitrary<History> =>
  fc.record({
    start: fc.integer({ min: Date.parse('2026-01-15T00:00:00Z'), max: Date.parse('2026-12-15T00:00:00Z') }),
    events: fc.array(event, { maxLength: mostEvents }),
  })

interface Row {
  name: string
  value: number
  shape: 'ranked' | 'unknown' | 'unranked' | 'gone'
}

/** A character whose rows change as it is told. */
export class Character {
  readonly #rows: Row[] = names.map((name, index) => ({ name, value: 1_000 * index, shape: 'ranked' }))
  #fetches = 0

  happen(what: Happening): void {
    const each = this.#rows.find(({ name }) => name === names[what.row])!
    switch (what.kind) {
      case 'gain':
        each.shape = 'ranked'
        each.value += what.amount
        return
      case 'fall':
        each.value = Math.max(0, each.value - what.amount)
        return
      case 'move':
        this.#rows.splice(this.#rows.indexOf(each), 1)
        this.#rows.splice(what.to, 0, each)
        return
      default:
        each.shape = what.kind
    }
  }

  /** The rows as a fetch shows them: skills, then what is no boss, then the bosses. Ranks drift at each. */
  rows(): Rows {
    this.#fetches += 1
    const shown = this.#rows.filter(({ shape }) => shape !== 'gone')
    const of = (...groups: string[]) => shown.filter(({ name }) => groups.includes(catalogue[name]!.group))
    const rank = ({ shape, value }: Row): number =>
      shape === 'ranked' ? 1 + ((this.#fetches * 7 + value) % 2_000_000) : -1
    const skill = (each: Row): SkillRow => ({
      name: each.name,
      rank: rank(each),
      // Now and then one that is not known.
      level: each.shape === 'ranked' ? each.value % 100 : 1,
      xp: { ranked: each.value, unknown: -1, unranked: 0, gone: 0 }[each.shape],
    })
    const activity = (each: Row): ActivityRow => ({
      name: each.name,
      rank: rank(each),
      score: each.shape === 'unknown' ? -1 : each.value,
    })
    return {
      skills: of('overall', 'skills').map(skill),
      activities: [...of('activities'), ...of('bosses')].map(activity),
    }
  }
}

/** A player as the tracker stored it, and as the reference has it. */
export interface Tracked {
  player: Player
  ledger: Ledger
  /** When it was fetched. */
  fetches: number[]
}

/** Tracks a character, in a table and beside it in a ledger: the addition and all fetches. */
export const track = async (
  table: Table,
  key: string,
  { start, events }: History,
  retentionDays: number,
): Promise<Tracked> => {
  const character = new Character()
  const ledger = new Ledger(retentionDays)
  let at = stateMoment(start)
  let player: Player = { key, username: key, mode: 'regular', active: true, addedAt: at, failures: 0 }
  await createPlayer(table, player)
  const fetches: number[] = []
  const fetchIt = async (): Promise<void> => {
    const rows = character.rows()
    const { latest } = await storeAnswer(table, player, { at, rows }, retentionDays)
    const folded = await foldDue({ tracker: table, retentionDays }, { ...player, latest }, at)
    player = (await changePlayer(table, player, { latest, lastFetchedAt: at, ...folded }))!
    ledger.store(at, rows)
    ledger.fold(at)
    fetches.push(at)
  }
  await fetchIt()
  for (const { wait, happenings } of events) {
    at = stateMoment(wait === 'midnight' ? at - (at % dayMs) + dayMs : at + wait)
    for (const what of happenings) character.happen(what)
    await fetchIt()
  }
  return { player, ledger, fetches }
}

const itemsOf = async (table: Table, key: string, kind: 'SNAP' | 'QUARTER' | 'WEEK' | 'MONTH') => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': playerPK(key), ':from': `${kind}#`, ':to': `${kind}#~` },
    }),
  )
  return Items
}

const deleteItems = async (table: Table, items: readonly Record<string, unknown>[]): Promise<void> => {
  for (const { PK, SK } of items) {
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: { PK, SK } }))
  }
}

/** Deletes what has expired, as DynamoDB does some time after: every second item, which it may have reached. */
export const sweepSome = async (table: Table, key: string, now: number): Promise<void> => {
  const all = [...(await itemsOf(table, key, 'SNAP')), ...(await itemsOf(table, key, 'QUARTER'))]
  const expired = all.filter((item) => (itemOf(item).expiresAt as number) * 1000 <= now)
  await deleteItems(
    table,
    expired.filter((_, index) => index % 2 === 0),
  )
}

/** Deletes quarters of days, weeks and months, which nothing but the price of a chart may depend on: every one that is chosen. */
export const forgetTiers = async (table: Table, key: string, chosen: (index: number) => boolean): Promise<void> => {
  for (const kind of ['QUARTER', 'WEEK', 'MONTH'] as const) {
    const items = await itemsOf(table, key, kind)
    await deleteItems(
      table,
      items.filter((_, index) => chosen(index)),
    )
  }
}
