import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { itemsOf, type Table, unlessRefused } from '../dynamodb.ts'

/*
 * Who has changed since the boards were kept. Whoever changes what boards show of a player notes it here first; a tick sets the
 * noted ones aside, and the next one reads them. In between is a minute, in which the change has been written.
 *
 * | access pattern             | key                      |
 * | since when boards are kept | PK BOARDS, SK KEPT       |
 * | note a player              | PK BOARDS, SK TOUCHED    |
 * | those that were set aside  | PK BOARDS, SK TAKEN      |
 * | both, and how far all is   | PK BOARDS                |
 */

export const boardsPK = 'BOARDS'

/**
 * Boards are kept once there have been so many players that are fetched, and ever after: fewer are looked at for each question,
 * and nobody pays for keeping anything.
 */
export const boardsFrom = 300

/** A player that boards have to be made to know; `anew` where its past may have changed, or who it is. */
export interface Touched {
  key: string
  anew: boolean
}

/** Some players that were noted. */
export interface Noted {
  players: Touched[]
  /** How often somebody was noted. */
  count: number
  /** When the first of them was noted, in milliseconds since 1970. */
  since: number
  /** When they were set aside. */
  takenAt?: number | undefined
}

/** Where players are noted. */
export const touchedKey = { PK: boardsPK, SK: 'TOUCHED' }
const takenKey = { PK: boardsPK, SK: 'TAKEN' }
const keptKey = { PK: boardsPK, SK: 'KEPT' }

/** Whether boards are kept, so that changes have to be noted. Half a read unit. */
export const areBoardsKept = async (table: Table): Promise<boolean> => {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: keptKey }))
  return Item !== undefined
}

/** Has everybody note what changes from now on. */
export const keepNotes = async (table: Table, now: number): Promise<void> => {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keptKey, since: now } }))
}

// Names that people choose are no names of attributes.
const attributeOf = ({ key, anew }: Touched): string => `${anew ? 'anew' : 'changed'} ${key}`

/** Notes a player. One write unit. */
export const touch = async (table: Table, touched: Touched): Promise<void> => {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: touchedKey,
      UpdateExpression: 'SET #player = :now ADD #count :one',
      ExpressionAttributeNames: { '#player': attributeOf(touched), '#count': 'count' },
      ExpressionAttributeValues: { ':now': Date.now(), ':one': 1 },
    }),
  )
}

const notedIn = (item: Record<string, unknown> | undefined): Noted | undefined => {
  if (!item) return undefined
  const found = Object.entries(item).flatMap(([name, at]) => {
    const [how, key] = name.split(' ')
    return key !== undefined && typeof at === 'number' ? [{ key, anew: how === 'anew', at }] : []
  })
  const anew = new Map<string, boolean>()
  for (const each of found) anew.set(each.key, each.anew || anew.get(each.key) === true)
  return {
    players: [...anew].map(([key, isAnew]) => ({ key, anew: isAnew })),
    count: item.count as number,
    takenAt: item.takenAt as number | undefined,
    since: Math.min(...found.map(({ at }) => at)),
  }
}

/**
 * The players that were noted, those that were set aside, since when everybody notes them, and the other items of the partition.
 * Half a read unit or some more.
 */
export const readTouched = async (table: Table) => {
  const items = new Map((await itemsOf(table, boardsPK, { consistent: false })).map((item) => [item.SK, item]))
  const keptSince = items.get('KEPT')?.since as number | undefined
  return { touched: notedIn(items.get('TOUCHED')), taken: notedIn(items.get('TAKEN')), keptSince, items }
}

const putTaken = async (table: Table, { players, count, since, takenAt }: Noted): Promise<void> => {
  const attributes = Object.fromEntries(players.map((each) => [attributeOf(each), since]))
  const Item = { ...takenKey, ...attributes, count, takenAt }
  await table.client.send(new PutCommand({ TableName: table.name, Item }))
}

/**
 * Sets aside those who were noted, in the place of those who were before. Who is noted at the same time may be so twice, and is not
 * lost.
 */
export const takeTouched = async (table: Table, noted: Noted, now: number): Promise<void> => {
  await putTaken(table, { ...noted, takenAt: now })
  await unlessRefused(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: touchedKey,
        ConditionExpression: '#count = :seen',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':seen': noted.count },
      }),
    ),
  )
}

/** Keeps of those who were set aside the ones that are left. */
export const leaveTaken = (table: Table, taken: Noted, players: readonly Touched[]): Promise<void> =>
  putTaken(table, { ...taken, players: [...players] })
