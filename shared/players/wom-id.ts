import { createHash } from 'node:crypto'
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Table } from '../dynamodb.ts'
import { keyOfPK, playerPK } from '../snapshots/key.ts'
import { changePlayer, findPlayer, findPlayers, generationOf, isTracked, type Player } from './players.ts'
import { notTracked } from './tracked.ts'

/*
 * Numbers by which Wise Old Man's programs know players. A player has one from the first time that somebody is told it, made
 * of its generation, so that it would be the same again; it is in the player and goes wherever its history goes. The item that leads
 * from the number to the player lies with that history; the index of what is due lists it, under a name of its own.
 *
 * | access pattern            | key                                             |
 * | the player of a number    | index due: due NUMBER, nextFetchAt the number   |
 * | all numbers of a player   | PK PLAYER#<key>, SK begins with NUMBER#         |
 */

const listed = 'NUMBER'

// Their programs in Java keep it in 32 bits with a sign.
const most = 2 ** 31 - 2

/** The number of a generation, or another one of it where that is taken. */
const candidate = (generation: number, attempt: number): number =>
  1 + (createHash('sha256').update(`${generation} ${attempt}`).digest().readUInt32BE() % most)

/** The keys under which a number is noted; two while a history is being moved. Half a read unit. */
const holdersOf = async (table: Table, number: number): Promise<string[]> => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'due',
      KeyConditionExpression: 'due = :number AND nextFetchAt BETWEEN :value AND :value',
      ExpressionAttributeValues: { ':number': listed, ':value': number },
    }),
  )
  return Items.map((item) => keyOfPK(item.PK as string))
}

const freeNumber = async (table: Table, player: Player): Promise<number> => {
  for (let attempt = 0; ; attempt++) {
    const number = candidate(generationOf(player), attempt)
    const others = (await holdersOf(table, number)).filter((key) => key !== player.key)
    if (others.length === 0) return number
  }
}

/**
 * The number of a player. The first time takes half a read unit and three write units, and none any time after. Whoever does it
 * at the same time comes to the same one. Throws `player_not_tracked` when the player is removed, or moved, meanwhile.
 */
export const womIdOf = async (table: Table, player: Player): Promise<number> => {
  if (player.womId !== undefined) return player.womId
  const number = await freeNumber(table, player)
  // First, so that each number that somebody was told leads to its player.
  const Item = { PK: playerPK(player.key), SK: `NUMBER#${number}`, due: listed, nextFetchAt: number }
  await table.client.send(new PutCommand({ TableName: table.name, Item }))
  const unnumbered = { expression: 'attribute_not_exists(womId)', values: {} }
  if (await changePlayer(table, player, { womId: number }, unnumbered)) return number
  const current = await findPlayer(table, player.key)
  if (!current || !isTracked(current) || generationOf(current) !== generationOf(player)) {
    throw notTracked(player.username)
  }
  return womIdOf(table, current)
}

/**
 * The tracked player that a number stands for; also one with which the player that had the number has become one. Undefined when
 * there is none. What was numbered within the last second may not be known yet.
 */
export const findByWomId = async (table: Table, number: number): Promise<Player | undefined> => {
  const players = (await findPlayers(table, await holdersOf(table, number))).filter(isTracked)
  return players.find(({ womId }) => womId === number) ?? players[0]
}
