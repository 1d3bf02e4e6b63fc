import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchGet, type Table, unlessRefused } from '../dynamodb.ts'
import { modes } from '../hiscores/boards.ts'
import { doubtSchema, reviewSchema } from '../lives/doubt.ts'
import { decodeSeams, encodeSeams, seamKinds } from '../lives/seams.ts'
import { encodedSchema } from '../snapshots/items.ts'
import { keyOfPK, playerPK } from '../snapshots/key.ts'
import { bytesSchema } from '../snapshots/varint.ts'
import { missingSchema } from './missing.ts'
import { joiningSchema, swappingSchema } from './moving.ts'
import { noteAnew, noteChange } from './note.ts'
import { purge } from './purge.ts'

/*
 * Players: the characters that are tracked, each on one board.
 *
 * | access pattern                 | key                                                         |
 * | one player, many players       | PK PLAYER#<key>, SK PLAYER                                  |
 * | players in name order          | index names: list PLAYERS, PK upwards                       |
 * | players due, longest due first | index due: due DUE, nextFetchAt upwards                     |
 * | everything about a player      | PK PLAYER#<key>                                             |
 *
 * A player that was removed stays for some minutes as a tombstone (`deletedAt`), in no list but due at their end, so that
 * the schedule takes up a removal that was cut short, and removes what a fetch under way has written behind it.
 */

export const outcomes = [
  'changed',
  'unchanged',
  'doubtful',
  'not_found',
  'rate_limited',
  'unavailable',
  'malformed',
] as const

/** How a fetch ended. */
export type Outcome = (typeof outcomes)[number]

const playerSchema = z.object({
  key: z.string(),
  /** The name as the hiscores write it, or as it was given where they do not. */
  username: z.string(),
  mode: z.enum(modes),
  /** The board follows the account: it is looked for anew when it seems to have been left. */
  autoMode: z.optional(z.boolean()),
  /** When it was last looked whether the account is on another board. */
  lookedAt: z.optional(z.number()),
  active: z.boolean(),
  /** Times are in milliseconds since 1970. This one also tells a player from one that was removed and added again. */
  addedAt: z.number(),
  lastFetchedAt: z.optional(z.number()),
  lastChangedAt: z.optional(z.number()),
  /** How long nothing had changed before the last change after a rest, in milliseconds. */
  restedMs: z.optional(z.number()),
  /** When it was seen to play again after its last rests, to guess by; nothing where it has an interval of its own. */
  starts: z.optional(bytesSchema),
  /** The newest stored state, so that the most frequent question of all takes one item, and many players one batch. */
  latest: z.optional(encodedSchema),
  /** Where the player's lives begin anew. */
  seams: z.optional(z.pipe(bytesSchema, z.transform(decodeSeams))),
  /** The next answer to a request sent after `at` begins a life, whatever it says: the board has changed, or the name. */
  turn: z.optional(z.object({ at: z.number(), kind: z.enum(seamKinds) })),
  /** The states from one moment to another that are being taken back. */
  takingBack: z.optional(z.object({ from: z.number(), to: z.number() })),
  /** An answer that a second one has to confirm. */
  doubt: z.optional(doubtSchema),
  /** Set while an admin has to say whether a rise is believed. */
  review: z.optional(reviewSchema),
  /** The moment of the last state that is in the kept records. */
  recordsTo: z.optional(z.number()),
  /** The moment of the last state whose milestones are told. */
  milestonesTo: z.optional(z.number()),
  /** When the goals are to be settled whatever is gained; undefined without any. */
  goals: z.optional(z.number()),
  nextFetchAt: z.optional(z.number()),
  /** Undefined means adaptive. */
  fetchIntervalMinutes: z.optional(z.number()),
  lastOutcome: z.optional(z.enum(outcomes)),
  /** Fetches that failed one after another. */
  failures: z.number(),
  /** Set while the hiscores do not know the player. */
  missing: z.optional(missingSchema),
  /** The requested fetch that the next fetch fulfils. */
  taskId: z.optional(z.string()),
  /** How many fetches were requested since the first one of some minutes. */
  requests: z.optional(z.object({ since: z.number(), count: z.number() })),
  /** What tells the player from others that had its key or will have it, where that is not `addedAt` any more. */
  generation: z.optional(z.number()),
  /** The number that programs of Wise Old Man know it by, once one was told it. It goes with the history to another key. */
  womId: z.optional(z.number()),
  /** The key from which a history is being moved here. */
  movingFrom: z.optional(z.string()),
  /** Set in a move once all that is stored under that key is here too. */
  copied: z.optional(z.boolean()),
  /** When that move was begun, which tells it from others. */
  movedAt: z.optional(z.number()),
  /** The key to which the player's history is being moved; nothing is fetched meanwhile. */
  movingTo: z.optional(z.string()),
  /** Set while the API must not know the player: its history is not whole, or is told under another name. */
  hidden: z.optional(z.boolean()),
  /** Set while the history that is moved here becomes one with the player's own. */
  joining: z.optional(joiningSchema),
  /** Set while two players exchange their names. */
  swapping: z.optional(swappingSchema),
  deletedAt: z.optional(z.number()),
})

export type Player = z.output<typeof playerSchema>

/** The key of a player's own item. */
export const keyFor = (key: string) => ({ PK: playerPK(key), SK: 'PLAYER' })

/** True for a player that the API knows: neither removed nor hidden. */
export const isTracked = (player: Player): boolean => player.deletedAt === undefined && !player.hidden

/** True for a player from or to which a history is being moved. */
export const isMoving = ({ movingFrom, movingTo, swapping }: Player): boolean =>
  movingFrom !== undefined || movingTo !== undefined || swapping !== undefined

/** True for a player with whom something was begun that the schedule has to finish: a removal, a move to it, taking states back. */
export const isUnfinished = ({ deletedAt, movingFrom, swapping, takingBack }: Player): boolean =>
  [deletedAt, movingFrom, swapping, takingBack].some((mark) => mark !== undefined)

/** What tells a player from others that had its key or will have it. It goes with the history to another key. */
export const generationOf = ({ generation, addedAt }: Pick<Player, 'generation' | 'addedAt'>): number =>
  generation ?? addedAt

const decode = (item: Record<string, unknown>): Player =>
  playerSchema.parse({ ...item, key: keyOfPK(item.PK as string) })

// An item with `due` is in the index of due players, one with `list` in the index by name.
const encode = ({ key, seams, ...player }: Player) => ({
  ...keyFor(key),
  ...player,
  ...(seams && seams.length > 0 && { seams: encodeSeams(seams) }),
  ...(player.deletedAt === undefined && { list: 'PLAYERS' }),
  // What was cut short is due as well, so that the schedule finishes it.
  ...(((player.active && player.movingTo === undefined) || isUnfinished(player as Player)) && { due: 'DUE' }),
})

/**
 * A player by its key, tombstones included; undefined when there is none. One read unit, or half a one when what was
 * written in the last second may be missing.
 */
export const findPlayer = async (
  table: Table,
  key: string,
  { consistent = true }: { consistent?: boolean } = {},
): Promise<Player | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyFor(key), ConsistentRead: consistent }),
  )
  return Item && decode(Item)
}

/**
 * Players by their keys, in the order of the keys, without those that do not exist; one round trip per hundred. Where `fields` are
 * given, nothing else is known of them; `PK` and what all players have must be among these.
 */
export const findPlayers = async (
  table: Table,
  keys: readonly string[],
  fields?: readonly string[],
): Promise<Player[]> => {
  const found = (await batchGet(table, keys.map(keyFor), { fields })).map(decode)
  const players = new Map(found.map((player) => [player.key, player]))
  return keys.flatMap((key) => players.get(key) ?? [])
}

/** What may be changed about a player; undefined takes the attribute away. */
export type Change = { [K in Exclude<keyof Player, 'key'>]?: Player[K] | undefined }

/** What must hold besides for a change to be made. */
export interface Condition {
  expression: string
  values: Record<string, unknown>
}

/** That a player is still the one that was read, neither another one of its key nor in another move. */
const asRead = (player: Player): Condition => {
  const { addedAt, generation } = player
  const marks = (['deletedAt', 'movingFrom', 'movingTo'] as const).map((name) => ({ name, value: player[name] }))
  const expressions = [
    generation === undefined ? 'addedAt = :readAdded AND attribute_not_exists(generation)' : 'generation = :readAdded',
    ...marks.map(({ name, value }) =>
      value === undefined ? `attribute_not_exists(${name})` : `${name} = :read_${name}`,
    ),
  ]
  const known = marks.filter(({ value }) => value !== undefined)
  const values = Object.fromEntries(known.map(({ name, value }) => [`:read_${name}`, value]))
  return { expression: expressions.join(' AND '), values: { ...values, ':readAdded': generation ?? addedAt } }
}

// What the membership in the indexes depends on.
const deciding = ['active', 'deletedAt', 'movingFrom', 'movingTo', 'swapping', 'takingBack']

/**
 * Changes a player, provided that it is still the one that was read: not removed, nor removed and added again, nor on its way
 * to another name since, nor changed otherwise in what `condition` names. Returns it as it is then, and as it was read where the change is empty;
 * undefined when the condition did not hold. `boards` says whether boards are kept, where that is known.
 */
export const changePlayer = async (
  table: Table,
  player: Player,
  change: Change,
  condition?: Condition,
  boards?: boolean,
): Promise<Player | undefined> => {
  const after = encode({ ...player, ...change } as Player)
  const fields = [...Object.keys(change), ...(deciding.some((field) => field in change) ? ['due', 'list'] : [])]
  if (fields.length === 0) return player
  const value = (field: string): unknown => after[field as keyof typeof after]
  const sets = fields.filter((field) => value(field) !== undefined)
  const removes = fields.filter((field) => value(field) === undefined)
  const update = [
    sets.length > 0 ? `SET ${sets.map((field) => `#${field} = :${field}`).join(', ')}` : '',
    removes.length > 0 ? `REMOVE ${removes.map((field) => `#${field}`).join(', ')}` : '',
  ]
  const values = Object.fromEntries(sets.map((field) => [`:${field}`, value(field)]))
  const { deletedAt: _, ...living } = player
  const read = asRead(living)
  await noteChange(table, player, change, boards)
  let changed: Player | undefined
  await unlessRefused(
    table.client
      .send(
        new UpdateCommand({
          TableName: table.name,
          Key: keyFor(player.key),
          UpdateExpression: update.join(' '),
          ConditionExpression: condition ? `${read.expression} AND (${condition.expression})` : read.expression,
          ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
          ExpressionAttributeValues: { ...values, ...condition?.values, ...read.values },
          ReturnValues: 'ALL_NEW',
        }),
      )
      .then(({ Attributes }) => {
        changed = decode(Attributes as Record<string, unknown>)
      }),
  )
  return changed
}

interface Page {
  keys: string[]
  /** The last of them, after which the next page starts; undefined when there is nothing after it. */
  next: string | undefined
}

/** The keys of players in name order, `limit` of them, after the key `after`. */
export const playersByName = async (table: Table, limit: number, after?: string): Promise<Page> => {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'names',
      KeyConditionExpression: '#list = :list AND PK > :after',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: { ':list': 'PLAYERS', ':after': playerPK(after ?? '') },
      // One more shows whether there is another page.
      Limit: limit + 1,
    }),
  )
  const keys = Items.slice(0, limit).map((item) => keyOfPK(item.PK as string))
  return { keys, next: LastEvaluatedKey && keys.at(-1) }
}

/** The keys of players that begin with something, in name order, at most `limit`; hidden ones too. */
export const keysBeginningWith = async (table: Table, beginning: string, limit: number): Promise<string[]> => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'names',
      KeyConditionExpression: '#list = :list AND PK BETWEEN :first AND :last',
      ExpressionAttributeNames: { '#list': 'list' },
      // Keys are of letters, digits and underscores, all of them below `~`.
      ExpressionAttributeValues: {
        ':list': 'PLAYERS',
        ':first': playerPK(beginning),
        ':last': playerPK(`${beginning}~`),
      },
      Limit: limit,
    }),
  )
  return Items.map((item) => keyOfPK(item.PK as string))
}

/** The keys of the players that are due at a moment, the longest due first, at most `limit`. */
export const playersDue = async (
  table: Table,
  now: number,
  limit: number,
): Promise<{ key: string; nextFetchAt: number }[]> => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'due',
      KeyConditionExpression: 'due = :due AND nextFetchAt <= :now',
      ExpressionAttributeValues: { ':due': 'DUE', ':now': now },
      Limit: limit,
    }),
  )
  return Items.map((item) => ({ key: keyOfPK(item.PK as string), nextFetchAt: item.nextFetchAt as number }))
}

/**
 * Counts up to `limit` players that are fetched, from where the last step of a count ended: how many they are, where the next one
 * begins, and by when the last of them is due; both undefined when all are counted. Some twelve read units a thousand.
 */
export const countDue = async (
  table: Table,
  limit: number,
  from?: string,
): Promise<{ count: number; next: string | undefined; upTo: number | undefined }> => {
  const { Count = 0, LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'due',
      KeyConditionExpression: 'due = :due',
      ExpressionAttributeValues: { ':due': 'DUE' },
      Limit: limit,
      Select: 'COUNT',
      ...(from !== undefined && { ExclusiveStartKey: JSON.parse(from) }),
    }),
  )
  return {
    count: Count,
    next: LastEvaluatedKey && JSON.stringify(LastEvaluatedKey),
    upTo: LastEvaluatedKey?.nextFetchAt as number | undefined,
  }
}

/** How many players have become due after one moment and until another, `limit` at most. Some twelve read units a thousand. */
export const countDueBetween = async (table: Table, after: number, until: number, limit: number): Promise<number> => {
  if (after >= until) return 0
  const { Count = 0 } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'due',
      KeyConditionExpression: 'due = :due AND nextFetchAt BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':due': 'DUE', ':first': after + 1, ':last': until },
      Limit: limit,
      Select: 'COUNT',
    }),
  )
  return Count
}

/** Stores a new player, in place of its tombstone if there is one; false when a player of that key exists. */
export const createPlayer = async (table: Table, player: Player): Promise<boolean> => {
  const before = await findPlayer(table, player.key)
  if (before && before.deletedAt === undefined) return false
  if (before) await purge(table, player.key)
  await noteAnew(table, player.key)
  return unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: encode(player),
        ConditionExpression: 'attribute_not_exists(PK) OR attribute_exists(deletedAt)',
      }),
    ),
  )
}

/**
 * Stores a player in the place of another one of its key; false when that is not the one any more that was read. What is stored
 * about that one stays.
 */
export const replacePlayer = async (table: Table, before: Player, player: Player): Promise<boolean> => {
  const { expression, values } = asRead(before)
  await noteAnew(table, player.key)
  return unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: encode(player),
        ConditionExpression: expression,
        ExpressionAttributeValues: values,
      }),
    ),
  )
}
