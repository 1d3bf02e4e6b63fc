import { randomUUID } from 'node:crypto'
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { gathered, pagesBetween, type Table, unlessRefused } from '../dynamodb.ts'
import { barriersOf } from '../lives/seams.ts'
import type { Player } from '../players/players.ts'
import { catalogueOf } from '../snapshots/catalogue.ts'
import { ColumnReader, Columns } from '../snapshots/columns.ts'
import { dayMs, type State, startOfDay } from '../snapshots/items.ts'
import { playerPK } from '../snapshots/key.ts'
import { bytesSchema } from '../snapshots/varint.ts'
import { endsDay, spans } from './best.ts'
import { decodeRecords, type Kept, recordsSK } from './items.ts'
import { noPast, type Past, withStates } from './past.ts'

/*
 * The trail: the states that windows of records may begin with which end on a day or later, told by what changed in them; the last one
 * is among the days as well, and has what did not change. Each fold
 * leaves one, so that neither the next one nor a question reads the month before it and the days of the year. It is a copy, by which
 * no answer may differ: whoever changes what was, loses it, and then everything is read.
 *
 * | access pattern                  | key                                                        |
 * | a player's trail                | PK PLAYER#<key>, SK RECORDS#TRAIL                          |
 * | ... together with its records   | PK PLAYER#<key>, SK between RECORDS and RECORDS#TRAIL      |
 */

export const trailSK = `${recordsSK}#TRAIL`

const keyFor = (player: string) => ({ PK: playerPK(player), SK: trailSK })

/** The states of a player before a midnight, as far as windows that end behind it may begin with them. */
export interface Trail {
  /** The midnight, in milliseconds since 1970. */
  before: number
  times: readonly number[]
  /** Of the metrics that changed: at which places they came to which values, before which they were unknown. */
  changes: ReadonlyMap<string, readonly { place: number; value: number | null }[]>
}

const columnNames = ['times', 'metrics', 'gaps', 'steps'] as const

const itemSchema = z.object({
  /** What tells the last time it was lost from others: so a fold knows that nobody has changed what was while it read that. */
  lost: z.string(),
  before: z.optional(z.number()),
  /** When single states of it begin to expire. */
  until: z.optional(z.number()),
  /** What must be as it was for the trail to say what is stored: {@link groundOf}. */
  ground: z.optional(z.string()),
  told: z.optional(bytesSchema),
})

/**
 * Which former names of metrics are known, each since another moment, and where lives begin before a midnight, since a window longer
 * than a month may begin there.
 */
const groundOf = async (table: Table, player: Player, before: number): Promise<string> => {
  const { aliases } = await catalogueOf(table)
  const begins = [...barriersOf(player), player.addedAt].filter((at) => at < before)
  return [aliases.reduce((sum, { since }) => sum + since, 0), ...begins].join()
}

/** The places of the states of a past that windows may begin with which end at a midnight or later. */
const placesBefore = ({ times }: Past, player: Player, before: number): number[] => {
  const begins = new Set([...barriersOf(player), player.addedAt])
  const [month, year] = [before - spans.month * dayMs, before - spans.year * dayMs]
  const first = times.findLastIndex((at) => at <= year)
  return [...times.keys()].filter((place) => {
    const at = times[place]!
    return place >= first && at < before && (at > month || begins.has(at) || endsDay(times, place))
  })
}

/**
 * The times of states, each since the one before it, and of each metric that changed its changes: how many states later, and by how
 * much.
 */
const encode = (past: Past, places: readonly number[]): Uint8Array => {
  const columns = new Columns(columnNames)
  places.forEach((place, index) => {
    columns.number('times', past.times[place]! - (past.times[places[index - 1]!] ?? 0))
  })
  for (const metric of past.metrics) {
    const all = past.valuesOf(metric)
    const values = places.map((place) => all[place]!)
    if (values.every((value) => value === values[0])) continue
    columns.text('metrics', metric)
    let [last, known] = [-1, 0]
    for (const [index, value] of values.entries()) {
      if (value === (values[index - 1] ?? null)) continue
      columns.number('gaps', index - last)
      columns.signed('steps', value === null ? null : value - known)
      last = index
      known = value ?? known
    }
    columns.number('gaps', 0)
  }
  return columns.bytes()
}

const decode = (columns: Uint8Array): Omit<Trail, 'before'> => {
  const reader = new ColumnReader(columnNames, columns)
  const times: number[] = []
  while (reader.has('times')) times.push(reader.number('times') + (times.at(-1) ?? 0))
  const changes = new Map<string, { place: number; value: number | null }[]>()
  while (reader.has('metrics')) {
    const told: { place: number; value: number | null }[] = []
    changes.set(reader.text('metrics'), told)
    let [place, known] = [-1, 0]
    for (let gap = reader.number('gaps'); gap > 0; gap = reader.number('gaps')) {
      const step = reader.signed('steps')
      place += gap
      known += step ?? 0
      told.push({ place, value: step === null ? null : known })
    }
  }
  return { times, changes }
}

/** The past that a trail tells of, with the last of its states, as which all were in what has not changed. */
export const pastOf = ({ times, changes }: Trail, last: State): Past => {
  const { metrics, valuesOf } = withStates(noPast, [last])
  return {
    times,
    metrics: new Set([...metrics, ...changes.keys()]),
    valuesOf: (metric) => {
      const told = changes.get(metric) ?? [{ place: 0, value: valuesOf(metric)[0]! }]
      const values = new Array<number | null>(times.length).fill(null)
      for (const [index, { place, value }] of told.entries()) values.fill(value, place, told[index + 1]?.place)
      return values
    },
  }
}

/** What folds have left of a player. */
export interface Left {
  kept: Kept | undefined
  /** Undefined where there is none, or one that tells something that is not so any more. */
  trail: Trail | undefined
  /** Which time its trail was lost last; empty where it never was. */
  lost: string
}

/** A player's records as they are kept, and its trail. Half a read unit per 4 KB of both together, a whole one if consistent. */
export const findLeft = async (table: Table, player: Player, now: number): Promise<Left> => {
  const items = await gathered(pagesBetween(table, playerPK(player.key), { from: recordsSK, to: trailSK }))
  const [records, item] = [recordsSK, trailSK].map((sk) => items.find(({ SK }) => SK === sk))
  const { lost, before = 0, until = 0, ground, told } = itemSchema.parse(item ?? { lost: '' })
  const isSo = now < until && ground === (await groundOf(table, player, before))
  return {
    kept: records && decodeRecords(records),
    trail: told && isSo ? { before, ...decode(told) } : undefined,
    lost,
  }
}

// States that records are made of and that expire sooner than so long after a fold are made to stay by it.
const mostMs = 21 * dayMs

/**
 * Leaves the trail of a past that was folded up to a moment, unless somebody has lost it since `lost` was read, or states of it expire
 * before the next fold, but for those that records are `made` of. A write unit per KB.
 */
export const putTrail = async (
  table: Table,
  player: Player,
  past: Past,
  { to, lost, made, retentionDays }: { to: number; lost: string; made: readonly number[]; retentionDays: number },
): Promise<void> => {
  const before = startOfDay(to)
  const places = placesBefore(past, player, before)
  const single = places.find((place) => !endsDay(past.times, place) && !made.includes(past.times[place]!))
  const until = Math.min((past.times[single!] ?? to) + retentionDays * dayMs, to + mostMs)
  if (places.length === 0 || until < to + spans.week * dayMs) return
  const ground = await groundOf(table, player, before)
  const told = encode(past, places)
  const Item = { ...keyFor(player.key), lost, before, until, ground, told }
  await unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item,
        ConditionExpression: 'attribute_not_exists(lost) OR lost = :lost',
        ExpressionAttributeValues: { ':lost': lost },
      }),
    ),
  )
}

/**
 * Loses the trail of a player, once what was has been changed: nobody reads it any more, and who is folding just now leaves none. A
 * write unit.
 */
export const loseTrail = async (table: Table, player: string): Promise<void> => {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keyFor(player), lost: randomUUID() } }))
}

/** Takes away the trail of a player that was removed while it was left. Whoever has its key by now may lose one, which is no loss. */
export const deleteTrail = async (table: Table, player: string): Promise<void> => {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyFor(player) }))
}
