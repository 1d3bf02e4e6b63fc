import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { batchGet, type Table } from '../dynamodb.ts'
import { dateOf, dayMs, startOfDay } from './items.ts'
import { keyOfPK, playerPK } from './key.ts'

/*
 * Rests: runs of days on which nothing was stored of a player, longer than the days are looked at one by one. One item has
 * them all, each an attribute: the date (UTC) before it by name, and the date after it.
 *
 * | access pattern        | key                       |
 * | rests of many players | PK PLAYER#<key>, SK RESTS |
 */

/** How many days in a row are looked at by their keys. */
export const mostDays = 7

const restsSchema = z.record(z.string(), z.string())

export const restsSK = 'RESTS'

const keyFor = (player: string) => ({ PK: playerPK(player), SK: restsSK })

/**
 * Notes, before a state is stored, that nothing is on the days between it and the last one; between it and the addition of the
 * player when it is the first. Moments in milliseconds since 1970. It holds as well when the state is never stored, and the
 * next one notes a longer rest. Costs nothing but after a week.
 */
export const noteRest = async (
  table: Table,
  { key, addedAt }: { key: string; addedAt: number },
  last: { at: number } | undefined,
  at: number,
): Promise<void> => {
  const from = last?.at ?? addedAt
  if (startOfDay(at) - startOfDay(from) <= (last ? mostDays : 0) * dayMs) return
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keyFor(key),
      UpdateExpression: 'SET #from = :to',
      ExpressionAttributeNames: { '#from': dateOf(from) },
      ExpressionAttributeValues: { ':to': dateOf(at) },
    }),
  )
}

// As many attributes as one expression has room for.
const mostAtOnce = 50

/** Notes some rests, and forgets others. One write unit for fifty of them. */
export const changeRests = async (
  table: Table,
  player: string,
  { noted, forgotten }: { noted: readonly Pick<Rest, 'from' | 'to'>[]; forgotten: readonly Pick<Rest, 'from'>[] },
): Promise<void> => {
  const changes = [...noted, ...forgotten.map(({ from }) => ({ from, to: undefined }))]
  for (let start = 0; start < changes.length; start += mostAtOnce) {
    const some = changes.slice(start, start + mostAtOnce).map((change, index) => ({ ...change, index }))
    const sets = some.filter(({ to }) => to !== undefined)
    const removes = some.filter(({ to }) => to === undefined)
    const update = [
      sets.length > 0 ? `SET ${sets.map(({ index }) => `#r${index} = :r${index}`).join(', ')}` : '',
      removes.length > 0 ? `REMOVE ${removes.map(({ index }) => `#r${index}`).join(', ')}` : '',
    ]
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keyFor(player),
        UpdateExpression: update.filter((part) => part !== '').join(' '),
        ExpressionAttributeNames: Object.fromEntries(some.map(({ index, from }) => [`#r${index}`, from])),
        ...(sets.length > 0 && {
          ExpressionAttributeValues: Object.fromEntries(sets.map(({ index, to }) => [`:r${index}`, to])),
        }),
      }),
    )
  }
}

/** A rest of a player, by the dates (UTC) before and after it. */
export interface Rest {
  player: string
  from: string
  to: string
}

/** The rests of players by their keys. Half a read unit a player. */
export const restsOf = async (table: Table, players: readonly string[]): Promise<Rest[]> => {
  const items = await batchGet(table, players.map(keyFor))
  return items.flatMap(({ PK, SK: _, ...rests }) =>
    Object.entries(restsSchema.parse(rests)).map(([from, to]) => ({ player: keyOfPK(PK as string), from, to })),
  )
}
