import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { noPassword } from '../../shared/auth/passwords.ts'
import { changeUser, createUser, listUsers } from '../../shared/auth/users.ts'
import { batchPut, type Table, unlessRefused } from '../../shared/dynamodb.ts'
import { isGoal } from '../../shared/goals/items.ts'
import { recomputeMilestones } from '../../shared/milestones/recompute.ts'
import { everybody } from '../../shared/players/list.ts'
import { changePlayer, findPlayer, generationOf } from '../../shared/players/players.ts'
import { recordsSK } from '../../shared/records/items.ts'
import { loseTrail, trailSK } from '../../shared/records/trail.ts'
import { keyOfPK, playerPK } from '../../shared/snapshots/key.ts'
import { untellQuarters, withoutQuarters } from '../../shared/snapshots/quarters.ts'
import { pages } from '../../shared/snapshots/query.ts'
import { noteRest, restsSK } from '../../shared/snapshots/rests.ts'
import { importExpired, importRecords, settleRecords } from './import-records.ts'
import { BackupError } from './reasons.ts'

/*
 * Backups: one JSON object a line. First the layouts, then the players in name order, each with everything stored about it
 * before the player itself, but the rests, which an import finds in the days, and what folds of records make anew; then the users without their secrets. So an
 * import that is cut short leaves no player without its history, and doing it again does what is left.
 */

/** The two tables of a stack. */
export interface Tables {
  tracker: Table
  auth: Table
}

type Item = Record<string, unknown>

// Bytes have no place in JSON.
const withoutBytes = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value

// JSON.stringify shows objects that have a toJSON only what that returns; stored bytes come as plain Uint8Array.
const line = (record: unknown): string => `${JSON.stringify(record, withoutBytes)}\n`

const bytes = z.strictObject({ base64: z.base64() })

const recordSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('item'), item: z.looseObject({ PK: z.string(), SK: z.string() }) }),
  z.strictObject({
    kind: z.literal('user'),
    username: z.string(),
    role: z.enum(['viewer', 'admin']),
    disabled: z.boolean(),
    createdAt: z.number(),
  }),
])

type BackupRecord = z.output<typeof recordSchema>

/** All items of a partition in the order of their sort keys, the item `last` at the end. */
async function* partition(table: Table, pk: string, last?: string): AsyncGenerator<Item> {
  let start: Item | undefined
  let held: Item | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ExclusiveStartKey: start,
      }),
    )
    for (const item of Items) {
      if (item.SK === last) held = item
      else yield item
    }
    start = LastEvaluatedKey
  } while (start)
  if (held) yield held
}

/** A player as it was when a backup began. */
interface Seen {
  key: string
  username: string
  generation: number
}

/** Everybody that there is. Hidden ones too: in the middle of a move a history is where only they are. */
const everybodyNow = async (table: Table): Promise<Seen[]> => {
  const seen: Seen[] = []
  for await (const players of everybody(table)) {
    const there = players.filter(({ deletedAt }) => deletedAt === undefined)
    // No more of them than is needed, since they are as many as they may be.
    for (const player of there) {
      seen.push({ key: player.key, username: player.username, generation: generationOf(player) })
    }
  }
  return seen
}

/**
 * Fails when a player is not the one any more that it was when the backup began: its history may be under a name that was
 * passed already.
 */
const expectStill = async (table: Table, { key, username, generation }: Seen): Promise<void> => {
  const current = await findPlayer(table, key)
  if (current && current.deletedAt === undefined && generationOf(current) === generation) return
  throw new BackupError(`"${username}" was removed or given another name meanwhile. Start the backup again.`)
}

// An object's keys come back from DynamoDB in any order; a backup of the same data is the same bytes.
const sorted = (item: Item): Item => Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))

/**
 * The lines of a backup of everything but what is in flight: the pace, the tick, sessions, keys and passwords. Throws
 * `BackupError` when a player is removed or given another name meanwhile.
 */
export async function* exportLines(
  { tracker, auth }: Tables,
  progress: (done: number, all: number) => void,
): AsyncGenerator<string> {
  for await (const item of partition(tracker, 'LAYOUT')) yield line({ kind: 'item', item: sorted(item) })
  const players = await everybodyNow(tracker)
  for (const [index, player] of players.entries()) {
    for await (const item of partition(tracker, playerPK(player.key), 'PLAYER')) {
      if (item.SK === 'PLAYER') await expectStill(tracker, player)
      if (item.SK !== restsSK && item.SK !== trailSK) yield line({ kind: 'item', item: sorted(item) })
    }
    await expectStill(tracker, player)
    progress(index + 1, players.length)
  }
  for (const { username, role, disabled, createdAt } of await listUsers(auth)) {
    yield line({ kind: 'user', username, role, disabled, createdAt })
  }
}

const parseLine = (text: string, number: number): BackupRecord => {
  try {
    return recordSchema.parse(
      JSON.parse(text, (_key, value) => {
        const encoded = bytes.safeParse(value)
        return encoded.success ? new Uint8Array(Buffer.from(encoded.data.base64, 'base64')) : value
      }),
    )
  } catch {
    throw new BackupError(`Line ${number} is no line of a backup. Nothing after it was imported.`)
  }
}

const put = (
  table: Table,
  Item: Item,
  { expression, names, values }: { expression: string; names?: Record<string, string>; values?: Item },
): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item,
        ConditionExpression: expression,
        ExpressionAttributeNames: names,
        ...(values && { ExpressionAttributeValues: values }),
      }),
    ),
  )

/** Makes a player begin no later than at a moment, where its first state is looked for. */
const beginAt = (table: Table, { PK, SK }: Item, addedAt: unknown): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { PK, SK },
        UpdateExpression: 'SET addedAt = :addedAt',
        ConditionExpression: 'addedAt > :addedAt AND attribute_not_exists(deletedAt)',
        ExpressionAttributeValues: { ':addedAt': addedAt },
      }),
    ),
  )

// Of two states of a player the one that was fetched later goes on, from the earlier beginning. One that is being removed
// stays removed. Whether it was here before.
const importPlayer = async (table: Table, item: Item & { PK: string }): Promise<boolean> => {
  const before = await findPlayer(table, keyOfPK(item.PK))
  const earlier = 'attribute_not_exists(deletedAt) AND lastFetchedAt < :fetched'
  const expression = `attribute_not_exists(PK) OR (${earlier})`
  // The number that programs were told here stays what they know it by; the other one leads to the player as well.
  const number = before?.womId === undefined ? {} : { womId: before.womId }
  const replaced = await put(
    table,
    { ...item, ...number },
    {
      expression,
      values: { ':fetched': item.lastFetchedAt ?? 0 },
    },
  )
  await beginAt(table, item, replaced && before ? before.addedAt : item.addedAt)
  return before !== undefined
}

/** Has the next fetch of a player look at goals that were imported, wherever its own item is from. */
const lookAtGoals = (table: Table, { PK, SK }: Item): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { PK, SK },
        UpdateExpression: 'SET goals = :now',
        ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(deletedAt)',
        ExpressionAttributeValues: { ':now': 0 },
      }),
    ),
  )

/** Notes the rests of a player between all days that are stored by now: what two trackers knew may lie far apart. */
const noteRests = async (table: Table, key: string): Promise<void> => {
  const player = await findPlayer(table, key)
  if (!player || player.deletedAt !== undefined) return
  let last: { at: number } | undefined
  for await (const days of pages(table, key, { from: 'DAY#', to: 'DAY#~', consistent: true })) {
    for (const day of days) {
      await noteRest(table, player, last, day.at)
      last = day
    }
  }
}

/**
 * Makes the milestones of a player, of whom two trackers may have told, or one that knew none yet, what is stored says; the tick
 * has gone through all histories long ago.
 */
const settleMilestones = async (table: Table, key: string): Promise<void> => {
  const player = await findPlayer(table, key)
  if (!player || player.deletedAt !== undefined) return
  await recomputeMilestones(table, player, Date.now())
  const { milestonesTo, latest } = player
  const untold = { expression: 'attribute_not_exists(milestonesTo)', values: {} }
  if (milestonesTo === undefined && latest) await changePlayer(table, player, { milestonesTo: latest.at }, untold)
}

/** Puts an item where there is none, or one with an earlier state, which is the worse one; or as `other` says. */
const putLater = (table: Table, item: Item, other = ''): Promise<boolean> => {
  const expression = `attribute_not_exists(PK) OR #at < :at${other}`
  return put(table, item, { expression, names: { '#at': 'at' }, values: { ':at': item.at } })
}

/**
 * Puts a day where there is none, or one that knows less. What it tells of quarters is true together with the snapshots of the same
 * tracker alone: where there was another day it tells of none, unless that was the same.
 */
const importDay = async (table: Table, item: Item & { PK: string; SK: string }): Promise<void> => {
  if (await put(table, item, { expression: 'attribute_not_exists(PK)' })) return
  const at = item.at as number
  const q = item.q as number | undefined
  await untellQuarters(table, keyOfPK(item.PK), at, q === undefined ? undefined : { at, q })
  await putLater(table, withoutQuarters(item), item.kept ? ' OR (#at = :at AND attribute_not_exists(kept))' : '')
}

const isExpired = ({ SK, expiresAt }: Item): boolean =>
  String(SK).startsWith('SNAP#') && typeof expiresAt === 'number' && expiresAt * 1000 <= Date.now()

/** An item that the table may know better; `days` are the moments of the days that the backup has of the player. */
const importItem = async (table: Table, item: Item & { PK: string; SK: string }, days: Set<number>): Promise<void> => {
  if (item.SK === 'PLAYER') {
    const key = keyOfPK(item.PK)
    const wasHere = await importPlayer(table, item)
    if (item.goals !== undefined) await lookAtGoals(table, item)
    await noteRests(table, key)
    await settleRecords(table, key, days)
    if (wasHere) await loseTrail(table, key)
    if (wasHere || item.milestonesTo === undefined) await settleMilestones(table, key)
    return days.clear()
  }
  if (item.SK === recordsSK) return importRecords(table, item)
  if (isExpired(item)) return importExpired(table, item)
  // What is counted of a goal here is as good, or better.
  if (isGoal(item.SK)) return void (await put(table, item, { expression: 'attribute_not_exists(PK)' }))
  if (item.SK.startsWith('DAY#')) {
    days.add(item.at as number)
    return importDay(table, item)
  }
  await putLater(table, item)
}

// What is the same whoever writes it: names, snapshots and tasks are never changed once they are told. Milestones are made anew
// where somebody else could have told of the same.
const isFixed = (item: Item): boolean =>
  !(
    item.SK === 'PLAYER' ||
    isGoal(String(item.SK)) ||
    item.SK === recordsSK ||
    /^(DAY|QUARTER|WEEK|MONTH)#/.test(String(item.SK)) ||
    isExpired(item)
  )

const importUser = async (table: Table, user: Extract<BackupRecord, { kind: 'user' }>): Promise<void> => {
  const { username, role, disabled, createdAt } = user
  const created = await createUser(table, { username, role, passwordHash: noPassword }, createdAt)
  if (created && disabled) await changeUser(table, username, { disabled })
}

/**
 * Imports the lines of a backup into tables that may be empty or in use. What is there already stays, so it may be done
 * again at any time. Returns how many lines there were. Throws `BackupError` at a line that is none.
 */
export const importLines = async (
  { tracker, auth }: Tables,
  lines: AsyncIterable<string>,
  progress: (bytes: number) => void,
): Promise<number> => {
  let count = 0
  let batch: Item[] = []
  const days = new Set<number>()
  const flush = async (): Promise<void> => {
    await batchPut(tracker, batch)
    batch = []
  }
  for await (const text of lines) {
    count += 1
    const record = parseLine(text, count)
    if (record.kind === 'user') {
      await importUser(auth, record)
    } else if (isFixed(record.item)) {
      batch.push(record.item)
      if (batch.length === 25) await flush()
    } else {
      // The player comes after all that is stored about it.
      await flush()
      await importItem(tracker, record.item, days)
    }
    progress(Buffer.byteLength(text) + 1)
  }
  await flush()
  return count
}
