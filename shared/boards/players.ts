import { GetCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import type { Table } from '../dynamodb.ts'
import { boardsPK } from '../players/touched.ts'

/** The key under which it stands how far boards are. */
export const stateKey = { PK: boardsPK, SK: 'STATE' }

/** How many players are tracked, and how many of them are active, as the boards have been told. */
export const playersSchema = z.object({ total: z.number(), active: z.number() })

const schema = z.object({ sweep: z.optional(z.string()), players: z.optional(playersSchema) })

/**
 * How many players are tracked, and how many of them are active, as the boards know it, some minutes ago at most; undefined where
 * none are kept, or not all players have been looked at. Half a read unit.
 */
export const playersKept = async (table: Table): Promise<z.output<typeof playersSchema> | undefined> => {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: stateKey }))
  const state = Item && schema.parse(Item)
  return state?.sweep === undefined ? state?.players : undefined
}
